"""Registers that cannot be joined are refused, in one message, before anything is answered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import eligibility as el
from eligibility.book.read import load_book
from eligibility.errors import Problem
from eligibility.office.checks import check_area
from eligibility.office.office_file import read_office
from eligibility.office.parts import numbered
from eligibility.register.reader import read_register
from eligibility.register.spellings import words_of
from tests.office.joins import Join
from tests.office.months import member, paid, person, write_month
from tests.office.test_payment import BOOK


def refusal(join: Join, *months: object, change: tuple[str, str] = ("", "")) -> set[str]:
    with pytest.raises(el.EligibilityError) as caught:
        join(*months, change)
    return {problem.code.value for problem in caught.value.problems if isinstance(problem, Problem)}


def test_a_register_without_numbers_joins_nobody(join: Join) -> None:
    lines = [{"姓名": "成员0", "是否低保": "是"}]
    assert refusal(join, [person(0)], lines, [paid(0)]) == {"register_without_key"}
    assert refusal(join, [person(0)], [{**lines[0], "身份证号": "620702800101001"}], [paid(0)]) == {"register_without_key"}


def test_a_list_of_heads_alone_says_which_column_joins(join: Join) -> None:
    heads = [{"户主姓名": "成员0", "户主身份证号": "620702199001010014", "是否低保": "是"}]
    with pytest.raises(el.EligibilityError, match="numbers of heads alone: set that column to about"):
        join([person(0)], heads, [paid(0)])


def test_the_month_that_is_written_must_be_the_one_that_is_said(join: Join) -> None:
    for month, wrong in (("2024-05", True), ("2024年6月", False), ("202406", False)):
        payments = [paid(0, 发放月份=month)]
        if wrong:
            assert refusal(join, [person(0)], [member(0)], payments) == {"other_month"}
        else:
            join([person(0)], [member(0)], payments)


def test_one_support_is_paid_by_one_list(join: Join) -> None:
    more = "state: none", "state: none"
    again = "registers:\n", "registers:\n  - {role: payments, name: second, file: paid.csv, month: 2024-06}\n"
    join([person(0)], [member(0)], [paid(0)], more)
    assert refusal(join, [person(0)], [member(0)], [paid(0)], change=again) == {"paid_twice"}


def test_registers_of_two_counties_are_not_joined(join: Join) -> None:
    """By what they write, or because nobody of many stands on both."""
    assert refusal(join, [person(0, 区县="甘州区")], [member(0)], [paid(0, 区县="高台县")]) == {"other_county"}
    many = [person(index) for index in range(30)]
    assert refusal(join, many, [member(0)], [paid(index) for index in range(100, 130)]) == {"other_county"}
    join(many, [member(0)], [paid(index) for index in range(29, 60)])


def test_what_the_office_file_names_must_be_there(join: Join) -> None:
    assert refusal(join, [person(0)], [member(0)], [], change=("state: none", "decides: {person.grad: facts}")) == {"unknown_fact"}
    assert refusal(join, [person(0)], [member(0)], [], change=("nursing_subsidy]", "nursing]")) == {"unknown_support"}


@pytest.mark.parametrize(
    ("county", "refused"), [("甘州区", False), ("620702", False), ("张掖市甘州区", False), ("山丹县", True), ("620725", True)]
)
def test_a_county_that_one_register_alone_tells_is_compared(county: str, refused: bool, tmp_path: Path, zhangye: el.Ruleset) -> None:
    """By its name in the local book, or by its code; of a name that nothing here knows, and of a whole city, nothing is said."""
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "620702.yaml").write_text(BOOK.replace("示例区", "甘州区"), "utf-8")
    book = load_book(tmp_path / "book")
    office = read_office(write_month(tmp_path / "month", [person(0)], [member(0, 区县=county)], []))
    parts = []
    for listed in (office.persons, *office.others):
        words = words_of(zhangye, office.settings(listed))
        parts.append((listed, read_register(listed.path, words, office.as_of), words))
    listed = numbered(parts)
    if refused:
        with pytest.raises(el.EligibilityError) as caught:
            check_area(office, zhangye, book, listed)
        assert "dibao.csv：是" in caught.value.text("zh") and "620702" in str(caught.value)
    else:
        check_area(office, zhangye, book, listed)
    check_area(replace(office, area=None), zhangye, book, listed)
    if not county.isdecimal():
        check_area(office, zhangye, None, listed)
