"""The rules applied to one household: the truths of all supports, and what follows from them for one support and subject.

Outcomes, explanations and notices are made from an evaluation. It depends only on the ruleset and the
flat facts, never on them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar, cast
from weakref import proxy

from eligibility._cached import cached_property
from eligibility._dataclass import dataclass
from eligibility._json import JsonObject
from eligibility.decide.compiled import program_of, receipt, received_by
from eligibility.decide.compliance import Met, met
from eligibility.decide.missing import Questions
from eligibility.decide.opening import fewest_supports
from eligibility.decide.run import run
from eligibility.decide.truths import OutcomeKey, Raw, SupportTruths
from eligibility.facts.derived import CERTIFIED, CERTIFIED_UNTIL
from eligibility.facts.flatten import Situation, Subject
from eligibility.facts.record import known_of, read_value
from eligibility.facts.vocabulary import SUBJECT_KINDS, SubjectKind, answer_of
from eligibility.i18n import Text
from eligibility.logic.expr import Const, Expr, Flag, Has, Quantity
from eligibility.logic.proof import Proof, Weighing, proof_of
from eligibility.logic.truth import Truth
from eligibility.rules.basis import Basis
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status
from eligibility.rules.support import Note, PartKey, Route, SupportPart

if TYPE_CHECKING:
    from eligibility.book.fill import BookInUse

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FoundConflict:
    """Another support, granted or received, that cannot be held together with this one.

    `better` is the one to take, where that is known. With `higher` it is the one with the higher amount; until the amounts
    tell, `missing` holds the profile paths and `wanted` the local figures that would.
    """

    support: str
    reason: Text
    better: str | None
    higher: bool = False
    missing: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()

    def as_json(self) -> JsonObject:
        return {
            "support": self.support,
            "reason": self.reason.as_json(),
            "better": self.better,
            "choose": "higher" if self.higher else None,
            "missing": list(self.missing),
            "wanted": list(self.wanted),
        }


RECEIVED = ("person.receives", "person.tekun", "household.dibao")
"""How the keys begin of all facts by which a support counts as received."""


class Evaluation:
    """One household under one ruleset on one day, with the local book where one is used.

    It shows no facts in its representation, and threads may share it.
    """

    def __init__(self, ruleset: Ruleset, situation: Situation, book: BookInUse | None = None) -> None:
        self._fill(ruleset, situation, run(program_of(ruleset), ruleset, situation), book)

    def _fill(self, ruleset: Ruleset, situation: Situation, raw: SupportTruths, book: BookInUse | None) -> None:
        self.ruleset = ruleset
        self.situation = situation
        self.raw = raw
        self.book = book
        self._opening: dict[tuple[str, str], tuple[str, ...]] = {}
        self._weighed: dict[str, Weighing] = {}
        self._weighed_now: dict[str, Weighing] = {}
        self._made: dict[tuple[object, str], object] = {}

    def __getstate__(self) -> tuple[Ruleset, Situation, SupportTruths, BookInUse | None, dict[OutcomeKey, tuple[str, ...]]]:
        return self.ruleset, self.situation, self.raw, self.book, self._expiries

    def __setstate__(self, state: tuple[Ruleset, Situation, SupportTruths, BookInUse | None, dict[OutcomeKey, tuple[str, ...]]]) -> None:
        ruleset, situation, raw, book, self._expiries = state
        self._fill(ruleset, situation, raw, book)

    def __repr__(self) -> str:
        return f"<Evaluation {self.ruleset.region} {self.ruleset.name} {self.situation.as_of} ({len(self.raw)} answers)>"

    def __iter__(self) -> Iterator[tuple[SupportPart, Subject]]:
        """Every support with every subject of its kinds: by subject in the profile's order, then by support in the ruleset's order."""
        for subject in self.situation.everyone:
            for part in self.ruleset.parts:
                if part.entity == subject.kind:
                    yield part, subject

    @cached_property
    def bases(self) -> Mapping[PartKey, Basis]:
        """The national bases that apply on the day, by support and kind of subject."""
        return self.ruleset.bases_on(self.situation.as_of)

    def once(self, make: Callable[[Evaluation, Subject], T], subject: Subject) -> T:
        """What a function makes of a subject, made at its first use and kept as long as the evaluation."""
        key = make, subject.id
        if key not in self._made:
            self._made[key] = make(self, subject)
        return cast("T", self._made[key])

    @cached_property
    def questions(self) -> Questions:
        """The open conditions of the household."""
        return Questions(self.ruleset, self.situation)

    @cached_property
    def _expiries(self) -> dict[OutcomeKey, tuple[str, ...]]:
        """The profile paths of last days of certificates that are not told and, if past, would turn an answer.

        A certificate that is held counts as valid until its last day is told.
        """
        found: dict[OutcomeKey, tuple[str, ...]] = {}
        persons = self.situation.persons
        for place, person in enumerate(persons):
            if person.values.get(CERTIFIED) is True and CERTIFIED_UNTIL not in person.values:
                without = replace(person, values={**person.values, CERTIFIED: False})
                situation = replace(self.situation, persons=(*persons[:place], without, *persons[place + 1 :]))
                path = f"{person.id}.{answer_of(CERTIFIED_UNTIL)}"
                for key in self.raw.turned(run(program_of(self.ruleset), self.ruleset, situation)):
                    found[key] = (*found.get(key, ()), path)
        return found

    def expiries(self, support: str, subject: Subject) -> tuple[str, ...]:
        """The profile paths of last days of certificates that are not told and, if past, would turn the answer."""
        return self._expiries.get((support, subject.id), ())

    # -- conditions

    def truth(self, expr: Expr, subject: Subject) -> Truth:
        """The truth of a condition for a subject, treating every support that can be granted as granted."""
        return self.truths(subject)(expr)

    def truths(self, subject: Subject) -> Weighing:
        """The truths of conditions for a subject, treating every support that can be granted as granted."""
        found = self._weighed.get(subject.id)
        if found is None:
            this: Evaluation = proxy(self)  # which keeps what is made here
            found = self._weighed[subject.id] = Weighing(known_of(subject), lambda node: this._given(node, subject))
        return found

    def proof(self, expr: Expr, subject: Subject) -> Proof:
        """The proof of a condition for a subject, treating every support that can be granted as granted."""
        return proof_of(expr, self.truths(subject))

    def holds(self, note: Note, subject: Subject) -> bool:
        """Whether a note applies: always, or where its condition is proved."""
        return note.when is None or self.truth(note.when, subject) is Truth.TRUE

    def _given(self, node: Has | Quantity, subject: Subject) -> Truth:
        """The truth of a condition part that the subject's own record does not hold."""
        condition = self.questions.condition(node, subject)
        return Truth(condition.value) if isinstance(condition, Const) else Truth.UNKNOWN

    def _now(self, expr: Expr, subject: Subject) -> Truth:
        """The truth of a condition, counting only the supports already received."""
        found = self._weighed_now.get(subject.id)
        if found is None:
            this: Evaluation = proxy(self)  # which keeps what is made here
            found = self._weighed_now[subject.id] = Weighing(known_of(subject), lambda node: this._given_now(node, subject))
        return found(expr)

    def _given_now(self, node: Has | Quantity, subject: Subject) -> Truth:
        if isinstance(node, Quantity):
            return self._given(node, subject)
        return self._now(received_by(subject.kind, node.support, self.ruleset), subject)

    # -- supports

    def receives(self, support: str, subject: Subject) -> bool:
        """Whether the profile says that a subject has a support already; for a support of another kind of subject, as `has.` asks."""
        if not self._received:
            return False
        asked = self.ruleset.once(_receipts)[support, subject.kind]
        match asked:
            case Flag(fact):  # the subject's own: nearly all
                return read_value(subject.values, fact.key) is True
            case Quantity(Flag(fact)):  # any member's
                return any(read_value(person.values, fact.key) is True for person in self.situation.persons)
        return False

    @cached_property
    def _received(self) -> bool:
        """Whether anything that is received may be told at all: of most households nothing is."""
        return any(value and key.startswith(RECEIVED) for one in self.situation.everyone for key, value in one.values.items())

    def holders(self, supports: Iterable[str], subject: Subject) -> list[tuple[str, Subject]]:
        """Each granted support with the subject that it is granted to: the subject itself, or the first one of another kind that
        `has.` reads."""
        found = []
        for support in supports:
            own = [other for kind in self._holding(support, subject) for other in self._asked_of(kind, subject)]
            holder = next((other for other in own if self.raw[support, other.id].granted is True), None)
            if holder is not None:
                found.append((support, holder))
        return found

    def _holding(self, support: str, subject: Subject) -> list[SubjectKind]:
        """The kinds of subject that can hold a required support, the subject's own kind first."""
        return sorted((part.entity for part in self.ruleset.held(support)), key=lambda kind: kind != subject.kind)

    def _asked_of(self, kind: SubjectKind, subject: Subject) -> Sequence[Subject]:
        return (subject,) if kind == subject.kind else self.situation.subjects(kind)

    def opened_by(self, support: str, subject: Subject) -> tuple[str, ...]:
        """The fewest supports to be granted first so that a waiting support's route holds, ordered so that each comes after its own
        prerequisites."""
        key = support, subject.id
        known = self._opening.get(key)
        if known is None:
            part = self.ruleset.part(support, subject.kind)
            known = self._opening[key] = self._opened(part, self.raw[key], subject) if part else ()
        return known

    def _opened(self, support: SupportPart, raw: Raw, subject: Subject) -> tuple[str, ...]:
        route = granting(support, raw) if raw.status is Status.ELIGIBLE_AFTER else None
        if route is None:
            return ()
        found = fewest_supports(route.when, lambda part: self._now(part, subject), lambda name: self._granting(name, subject))
        return tuple(sorted(found or (), key=self.raw.supports.index))

    def _granting(self, support: str, subject: Subject) -> frozenset[str] | None:
        """A support and its prerequisites; None where it is granted to nobody who counts for the subject."""
        holders = self.holders([support], subject)
        return frozenset().union(*({name, *self.opened_by(name, holder)} for name, holder in holders)) if holders else None

    def conflicts_of(self, support: str, subject: Subject) -> list[FoundConflict]:
        """The supports that a subject is granted or receives and that exclude a support."""
        found = []
        for conflict in self.ruleset.conflicts:
            if support in conflict.pair:
                other = conflict.pair[1 - conflict.pair.index(support)]
                if self._held(other, subject):
                    found.append(FoundConflict(other, conflict.reason, conflict.better, conflict.higher))
        return found

    def _held(self, support: str, subject: Subject) -> bool:
        people = self.situation.persons if subject.kind == "household" else (subject,)
        if any(read_value(person.values, f"person.receives.{support}") is True for person in people):
            return True
        household = self.situation.subjects("household") if subject.kind != "organisation" else ()
        return any(self.raw[key].granted is True for key in ((support, one.id) for one in (*people, *household)) if key in self.raw)

    def recognised(self, support: str, subject: Subject) -> bool:
        """Whether the office has recognised that a subject meets the criteria that the text leaves to other rules."""
        holders = self.situation.persons if subject.kind == "household" else (subject,)
        return any(read_value(holder.values, f"{holder.kind}.recognised.{support}") is True for holder in holders)

    def duties(self, support: SupportPart, subject: Subject) -> dict[str, Met]:
        """The compliance with each duty: one for every route that applies and states a number, or of which it is known how it stands."""
        if not support.duties:
            return {}
        statuses = zip(support.routes, self.raw[support.id, subject.id].routes, strict=True)
        found = {route.name: (duty, met(duty, subject)) for route, status in statuses if status.granted and (duty := route.compliance)}
        return {name: one for name, (duty, one) in found.items() if duty.required is not None or one.met is not None}


def _receipts(ruleset: Ruleset) -> dict[tuple[str, SubjectKind], Expr]:
    """By support and kind of subject the condition that a support is received: as `has.` asks, where another kind holds it."""
    names = dict.fromkeys((*ruleset.supports, *(name for conflict in ruleset.conflicts for name in conflict.pair)))
    return {
        (name, kind): receipt(kind, name) if ruleset.part(name, kind) is not None else received_by(kind, name, ruleset)
        for name in names
        for kind in SUBJECT_KINDS
    }


def granting(support: SupportPart, raw: Raw) -> Route | None:
    """The granting route that an answer names. Proved routes come before those that wait for other supports; routes that state a
    test come before those left to other rules."""
    if not raw.status.granted:
        return None
    order = {Status.ELIGIBLE: 0, Status.ELIGIBLE_AFTER: 1}
    proved = [(route, status) for route, status in zip(support.routes, raw.routes, strict=True) if status.granted]
    return min(proved, key=lambda one: (order[one[1]], bool(one[0].subject_to)))[0]
