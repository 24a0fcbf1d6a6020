"""Full years without a calendar library are those of the door."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.bulk.to_polars import PolarsWriter
from eligibility.facts.days import Anniversary, full_years
from eligibility.logic.terms import Column, Years

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
TURNS = ((2, 28), (3, 1), (12, 31), (1, 1))
EDGES = st.builds(lambda year, turn: date(year, *turn), st.sampled_from([1999, 2000, 2023, 2024]), st.sampled_from(TURNS))


@given(as_of=st.one_of(DAYS, EDGES), days=st.lists(st.one_of(DAYS, EDGES, st.just(date(2000, 2, 29))), min_size=1))
def test_years_are_the_doors(as_of: date, days: list[date]) -> None:
    """By the calendar, 29 February included, for days past and days to come."""
    written = PolarsWriter(Anniversary(as_of))(Years(Column("day")))
    assert pl.DataFrame({"day": days}).select(written).to_series().to_list() == [full_years(day, as_of) for day in days]


@given(as_of=st.one_of(DAYS, EDGES), days=st.lists(st.one_of(DAYS, EDGES, st.just(date(2000, 2, 29))), min_size=1))
def test_whole_numbers_give_the_years_of_the_calendar(as_of: date, days: list[date]) -> None:
    """The same for one household, by whole numbers alone."""
    of_day = Anniversary(as_of)
    assert [of_day.full_years(day) for day in days] == [full_years(day, as_of) for day in days]


@pytest.mark.parametrize("as_of", [date(2023, 2, 28), date(2024, 2, 29), date(2024, 2, 28), date(2024, 12, 31)])
def test_years_in_sql_are_the_doors(as_of: date) -> None:
    """The same of the query, on every day of some years about the as-of date."""
    duckdb = pytest.importorskip("duckdb")
    from eligibility.bulk.sql import SqlTerms

    written = SqlTerms(Anniversary(as_of), keyed=False)(Years(Column("day"))).sql("duckdb")
    days = pl.date_range(date(2019, 1, 1), date(2028, 12, 31), eager=True).alias("day")
    connection = duckdb.connect()
    connection.register("days", pl.DataFrame(days).to_arrow())
    found = connection.execute(f"SELECT day, {written} FROM days").fetchall()
    assert len(found) == days.len()
    assert [years for _, years in found] == [full_years(day, as_of) for day, _ in found]
