"""Texts in two languages, and the name that was meant."""

from __future__ import annotations

import pytest

from eligibility.i18n import Text, counted, in_markdown, nearest

BOTH = Text("张掖市", "Zhangye")


def test_a_text_has_two_languages_and_no_other() -> None:
    assert (BOTH["zh"], BOTH["en"], BOTH.as_json()) == ("张掖市", "Zhangye", {"zh": "张掖市", "en": "Zhangye"})


@pytest.mark.parametrize(
    ("name", "called"), [("张掖市", True), ("zhangye", True), (" ＺＨＡＮＧＹＥ ", True), ("张掖", False), ("", False)]
)
def test_a_name_is_told_whatever_its_case_and_width(name: str, called: bool) -> None:
    assert BOTH.is_called(name) is called


@pytest.mark.parametrize(
    ("name", "known", "found"),
    [
        ("certifed", ["certified", "age"], "certified"),
        ("certified", ["certified", "certificate"], "certified"),
        ("x", ["certified", "age"], None),
        ("age", [], None),
    ],
)
def test_the_nearest_name(name: str, known: list[str], found: str | None) -> None:
    assert nearest(name, known) == nearest(name, reversed(known)) == found


def test_how_near_is_near_enough() -> None:
    assert nearest("ageing", ["age"], cutoff=0.9) is None
    assert nearest("ageing", ["age"], cutoff=0.3) == "age"


def test_one_of_a_thing_is_never_several() -> None:
    assert [counted(number, "person") for number in (0, 1, 2, 2000)] == ["0 persons", "1 person", "2 persons", "2,000 persons"]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [("a*b_c", r"a\*b\_c"), ("[x](y)", r"\[x\](y)"), ("a|b", r"a\|b"), ("\\ `", r"\\ \`"), ("〔2022〕32号", "〔2022〕32号")],
)
def test_markdown_is_not_taken_for_markup(text: str, escaped: str) -> None:
    assert in_markdown(text) == escaped


def test_a_short_name_is_made_of_signs_in_their_order() -> None:
    dibao = Text("最低生活保障", "Subsistence allowance (dibao)")
    assert dibao.is_shortened("低保") and dibao.is_shortened("低生活保")
    assert not any(map(dibao.is_shortened, ("保低", "低", "最低生活保障", "dibao")))
