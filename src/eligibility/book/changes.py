"""What changes in a book from one day to another: entries that begin, end or follow each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from eligibility._dataclass import dataclass
from eligibility.book.book import Book
from eligibility.book.entries import AreaBook, BookEntry
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.facts.days import LAST_DAY
from eligibility.i18n import Text


@dataclass(frozen=True, slots=True)
class BookChange:
    """A day on which an entry of an area is followed by another (`before`, `after`), begins (no `before`) or ends (no `after`)."""

    day: date
    area: str
    key: str
    before: BookEntry | None
    after: BookEntry | None


def changes_of(book: Book, first: date, last: date) -> tuple[BookChange, ...]:
    """The changes after one day, up to and including another, in order of time.

    Raises:
        EligibilityError: the last day is before the first.
    """
    if last < first:
        raise EligibilityError([Problem(ProblemCode.WRONG_VALUE, LAST_DAY, Text("早于起始日期", "is before the first day"))])
    return changes_in(book.areas.values(), first, last)


def changes_in(layers: Iterable[AreaBook], first: date, last: date) -> tuple[BookChange, ...]:
    """The same of some areas alone."""
    found = [change for layer in layers for change in _of_area(layer) if first < change.day <= last]
    return tuple(sorted(found, key=lambda change: (change.day, change.area, change.key)))


def _of_area(layer: AreaBook) -> Iterator[BookChange]:
    by_key: dict[str, list[BookEntry]] = {}
    for entry in sorted(layer.entries, key=lambda one: one.head.first):
        by_key.setdefault(entry.head.key, []).append(entry)
    for key, entries in by_key.items():
        days = {entry.head.first for entry in entries} | {
            _after(entry) for entry in entries if entry.head.last and entry.head.last < date.max
        }
        for day in sorted(days):
            before = next((one for one in entries if one.head.in_force(day - timedelta(days=1))), None) if day > date.min else None
            yield BookChange(day, layer.area, key, before, next((one for one in entries if one.head.in_force(day)), None))


def _after(entry: BookEntry) -> date:
    assert entry.head.last is not None
    return entry.head.last + timedelta(days=1)
