"""Some values of each column of a register, so that the office sees what a column holds: nothing in them names anybody."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from eligibility._identity import HIDDEN
from eligibility.register.outline import Outline, SheetTable
from eligibility.register.shown import shown_values
from eligibility.register.spellings import Words

MOST = 3
"""How many different values of a column are shown."""

LOOKED_AT = 200
"""In how many lines below the headings they are looked for."""


def samples_of(outline: Outline, words: Words) -> Mapping[str, list[str]]:
    """The first different values of each column of the first sheet, by the column's letters, with what is personal masked."""
    table = outline.tables[0]
    body = table.sheet.cells.filter(pl.col("row") > table.head.last).head(LOOKED_AT)
    named = [column for column in table.columns if column.heading and f"c{column.index}" in body.columns]
    first = {column.letter: _first(body, f"c{column.index}") for column in named}
    lines = [(column.heading, value) for column in named for value in first[column.letter]]
    found = pl.DataFrame(lines, schema={"column": pl.String, "value": pl.String}, orient="row")
    shown = dict(zip(lines, shown_values(found, named, words, _names(table, body))["value"].to_list(), strict=True))
    masked = {column.letter: [shown[column.heading, value] or HIDDEN for value in first[column.letter]] for column in named}
    return {letter: list(dict.fromkeys(values)) for letter, values in masked.items()}


def _first(body: pl.DataFrame, column: str) -> list[str]:
    texts = body[column].drop_nulls().str.strip_chars()
    return texts.filter(texts != "").unique(maintain_order=True).head(MOST).to_list()


def _names(table: SheetTable, body: pl.DataFrame) -> set[str]:
    """The people of these lines, none of whom is shown."""
    of = [f"c{column.index}" for column in table.columns if column.target in {"about.name", "about.head"}]
    return {text.strip() for column in of if column in body.columns for text in body[column].drop_nulls()}
