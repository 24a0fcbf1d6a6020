"""Remarks that speak of death or leaving: they decide nothing, and somebody should look before anybody acts."""

from __future__ import annotations

import polars as pl

from eligibility.i18n import Text
from eligibility.register.headings import SheetColumn
from eligibility.register.reading import Reading

GONE = (
    r"死亡|去世|病故|亡故|已故|逝世|身故|离世|过世|注销|迁出|迁走|迁移|转出|外迁|停发|停保|退保|停止享受|取消资格|不再享受|服刑|失踪|失联"
)


SAID = Text(
    "备注提到死亡、迁出、停发等，请核对是否还应享受", "the remarks speak of death or leaving: compare whether the person is still entitled"
)
LEFT = Text(
    "填了死亡、注销、迁出或停发的日期，请核对是否还应享受", "has a day of death or leaving: compare whether the person is still entitled"
)


def note_remarks(reader: Reading) -> None:
    """Tell the lines whose remarks speak of death or leaving, or that have a day of it; the persons are kept, and marked."""
    for column in reader.columns:
        if column.target == "line.left_on":
            _note(reader, column, reader.cells.filter(pl.col(f"c{column.index}").is_not_null())["row"], LEFT)
        if column.target != "line.remarks":
            continue
        found = reader.cells.filter(pl.col(f"c{column.index}").str.contains(GONE).fill_null(False))["row"]
        _note(reader, column, found, SAID)


def _note(reader: Reading, column: SheetColumn, rows: pl.Series, why: Text) -> None:
    reader.slips.rows(rows, column.heading, why, "noted")
    reader.doubted.append(rows)
