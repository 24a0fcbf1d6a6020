"""The cells of a table as plain texts: errors and dittos are no texts, and what tells nothing is empty.

An error cell, and a formula that was never worked out, cannot be read: it is never taken for an empty cell or a no.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from eligibility.facts.vocabulary import facts
from eligibility.i18n import Text
from eligibility.logic.types import Day
from eligibility.register.headings import SheetColumn
from eligibility.register.issues import Slips
from eligibility.register.sheets.sheet import SHARED
from eligibility.register.spellings import Words, spelled_all
from eligibility.register.table import Table

ERRORS = r"^#(REF!|N/A|DIV/0!|NAME\?|NULL!|NUM!|VALUE!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|GETTING_DATA)$"
DITTOS = ("同上", "〃", "″", "〞", "''", "′′", "ditto", "同前", "同上行", "々", '"')
KEYS = ("about.household", "about.head_number", "about.head")
"""What tells who lives together: a ditto in it is no key."""
IDENTITY = ("about.name", "about.id_number", "certificate.number", "about.phone")
"""What is each person's own: a ditto in it says nothing."""


def cleaned(table: Table, words: Words, slips: Slips) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The texts of the columns that are used, null where a cell tells nothing, and which cells were empty."""
    rows = table.cells["row"]
    texts: dict[str, pl.Series] = {"row": rows}
    empty: dict[str, pl.Series] = {"row": rows}
    for column in table.columns:
        name = f"c{column.index}"
        if not column.used:
            continue
        plain = _plain(table.cells[name] if name in table.cells.columns else pl.Series([None] * len(rows), dtype=pl.String))
        empty[name] = plain.is_null()
        plain = _as_day(plain, rows, column, table)
        plain = _without_errors(plain, rows, column, slips)
        plain = _without_dittos(plain, rows, column, slips)
        frame = pl.DataFrame({"t": plain, "nothing": spelled_all(plain).is_in(sorted(words.unknown))})
        texts[name] = frame.select(pl.when(~pl.col("nothing")).then("t").alias("t"))["t"]
    return pl.DataFrame(texts), pl.DataFrame(empty)


def _plain(cells: pl.Series) -> pl.Series:
    """Texts without blanks around them, and without what marks them as texts: an apostrophe, or ="…"."""
    frame = pl.DataFrame({"t": cells.str.strip_chars()})
    bare = pl.col("t").str.replace(r'^="([^"]*)"$', "$1").str.replace(r"^['‘’`](\S)", "$1").str.strip_chars()
    return frame.select(pl.when(bare != "").then(bare).alias("t"))["t"]


def _as_day(texts: pl.Series, rows: pl.Series, column: SheetColumn, table: Table) -> pl.Series:
    """Numbers that a spreadsheet keeps for days, in a column of days."""
    fact = facts().get(column.target or "")
    days = table.serials.get(column.index)
    if not days or fact is None or not isinstance(fact.type, Day):
        return texts
    told = pl.DataFrame({"row": list(days), "day": list(days.values())}, schema={"row": pl.Int64, "day": pl.String})
    joined = pl.DataFrame({"row": rows, "t": texts}).join(told, on="row", how="left", maintain_order="left")
    return joined.select(pl.coalesce("day", "t").alias("t"))["t"]


def _without_errors(texts: pl.Series, rows: pl.Series, column: SheetColumn, slips: Slips) -> pl.Series:
    frame = pl.DataFrame({"row": rows, "t": texts}).with_columns(
        error=pl.col("t").str.to_uppercase().str.contains(ERRORS).fill_null(False),
        formula=(pl.col("t").str.contains(r"^=[!-~]") & (pl.col("t") != SHARED)).fill_null(False),
        shared=(pl.col("t") == SHARED).fill_null(False),
    )
    slips.rows(
        frame.filter("error")["row"],
        column.heading,
        Text("表格软件的出错值", "is an error of the spreadsheet"),
        "unknown",
        frame.filter("error")["t"],
    )
    unworked = Text(
        "公式没有算出的值，请用表格软件打开后另存", "is a formula without a value; open the file with a spreadsheet program and save it"
    )
    slips.rows(frame.filter("formula")["row"], column.heading, unworked, "unknown")
    shared = Text(
        "与上一行的另一个人合并在一格，不知道说的是不是本行的人",
        "is merged with the cell of another person above; whether it is of this line's person is not known",
    )
    slips.rows(frame.filter("shared")["row"], column.heading, shared, "unknown")
    return frame.select(pl.when(~pl.col("error") & ~pl.col("formula") & ~pl.col("shared")).then("t").alias("t"))["t"]


def _without_dittos(texts: pl.Series, rows: pl.Series, column: SheetColumn, slips: Slips) -> pl.Series:
    """A ditto repeats the value of the line above, but for keys and what is each person's own."""
    frame = pl.DataFrame({"row": rows, "t": texts}).with_columns(ditto=pl.col("t").str.to_lowercase().is_in(DITTOS).fill_null(False))
    found = frame.filter("ditto")["row"]
    if not len(found):
        return texts
    if column.target in (*KEYS, *IDENTITY):
        own = column.target in IDENTITY
        why = (
            Text("写的是“同上”，不是本人的内容", "says ditto, which is not the person's own")
            if own
            else Text("“同上”不能说明与谁同户，本人单独判定", "a ditto does not say who lives together: the person was screened alone")
        )
        slips.rows(found, column.heading, why, "unknown", frame.filter("ditto")["t"])
        return frame.select(pl.when(~pl.col("ditto")).then("t").alias("t"))["t"]
    values, unknown = _repeated(frame["row"].to_list(), frame["t"].to_list(), frame["ditto"].to_list())
    told = found.filter(~found.is_in(unknown))
    slips.rows(told, column.heading, Text("“同上”按上一行读", "a ditto was read as the line above"), "noted")
    why = Text("“同上”的上一行不是人员", "says ditto, and the line above is no person")
    slips.rows(pl.Series(unknown, dtype=pl.Int64), column.heading, why, "unknown")
    return pl.Series(values, dtype=pl.String)


def _repeated(rows: Sequence[int], texts: Sequence[str | None], dittos: Sequence[bool]) -> tuple[list[str | None], list[int]]:
    """The texts with dittos replaced by what stands in the line above; and the lines above which no person stands."""
    values: list[str | None] = []
    unknown = []
    for at, (row, text, ditto) in enumerate(zip(rows, texts, dittos, strict=True)):
        above = at > 0 and rows[at - 1] == row - 1 and rows[at - 1] not in unknown
        if ditto and not above:
            unknown.append(row)
        values.append(text if not ditto else values[at - 1] if above else None)
    return values, unknown
