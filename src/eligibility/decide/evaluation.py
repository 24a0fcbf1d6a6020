"""The rules applied to one household: the truths of every support, and what follows from them for one support and subject.

Outcomes, explanations and notices are worded from an evaluation. It knows the ruleset and the flat facts, and nothing of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from eligibility.decide.compiled import Answers, Raw, program_of, received_by
from eligibility.decide.compliance import Met, met
from eligibility.decide.missing import Questions
from eligibility.decide.opening import needed
from eligibility.decide.run import run
from eligibility.facts.flatten import Situation, Subject
from eligibility.facts.record import known_of, read
from eligibility.i18n import Text
from eligibility.logic.expr import Const, Expr, Has, Quantity
from eligibility.logic.proof import Proof, prove
from eligibility.logic.truth import Truth
from eligibility.rules.ruleset import Note, Route, Ruleset, Support
from eligibility.rules.status import Status


@dataclass(frozen=True, slots=True)
class FoundConflict:
    """Another support, granted or received, that cannot be held together with this one."""

    support: str
    reason: Text
    better: str | None

    def as_json(self) -> dict[str, Any]:
        return {"support": self.support, "reason": self.reason.as_json(), "better": self.better}


class Evaluation:
    """One household under one ruleset on one day. It shows no facts in its representation, and threads may share it."""

    def __init__(self, ruleset: Ruleset, situation: Situation) -> None:
        self._fill(ruleset, situation, run(program_of(ruleset), ruleset, situation))

    def _fill(self, ruleset: Ruleset, situation: Situation, raw: Answers) -> None:
        self.ruleset = ruleset
        self.situation = situation
        self.raw = raw
        self._opening: dict[tuple[str, str], tuple[str, ...]] = {}

    def __getstate__(self) -> tuple[Ruleset, Situation, Answers]:
        return self.ruleset, self.situation, self.raw

    def __setstate__(self, state: tuple[Ruleset, Situation, Answers]) -> None:
        self._fill(*state)

    def __repr__(self) -> str:
        return f"<Evaluation {self.ruleset.region} {self.ruleset.name} {self.situation.as_of} ({len(self.raw)} answers)>"

    def __iter__(self) -> Iterator[tuple[Support, Subject]]:
        """Every support with every subject of its kind: by subject in the profile's order, then by support in the ruleset's."""
        for subject in self.situation.everyone:
            for support in self.ruleset.supports.values():
                if support.entity == subject.kind:
                    yield support, subject

    @cached_property
    def questions(self) -> Questions:
        """What is still to be asked."""
        return Questions(self.ruleset, self.situation)

    # -- conditions

    def truth(self, expr: Expr, subject: Subject) -> Truth:
        """The truth of a condition for a subject, treating every support that can be granted as granted."""
        return self.proof(expr, subject).truth

    def proof(self, expr: Expr, subject: Subject) -> Proof:
        """The proof of a condition for a subject, treating every support that can be granted as granted."""
        return prove(expr, known_of(subject), lambda node: self._given(node, subject))

    def holds(self, note: Note, subject: Subject) -> bool:
        """Whether a note is called for: always, or where its condition is proved."""
        return note.when is None or self.truth(note.when, subject) is Truth.TRUE

    def _given(self, node: Has | Quantity, subject: Subject) -> Truth:
        """The truth of what stands outside the subject's own record."""
        condition = self.questions.condition(node, subject)
        return Truth(condition.value) if isinstance(condition, Const) else Truth.UNKNOWN

    def _now(self, expr: Expr, subject: Subject) -> Truth:
        """The truth of a condition where only the supports received already count."""

        def given(node: Has | Quantity) -> Truth:
            if isinstance(node, Quantity):
                return self._given(node, subject)
            return self._now(received_by(subject.kind, node.support, self.ruleset), subject)

        return prove(expr, known_of(subject), given).truth

    # -- supports

    def receives(self, support: str, subject: Subject) -> bool:
        """Whether the profile says that a subject has a support already."""
        return self._now(received_by(subject.kind, support, self.ruleset), subject) is Truth.TRUE

    def holders(self, supports: Iterable[str], subject: Subject) -> list[tuple[str, Subject]]:
        """Each support with the subject that it is granted to: the person itself, the household, or the first member."""
        found = []
        for support in supports:
            rule = self.ruleset.supports.get(support)
            if rule is None:
                continue
            own = [subject] if rule.entity == subject.kind else list(self.situation.subjects(rule.entity))
            holder = next((other for other in own if self.raw[support, other.id].granted is True), None)
            if holder is not None:
                found.append((support, holder))
        return found

    def opened_by(self, support: str, subject: Subject) -> tuple[str, ...]:
        """What opens a support that waits for others: the fewest that make its route hold, each after what opens it itself."""
        key = support, subject.id
        known = self._opening.get(key)
        if known is None:
            known = self._opening[key] = self._opened(self.ruleset.supports[support], self.raw[key], subject)
        return known

    def _opened(self, support: Support, raw: Raw, subject: Subject) -> tuple[str, ...]:
        route = granting(support, raw) if raw.status is Status.ELIGIBLE_AFTER else None
        if route is None:
            return ()
        found = needed(route.when, lambda part: self._now(part, subject), lambda name: self._granting(name, subject))
        return tuple(sorted(found or (), key=self.raw.supports.index))

    def _granting(self, support: str, subject: Subject) -> frozenset[str] | None:
        """A support with those that open it; None where nobody has it whom it counts for."""
        holders = self.holders([support], subject)
        return frozenset().union(*({name, *self.opened_by(name, holder)} for name, holder in holders)) if holders else None

    def conflicts_of(self, support: str, subject: Subject) -> list[FoundConflict]:
        """What a subject is granted or receives and cannot have together with a support."""
        found = []
        for conflict in self.ruleset.conflicts:
            if support in conflict.pair:
                other = conflict.pair[1 - conflict.pair.index(support)]
                if self._held(other, subject):
                    found.append(FoundConflict(other, conflict.reason, conflict.better))
        return found

    def _held(self, support: str, subject: Subject) -> bool:
        people = self.situation.persons if subject.kind == "household" else (subject,)
        if any(read(person.values, f"person.receives.{support}") is True for person in people):
            return True
        household = (self.situation.household,) if self.situation.household else ()
        return any(self.raw[key].granted is True for key in ((support, one.id) for one in (*people, *household)) if key in self.raw)

    def recognised(self, support: str, subject: Subject) -> bool:
        """Whether the office has recognised that a subject meets the criteria left to other rules."""
        holders = self.situation.persons if subject.kind == "household" else (subject,)
        return any(read(holder.values, f"{holder.kind}.recognised.{support}") is True for holder in holders)

    def duties(self, support: Support, subject: Subject) -> dict[str, Met]:
        """For each route that applies and states a number, how the duty stands."""
        stated = [(index, route.name, route.compliance) for index, route in enumerate(support.routes) if route.compliance is not None]
        statuses = self.raw[support.id, subject.id].routes if stated else ()
        return {name: met(duty, subject) for index, name, duty in stated if statuses[index].granted}


def granting(support: Support, raw: Raw) -> Route | None:
    """The route named first: proved, before one that waits for other supports; a stated test before one left to other rules."""
    if not raw.status.granted:
        return None
    order = {Status.ELIGIBLE: 0, Status.ELIGIBLE_AFTER: 1}
    proved = [(route, status) for route, status in zip(support.routes, raw.routes, strict=True) if status.granted]
    return min(proved, key=lambda one: (order[one[1]], bool(one[0].subject_to)))[0]
