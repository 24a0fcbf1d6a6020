"""How much room words take, in points: sizes of the card's type, and a cautious guess of the lines that a text needs.

The guess takes Chinese characters as full squares and Latin ones as wide as the wider of the usual fonts draws them, so that
what is chosen by it also fits where another font than ours is installed.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator

from eligibility._dataclass import dataclass

MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM


@dataclass(frozen=True, slots=True)
class TextStyle:
    """The sizes of one kind of text, in points; `leading` is the height of a line as a multiple of the size."""

    size: float
    leading: float = 1.5
    bold: bool = False

    def height(self, text: str, width: float) -> float:
        """The room that a text takes in a column."""
        return lines(text, self, width) * self.size * self.leading


@dataclass(frozen=True, slots=True)
class Measure:
    """The page and its type: used to write the style sheet and to estimate heights when the content is chosen."""

    side: float = 13 * MM
    top: float = 11 * MM
    heading: TextStyle = TextStyle(22, 1.25, bold=True)
    section: TextStyle = TextStyle(15, 1.3, bold=True)
    claim: TextStyle = TextStyle(14, 1.35, bold=True)
    amount: TextStyle = TextStyle(14, 1.35)
    detail: TextStyle = TextStyle(10.5, 1.5)
    listed: TextStyle = TextStyle(12, 1.5)
    small: TextStyle = TextStyle(10.5, 1.5)
    gap: float = 7
    pad: float = 3
    rule: float = 1
    columns: tuple[float, float] = (0.37, 0.63)

    @property
    def width(self) -> float:
        return PAGE_WIDTH - 2 * self.side

    @property
    def height(self) -> float:
        return PAGE_HEIGHT - 2 * self.top

    def column(self, index: int) -> float:
        """The room for text in a column of the table."""
        return self.width * self.columns[index] - 2 * self.pad


def lines(text: str, kind: TextStyle, width: float) -> int:
    """How many lines a text needs at most, broken between Chinese characters and at spaces; at least one."""
    count, used = 1, 0.0
    for word in _breakable_pieces(text):
        room = _text_width(word, kind)
        if used and used + room > width:
            count, used = count + 1, 0.0
        if room > width:
            extra = math.floor(room / width)
            count, room = count + extra, room - extra * width
        used += room
    return count


def in_bold(text: str) -> str:
    """Bold words within plain type, with spaces that make up for their greater width."""
    return text + " " * math.ceil(len(text) / 6)


_BOLDER = 1.08
"""How much wider bold Latin characters are; bold Chinese ones are squares too."""

_CHINESE = r"[（“〔]*[^\x00-\u2dff][，。；：、）”〕？！]*"
"""A Chinese character with the marks that cling to it."""

_LATIN = r"[\x00-\u2dff]+?(?:\s+|-|(?=[^\x00-\u2dff])|$)"
"""A word and its space, or up to a hyphen or a Chinese character."""


def _breakable_pieces(text: str) -> Iterator[str]:
    """The pieces between which a line may break."""
    return (match.group() for match in re.finditer(f"{_CHINESE}|{_LATIN}|.", text))


def _text_width(word: str, kind: TextStyle) -> float:
    return sum(map(_em, word)) * kind.size * (_BOLDER if kind.bold and word.isascii() else 1.0)


def _em(character: str) -> float:
    if " " <= character <= "~":
        return _LATIN_WIDTHS[ord(character) - ord(" ")] / 1000
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.6


_LATIN_WIDTHS = (
    278, 323, 474, 556, 556, 921, 680, 278, 338, 338, 467, 584, 278, 347, 278, 392, 556, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 728, 293, 535, 667, 556, 833, 723, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 338, 392, 338, 555, 559, 606, 563, 618, 510, 620, 556, 325, 564,
    607, 275, 275, 552, 284, 926, 610, 606, 620, 620, 388, 500, 377, 607, 521, 802, 500, 521, 500, 338, 270, 338, 584,
)  # fmt: skip
"""The widths of the printable ASCII characters in thousandths of the size: the wider of Helvetica and Noto Sans CJK."""
