"""The office's file is read strictly, and says what is wrong with it where."""

from __future__ import annotations

from pathlib import Path

import pytest

import eligibility as el
from eligibility.register.column_settings import NamedColumn, letters, place_of, read_settings

WHOLE = """
sheets: [沙井镇, 大满镇]
hidden: leave
head: {first: 2, last: 3}
columns:
  C: {heading: 户主/姓名, read: about.head}
  K: {heading: 护理补贴/标准, read: ignore}
  AA: {heading: 人均收入, read: household.monthly_income_per_capita, per: year}
  户情: household.dibao
values: {person.self_care: {none: [全护理]}}
lines: payments
totals: ignore
"""


def test_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(WHOLE, "utf-8")
    found = read_settings(path)
    assert found.sheets == ("沙井镇", "大满镇") and found.hidden == "leave" and found.head == (2, 3)
    assert found.by_letter[2] == NamedColumn("about.head", "户主/姓名") and found.by_letter[10].read is None
    assert found.by_letter[26].per == "year" and found.by_heading == {"户情": NamedColumn("household.dibao")}
    assert found.lines == "payments" and found.totals == "ignore"


@pytest.mark.parametrize("index", [0, 25, 26, 51, 701, 702, 16383])
def test_columns_by_their_letters(index: int) -> None:
    assert place_of(letters(index)) == index
    assert [letters(number) for number in (0, 25, 26, 16383)] == ["A", "Z", "AA", "XFD"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("columns: {a: 2024-13-45}", "2024-13-45"),
        (f"columns: {'[' * 200}", "YAML"),
        (f"columns: {'{a: ' * 60}1{'}' * 60}", "not allowed"),
        ("columns: {姓名: null}\nvalues: {person.self_care: 3}", "values.person.self_care"),
        ("values: {person.self_care: {none: 3}}", "list"),
        ("values:\n  a: &a {none: [x]}\n  b: *a", "anchors and aliases"),
        ("yes: !!set {a}", "not allowed"),
        ("columns: {a: about.name, a: about.name}", "twice"),
        ("columns: {A: {heading: x}}", "read: ENTRY"),
        ("columns: {A: {heading: x, read: about.name, more: 1}}", "read: ENTRY"),
        ("columns: {A: {heading: x, read: about.name, per: week}}", "month or year"),
        ("columns: {a: [1]}", "name of an entry"),
        ("several: {about.hardship: {values: [{says: [a]}]}}", "says:"),
        ("several: {about.hardship: {values: [{says: [a], facts: {household.dibao: true}}]}}", "headings:"),
        ("several: {about.hardship: {heading: [k], values: [{says: [a], facts: {household.dibao: true}}]}}", "headings:"),
        ("head: {first: 3, last: 2}", "first: LINE"),
        ("hidden: maybe", "leave, read"),
        ("lines: [a]", "persons, payments"),
        ("sheets: a", "list"),
        ("columnz: {}", "columns"),
        ("- a", "sections"),
    ],
)
def test_what_is_wrong_is_said(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(el.EligibilityError) as caught:
        read_settings(path)
    assert "own.yaml" in str(caught.value) and said in str(caught.value)


def test_a_small_file_cannot_become_a_large_one(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    names = "abcdefgh"
    path.write_text(
        "values:\n" + "".join(f"  {name}: &{name} [{'*' + names[at - 1] if at else 'x'}, x]\n" for at, name in enumerate(names)), "utf-8"
    )
    with pytest.raises(el.EligibilityError, match="aliases"):
        read_settings(path)


def test_an_empty_file_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("# nothing\n", "utf-8")
    assert not read_settings(tmp_path / "own.yaml").content
