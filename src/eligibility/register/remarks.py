"""Remarks that speak of death or leaving: they decide nothing, and somebody should look before anybody acts."""

from __future__ import annotations

import polars as pl

from eligibility.i18n import Text
from eligibility.register.reading import Reading

GONE = (
    r"死亡|去世|病故|亡故|已故|逝世|身故|离世|过世|注销|迁出|迁走|迁移|转出|外迁|停发|停保|退保|停止享受|取消资格|不再享受|服刑|失踪|失联"
)


def note_remarks(reader: Reading) -> None:
    """Tell the lines whose remarks speak of death or leaving; the persons are kept, and marked to be compared."""
    for column in reader.columns:
        if column.target != "line.remarks":
            continue
        found = reader.cells.filter(pl.col(f"c{column.index}").str.contains(GONE).fill_null(False))["row"]
        why = Text(
            "备注提到死亡、迁出、停发等，请核对是否还应享受",
            "the remarks speak of death or leaving: compare whether the person is still entitled",
        )
        reader.slips.rows(found, column.heading, why, "noted")
        reader.doubted.append(found)
