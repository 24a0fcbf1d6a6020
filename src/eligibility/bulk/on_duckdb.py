"""The query run by DuckDB, batch by batch."""

from __future__ import annotations

from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import polars as pl

from eligibility._optional import require_package
from eligibility.bulk.plan import Level, Plan
from eligibility.facts.days import Anniversary
from eligibility.rules.ruleset import Ruleset

if TYPE_CHECKING:
    from collections.abc import Mapping

DUCKDB_BATCH_ROWS = 1_000_000
"""Rows in a batch, approximately: large, since DuckDB takes some tenths of a second to plan the query."""


class DuckRunner:
    """Runs a plan over frames of whole households, as `to_polars.Runner` does."""

    rows = DUCKDB_BATCH_ROWS

    workers = 1
    """One batch at a time: there is one connection, and DuckDB uses all cores for a query."""

    def __init__(self, ruleset: Ruleset, plan: Plan, anniversary: Anniversary, *, keyed: bool) -> None:
        duckdb = require_package("duckdb", "duckdb")
        require_package("sqlglot", "duckdb")
        from eligibility.bulk.sql import SqlWriter, sql_name

        # Data that does not fit into memory goes to a temporary folder, away from the office's files, which is removed afterwards.
        self._aside = TemporaryDirectory(prefix="eligibility-")
        self._connection = duckdb.connect(config={"memory_limit": "2GB", "temp_directory": self._aside.name})
        self._text = SqlWriter(ruleset, plan, anniversary, keyed=keyed).codes("register").sql(dialect="duckdb")
        self._plan = plan
        self._name = sql_name

    def run(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The answers of persons and of households, each with `row` and one column of codes for each support."""
        self._connection.register("register", rows.rename({name: self._name(name) for name in rows.columns}).to_arrow())
        found: pl.DataFrame = self._connection.sql(self._text).pl()
        self._connection.unregister("register")
        first = found.filter(pl.col(self._name("row")) == pl.col("first_row_no"))
        return self._answers(found, Level.PERSON), self._answers(first, Level.HOUSEHOLD)

    def _answers(self, frame: pl.DataFrame, level: Level) -> pl.DataFrame:
        named: Mapping[str, str] = {answer.support: self._name(answer.column) for answer in self._plan.answers_of(level)}
        codes = (pl.col(column).cast(pl.UInt8).alias(support) for support, column in named.items())
        columns = [column for one in self._plan.amounts_of(level) for column in (one.low, one.high)]
        ends = (pl.col(self._name(column)).cast(pl.Int64).alias(column) for column in columns)
        return frame.select(pl.col(self._name("row")).alias("row"), *codes, *ends)
