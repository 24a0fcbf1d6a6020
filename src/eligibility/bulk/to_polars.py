"""Run the plan in Polars, layer by layer, over rows in which each household is adjacent."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import reduce
from operator import add
from typing import TypeVar, final

import polars as pl
from polars.expr.whenthen import ChainedThen, Then

from eligibility.bulk.batches import BATCH_ROWS
from eligibility.bulk.plan import Layer, Level, Plan
from eligibility.facts.days import Anniversary
from eligibility.logic.operators import compare
from eligibility.logic.term_algebra import TermAlgebra
from eligibility.logic.terms import (
    CaseWhen,
    Column,
    Comparison,
    Divided,
    Higher,
    Lower,
    Number,
    OneOf,
    Product,
    Shifted,
    Sum,
    Tally,
    Term,
    TruthLiteral,
    Whole,
    columns_of,
)

SMALLEST_TYPE = 255
"""The largest whole number of the type in which codes are held."""
EPOCH = 719_163
"""The proleptic ordinal of 1970-01-01, from which Polars counts days."""
MARCH = 305
"""The days from 1 March of the year 0 to the day before the ordinal 1."""
CENTURIES, YEARS = 146_097, 1_461
"""The days of four hundred years, and of four."""
LEAP_DAY = 365
"""The days from 1 March to 29 February."""

Days = TypeVar("Days", int, pl.Expr)
"""A day by its proleptic ordinal, or a column of days."""


@final
class PolarsWriter(TermAlgebra[pl.Expr]):
    """Terms as Polars expressions, for one as-of date."""

    def __init__(self, anniversary: Anniversary) -> None:
        self._anniversary = anniversary

    def column(self, name: str) -> pl.Expr:
        return pl.col(name)

    def truth(self, value: bool | None) -> pl.Expr:
        return pl.lit(value, dtype=pl.Boolean)

    def whole(self, value: int) -> pl.Expr:
        return pl.lit(value, dtype=pl.Int64)

    def negation(self, arg: pl.Expr) -> pl.Expr:
        return ~arg

    def known(self, arg: Term) -> pl.Expr:
        return self(arg).is_not_null()

    def unknown(self, arg: Term) -> pl.Expr:
        return self(arg).is_null()

    def every(self, args: Iterable[pl.Expr]) -> pl.Expr:
        return reduce(pl.Expr.__and__, args)

    def some(self, args: Iterable[pl.Expr]) -> pl.Expr:
        return reduce(pl.Expr.__or__, args)

    def one_of(self, term: OneOf) -> pl.Expr:
        return reduce(pl.Expr.__or__, [self(term.arg) == value for value in term.values])

    def ordinal(self, day: Column) -> pl.Expr:
        return self(day).cast(pl.Int32).cast(pl.Int64) + EPOCH

    def comparison(self, term: Comparison) -> pl.Expr:
        """Parts with a negative factor stand on the other side, so that two amounts of money are compared as they are."""
        left = [self._times(part, factor) for part, factor in term.parts if factor > 0]
        right = [self._times(part, -factor) for part, factor in term.parts if factor < 0]
        if left and right:
            bound = [self.whole(abs(term.bound))] if term.bound else []
            left, right = (left, right + bound) if term.bound > 0 else (left + bound, right)
            return compare(reduce(add, left), term.op, reduce(add, right))
        return compare(reduce(add, left or [-part for part in right]), term.op, term.bound)

    def _times(self, part: Term, factor: int) -> pl.Expr:
        return self(part) if factor == 1 else self(part) * factor

    def case(self, term: CaseWhen) -> pl.Expr:
        values = [value for _, value in term.branches]
        small = all(isinstance(value, Whole) for value in values) and all(map(_is_small, [*values, term.default]))
        value = self._small if small else self
        (first, then), *more = term.branches
        chain: Then | ChainedThen = pl.when(self(first)).then(value(then))
        for test, then in more:
            chain = chain.when(self(test)).then(value(then))
        return chain.otherwise(value(term.default))

    def tally(self, term: Tally) -> pl.Expr:
        raise TypeError("a count is no expression over rows")

    def number(self, term: Number) -> pl.Expr:
        match term:
            case Sum(parts, constant):
                total = reduce(add, [self._wide(part) * self.whole(factor) for part, factor in parts])
                return total + self.whole(constant) if constant else total
            case Product(left, right):
                return self._wide(left) * self._wide(right)
            case Lower(left, right):
                one, other = self._wide(left), self._wide(right)
                return pl.when(one <= other).then(one).when(other < one).then(other)
            case Higher(left, right):
                one, other = self._wide(left), self._wide(right)
                return pl.when(one >= other).then(one).when(other > one).then(other)
            case Divided(arg, by):
                return self._wide(arg) // self.whole(by)
            case Shifted(arg, by):
                return (self(arg) * by).cast(pl.Int64)

    def _wide(self, term: Term) -> pl.Expr:
        """A whole number with room to be worked with."""
        return self(term).cast(pl.Int64)

    def _small(self, term: Term) -> pl.Expr:
        return pl.lit(term.value, dtype=pl.UInt8) if isinstance(term, Whole) else self(term)

    def years(self, day: Column) -> pl.Expr:
        """Full years by whole numbers alone, which costs a tenth of asking the calendar for year, month and day.

        A year of its own that begins so many days after 1 March is the year of that day, so many days earlier.
        """
        since, mark = self(day), self._anniversary
        (past, less), to_come = _from_anniversary(mark.past), _days_from_march(mark.to_come)
        is_past = since <= mark.as_of
        shift = pl.when(is_past).then(pl.lit(past, dtype=pl.Int32)).otherwise(pl.lit(to_come, dtype=pl.Int32))
        begun = _year_from_march(since.cast(pl.Int32) + EPOCH - shift)
        now = _year_from_march(mark.as_of.toordinal())
        return (now - begun - (is_past.cast(pl.Int32) * less if less else 0)).cast(pl.Int64)


def _year_from_march(day: Days) -> Days:
    """The year in which a day lies, where a year begins on 1 March: the leap day is its last day, and no table is needed.

    After Neri and Schneider, Euclidean affine functions and their application to calendar algorithms (2022).
    """
    quarters = 4 * (day + MARCH) + 3
    return quarters // CENTURIES * 100 + (quarters % CENTURIES | 3) // YEARS


def _from_anniversary(of_year: int) -> tuple[int, int]:
    """By how many days a past day moves so that its year begins after the anniversary, and how many years that takes away.

    Where the anniversary is on 29 February, the last day of all, no day of the year comes after it.
    """
    days = _days_from_march(of_year) + 1
    return (days, 1) if days <= LEAP_DAY else (0, 0)


def _days_from_march(of_year: int) -> int:
    """The number of a day, given as month times 100 plus day, in a year that begins on 1 March."""
    month, day = divmod(of_year, 100)
    year = 1999 if month >= 3 else 2000
    return (date(year, month, min(day, monthrange(year, month)[1])) - date(1999, 3, 1)).days


def _is_small(term: Term) -> bool:
    return not isinstance(term, Whole) or 0 <= term.value <= SMALLEST_TYPE


class Runner:
    """Runs a plan over frames of whole households, in which the rows of each household are adjacent."""

    rows = BATCH_ROWS

    @property
    def workers(self) -> int:
        """How many batches are run at once."""
        return pl.thread_pool_size()

    def __init__(self, plan: Plan, anniversary: Anniversary) -> None:
        self._plan = plan
        write = PolarsWriter(anniversary)
        self._layers = [
            (layer, [] if layer.tallies else [write(step.term).alias(step.name) for step in layer.steps]) for layer in plan.layers
        ]
        household_names = {step.name for layer in plan.layers if layer.level is Level.HOUSEHOLD for step in layer.steps}
        self._lent = household_names & {
            name for layer in plan.layers if layer.level is Level.PERSON for step in layer.steps for name in columns_of(step.term)
        }

    def run(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The answers of persons and of households, each with `row` and one column of codes for each support."""
        people = rows.rechunk()
        groups = Groups(people)
        households = groups.first(people.select("row", *sorted(self._plan.reads[Level.HOUSEHOLD])))
        lent: list[str] = []
        for layer, exprs in self._layers:
            if layer.tallies:
                households = households.with_columns(self._tallied(layer, people, groups))
            elif layer.level is Level.HOUSEHOLD:
                households = households.with_columns(exprs)
                lent += [step.name for step in layer.steps if step.name in self._lent]
            else:
                people = people.with_columns(groups.spread(households.select(lent))).with_columns(exprs)
                lent = []
        return self._answers(people, Level.PERSON), self._answers(households, Level.HOUSEHOLD)

    def _tallied(self, layer: Layer, people: pl.DataFrame, groups: Groups) -> list[pl.Series]:
        truths: list[pl.Expr] = []
        found: list[pl.Series] = []
        for step in layer.steps:
            assert isinstance(step.term, Tally)
            match step.term:
                case Tally(TruthLiteral()):
                    found.append(groups.sizes.alias(step.name))
                case Tally(Column(name), possible):
                    truths.append(pl.col(name).fill_null(possible).alias(step.name))
        return [*found, *groups.count(people.select(truths))]

    def _answers(self, frame: pl.DataFrame, level: Level) -> pl.DataFrame:
        answers = self._plan.answers_of(level)
        ends = (pl.col(column).cast(pl.Int64) for one in self._plan.amounts_of(level) for column in (one.low, one.high))
        return frame.select("row", *(pl.col(one.column).cast(pl.UInt8).alias(one.support) for one in answers), *ends)


