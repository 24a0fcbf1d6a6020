"""The flat record of every person in a register, the same as for a profile, and the truth of single conditions.

This is the step between a register and its answers: it shows why an answer is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from eligibility.bulk.batches import batches
from eligibility.bulk.constants import Constants
from eligibility.bulk.in_flight import in_flight
from eligibility.bulk.lower import Lowering
from eligibility.bulk.plan import Level, Plan
from eligibility.bulk.register_schema import conformed
from eligibility.bulk.to_polars import Runner
from eligibility.facts import derived
from eligibility.facts.days import Anniversary
from eligibility.logic.expr import Expr, facts_in
from eligibility.logic.terms import Term, TruthLiteral
from eligibility.logic.types import Fact
from eligibility.rules.ruleset import Ruleset

COMPLETE_COLUMN = "complete"
"""The column that says whether all members of the household are listed."""


@dataclass(frozen=True, slots=True)
class FlatRecords:
    """One row for each person in `table`: `row`, `household`, `complete`, a column for each known fact (by key) and each condition.

    `conditions` gives the column of a condition. A condition or fact that is unknown in every row has no column. Days stay days
    here; all other values are as in a flat record.
    """

    table: pl.DataFrame
    conditions: Mapping[Expr, str]
    facts: frozenset[str]


def records(
    ruleset: Ruleset, frame: pl.LazyFrame, as_of: date, conditions: Sequence[Expr], constants: Constants, complete: bool
) -> FlatRecords:
    """The records of a register's persons, with the truth of each of the given conditions."""
    rows = conformed(frame)
    columns = rows.collect_schema().names()
    plan, named = _Records(ruleset, frozenset(columns), as_of, constants, complete).recorded(conditions)
    runner = RecordRunner(plan, Anniversary(as_of), named)
    read = frozenset[str]().union(*plan.reads.values()) | {"row", "household"}
    used = rows.select(name for name in columns if name in read)
    parts = list(in_flight(lambda part: runner.run(part)[0], batches(used), runner.workers)) or [runner.run(used.collect())[0]]
    given = {name: column for name, column in named.items() if isinstance(name, str)}
    return FlatRecords(
        pl.concat(parts),
        {name: column for name, column in named.items() if not isinstance(name, str)},
        frozenset(given) - {COMPLETE_COLUMN},
    )


class _Records(Lowering):
    """Lowers only the derived facts and the conditions asked for, without any supports."""

    def recorded(self, conditions: Sequence[Expr]) -> tuple[Plan, dict[str | Expr, str]]:
        """The plan, with the column of every known fact and of every condition."""
        self._derive()
        self._quantities()
        named: dict[str | Expr, str] = {}
        self._record(named, COMPLETE_COLUMN, COMPLETE_COLUMN, self.places[Level.HOUSEHOLD][derived.HOUSEHOLD_COMPLETE])
        for fact in self._facts(conditions):
            self._record(named, fact.key, fact.key, self.fact(fact, Level.PERSON))
        for index, condition in enumerate(conditions):
            self._record(named, condition, f"condition.{index}", self._truth(condition, Level.PERSON))
        layers = self.sheet.layers({Level.PERSON: frozenset(named.values()), Level.HOUSEHOLD: frozenset()})
        return Plan(self.sheet.reads(), layers, ()), named

    def _record(self, named: dict[str | Expr, str], name: str | Expr, column: str, term: Term) -> None:
        if term != TruthLiteral(None):
            self.sheet.note(Level.PERSON, f"record.{column}", term, always=True)
            named[name] = f"record.{column}"

    def _facts(self, conditions: Sequence[Expr]) -> Iterable[Fact]:
        found = {fact.key: fact for condition in conditions for fact in facts_in(condition)}
        return [fact for key, fact in found.items() if fact.entity in {"person", "household"} or key in self.columns]


class RecordRunner(Runner):
    """Runs a plan and keeps the named columns, one row for each person. A key that is no text leaves the column's name as it is."""

    def __init__(self, plan: Plan, anniversary: Anniversary, named: Mapping[str | Expr, str] | Mapping[str, str]) -> None:
        super().__init__(plan, anniversary)
        self._named = named

    def _answers(self, frame: pl.DataFrame, level: Level) -> pl.DataFrame:
        if level is Level.HOUSEHOLD:
            return frame.select("row")
        key = pl.col("household") if "household" in frame.columns else pl.lit(None, pl.String).alias("household")
        facts = [pl.col(column).alias(name) if isinstance(name, str) else pl.col(column) for name, column in self._named.items()]
        return frame.select("row", key, *facts)
