"""The state of one reading of a register: the frame as it grows, what is wrong, and the lines left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

import polars as pl

from eligibility.bulk.register_schema import MONEY, PolarsType
from eligibility.facts.flatten import Values
from eligibility.facts.key import FactKey
from eligibility.i18n import Text
from eligibility.register.cell_parsers import Unreadable
from eligibility.register.cells import cleaned
from eligibility.register.issues import Slips
from eligibility.register.spellings import Words
from eligibility.register.table import Table

GRADE_TARGETS = ("person.grade", *(f"disability.{name}" for name in ("grade", "both", "details", "category")))
"""The columns that may tell the overall grade."""


class Reading:
    """One table being read for a day.

    `cells` are its lines as plain texts, null where a cell tells nothing or cannot be read; `empty` says which were empty;
    `frame` has a column per fact read so far, `agreed` those facts that several columns may tell; `left_out` the lines that
    are not screened; `joined` those that went into an earlier line of the same person; `duplicates` those left out as its
    further lines; `sound` by column which numbers are right; `doubted` the lines that should be compared before anybody acts
    on them; `slips` what is wrong, line by line; `notices` what holds for the whole register; `complete` that everyone of each
    household is in it, where its size does not say otherwise; `constants` the facts of the locality by key.
    """

    def __init__(self, table: Table, words: Words, as_of: date, *, complete: bool = False, constants: Values | None = None) -> None:
        self.complete = complete
        self.constants = constants or {}
        self.words = words
        self.as_of = as_of
        self.table = table
        self.columns = table.columns
        self.slips = Slips()
        self.notices: list[Text] = list(table.notices)
        self.cells, self.empty = cleaned(table, words, self.slips)
        self.frame = self.cells.select("row")
        self.left_out: list[pl.Series] = []
        self.doubted: list[pl.Series] = []
        self.joined = pl.Series([], dtype=pl.Int64)
        self.duplicates = pl.Series([], dtype=pl.Int64)
        self.sound: dict[str, pl.Series] = {}
        self.agreed: set[str] = set()

    def drop(self, rows: pl.Series) -> None:
        """Leave these lines out."""
        self.left_out.append(rows)

    def heading(self, target: str) -> str:
        """The heading of the column that is read as an entry."""
        wanted = GRADE_TARGETS if target == "person.grade" else (target, FactKey.of(target).set_key)
        found = {column.target: column.heading for column in reversed(self.columns)}
        return next((found[one] for one in wanted if one in found), target)

    def texts(self, target: str) -> pl.Series | None:
        """The cells of the column that is read as an entry, null where they tell nothing."""
        for column in self.columns:
            if column.target == target:
                return self.cells[f"c{column.index}"]
        return None

    def parsed(self, texts: pl.Series, heading: str, parser: Callable[[str], object], kind: PolarsType | None) -> pl.Series:
        """The values of texts, each distinct one read once; what cannot be read is null and said."""
        values: dict[str, object] = {}
        wrong: dict[str, Text] = {}
        for text in texts.drop_nulls().unique():
            try:
                values[text] = parser(text)
            except Unreadable as error:
                wrong[text] = error.text
        self.slips.values(self.frame["row"], texts, heading, wrong)
        return looked_up(texts, values, kind)

    def put(self, key: str, values: pl.Series) -> None:
        """Put a fact's values in where nothing is known yet."""
        if key in self.frame.columns:
            values = self.frame[key].fill_null(values) if values.dtype == self.frame[key].dtype else self.frame[key]
        self.frame = self.frame.with_columns(values.alias(key))

    def refuse(self, rows: pl.Series, heading: str, why: Text) -> None:
        """Leave these lines out and say why."""
        self.slips.rows(rows, heading, why, "left_out")
        self.drop(rows)


def looked_up(texts: pl.Series, values: Mapping[str, object], kind: PolarsType | None) -> pl.Series:
    """The value of each text; null where it has none."""
    if not values:
        return pl.Series("value", [None], dtype=kind).new_from_index(0, len(texts))
    held = [Decimal(str(value)) for value in values.values()] if kind == MONEY else list(values.values())
    table = pl.DataFrame({"text": list(values), "value": pl.Series(held, dtype=kind)})
    return pl.DataFrame({"text": texts}).join(table, on="text", how="left", maintain_order="left")["value"]
