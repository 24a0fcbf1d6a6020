"""What is wrong in a register, line by line: row, column, value, why, and what was done about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import polars as pl

from eligibility.i18n import Text

Treatment = Literal["unknown", "left_out", "noted"]

TREATMENTS: Mapping[str, Text] = {
    "unknown": Text("本格按未知处理，本行照常判定", "the cell counts as unknown; the line was screened"),
    "left_out": Text("本行没有判定", "the line was not screened"),
    "noted": Text("已判定，请核对", "the line was screened; please compare"),
}
ISSUES_SCHEMA = {"row": pl.Int64, "column": pl.String, "value": pl.String, "zh": pl.String, "en": pl.String, "effect": pl.String}


class Slips:
    """Collects what is wrong while a register is read."""

    def __init__(self) -> None:
        self._found: list[pl.DataFrame] = []

    def values(self, rows: pl.Series, cells: pl.Series, column: str, wrong: Mapping[str, Text], effect: Treatment = "unknown") -> None:
        """Every line that holds one of the wrong texts of a column."""
        if not wrong:
            return
        table = pl.DataFrame({"value": list(wrong), "zh": [why.zh for why in wrong.values()], "en": [why.en for why in wrong.values()]})
        found = pl.DataFrame({"row": rows, "value": cells}).join(table, on="value", how="inner")
        self._add(found.with_columns(column=pl.lit(column), effect=pl.lit(effect)))

    def rows(self, rows: pl.Series, column: str, why: Text, effect: Treatment, values: pl.Series | None = None) -> None:
        """Lines with one thing wrong with them all."""
        found = pl.DataFrame({"row": rows, "value": values if values is not None else pl.Series([None] * len(rows), dtype=pl.String)})
        self._add(found.with_columns(column=pl.lit(column), zh=pl.lit(why.zh), en=pl.lit(why.en), effect=pl.lit(effect)))

    def each(self, found: pl.DataFrame, column: str, effect: Treatment) -> None:
        """Lines that each have a reason of their own: `row`, `value`, `zh`, `en`."""
        self._add(found.with_columns(column=pl.lit(column), effect=pl.lit(effect)))

    def _add(self, found: pl.DataFrame) -> None:
        if len(found):
            self._found.append(found.select([pl.col(name).cast(kind) for name, kind in ISSUES_SCHEMA.items()]))

    def frame(self) -> pl.DataFrame:
        """All of them in the order of the lines."""
        return pl.concat([pl.DataFrame(schema=ISSUES_SCHEMA), *self._found]).sort("row", maintain_order=True)
