"""Cells that are merged over the lines of several persons, and hold what only one of them can be meant by."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from eligibility.register.headings import SheetColumn
from eligibility.register.sheets.sheet import SHARED, Sheet

_NAMES = ("about.name", "about.id_number", "certificate.number")
_OWN = (*_NAMES[1:], "person.birth_date", "person.sex", "person.age", "person.certificate_valid_until")


def without_shared(sheet: Sheet, columns: Sequence[SheetColumn], last: int) -> Sheet:
    """The sheet in which a grade, a number or a birth date that is merged over several persons stands in the first line alone.

    What holds for a household or a place (a head, an address, a class of dibao) holds for each line that it is merged over; what is
    each person's own does not: the lines below the first say `SHARED` there. `last` is the last line of the headings.
    """
    own = {column.index for column in columns if _is_own(column)}
    blocks = [block for block in sheet.merged if block.left in own and block.bottom > block.top > last]
    if not blocks:
        return sheet
    names = [column.index for column in columns if column.target in _NAMES and f"c{column.index}" in sheet.cells.columns]
    rows = sheet.cells["row"].to_list()
    people = {index: sheet.cells[f"c{index}"].to_list() for index in names}
    shared: dict[int, list[int]] = {}
    for block in blocks:
        inside = range(bisect_left(rows, block.top), bisect_right(rows, block.bottom))
        if len({tuple(people[index][at] for index in names if index != block.left) for at in inside}) > 1:
            shared.setdefault(block.left, []).extend(rows[at] for at in inside if rows[at] > block.top)
    marked = [_marked(f"c{index}", lines) for index, lines in shared.items()]
    return replace(sheet, cells=sheet.cells.with_columns(marked))


def _marked(name: str, lines: Sequence[int]) -> pl.Expr:
    return pl.when(pl.col("row").is_in(lines)).then(pl.lit(SHARED)).otherwise(name).alias(name)


def _is_own(column: SheetColumn) -> bool:
    target = column.target or ""
    return column.used and (target in _OWN or target.startswith(("disability.", "person.grade")))
