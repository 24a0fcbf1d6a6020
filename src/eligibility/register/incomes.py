"""Incomes that look like those of a whole year: nine times the dibao standard and more, where a month is said."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import polars as pl

from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text
from eligibility.register.cell_parsers import period_of
from eligibility.register.columns import INCOME
from eligibility.register.headings import SheetColumn
from eligibility.register.reading import Reading

TIMES = 9
"""From how many times the standard an income is doubted: three quarters of the standard, by the year."""
_STANDARDS = {area: f"locality.dibao_standard.{area}" for area in ("urban", "rural")}


def doubt_incomes(reader: Reading, constants: Mapping[str, object]) -> None:
    """Tell incomes that are many times the dibao standard, of the register's own columns or of `constants`; the persons are marked.

    Raises:
        EligibilityError: most incomes are so, under a heading that says by the month, and the office has not said the time itself.
    """
    column = next((column for column in reader.columns if column.target == INCOME), None)
    if column is None or column.per is not None or INCOME not in reader.frame.columns:
        return
    frame = reader.frame.with_columns(_standard(reader.frame, constants).alias("standard"), pl.col(INCOME).cast(pl.Float64).alias("income"))
    known = frame.filter(pl.col("income").is_not_null() & pl.col("standard").is_not_null())
    rows = known.filter(pl.col("income") >= TIMES * pl.col("standard"))["row"]
    if len(rows) > 1 and 2 * len(rows) > len(known) and period_of(column.heading) == "month":
        raise EligibilityError([_like_years(column, len(rows), len(known), reader.table.name)])
    if len(rows):
        why = Text(
            f"是低保标准的{TIMES}倍以上，请核对是不是全年的收入",
            f"is {TIMES} times the dibao standard or more: compare whether it is by the year",
        )
        reader.slips.rows(rows, column.heading, why, "noted")
        reader.doubted.append(rows)


def _standard(frame: pl.DataFrame, constants: Mapping[str, object]) -> pl.Expr:
    """The standard of each line's area; where the area is not known, the higher one."""
    told = {area: _told(frame, key, constants.get(key)) for area, key in _STANDARDS.items()}
    higher = pl.max_horizontal(*told.values())
    if "household.area" not in frame.columns:
        return higher
    area = pl.col("household.area").cast(pl.String)
    own = pl.when(area == "urban").then(told["urban"]).when(area == "rural").then(told["rural"])
    return pl.coalesce(own, higher)


def _told(frame: pl.DataFrame, key: str, constant: object) -> pl.Expr:
    given = pl.lit(float(constant) if isinstance(constant, int | float | Decimal) else None, pl.Float64)
    return pl.coalesce(pl.col(key).cast(pl.Float64), given) if key in frame.columns else given


def _like_years(column: SheetColumn, many: int, known: int, where: str) -> Problem:
    said = Text(
        f"{column.letter}列“{column.heading}”：{known}个收入里有{many}个是低保标准的{TIMES}倍以上，像是全年的收入",
        f"column {column.letter} {column.heading!r}: {many} of {known} incomes are {TIMES} times the dibao standard or more, "
        "and look like those of a year",
    )
    mend = Text(
        "请在列设置的 columns 里写明这一列是 per: year 还是 per: month。",
        "Say in the column settings, under columns, whether the column is per: year or per: month.",
    )
    return Problem(ProblemCode.COLUMN_NOT_CERTAIN, where, said, mend)
