"""Evaluate a whole register: every support of a ruleset for every person and household."""

from __future__ import annotations

import errno
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar, get_args

import polars as pl

from eligibility._atomic_write import number_told, written_aside
from eligibility.book.bound import LocalBook
from eligibility.bulk.amount_terms import PLACES
from eligibility.bulk.batches import batches
from eligibility.bulk.columns import check_columns
from eligibility.bulk.constants import Constants
from eligibility.bulk.engines import BulkEngine, check_engine
from eligibility.bulk.in_flight import in_flight
from eligibility.bulk.lazy_parts import lazy_parts
from eligibility.bulk.lower import lower
from eligibility.bulk.plan import AmountColumns, Coded, Level, Plan
from eligibility.bulk.register_schema import PolarsType, conformed
from eligibility.bulk.register_values import check_values, checked_frame, reading
from eligibility.bulk.to_polars import Runner
from eligibility.errors import EligibilityError, checked_type, one_of
from eligibility.facts.days import Anniversary
from eligibility.facts.read import PATH
from eligibility.rules import words
from eligibility.rules.ruleset import Ruleset, checked_ruleset
from eligibility.rules.status import Status

if TYPE_CHECKING:
    from eligibility.bulk.on_duckdb import DuckRunner

AMOUNT = pl.Decimal(38, PLACES)
AMOUNT_COLUMNS = ("amount_low", "amount_high")
"""Both ends of what is given, in yuan."""
STATUS = pl.Enum([status.value for status in Status])
RESTS_ON = pl.Enum(get_args(words.RestsOn))
SUBJECT_TYPE = pl.Enum([level.value for level in Level])
NO_CONSTANTS: Constants = {}

Wide = tuple[pl.DataFrame, pl.DataFrame]
"""The answer codes of persons and of households, each with `row` and a column for each support."""
Result = TypeVar("Result")


def evaluate(
    ruleset: Ruleset,
    frame: pl.LazyFrame,
    as_of: date,
    constants: Constants = NO_CONSTANTS,
    complete: bool = False,
    engine: BulkEngine = "polars",
    refused: bool = False,
    master: str = "local[*]",
    supports: Collection[str] | None = None,
    amounts: bool = False,
    local: LocalBook | None = None,
) -> pl.LazyFrame:
    """Every answer of a register on a day, one row for each subject and support; refused answers only on request.

    Columns: `row` (of the person, or the first row of the household), `subject` (person or household), `support`,
    `status`, `route`: the route that the answer names, NULL where none grants, and `rests_on`: `plan` in the plan's period, and
    after it `national`, `book`, `scheme` or `ended_plan`. The order is not defined. The
    answers are those that the kernel gives for a profile with the same facts. Supports for organisations are left out,
    since a register of persons has no organisations.

    Args:
        frame: the register, as `bulk.register_schema` describes it.
        constants: facts that are the same for every row, by key; a column of the same name takes precedence.
        complete: treat every household with a key as fully listed, unless its size says that there are more members.
        engine: Polars; DuckDB, which runs the query of `bulk.sql`; or Spark, which runs it on `master` and returns no
            refused answers.
        supports: only these.
        amounts: add the columns `amount_low` and `amount_high`, in yuan by the unit of the support: NULL in both where no
            amount is known, and in `amount_high` alone where nothing bounds it. For an open answer it is what would be given. A
            support whose routes are paid in different units has none.
        local: what the local book says in the register's place on the day, as `book_under(book, ruleset).at(area, day)` gives it;
            its standards and options are constants like any others.

    Raises:
        EligibilityError: a column of the register has the wrong type or the name of no fact, or holds what its fact cannot be; a
            constant is none of a fact; there is no such support or engine, or it is not installed; when the answers are collected,
            Polars cannot read the frame.
        WrongArgument: something is of another type than this takes.
    """
    job = _BulkRun(ruleset, frame, as_of, constants, complete, engine, supports, amounts=amounts, local=local)
    ids = pl.Enum(list(dict.fromkeys(answer.support for answer in job.plan.answers)))
    schema: dict[str, PolarsType] = {
        "row": pl.Int64, "subject": SUBJECT_TYPE, "support": ids, "status": STATUS, "route": pl.String, "rests_on": RESTS_ON,
    }  # fmt: skip
    ends_of = {(one.support, one.level): one for one in job.plan.amounts}
    if amounts:
        schema |= dict.fromkeys(AMOUNT_COLUMNS, AMOUNT)

    def parts() -> Iterator[pl.DataFrame]:
        if engine == "spark":
            yield job.on_spark(master).cast(pl.Schema(schema))
            return
        for tables in job.run(long):
            yield from tables

    def long(wide: Wide) -> list[pl.DataFrame]:
        found = [(table, job.plan.answers_of(level)) for level, table in zip(Level, wide, strict=True) if table.height]
        return [pl.concat([one(table, answer) for answer in answers]) for table, answers in found if answers]

    def one(table: pl.DataFrame, answer: Coded) -> pl.DataFrame:
        ends = _ends(table, ends_of.get((answer.support, answer.level))) if amounts else {}
        return _long(table, answer, ids, ends, refused)

    return lazy_parts(parts, schema)


