"""Remarks that speak of death or leaving: they decide nothing, and somebody should look before anybody acts."""

from __future__ import annotations

import polars as pl

from eligibility.i18n import Text
from eligibility.register.headings import SheetColumn
from eligibility.register.reading import Reading
from eligibility.register.spellings import GONE, spelled, spelled_all

PAUSED = Text(
    "状态是停发或暂停：人仍在册，照常判定，请核对", "the status says paused: the person is in the register and was screened; please compare"
)
PAID = Text("状态是停发或暂停，而这一列写在领，按不知道处理", "the status says paused, and the column says received; taken as unknown")

SAID = Text(
    "备注提到死亡、迁出、停发、证件失效等，请核对是否还应享受",
    "the remarks speak of death, leaving, a pause or an invalid certificate: compare whether the person is still entitled",
)
LEFT = Text(
    "填了死亡、注销、迁出或停发的日期，请核对是否还应享受", "has a day of death or leaving: compare whether the person is still entitled"
)


_SPEAKING = {"line.remarks": GONE, "about.name": rf"[(（].*({GONE})"}
"""The columns that may speak of leaving, and how: a remark anywhere, a name in brackets behind it."""


def note_remarks(reader: Reading) -> None:
    """Tell the lines that speak of death, leaving or a pause, in remarks, a day or a status; the persons are kept, and marked."""
    for column in reader.columns:
        if column.target == "line.standing":
            _paused(reader, column)
        if column.target == "line.left_on":
            told = spelled_all(reader.cells[f"c{column.index}"])
            none = told.is_in(sorted(reader.words.no | reader.words.nothing)).fill_null(True)
            _note(reader, column, reader.cells.filter(~none)["row"], LEFT)
        if column.target in _SPEAKING:
            said = pl.col(f"c{column.index}").str.contains(_SPEAKING[column.target]).fill_null(False)
            _note(reader, column, reader.cells.filter(said)["row"], SAID)


def _paused(reader: Reading, column: SheetColumn) -> None:
    """Who is not paid now is in the register; a support said to be received beside that is unknown."""
    known = reader.words.values["line.standing"]
    cells = reader.cells[f"c{column.index}"]
    texts = [text for text in cells.drop_nulls().unique() if known.get(spelled(text)) == "paused"]
    rows = reader.cells.filter(cells.is_in(texts).fill_null(False))["row"]
    if not len(rows):
        return
    _note(reader, column, rows, PAUSED)
    receipts_unknown(reader, rows, PAID)


def receipts_unknown(reader: Reading, rows: pl.Series, why: Text) -> None:
    """Make unknown what these lines say is received, and how much is paid; each is told."""
    for name in [name for name in reader.frame.columns if name.startswith(("person.receives.", "person.amounts."))]:
        paid = reader.frame.filter(pl.col("row").is_in(rows.implode()) & (pl.col(name).cast(pl.Float64) > 0))["row"]
        if len(paid):
            reader.slips.rows(paid, reader.heading(name), why, "unknown")
            unknown = pl.when(~pl.col("row").is_in(paid.implode())).then(name)
            reader.frame = reader.frame.with_columns(unknown.alias(name))


def _note(reader: Reading, column: SheetColumn, rows: pl.Series, why: Text) -> None:
    reader.slips.rows(rows, column.heading or column.letter, why, "noted")
    reader.doubted.append(rows)
