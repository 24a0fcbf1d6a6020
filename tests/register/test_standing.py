"""A register screened after the plan's end: nothing that only the ended plan gives is called missed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import eligibility as el
from eligibility.register.answer_table import answers_in
from eligibility.register.reader import read_register
from eligibility.register.reporter import report_of
from eligibility.register.screen import Screening, screen_register
from eligibility.register.spellings import words_of
from eligibility.register.tables import summary
from eligibility.views.models import SummaryModel
from tests.register.screenings import TEXT, job_of

LAST, AFTER = date(2025, 12, 31), date(2026, 11, 27)


def screened(tmp_path: Path, day: date, region: str = "fuzhou_jx") -> tuple[Screening, pl.DataFrame, el.register.report.ScreenReport]:
    ruleset = el.load_ruleset(region, as_of=day)
    (tmp_path / "r.csv").write_text(TEXT, "utf-8")
    words = words_of(ruleset)
    register = read_register(tmp_path / "r.csv", words, day)
    # Everything was asked about, and nothing is received but what the register says: so that there is much to miss.
    receives = [
        pl.lit(value=False).alias(f"person.receives.{name}") for name in ruleset.supports if f"person.receives.{name}" not in register.frame
    ]
    register = replace(register, frame=register.frame.with_columns(receives))
    job = replace(job_of(ruleset, {}, register, ask=False), as_of=day)
    screening = screen_register(register, job, tmp_path, ["township"])
    return screening, answers_in(screening.parts), report_of(register, words, screening, job)


@pytest.mark.parametrize("region", ["fuzhou_jx", "zhangye"])
def test_nothing_missed_rests_on_an_ended_plan(tmp_path: Path, region: str) -> None:
    """What is granted, not received and known only from the ended plan is to be verified; what was missed is parted exactly."""
    _, before, _ = screened(tmp_path, LAST, region)
    _, after, _ = screened(tmp_path, AFTER, region)
    assert set(before["rests_on"]) == {"plan"} and "to_verify" not in set(before["gap"])
    missed, verify = (after.filter(pl.col("gap") == gap) for gap in ("missed", "to_verify"))
    assert set(missed["rests_on"]) == {"national", "scheme"}
    assert set(verify["rests_on"]) == {"ended_plan"}
    assert set(verify["status"]) == {"eligible"} and not verify["received"].any()
    assert {"living_allowance"} <= set(missed["support"]) and len(verify) > 10
    assert len(before.filter(pl.col("gap") == "missed")) == len(missed) + len(verify)


def test_what_is_received_and_refused_says_on_what_the_refusal_rests(tmp_path: Path) -> None:
    """Grade 4 receives the nursing subsidy: the national rule does not reach it either."""
    _, after, _ = screened(tmp_path, AFTER)
    [refused] = after.filter((pl.col("gap") == "unjustified") & (pl.col("support") == "nursing_subsidy")).iter_rows(named=True)
    assert (refused["row"], refused["rests_on"]) == (3, "ended_plan")
    [held] = after.filter((pl.col("row") == 2) & (pl.col("support") == "nursing_subsidy")).iter_rows(named=True)
    assert (held["gap"], held["rests_on"]) == ("consistent", "national")
    assert not after["rests_on"].is_null().any()


def test_the_summary_counts_them_apart(tmp_path: Path) -> None:
    """In JSON, in the text, in the workbook and by place; money that is to be verified is not money missed."""
    _, after, report = screened(tmp_path, AFTER)
    counted = Counter(after.filter(pl.col("gap") == "to_verify")["support"].to_list())
    data = report.as_json()
    assert {one["support"]: one["gaps"]["to_verify"] for one in data["supports"] if one["gaps"]["to_verify"]} == dict(counted)
    SummaryModel.model_validate(data)
    [care] = [one for one in report.supports if one.support == "care_service_subsidy"]
    assert care.missed.stated == 0 and care.entitled.stated == 0
    sums = {one.support: one.to_verify.stated + one.to_verify.not_stated for one in report.supports}
    assert {support: count for support, count in sums.items() if count} == dict(counted)
    assert "待核实" in report.text("zh") and "to verify" in report.text("en")
    assert "规划期已于2025年12月31日结束" in report.heading.zh
    assert any("不算应享未享" in notice.zh and 'never "missed"' in notice.en for notice in report.notices)
    assert "待核实" in summary(report, "zh").collect_schema()
    place = next(iter(report.by_place["township"]))
    assert all("to_verify" in counts for counts in place.supports.values())
    assert "待核实" not in screened(tmp_path, LAST)[2].text("zh")
