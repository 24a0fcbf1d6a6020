"""The commands that look ahead, as their user meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_cli import EXAMPLES, FAMILY, answered, run

CHILDREN = str(EXAMPLES / "two_children.json")


def test_timeline_in_both_languages() -> None:
    """The day, its cause, what closes and what is to be asked, with the clause."""
    text = answered("timeline", CHILDREN, "--until", "2025-06-01")
    assert "2024-09-02 · m1：满7周岁 · 不再符合" in text
    assert "儿童残疾筛查" in text
    assert "张政发〔2022〕32号" in text
    english = answered("timeline", CHILDREN, "--until", "2025-06-01", "--lang", "en")
    assert "2024-09-02 · m1: turns 7 · no longer applies" in english


def test_timeline_for_programs() -> None:
    found = json.loads(answered("timeline", CHILDREN, "--from", "2024-09-01", "--until", "2024-10-01", "--format", "json"))
    assert [moment["day"] for moment in found["dates"]] == ["2024-09-02"]
    assert {change["kind"] for change in found["dates"][0]["changes"]} == {"closes", "unclear"}


def test_timeline_mistakes_are_one_message() -> None:
    """Days in the wrong order, a day that does not exist."""
    for wrong in (("--until", "2020-01-01"), ("--from", "2024-02-30")):
        done = run("timeline", FAMILY, *wrong, "--lang", "en")
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(wrong[0])


def test_timeline_without_changes_says_so(tmp_path: Path) -> None:
    path = tmp_path / "none.json"
    given = {"as_of": "2024-06-01", "locality": {"adcode": "620702"}, "household": {"members": [{"id": "m1", "age": 30}]}}
    path.write_text(json.dumps(given), "utf-8")
    text = answered("timeline", str(path), "--lang", "en")
    assert "nothing changes" in text
    assert "birthdays cannot be foreseen: m1" in text


INCOME = ("cliff", FAMILY, "--fact", "household.monthly_income_per_capita", "--range", "0:1500")


def test_cliff_in_both_languages() -> None:
    """Where dibao ends, by which condition, and what the household's number is now."""
    text = answered(*INCOME)
    assert "● 0 ≤ x < 480：现在符合" in text
    assert "现在 610" in text
    english = answered(*INCOME, "--lang", "en")
    assert "○ 480 ≤ x ≤ 1500: does not apply" in english


def test_cliff_for_programs() -> None:
    found = json.loads(answered(*INCOME, "--format", "json"))
    assert found["breaks"] == ["480"]
    assert [(piece["from"], piece["until"], piece["until_included"]) for piece in found["pieces"]] == [
        ("0", "480", False),
        ("480", "1500", True),
    ]


def test_cliff_draws_by_suffix(tmp_path: Path) -> None:
    """A picture by suffix; the same input gives the same vector picture; another suffix is refused and nothing is written."""
    pytest.importorskip("matplotlib")
    for name, start in (("a.png", b"\x89PNG"), ("a.svg", b"<?xml"), ("a.pdf", b"%PDF")):
        answered(*INCOME, "-o", str(tmp_path / name), "--lang", "en")
        assert (tmp_path / name).read_bytes().startswith(start)
    first = (tmp_path / "a.svg").read_bytes()
    answered(*INCOME, "-o", str(tmp_path / "a.svg"), "--lang", "en")
    assert (tmp_path / "a.svg").read_bytes() == first
    done = run(*INCOME, "-o", str(tmp_path / "a.gif"), "--lang", "en")
    assert (done.returncode, done.stdout) == (1, "")
    assert "must end in one of" in done.stderr
    assert not (tmp_path / "a.gif").exists()


def test_cliff_mistakes_are_one_message() -> None:
    """A range that is none, a fact that is no number: what is wrong and the nearest right name."""
    for more, said in ((("--range", "3000"), "--range"), (("--fact", "household.monthly_income"), "household.monthly_income_per_capita")):
        done = run(*INCOME, *more, "--lang", "en")
        assert (done.returncode, done.stdout) == (1, "")
        assert said in done.stderr


def test_remedy_in_both_languages() -> None:
    """The one fact that would have to change, the clause, and what it opens."""
    text = answered("remedy", FAMILY, "dibao")
    assert "→ household.monthly_income_per_capita  若变为：家庭月人均收入 < 480元/人/月" in text
    english = answered("remedy", FAMILY, "living_allowance", "m2", "--lang", "en")
    assert "no change and no answer would grant it" in english
    assert "no disability has been assessed" in english


def test_remedy_for_programs() -> None:
    found = json.loads(answered("remedy", FAMILY, "dibao", "household", "--format", "json"))
    (way,) = found["remedies"]["household"]
    assert [(step["path"], step["kind"]) for step in way["steps"]] == [("household.monthly_income_per_capita", "change")]
    assert way["citations"]


def test_remedy_mistakes_are_one_message() -> None:
    done = run("remedy", FAMILY, "dibo", "--lang", "en")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Did you mean dibao?" in done.stderr
