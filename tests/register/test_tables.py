"""The tables that an office opens: by township, in its language, small counts hidden."""

from __future__ import annotations

import polars as pl

import eligibility as el
from eligibility.register import tables
from eligibility.register.reader import Register
from eligibility.register.reporter import report_of
from eligibility.register.screen import Screening
from eligibility.register.spellings import words_of
from tests.register.screenings import NOT_ADOPTED, job_of


def test_calls_by_township() -> None:
    """A sheet each; one for all where there are no townships, or too many for sheets."""
    calls = pl.LazyFrame({"乡镇（街道）": ["东乡", "西乡", None], "问题": ["a", "b", "c"]})
    assert list(tables.by_township(calls, "zh")) == ["-", "东乡", "西乡"]
    assert list(tables.by_township(calls, "zh", most=2)) == ["名单"]
    assert list(tables.by_township(calls.select("问题"), "en")) == ["calls"]


def test_a_breakdown_hides_small_counts(screened: tuple[Register, Screening], zhangye: el.Ruleset) -> None:
    """A line a township and support of the summary; nothing between one and four is shown."""
    register, screening = screened
    report = report_of(register, words_of(zhangye), screening, job_of(zhangye, NOT_ADOPTED, register))
    table = tables.breakdown(report, "township", "en").collect()
    assert table["township"].unique().sort().to_list() == ["东乡", "西乡"] and len(table) == 2 * len(report.focus)
    assert set(table["persons"]) == {"<5"} and set(table["missed"]) <= {"<5", "0"}


def test_the_summary_begins_with_the_focus(screened: tuple[Register, Screening], zhangye: el.Ruleset) -> None:
    register, screening = screened
    report = report_of(register, words_of(zhangye), screening, job_of(zhangye, NOT_ADOPTED, register))
    table = tables.summary(report, "zh").collect()
    assert len(table) == len(report.supports)
    assert table["项目"].to_list()[: len(report.focus)] == [counts.title.zh for counts in report.focused]


def test_places_have_titles() -> None:
    """An empty place is said to be one."""
    assert [tables.place_title(place).en for place in ("county", "township", "household.area")] == ["county", "township", "urban or rural"]
    assert tables.place_label("township", "").en == "(not given)" and tables.place_label("household.area", "rural").en == "rural"
