"""Contradictions and differences within a register, found by the same terms that check a profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

import polars as pl

from eligibility.bulk.flat_records import RecordRunner
from eligibility.bulk.lower import Lowering
from eligibility.bulk.plan import Level, Plan
from eligibility.bulk.register_schema import conformed
from eligibility.facts import derived
from eligibility.facts.days import Anniversary
from eligibility.logic.terms import may_hold
from eligibility.rules.implications import contradictions
from eligibility.rules.ruleset import Ruleset

Inconsistency = derived.Contradiction | derived.EntryDisagreement
SaidT = TypeVar("SaidT", bound=Inconsistency)


def of_persons(ruleset: Ruleset, rows: pl.DataFrame, as_of: date) -> list[tuple[Inconsistency, pl.Series]]:
    """The contradictions and differences within single persons' rows, each with the numbers of its rows."""
    said: list[Inconsistency] = [*derived.person_contradictions(), *contradictions(ruleset), *derived.disagreements()]
    return _Contradictions(ruleset, frozenset(rows.columns), as_of, {}, complete=False).found(said, Level.PERSON, rows)


def of_households(ruleset: Ruleset, rows: pl.DataFrame, as_of: date, *, complete: bool) -> list[tuple[derived.Contradiction, pl.Series]]:
    """The contradictions within households, each with the numbers of all rows of those households."""
    return _Contradictions(ruleset, frozenset(rows.columns), as_of, {}, complete=complete).found(
        derived.household_contradictions(), Level.HOUSEHOLD, rows
    )


class _Contradictions(Lowering):
    """Lowers only the contradictions."""

    def found(self, said: Sequence[SaidT], level: Level, rows: pl.DataFrame) -> list[tuple[SaidT, pl.Series]]:
        self._derive()
        named = self._named(said, level)
        if not named:
            return []
        layers = self.sheet.layers({Level.PERSON: frozenset(named.values()), Level.HOUSEHOLD: frozenset()})
        plan = Plan(self.sheet.reads(), layers, ())
        runner = RecordRunner(plan, Anniversary(self.as_of), named)
        keyed = conformed(rows.lazy()).collect()
        together = keyed.sort("household", maintain_order=True, nulls_last=True) if "household" in keyed.columns else keyed
        table, _ = runner.run(together)
        return [(said[int(index)], table.filter(pl.col(index).fill_null(False))["row"].sort()) for index in named]

    def _named(self, said: Sequence[Inconsistency], level: Level) -> Mapping[str, str]:
        """The column of each contradiction that can occur, by its position in the list."""
        named = {}
        for index, one in enumerate(said):
            name = f"contradiction.{index}"
            term = self._of_person(one.term) if level is Level.PERSON else self._of_household(name, one.term)
            if may_hold(term):
                if level is Level.HOUSEHOLD:
                    term = self.sheet.note(level, name, term, always=True)
                self.sheet.note(Level.PERSON, f"line.{name}", term, always=True)
                named[str(index)] = f"line.{name}"
        return named
