"""What an entry says of itself: its key, its origin, its days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from eligibility.book.book import Book
from eligibility.book.entries import BookSource, Counter, Rate
from tests.books import county

BODY = """
rates:
  cash.main: [{from: 2024-01-01, until: 2024-12-31, is: 80, unit: CNY/month, source: old}]
counters:
  cash: [{from: 2024-01-01, at: {zh: 大厅, en: hall}, source: paper}]
"""


def test_an_entry_is_told_by_its_area_its_key_and_its_first_day(book: Callable[..., Book]) -> None:
    rate, counter = book(f990101=county(BODY)).entries()
    assert isinstance(rate, Rate) and isinstance(counter, Counter)
    assert (rate.support, rate.route) == ("cash", "main")
    assert rate.head.id == "990101 rates.cash.main 2024-01-01"
    assert rate.head.origin() == {
        "layer": "book",
        "area": "990101",
        "key": "rates.cash.main",
        "since": "2024-01-01",
        "document": "《编造的旧文件》",
        "seen": False,
    }
    assert [rate.head.in_force(date(2024, 12, day)) for day in (31,)] == [True]
    assert not rate.head.in_force(date(2025, 1, 1)) and not rate.head.in_force(date(2023, 12, 31))
    assert counter.as_json() == {
        "at": {"zh": "大厅", "en": "hall"},
        "phone": None,
        "hours": None,
        "papers": [],
        "from": counter.head.origin(),
    }


def test_a_source_is_called_by_its_number_or_its_title() -> None:
    assert BookSource("办法", "示发1号", None, None, seen=True).name == "示发1号"
    title = BookSource("办法", None, date(2024, 1, 1), "页面", seen=False)
    assert title.name == "《办法》"
    assert title.as_json() == {"document": "办法", "number": None, "issued": "2024-01-01", "met": "页面", "seen": False}
