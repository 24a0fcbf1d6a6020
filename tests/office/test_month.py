"""A month worked out: which rules and which place answer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

import eligibility as el
from eligibility.office.month import MonthOptions, rules_on, worked_out
from eligibility.office.office_file import read_office
from eligibility.register.answer_table import answers_in
from eligibility.register.progress import ProgressMonitor
from tests.conftest import ROOT
from tests.office.months import person, write_month


def test_the_place_is_that_of_the_file_and_its_book(tmp_path: Path) -> None:
    """What the file says of the place stands; what it leaves open the local book fills in for the day."""
    file = write_month(tmp_path, [person(0)], [], [])
    file.write_text(file.read_text("utf-8").replace("locality: place.json", f"book: {ROOT / 'examples' / 'book'}"), "utf-8")
    office = read_office(file)
    parts = tmp_path / "parts"
    parts.mkdir()
    month = worked_out(office, MonthOptions(ask=False), parts, ProgressMonitor())
    assert month.job.constants["locality.dibao_standard.rural"] == 480 and month.rules.place.adcode == "620702"
    assert "locality.dibao_standard.rural" not in month.jobs_on(month.rules, date(2023, 6, 1)).whole.constants
    answers = answers_in(month.screening.parts).filter(pl.col("support") == "nursing_subsidy")
    assert answers["amount_low"].to_list() == answers["amount_high"].to_list() == [Decimal(150)]


def test_the_standards_of_another_place_are_refused(tmp_path: Path) -> None:
    """The area of the office file and the code in the file of the locality name two places."""
    file = write_month(tmp_path, [person(0)], [], [])
    (tmp_path / "place.json").write_text('{"adcode": "361002"}', "utf-8")
    with pytest.raises(el.EligibilityError, match="a locality file of 361002") as caught:
        rules_on(read_office(file), date(2024, 6, 1), MonthOptions())
    assert "other_county" in str([problem.as_json() for problem in caught.value.problems])
    (tmp_path / "place.json").write_text('{"adcode": "620700"}', "utf-8")
    assert rules_on(read_office(file), date(2024, 6, 1), MonthOptions()).place.adcode == "620702"
