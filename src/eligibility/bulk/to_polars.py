"""Run the plan in Polars, layer by layer, over rows in which each household is adjacent."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import add
from typing import final

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
        total = reduce(add, [self(part) if factor == 1 else self(part) * factor for part, factor in term.parts])
        return compare(total, term.op, term.bound)

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
        return self._years(self(day))

    def _years(self, day: pl.Expr) -> pl.Expr:
        mark = self._anniversary
        of_year = day.dt.month().cast(pl.Int32) * 100 + day.dt.day()
        past = pl.when(of_year > mark.past).then(-1).otherwise(0)
        to_come = pl.when(of_year < mark.to_come).then(1).otherwise(0)
        return (mark.year - day.dt.year() + pl.when(day <= mark.as_of).then(past).otherwise(to_come)).cast(pl.Int64)


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
        groups = Groups(rows)
        people = rows
        households = groups.first(rows.select("row", *sorted(self._plan.reads[Level.HOUSEHOLD])))
        for layer, exprs in self._layers:
            if layer.tallies:
                households = households.with_columns(self._tallied(layer, people, groups))
            elif layer.level is Level.HOUSEHOLD:
                households = households.with_columns(exprs)
                lent = [step.name for step in layer.steps if step.name in self._lent]
                people = people.with_columns(groups.spread(households.select(lent)))
            else:
                people = people.with_columns(exprs)
        return self._answers(people, Level.PERSON), self._answers(households, Level.HOUSEHOLD)

    def _tallied(self, layer: Layer, people: pl.DataFrame, groups: Groups) -> list[pl.Series]:
        found = []
        for step in layer.steps:
            assert isinstance(step.term, Tally)
            match step.term:
                case Tally(TruthLiteral()):
                    found.append(groups.sizes.alias(step.name))
                case Tally(Column(name), possible):
                    truth = people[name]
                    found.append(groups.count(truth.fill_null(possible)).alias(step.name))
        return found

    def _answers(self, frame: pl.DataFrame, level: Level) -> pl.DataFrame:
        answers = self._plan.answers_of(level)
        ends = (pl.col(column).cast(pl.Int64) for one in self._plan.amounts_of(level) for column in (one.low, one.high))
        return frame.select("row", *(pl.col(one.column).cast(pl.UInt8).alias(one.support) for one in answers), *ends)


class Groups:
    """The households of a frame in which the rows of each are adjacent. A row without a household key is a household of its own."""

    def __init__(self, rows: pl.DataFrame) -> None:
        if "household" in rows.columns:
            key = rows["household"]
            begins = (key != key.shift(1)).fill_null(True)
        else:
            begins = pl.repeat(True, rows.height, dtype=pl.Boolean, eager=True)
        self._starts = begins.arg_true()
        self._alone = self._starts.len() == rows.height
        self._number = None if self._alone else begins.cast(pl.UInt32).cum_sum() - 1
        ends = pl.concat([self._starts[1:], pl.Series([rows.height], dtype=pl.UInt32)]) if rows.height else self._starts
        self._last = ends - 1
        self.sizes = (ends - self._starts).cast(pl.Int64)

    def first(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The first row of each household."""
        return frame if self._alone else frame[self._starts]

    def spread(self, frame: pl.DataFrame) -> list[pl.Series]:
        """Columns of households repeated for every row."""
        return (frame if self._number is None or not frame.width else frame[self._number]).get_columns()

    def count(self, truth: pl.Series) -> pl.Series:
        """The number of true rows in each household; no row may be unknown."""
        if self._alone:
            return truth.cast(pl.Int64)
        upto = truth.cast(pl.UInt32).cum_sum()[self._last].cast(pl.Int64)
        return upto - upto.shift(1, fill_value=0)
