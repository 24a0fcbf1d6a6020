"""A sheet: what stands in which line and column of it, as texts.

Kinds that matter later are kept in the text itself, so that every format says them alike: an error cell is its error
(`#N/A`), a formula that was never worked out begins with `=`, a number of more digits than a spreadsheet keeps is written
with an exponent (`6.20702E+17`), a day is in ISO form, with its time where that is not midnight.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import IO

import polars as pl

from eligibility.register.progress import Advance

KEPT_DIGITS = 15
"""How many digits of a number a spreadsheet keeps."""
EPOCH = date(1899, 12, 30)
"""The day 0 of a spreadsheet."""
EPOCH_1904 = date(1904, 1, 1)
"""The day 0 of a workbook that counts from 1904."""

NO_VALUE = "=()"
"""What stands for a formula that was never worked out."""

COLUMNS, LINES = 16_384, 1_048_576
"""How far a sheet of a workbook goes. What a file says to be further away is damaged, or no more than a repetition to the end."""

SHARED = "=(merged)"
"""What stands for a cell that is merged with one above it of another person."""

Line = dict[int, str]
"""The cells of a line in which something stands, by column."""


@dataclass(frozen=True, slots=True)
class Merged:
    """A block of merged cells, first and last line (from 1) and column (from 0)."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Sheet:
    """One sheet of a file.

    `cells` has `row`, the line as the office counts it, and `c0`, `c1` … for the columns in which something stands; lines
    in which nothing stands are not in it. `lines` is the number of the last line in it. `serials` are the plain numbers
    that would be days, by column and line. `ragged` says that a line with more cells than headings may be out of place.
    `hidden_unknown` says that the format does not tell which lines are hidden.
    """

    name: str
    cells: pl.DataFrame
    lines: int
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Merged, ...] = ()
    serials: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    ragged: bool = False
    hidden_unknown: bool = False

    def top(self, lines: int) -> list[Line]:
        """The first lines, blank ones included; a merged cell stands in all its columns."""
        found: list[Line] = [{} for _ in range(min(lines, self.lines))]
        for row, *texts in self.cells.filter(pl.col("row") <= lines).select("row", *self.columns()).iter_rows():
            found[row - 1] = {
                int(name[1:]): text for name, text in zip(self.columns(), texts, strict=True) if text is not None and text.strip()
            }
        reached = [-1] * len(found)
        for block in sorted(self.merged, key=lambda one: one.left):
            if block.top > len(found) or block.left <= reached[block.top - 1]:  # one that begins in another is no block
                continue
            reached[block.top - 1] = block.right
            if text := found[block.top - 1].get(block.left):
                for column in range(block.left, min(block.right + 1, COLUMNS)):
                    found[block.top - 1].setdefault(column, text)
        return found

    def columns(self) -> list[str]:
        """The names of the columns, from left to right."""
        return sorted((name for name in self.cells.columns if name != "row"), key=lambda name: int(name[1:]))


def sheet_of(
    name: str,
    lines: Mapping[int, Line],
    *,
    merged: Iterable[Merged] = (),
    hidden: bool = False,
    hidden_rows: Iterable[int] = (),
    hidden_columns: Iterable[int] = (),
    serials: Mapping[int, Mapping[int, str]] | None = None,
    ragged: bool = False,
    hidden_unknown: bool = False,
) -> Sheet:
    """A sheet of lines by number; a cell merged over several lines (a household's number) holds for each line that has cells."""
    told = {number: line for number, line in sorted(lines.items()) if any(text.strip() for text in line.values())}
    blocks = tuple(merged)
    _fill_down(told, blocks)
    columns = sorted({column for line in told.values() for column, text in line.items() if text.strip()})
    cells = pl.DataFrame(
        {"row": pl.Series(list(told), dtype=pl.Int64)}
        | {f"c{column}": pl.Series([line.get(column) for line in told.values()], dtype=pl.String) for column in columns}
    )
    last = max(told, default=0)
    rows = frozenset(number for number in hidden_rows if number in told)
    kept = frozenset(column for column in hidden_columns if column in columns)
    return Sheet(name, cells, last, hidden, rows, kept, blocks, serials or {}, ragged, hidden_unknown)


def _fill_down(lines: dict[int, Line], merged: Iterable[Merged]) -> None:
    numbers = list(lines)
    reached: dict[int, int] = {}
    for block in sorted(merged, key=lambda one: one.top):
        if block.top <= reached.get(block.left, 0):  # one that begins in another is no block
            continue
        reached[block.left] = block.bottom
        text = lines.get(block.top, {}).get(block.left)
        if text and block.bottom > block.top:
            for number in numbers[bisect_right(numbers, block.top) : bisect_right(numbers, block.bottom)]:
                lines[number][block.left] = text


class Reached:
    """Tells how far a file has been read, now and then."""

    def __init__(self, file: IO[bytes], advance: Advance, every: int = 200) -> None:
        self._file, self._advance, self._every = file, advance, every
        self._asked = self._told = 0

    def tell(self) -> None:
        """Another piece of the file has been read; of each so many the place is told."""
        self._asked += 1
        if self._asked % self._every == 0:
            at = self._file.tell()
            self._advance(at - self._told)
            self._told = at


# -- cells


def number_text(value: float) -> str:
    """A number as a spreadsheet shows it; with an exponent where it has more digits than are kept."""
    if abs(value) >= 10**KEPT_DIGITS:
        return f"{value:.5E}"
    text = f"{Decimal(f'{value:.15g}'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def day_text(moment: datetime | date) -> str:
    """A day in ISO form, with its time where that is not midnight."""
    if isinstance(moment, datetime):
        at = moment.replace(microsecond=0, tzinfo=None)
        return at.date().isoformat() if at.time() == datetime.min.time() else at.isoformat(" ")
    return moment.isoformat()


def serial_day(value: float, epoch: date = EPOCH) -> str | None:
    """The day (and time) that a spreadsheet means by a number; None where it means none."""
    if not 1 <= value < 2_958_466:
        return None
    days, part = divmod(value, 1)
    moment = datetime(epoch.year, epoch.month, epoch.day) + timedelta(days=days, seconds=round(part * 86400))  # noqa: DTZ001
    return day_text(moment)


def plain_serial(value: float, epoch: date = EPOCH) -> str | None:
    """The day that a plain number would be in a column of days: five digits, no part of a day."""
    return serial_day(value, epoch) if 10_000 <= value < 100_000 and value == int(value) else None
