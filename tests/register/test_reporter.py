"""What a report says of a screening: the reader of the numbers learns what the register did not tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import eligibility as el
from eligibility.register.reader import Register
from eligibility.register.reporter import NO_CERTIFICATES, NO_STANDARD, report_of
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
