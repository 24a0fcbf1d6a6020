"""How much room words take, in points: sizes of the card's type, and a cautious guess of the lines that a text needs.

The guess takes every character as at least as wide as the usual sans-serif fonts draw it, so that what is chosen by it
also fits where another font than ours is installed.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM


@dataclass(frozen=True, slots=True)
class Type:
    """The sizes of one kind of text, in points; `leading` is the height of a line as a multiple of the size."""

    size: float
    leading: float = 1.5
    bold: bool = False

    def height(self, text: str, width: float) -> float:
        """The room that a text takes in a column."""
        return lines(text, self, width) * self.size * self.leading


@dataclass(frozen=True, slots=True)
class Measure:
    """The page and its type: what the style sheet is written from and what is reckoned with when the content is chosen."""

    side: float = 13 * MM
    top: float = 11 * MM
    heading: Type = Type(22, 1.25, bold=True)
    section: Type = Type(15, 1.3, bold=True)
    claim: Type = Type(14, 1.35, bold=True)
    amount: Type = Type(14, 1.35)
    detail: Type = Type(10.5, 1.5)
    listed: Type = Type(12, 1.5)
    small: Type = Type(10.5, 1.5)
    gap: float = 7
    pad: float = 3
    rule: float = 1
    columns: tuple[float, float] = (0.46, 0.54)

    @property
    def width(self) -> float:
        return PAGE_WIDTH - 2 * self.side

    @property
    def height(self) -> float:
        return PAGE_HEIGHT - 2 * self.top

    def column(self, index: int) -> float:
        """The room for text in a column of the table."""
        return self.width * self.columns[index] - 2 * self.pad


def lines(text: str, kind: Type, width: float) -> int:
    """How many lines a text needs at most, broken between Chinese characters and at spaces; at least one."""
    count, used = 1, 0.0
    for word in _words(text):
        room = _width(word, kind)
        if used and used + room > width:
            count, used = count + 1, 0.0
        if room > width:
            extra = math.floor(room / width)
            count, room = count + extra, room - extra * width
        used += room
    return count


_CHINESE = r"[（“〔]*[^\x00-\u2dff][，。；：、）”〕？！]*"
"""A Chinese character with the marks that cling to it."""

_LATIN = r"[\x00-\u2dff]+?(?:\s+|-|(?=[^\x00-\u2dff])|$)"
"""A word and its space, or up to a hyphen or a Chinese character."""


def _words(text: str) -> Iterator[str]:
    """The pieces between which a line may break."""
    return (match.group() for match in re.finditer(f"{_CHINESE}|{_LATIN}|.", text))


def _width(word: str, kind: Type) -> float:
    return sum(map(_em, word)) * kind.size * (1.08 if kind.bold and word.isascii() else 1.0)


def _em(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    if character in " ilj.,:;'|!I":
        return 0.3
    if character in "ftr()[]-":
        return 0.36
    return 0.9 if character in "mwMW@%" else 0.7 if character.isupper() else 0.57
