"""A local book (地方标准册): what the offices of some areas have written down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eligibility.book.areas import wider
from eligibility.book.entries import AreaBook, BookEntry
from eligibility.errors import checked_type
from eligibility.i18n import Text


class Book:
    """The files of a local book by the code of their area. A book never changes once read; threads may share it, and it can be pickled.

    It holds nothing about any person, and no condition of who may get a support: that is in the rules.
    """

    def __init__(self, areas: Mapping[str, AreaBook]) -> None:
        self.areas = areas

    def __reduce__(self) -> tuple[type[Book], tuple[Mapping[str, AreaBook]]]:
        return Book, (self.areas,)

    def __repr__(self) -> str:
        return f"<Book of {', '.join(self.areas)} ({sum(len(area.entries) for area in self.areas.values())} entries)>"

    def entries(self) -> Iterator[BookEntry]:
        """Every entry of every area."""
        for area in self.areas.values():
            yield from area.entries

    def around(self, area: str) -> tuple[AreaBook, ...]:
        """The files of the areas that an area lies in, the nearest first, with the area itself."""
        return tuple(self.areas[code] for code in wider(area) if code in self.areas)


def checked_book(value: object, name: str = "book") -> Book:
    """The value, checked to be a local book.

    Raises:
        WrongArgument: it is none.
    """
    mend = Text("标准册由 load_book 读取。", "load_book reads one.")
    return checked_type(value, Book, name, Text("地方标准册 Book", "a Book"), mend)
