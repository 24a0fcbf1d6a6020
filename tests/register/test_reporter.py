"""What a report says of a screening: the reader of the numbers learns what the register did not tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

import eligibility as el
from eligibility.i18n import Text
from eligibility.register.local_book import LineJobs
from eligibility.register.reader import Register
from eligibility.register.reporter import NO_CERTIFICATES, NO_STANDARD, NO_STANDARD_THERE, report_of
from eligibility.register.screen import Screening
from eligibility.register.spellings import words_of
from tests.register.readings import Read
from tests.register.screenings import NOT_ADOPTED, job_of


def test_the_report_counts_what_was_screened(screened: tuple[Register, Screening], zhangye: el.Ruleset) -> None:
    """Persons, households, columns and questions; the summary is about what the register tells of receipts."""
    register, screening = screened
    report = report_of(register, words_of(zhangye), screening, job_of(zhangye, NOT_ADOPTED, register))
    assert (report.register.lines, report.register.screened, report.register.households) == (5, 5, 4)
    assert {"living_allowance", "nursing_subsidy"} < set(report.focus) == {counts.support for counts in report.focused}
    assert report.calls.households == len(screening.calls) and report.calls.questions[0].wording.zh
    assert all(one.path.partition(".")[0] in {"self", "household"} for one in report.calls.questions)
    assert {column.heading for column in report.register.columns if column.title} >= {"户号", "姓名"}
    assert "甲" not in repr(report)


def test_what_the_register_and_the_locality_leave_open_is_said(
    read: Read, screened: tuple[Register, Screening], zhangye: el.Ruleset
) -> None:
    """No certificates, no standard; a day after the plan's period."""
    register = read("姓名,残疾类别,残疾等级\n甲,肢体,一级")
    job = replace(job_of(zhangye, {}, register), as_of=date(2030, 1, 1))
    notices = report_of(register, words_of(zhangye), screened[1], job).notices
    assert {NO_CERTIFICATES, NO_STANDARD} <= set(notices)
    assert any("2025-12-31" in notice.en for notice in notices)
    told = job_of(zhangye, {"locality.dibao_standard.urban": 720}, screened[0])
    assert not {NO_CERTIFICATES, NO_STANDARD} & set(report_of(screened[0], words_of(zhangye), screened[1], told).notices)


@pytest.mark.parametrize(
    ("elsewhere", "said"), [(("here", "here"), set()), (("here", "there"), {NO_STANDARD_THERE}), (("here",), {NO_STANDARD_THERE})]
)
def test_a_standard_that_is_told_of_each_place_is_not_missed(
    read: Read, screened: tuple[Register, Screening], zhangye: el.Ruleset, elsewhere: tuple[str, ...], said: set[Text]
) -> None:
    """The standard may come with the place of a line; what is said of lines that lie nowhere counts only where there are such."""
    register = read("姓名,残疾类别,残疾等级\n甲,肢体,一级\n乙,肢体,一级")
    told, silent = (job_of(zhangye, constants, register) for constants in ({"locality.dibao_standard.urban": 720}, {}))
    areas = pl.DataFrame({"row": register.frame["row"].head(len(elsewhere)), "area": list(elsewhere)})
    jobs = LineJobs(silent, areas, {"here": told, **({"there": silent} if "there" in elsewhere else {})})
    notices = report_of(register, words_of(zhangye), screened[1], jobs).notices
    assert {NO_STANDARD, NO_STANDARD_THERE} & set(notices) == said
