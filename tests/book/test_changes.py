"""The days on which a book changes, and from what to what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from eligibility.book.book import Book
from eligibility.book.changes import changes_of
from eligibility.errors import EligibilityError
from tests.books import city, county

COUNTY = county(
    """
rates:
  cash:
    - {from: 2023-01-01, is: 80, unit: CNY/month, source: old}
    - {from: 2024-01-01, until: 2024-06-30, is: 90, unit: CNY/month, source: paper}
"""
)
CITY = city("options:\n  village_care: [{from: 2024-01-01, is: true, source: paper}]\n")


def told(book: Book, first: date, last: date) -> list[tuple[str, str, str | None, str | None]]:
    found = changes_of(book, first, last)
    return [
        (f"{one.day}", f"{one.area} {one.key}", one.before and f"{one.before.head.first}", one.after and f"{one.after.head.first}")
        for one in found
    ]


def test_entries_begin_follow_each_other_and_end(book: Callable[..., Book]) -> None:
    assert told(book(f990101=COUNTY, f990100=CITY), date(2022, 1, 1), date(2030, 1, 1)) == [
        ("2023-01-01", "990101 rates.cash", None, "2023-01-01"),
        ("2024-01-01", "990100 options.village_care", None, "2024-01-01"),
        ("2024-01-01", "990101 rates.cash", "2023-01-01", "2024-01-01"),
        ("2024-07-01", "990101 rates.cash", "2024-01-01", None),
    ]


def test_the_first_day_is_not_counted_and_the_last_is(book: Callable[..., Book]) -> None:
    read = book(f990101=COUNTY)
    assert [day for day, *_ in told(read, date(2023, 1, 1), date(2024, 1, 1))] == ["2024-01-01"]
    assert told(read, date(2024, 7, 1), date(2030, 1, 1)) == []


def test_reversed_days_are_refused(book: Callable[..., Book]) -> None:
    """That nothing changes would be wrong."""
    with pytest.raises(EligibilityError, match="is before the first day"):
        changes_of(book(f990101=COUNTY), date(2024, 12, 31), date(2023, 1, 1))
