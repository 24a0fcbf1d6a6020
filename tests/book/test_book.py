"""A book as a whole: which of its files are about a place."""

from __future__ import annotations

from collections.abc import Callable

from eligibility.book.book import Book
from tests.books import city, county


def test_the_nearest_area_comes_first(book: Callable[..., Book]) -> None:
    read = book(f990100=city(), f990101=county(), f980000=city().replace('"990100"', '"980000"'))
    assert [layer.area for layer in read.around("990101")] == ["990101", "990100"]
    assert [layer.area for layer in read.around("990102")] == ["990100"]
    assert read.around("110101") == ()
    assert list(read.entries()) == []
