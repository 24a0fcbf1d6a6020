"""Conditions read for all subjects of all worked cases at once: two bit strings each, proved and refuted.

The meaning is that of `eligibility.decide.run`. A condition that was read is kept, so that a mutant is read again only along
its own path to the root.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import final

from eligibility.decide.compiled import received_by
from eligibility.decide.run import compared
from eligibility.decide.truths import TruthValue
from eligibility.facts.record import read_value
from eligibility.facts.vocabulary import SubjectKind
from eligibility.logic.algebra import DualRail, Memoised, Rails
from eligibility.logic.expr import FALSE, Atom, Has, Quantity, disjunction
from eligibility.logic.operators import Operator
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.support import PartKey, SupportPart
from eligibility.verify.mutation.case_subjects import Bits, CaseSubjects, Home


@dataclass(frozen=True, slots=True)
class Answers:
    """One part of a support for every subject of its kind: its statuses, those of each route, and the route that is named, as positions."""

    eligible: int
    after: int
    refuted: int
    routes: tuple[tuple[int, int, int], ...]
    named: tuple[int, ...]

    @property
    def granted(self) -> Bits:
        """Where the support is granted, now or after others, and where it cannot be."""
        return Rails(self.eligible | self.after, self.refuted)


class BitRules:
    """The supports of one ruleset over the subjects of its cases.

    `given` are the answers of parts that are known already.
    """

    def __init__(self, ruleset: Ruleset, subjects: CaseSubjects, given: Mapping[PartKey, Answers] | None = None) -> None:
        self.ruleset = ruleset
        self.subjects = subjects
        self._answers = dict(given or {})
        self._readings: dict[tuple[SubjectKind, bool], BitReading] = {}

    def __getitem__(self, part: SupportPart) -> Answers:
        """The answers of a part of one of the supports."""
        if part.key not in self._answers:
            self._answers[part.key] = self.answers(part)
        return self._answers[part.key]

    def answers(self, part: SupportPart) -> Answers:
        """The answers that a rule gives, also one that is not in the ruleset."""
        now = self.reading(part.entity, derived=False)
        then = self.reading(part.entity, derived=True)
        excluded = now(disjunction(list(part.unless))).proved
        whens = [(now(route.when).proved, then(route.when)) for route in part.routes]
        return _answers(part, whens, excluded, self.subjects.full[part.entity])

    def reading(self, kind: SubjectKind, *, derived: bool) -> BitReading:
        """The conditions about one kind of subject; with `derived`, supports that can be granted count as granted."""
        if (kind, derived) not in self._readings:
            self._readings[kind, derived] = BitReading(self, kind, derived=derived)
        return self._readings[kind, derived]

    def granted(self, support: str, kind: SubjectKind) -> list[Bits]:
        """The ways in which each subject of a kind counts as granted a support: itself, its household, or any member."""
        return [self._held(part, kind) for part in self.ruleset.held(support)]

    def _held(self, part: SupportPart, kind: SubjectKind) -> Bits:
        granted = self[part].granted
        if part.entity == kind:
            return granted
        if part.entity == "household":
            return self._for_members(granted)
        return self.tallied(kind, Quantity(FALSE, Operator.AT_LEAST, 1), granted)

    def tallied(self, kind: SubjectKind, quantity: Quantity, body: Bits) -> Bits:
        """A count of members for every subject of a kind, given where its body is proved and refuted for persons."""
        proved = refuted = 0
        truths: dict[tuple[int, int | None], TruthValue] = {}
        for home in self.subjects.homes:
            bounds = _bounds(home, quantity, body)
            if bounds not in truths:
                truths[bounds] = compared(*bounds, quantity)
            bits = home.bit if kind == "household" else home.members
            proved |= bits if truths[bounds] is True else 0
            refuted |= bits if truths[bounds] is False else 0
        return Rails(proved, refuted)

    def _for_members(self, truth: Bits) -> Bits:
        """What holds of a household, for its members."""
        homes = self.subjects.homes
        proved, refuted = (reduce(or_, (home.members for home in homes if home.bit & rail), 0) for rail in (truth.proved, truth.refuted))
        return Rails(proved, refuted)


def _bounds(home: Home, quantity: Quantity, body: Bits) -> tuple[int, int | None]:
    """The least and the greatest number of members who count: the number that is stated, otherwise what the members decide."""
    stated = read_value(home.subject.values, quantity.stated.key) if quantity.stated else None
    if stated is not None:
        return int(stated), int(stated)
    high = home.size - (body.refuted & home.members).bit_count() if home.complete else None
    return (body.proved & home.members).bit_count(), high


def _answers(part: SupportPart, whens: list[tuple[int, Bits]], excluded: int, full: int) -> Answers:
    routes, eligible, waiting, refuted = [], 0, 0, full
    for now, then in whens:
        routes.append((now & ~excluded, then.proved & ~now & ~excluded, (then.refuted & ~now) | excluded))
        eligible |= now & ~excluded
        waiting |= then.proved & ~excluded
        refuted &= then.refuted & ~now
    waiting &= ~eligible
    return Answers(eligible, waiting, refuted | excluded, tuple(routes), _named(part, routes))


def _named(part: SupportPart, routes: list[tuple[int, int, int]]) -> tuple[int, ...]:
    """Where each route is the one that an answer names: proved routes first, and among these those that state a test."""
    named, taken = [0] * len(routes), 0
    for status in (0, 1):
        for left_to_others in (False, True):
            for index, route in enumerate(part.routes):
                if bool(route.subject_to) is left_to_others:
                    named[index] |= routes[index][status] & ~taken
                    taken |= routes[index][status]
    return tuple(named)


@final
class BitReading(Memoised[Bits], DualRail[int]):
    """Reads the conditions about one kind of subject."""

    def __init__(self, rules: BitRules, kind: SubjectKind, *, derived: bool) -> None:
        super().__init__()
        self.rules = rules
        self.kind = kind
        self.derived = derived
        self.full = rules.subjects.full[kind]

    def const(self, value: bool) -> Bits:
        return Rails(self.full, 0) if value else Rails(0, self.full)

    def atom(self, expr: Atom) -> Bits:
        return self.rules.subjects.atom(self.kind, expr)

    def conjunction(self, args: list[int]) -> int:
        return reduce(and_, args, self.full)

    def disjunction(self, args: list[int]) -> int:
        return reduce(or_, args, 0)

    def has(self, expr: Has) -> Bits:
        received = self(received_by(self.kind, expr.support, self.rules.ruleset))
        return self.any_of([received, *self.rules.granted(expr.support, self.kind)]) if self.derived else received

    def quantity(self, expr: Quantity) -> Bits:
        return self.rules.tallied(self.kind, expr, self.rules.reading("person", derived=False)(expr.body))
