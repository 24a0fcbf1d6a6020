"""What contradicts itself in a register, and what only differs: the same terms that the door runs for a profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from eligibility.bulk.flat_records import RecordRunner
from eligibility.bulk.lower import Lowering
from eligibility.bulk.plan import Level, Plan
from eligibility.bulk.register_schema import conformed
from eligibility.facts import derived
from eligibility.facts.days import Anniversary
from eligibility.logic.terms import may_hold
from eligibility.rules.ruleset import Ruleset

Said = derived.Contradiction | derived.Disagreement


def of_persons(ruleset: Ruleset, rows: pl.DataFrame, as_of: date) -> list[tuple[Said, pl.Series]]:
    """What contradicts itself or differs in a person's own line, each with the numbers of the lines."""
    said: list[Said] = [*derived.person_contradictions(), *derived.disagreements()]
    return _Said(ruleset, frozenset(rows.columns), as_of, {}, complete=False).found(said, Level.PERSON, rows)


def of_households(ruleset: Ruleset, rows: pl.DataFrame, as_of: date, *, complete: bool) -> list[tuple[Said, pl.Series]]:
    """What contradicts itself in a household, each with the numbers of all its lines."""
    return _Said(ruleset, frozenset(rows.columns), as_of, {}, complete=complete).found(
        derived.household_contradictions(), Level.HOUSEHOLD, rows
    )


class _Said(Lowering):
    """The lowering of contradictions alone."""

    def found(self, said: Sequence[Said], level: Level, rows: pl.DataFrame) -> list[tuple[Said, pl.Series]]:
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

    def _named(self, said: Sequence[Said], level: Level) -> Mapping[str, str]:
        """The column of each that can come about, by its place in the list."""
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
