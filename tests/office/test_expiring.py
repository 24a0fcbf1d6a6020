"""What ends because time passes, within so many days."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from eligibility.office.expiring import expiring
from eligibility.office.month import Month, MonthOptions, worked_out
from eligibility.office.office_file import read_office
from eligibility.register.progress import ProgressMonitor
from tests.office.months import paid, person, write_month


def month_of(folder: Path, *persons: dict[str, str], day: str = "2024-05-28") -> Month:
    file = write_month(folder, persons, [], [paid(0)], day=day, month=day[:7])
    parts = folder / "parts"
    parts.mkdir(exist_ok=True)
    return worked_out(read_office(file), MonthOptions(ask=False), parts, ProgressMonitor())


def test_a_certificate_that_ends_is_listed_once(tmp_path: Path) -> None:
    """With the supports that hang on it; without any, by itself; later than asked for, not at all."""
    persons = person(0, 有效期至="2024-06-10"), person(1, grade=4, 有效期至="2024-07-01"), person(2, 有效期至="2024-09-01")
    found = expiring(month_of(tmp_path, *persons), 60, MonthOptions())
    nursing = found.filter(pl.col("support") == "nursing_subsidy")
    assert nursing.select("row", "month", "day", "was").rows() == [(2, "2024-06", date(2024, 6, 10), "eligible")]
    assert nursing["will"].to_list() == ["not_eligible"]
    assert 4 not in found["row"].to_list() and 3 in found["row"].to_list()
    assert len(expiring(month_of(tmp_path, *persons), 10, MonthOptions())) == 0


def test_an_age_that_is_reached(tmp_path: Path) -> None:
    """On the birthday, by the month it is in."""
    child = person(0, born="20170615", 是否低保="是")
    month = month_of(tmp_path, child)
    everything = worked_out(month.office, MonthOptions(all_supports=True, ask=False), tmp_path / "parts", ProgressMonitor())
    found = expiring(everything, 60, MonthOptions())
    assert set(found.filter(pl.col("zh") == "满7周岁")["day"]) == {date(2024, 6, 15)}


def test_the_end_of_a_plan(tmp_path: Path) -> None:
    found = expiring(month_of(tmp_path, person(0), day="2025-12-15"), 30, MonthOptions())
    assert set(found["row"]) <= {2}