def evaluate_wide(
    ruleset: Ruleset,
    frame: pl.LazyFrame,
    as_of: date,
    constants: Constants = NO_CONSTANTS,
    complete: bool = False,
    subject: Literal["person", "household"] = "person",
    supports: Collection[str] | None = None,
) -> pl.LazyFrame:
    """The status of every support for one kind of subject: one row for each subject, one column for each support.

    Raises:
        EligibilityError: as `evaluate`, or there is no such kind of subject.
    """
    if wrong := one_of("subject", subject, [level.value for level in Level]):
        raise EligibilityError(wrong)
    job = _BulkRun(ruleset, frame, as_of, constants, complete, supports=supports)
    level = Level(subject)
    return lazy_parts(lambda: job.run(lambda wide: job.statuses(wide, level)), job.schema(level))


def count(
    ruleset: Ruleset,
    frame: pl.LazyFrame,
    as_of: date,
    constants: Constants = NO_CONSTANTS,
    complete: bool = False,
    engine: BulkEngine = "polars",
) -> pl.DataFrame:
    """The number of subjects with each answer: `subject`, `support`, `status`, `route`, `rests_on`, `count`.

    The answers are never held in memory.
    """
    job = _BulkRun(ruleset, frame, as_of, constants, complete, engine)
    tally = _Tally(job.plan)
    for counts in job.run(tally.counts):
        tally.add(counts)
    return tally.table()


def write_wide(
    ruleset: Ruleset,
    frame: pl.LazyFrame,
    as_of: date,
    path: Path,
    constants: Constants = NO_CONSTANTS,
    complete: bool = False,
) -> pl.DataFrame:
    """Write what `evaluate_wide` says of persons to a Parquet file, and return what `count` says of persons and households.

    The register is answered once for both. The file is put in place when it is whole; otherwise what was there stays.

    Raises:
        EligibilityError: as `evaluate`, or the file cannot be written.
    """
    checked_type(path, Path, "path", PATH)
    job = _BulkRun(ruleset, frame, as_of, constants, complete)
    tally = _Tally(job.plan)

    def answered(wide: Wide) -> tuple[pl.DataFrame, list[_Counted]]:
        return job.statuses(wide, Level.PERSON), tally.counts(wide)

    def parts() -> Iterator[pl.DataFrame]:
        for statuses, counts in job.run(answered):
            tally.add(counts)
            yield statuses

    with written_aside(path) as aside:
        try:
            lazy_parts(parts, job.schema(Level.PERSON)).sink_parquet(aside)
        except pl.exceptions.PolarsError as error:
            raise OSError(number_told(error) or errno.EIO, type(error).__name__) from None
    return tally.table()


_Counted = tuple[str, int, int]
"""The column of an answer, a code, and how many have it."""


