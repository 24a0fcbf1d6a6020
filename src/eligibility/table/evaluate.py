"""A whole register answered: every support of a ruleset for every person and household of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

import polars as pl
from polars.io.plugins import register_io_source

from eligibility.decide.outcome import Status
from eligibility.rules.ruleset import Ruleset
from eligibility.table.batches import batches
from eligibility.table.frame import conformed
from eligibility.table.lower import Constants, lower
from eligibility.table.plan import Coded, Level, Plan
from eligibility.table.rows import Runner
from eligibility.table.years import Anniversary

STATUS = pl.Enum([status.value for status in Status])
SUBJECT = pl.Enum([level.value for level in Level])
NOTHING: Mapping[str, object] = {}


def evaluate(
    ruleset: Ruleset,
    frame: pl.LazyFrame,
    as_of: date,
    constants: Constants = NOTHING,
    complete: bool = False,
    engine: str = "polars",
    refused: bool = False,
) -> pl.LazyFrame:
    """Every answer of a register on a day, one row a subject and support; refused ones only where they are asked for.

    Columns: `row` (of the person, or the first row of the household), `subject` (person or household), `support`,
    `status`, and `route`: the route that the answer names, NULL where none is granted. No order is promised. The
    answers are those that the kernel gives to a profile of the same facts. Supports of organisations are left out:
    a register of persons has none.

    Args:
        frame: the register, as `table.frame` describes it.
        constants: facts that are the same for every row, by key; a column of that name wins over them.
        complete: everyone of a household with a key is listed, where its size does not say that there are more.

    Raises:
        EligibilityError: a column of the register has the wrong type.
    """
    del engine
    job = _Job(ruleset, frame, as_of, constants, complete)
    supports = pl.Enum([answer.support for answer in job.plan.answers])
    schema = {"row": pl.Int64, "subject": SUBJECT, "support": supports, "status": STATUS, "route": pl.String}

    def parts() -> Iterator[pl.DataFrame]:
        for wide in job.run():
            for level, table in zip(Level, wide, strict=True):
                answers = job.plan.answers_of(level)
                if answers and table.height:
                    yield pl.concat([_long(table, answer, supports, refused) for answer in answers])

    return _lazy(parts, schema)


def evaluate_wide(
    ruleset: Ruleset, frame: pl.LazyFrame, as_of: date, constants: Constants = NOTHING, complete: bool = False, subject: str = "person"
) -> pl.LazyFrame:
    """The status of every support of a kind of subject (person or household), one row a subject and one column a support."""
    job = _Job(ruleset, frame, as_of, constants, complete)
    level = Level(subject)
    answers = job.plan.answers_of(level)
    schema = {"row": pl.Int64, **{answer.support: STATUS for answer in answers}}

    def parts() -> Iterator[pl.DataFrame]:
        for wide in job.run():
            table = wide[list(Level).index(level)]
            yield table.select("row", *(_status(table[answer.support], answer) for answer in answers))

    return _lazy(parts, schema)


class _Job:
    def __init__(self, ruleset: Ruleset, frame: pl.LazyFrame, as_of: date, constants: Constants, complete: bool) -> None:
        self._frame = conformed(frame)
        columns = self._frame.collect_schema().names()
        self.plan: Plan = lower(ruleset, columns, as_of, constants, complete=complete)
        self._runner = Runner(self.plan, Anniversary(as_of))
        read = frozenset[str]().union(*self.plan.reads.values())
        self._columns = [name for name in columns if name in read or name in {"row", "household"}]

    def run(self) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
        """The codes of persons and households, batch by batch."""
        return map(self._runner.run, batches(self._frame.select(self._columns)))


def _status(codes: pl.Series, answer: Coded) -> pl.Series:
    named = pl.Series([status.value for status, _ in answer.meanings], dtype=STATUS)
    return named[codes].alias(answer.support)


def _long(table: pl.DataFrame, answer: Coded, supports: pl.Enum, refused: bool) -> pl.DataFrame:
    codes = table[answer.support]
    rows = table["row"]
    if not refused:
        wanted = codes > 0
        codes, rows = codes.filter(wanted), rows.filter(wanted)
    routes = pl.Series([route for _, route in answer.meanings], dtype=pl.String)
    return pl.DataFrame(
        {
            "row": rows,
            "subject": pl.repeat(answer.level.value, rows.len(), dtype=SUBJECT, eager=True),
            "support": pl.repeat(answer.support, rows.len(), dtype=supports, eager=True),
            "status": _status(codes, answer),
            "route": routes[codes],
        }
    )


def _lazy(parts: Callable[[], Iterator[pl.DataFrame]], schema: Mapping[str, object]) -> pl.LazyFrame:
    """A lazy frame over parts that are computed as they are consumed."""

    def source(
        with_columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, batch_size: int | None
    ) -> Iterator[pl.DataFrame]:
        left = n_rows
        for part in parts():
            chosen = part if predicate is None else part.filter(predicate)
            if with_columns is not None:
                chosen = chosen.select(with_columns)
            if left is not None:
                chosen = chosen.head(left)
                left -= chosen.height
            yield chosen
            if left == 0:
                return

    return register_io_source(source, schema=pl.Schema(schema))  # type: ignore[arg-type]