class Groups:
    """The households of a frame in which the rows of each are adjacent. A row without a household key is a household of its own.

    A mask picks rows in a fraction of the time that their numbers would take.
    """

    def __init__(self, rows: pl.DataFrame) -> None:
        if "household" in rows.columns:
            key = rows["household"]
            self._begins = (key != key.shift(1)).fill_null(True)
        else:
            self._begins = pl.repeat(True, rows.height, dtype=pl.Boolean, eager=True)
        self._alone = self._begins.all()
        self._ends = self._begins.shift(-1, fill_value=True)

    @property
    def sizes(self) -> pl.Series:
        """The number of rows in each household."""
        upto = pl.int_range(1, self._ends.len() + 1, dtype=pl.Int64, eager=True).filter(self._ends)
        return upto - upto.shift(1, fill_value=0)

    def first(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The first row of each household."""
        return frame if self._alone else frame.filter(self._begins)

    def count(self, truths: pl.DataFrame) -> list[pl.Series]:
        """The number of rows in each household in which each column is true; none may be unknown."""
        if self._alone:
            return truths.select(pl.all().cast(pl.Int64)).get_columns()
        upto = truths.select(_true_so_far(pl.col(name)).filter(self._ends).alias(name) for name in truths.columns)
        return upto.select((pl.all() - pl.all().shift(1, fill_value=0)).cast(pl.Int64)).get_columns()

    def spread(self, frame: pl.DataFrame) -> list[pl.Series]:
        """Columns of households repeated for every row. Truths go four to a byte, since a truth that may be unknown is slow to pick."""
        if self._alone or not frame.width:
            return frame.get_columns()
        truths = [name for name, kind in frame.schema.items() if kind == pl.Boolean]
        others = [name for name in frame.columns if name not in truths]
        fours = [truths[at : at + 4] for at in range(0, len(truths), 4)]
        number = _true_so_far(pl.lit(self._begins)) - 1
        rows = frame.select(*map(_packed, fours), *others).select(pl.all().gather(number))
        return rows.select(*(truth for four in fours for truth in _unpacked(four)), *others).get_columns()


def _true_so_far(truth: pl.Expr) -> pl.Expr:
    """The number of true rows up to each, by counting what is known: a quarter of the time of a running sum."""
    return pl.when(truth).then(True).cum_count()


def _packed(truths: Sequence[str]) -> pl.Expr:
    """Up to four truths in a byte, named after the first: two bits each, 2 where it is unknown."""
    return reduce(add, (pl.col(name).cast(pl.UInt8).fill_null(2) * pl.lit(4**at, dtype=pl.UInt8) for at, name in enumerate(truths)))


def _unpacked(truths: Sequence[str]) -> Iterator[pl.Expr]:
    for at, name in enumerate(truths):
        bits = pl.col(truths[0]) & pl.lit(3 * 4**at, dtype=pl.UInt8)
        yield pl.when(bits < pl.lit(2 * 4**at, dtype=pl.UInt8)).then(bits != 0).alias(name)
