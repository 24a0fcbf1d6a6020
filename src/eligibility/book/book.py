"""A local book (地方标准册): what the offices of some areas have written down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eligibility.book.areas import wider
from eligibility.book.entries import AreaBook, BookEntry


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