class _Tally:
    """How many subjects have each answer."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._found = {answer.column: [0] * len(answer.meanings) for answer in plan.answers}

    def counts(self, wide: Wide) -> list[_Counted]:
        """The counts of one batch."""
        return [
            (answer.column, code, number)
            for level, table in zip(Level, wide, strict=True)
            for answer in self._plan.answers_of(level)
            for code, number in table[answer.support].value_counts().iter_rows()
        ]

    def add(self, counts: Iterable[_Counted]) -> None:
        for column, code, number in counts:
            self._found[column][code] += number

    def table(self) -> pl.DataFrame:
        rows = [
            (answer.level.value, answer.support, status.value, route, rests_on, number)
            for answer in self._plan.answers
            for (status, route, rests_on), number in zip(answer.meanings, self._found[answer.column], strict=True)
            if number
        ]
        names = ["subject", "support", "status", "route", "rests_on", "count"]
        types: dict[str, PolarsType] = {"subject": SUBJECT_TYPE, "status": STATUS, "route": pl.String, "rests_on": RESTS_ON}
        return pl.DataFrame(rows, names, orient="row").cast(pl.Schema(types))


class _BulkRun:
    """One register under one ruleset on one day."""

    def __init__(
        self,
        ruleset: Ruleset,
        frame: pl.LazyFrame,
        as_of: date,
        constants: Constants,
        complete: bool,
        engine: BulkEngine = "polars",
        supports: Collection[str] | None = None,
        *,
        amounts: bool = False,
        local: LocalBook | None = None,
    ) -> None:
        check_engine(engine)
        with reading():
            check_columns(checked_frame(frame).collect_schema().names(), checked_ruleset(ruleset))
            conforming = conformed(frame)
            columns = conforming.collect_schema().names()
        self._given = (ruleset, as_of, constants, complete, supports)
        self.amounts, self._local = amounts, local
        self._keyed = "household" in columns
        self.plan = lower(ruleset, columns, as_of, constants, complete=complete, supports=supports, amounts=amounts, local=local)
        read = frozenset[str]().union(*self.plan.reads.values()) | {"row", "household"}
        self._frame = conforming.select(name for name in columns if name in read)
        self._runner = self._runner_of(engine)

    def _runner_of(self, engine: BulkEngine) -> Runner | DuckRunner:
        ruleset, as_of, *_ = self._given
        if engine == "duckdb":
            from eligibility.bulk.on_duckdb import DuckRunner

            return DuckRunner(ruleset, self.plan, Anniversary(as_of), keyed=self._keyed)
        return Runner(self.plan, Anniversary(as_of))

    def run(self, then: Callable[[Wide], Result]) -> Iterator[Result]:
        """What is made of the answer codes of persons and households, batch by batch, several batches at once."""
        with reading():
            yield from in_flight(lambda rows: then(self._runner.run(rows)), self._batches(), self._runner.workers)

    def _batches(self) -> Iterator[pl.DataFrame]:
        """The register in batches, each checked."""
        for rows in batches(self._frame, self._runner.rows):
            check_values(rows)
            yield rows

    def schema(self, level: Level) -> dict[str, PolarsType]:
        """The columns of a table with one row for each subject of a level."""
        return {"row": pl.Int64, **{answer.support: STATUS for answer in self.plan.answers_of(level)}}

    def statuses(self, wide: Wide, level: Level) -> pl.DataFrame:
        """The statuses that the answer codes of one level mean."""
        table = wide[list(Level).index(level)]
        return table.select("row", *(_statuses(table[answer.support], answer) for answer in self.plan.answers_of(level)))

    def on_spark(self, master: str) -> pl.DataFrame:
        """The answers as Spark returns them."""
        from eligibility.bulk.on_spark import collected

        ruleset, as_of, constants, complete, supports = self._given
        with reading():
            return collected(ruleset, self._frame, as_of, constants, complete, supports, master, self.amounts, self._local)


def _statuses(codes: pl.Series, answer: Coded) -> pl.Series:
    named = pl.Series([meaning.status.value for meaning in answer.meanings], dtype=STATUS)
    return named[codes].alias(answer.support)


def _long(table: pl.DataFrame, answer: Coded, supports: pl.Enum, ends: Mapping[str, pl.Series], refused: bool) -> pl.DataFrame:
    codes = table[answer.support]
    rows = table["row"]
    if not refused:
        refusals = answer.refusals
        wanted = codes > refusals[0] if len(refusals) == 1 else ~codes.is_in(refusals)
        codes, rows = codes.filter(wanted), rows.filter(wanted)
        ends = {name: end.filter(wanted) for name, end in ends.items()}
    routes = pl.Series([meaning.route for meaning in answer.meanings], dtype=pl.String)
    rests = pl.Series([meaning.rests_on for meaning in answer.meanings], dtype=RESTS_ON)
    return pl.DataFrame(
        {
            "row": rows,
            "subject": pl.repeat(answer.level.value, rows.len(), dtype=SUBJECT_TYPE, eager=True),
            "support": pl.repeat(answer.support, rows.len(), dtype=supports, eager=True),
            "status": _statuses(codes, answer),
            "route": routes[codes],
            "rests_on": rests[codes],
            **ends,
        }
    )


def _ends(table: pl.DataFrame, columns: AmountColumns | None) -> dict[str, pl.Series]:
    """Both ends of the amounts of a support, in yuan."""
    if columns is None:
        return {name: pl.repeat(None, table.height, dtype=AMOUNT, eager=True) for name in AMOUNT_COLUMNS}
    step = Decimal(1) / columns.scale
    return {
        name: table.select((pl.col(column).cast(pl.Decimal(38, 0)) * pl.lit(step)).cast(AMOUNT))[column]
        for name, column in zip(AMOUNT_COLUMNS, (columns.low, columns.high), strict=True)
    }
