"""Cells that are merged over the lines of several persons, and hold what only one of them can be meant by."""

from __future__ import annotations

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
    names = [f"c{column.index}" for column in columns if column.target in _NAMES and f"c{column.index}" in sheet.cells.columns]
    people = sheet.cells.select("row", *names)
    cells = sheet.cells
    for block in blocks:
        inside = people.filter(pl.col("row").is_between(block.top, block.bottom))
        if len(inside.select(name for name in names if name != f"c{block.left}").unique()) > 1:
            below = pl.col("row").is_between(block.top, block.bottom, closed="right")
            mark = pl.when(below).then(pl.lit(SHARED)).otherwise(f"c{block.left}").alias(f"c{block.left}")
            cells = cells.with_columns(mark)
    return replace(sheet, cells=cells)


def _is_own(column: SheetColumn) -> bool:
    target = column.target or ""
    return column.used and (target in _OWN or target.startswith(("disability.", "person.grade")))
