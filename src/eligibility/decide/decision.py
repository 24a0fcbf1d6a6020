"""The answers for one household: what applies, after what, what is open and why not, each with its clause.

A decision computes all truths at once and everything else (what is missing, reasons, notes, conflicts) only when it is
asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from eligibility._version import __version__
from eligibility.decide.compiled import program_of, received_by
from eligibility.decide.explain import Explanation
from eligibility.decide.missing import Questions
from eligibility.decide.notices import DecisionNotice, notices_of
from eligibility.decide.opening import needed
from eligibility.decide.outcome import FoundConflict, Met, Outcome, Status
from eligibility.decide.receipt import Receipt, fingerprint
from eligibility.decide.run import run
from eligibility.errors import ProfileError
from eligibility.facts.flatten import Situation, Subject, flatten
from eligibility.facts.problems import check_profile
from eligibility.facts.profile import Profile
from eligibility.facts.read import check_supports
from eligibility.facts.record import known_of, read
from eligibility.i18n import Text
from eligibility.logic.expr import Const, Expr, Has, Quantity
from eligibility.logic.proof import Proof, prove
from eligibility.logic.truth import Truth
from eligibility.rules.labels import question_text
from eligibility.rules.ruleset import Route, Ruleset
from eligibility.rules.ruleset_diff import rule_hashes


@dataclass(frozen=True, slots=True)
class Question:
    """A profile path to be answered, and the open answers that it bears on."""

    path: str
    outcomes: tuple[Outcome, ...]

    def entity(self) -> str:
        """The kind of thing the path is about: person, household, locality or organisation."""
        owner = self.path.partition(".")[0]
        if owner in {"household", "locality"}:
            return owner
        return next((outcome.subject.kind for outcome in self.outcomes if outcome.subject.id == owner), "person")

    def wording(self, ruleset: Ruleset) -> Text:
        """The question as a caseworker asks it."""
        return question_text(self.entity(), self.path.partition(".")[2], ruleset)


class Decision:
    """All outcomes of one profile under one ruleset on one day. It shows no personal data in its representation."""

    def __init__(self, profile: Profile, ruleset: Ruleset, as_of: date) -> None:
        problems = [*check_profile(profile), *check_supports(profile, ruleset.catalogue, ruleset.options)]
        if problems:
            raise ProfileError(problems)
        self.ruleset = ruleset
        self.as_of = as_of
        self.dont_know = frozenset(profile.dont_know)
        self.situation: Situation = flatten(profile, as_of)
        self.program = program_of(ruleset)
        self.raw = run(self.program, ruleset, self.situation)
        self.adcode = profile.locality.adcode
        self.profile = profile
        self._outcomes: dict[tuple[str, str], Outcome] = {}

    def __repr__(self) -> str:
        return f"<Decision {self.ruleset.region} {self.ruleset.name} {self.as_of} ({len(self.raw)} outcomes)>"

    def __getitem__(self, key: tuple[str, str]) -> Outcome:
        """The outcome of a support for a subject: `decision["nursing_subsidy", "m1"]`."""
        if key not in self._outcomes:
            support, subject = key
            self._outcomes[key] = Outcome(self, self.ruleset.supports[support], self._subject(subject), self.raw[key])
        return self._outcomes[key]

    def __iter__(self) -> Iterator[Outcome]:
        """Every outcome: by subject in the profile's order, then by support in the ruleset's."""
        for kind in ("person", "household", "organisation"):
            supports = [support.id for support in self.ruleset.supports.values() if support.entity == kind]
            for subject in self.situation.subjects(kind):
                for support in supports:
                    yield self[support, subject.id]

    def opens(self, outcome: Outcome) -> list[Outcome]:
        """What becomes available once an outcome's support is granted: the answers that wait for it."""
        return self._waiting.get((outcome.support, outcome.subject.id), [])

    @cached_property
    def _waiting(self) -> dict[tuple[str, str], list[Outcome]]:
        waiting: dict[tuple[str, str], list[Outcome]] = {}
        for outcome in self:
            for support, holder in self.holders(outcome.after, outcome.subject):
                waiting.setdefault((support, holder.id), []).append(outcome)
        return waiting

    def receives(self, support: str, subject: Subject) -> bool:
        """Whether the profile says that a subject has a support already."""
        return self._now(received_by(subject.kind, support, self.ruleset), subject) is Truth.TRUE

    def on(self, day: date) -> Decision:
        """The same facts under the same rules on another day."""
        return Decision(self.profile, self.ruleset, day)

    def explain(self, support: str, subject: str) -> Explanation:
        """Why an outcome is what it is, down to the facts, with the clauses."""
        return self[support, subject].explain()

    @cached_property
    def questions(self) -> Questions:
        return Questions(self.ruleset, self.situation)

    @cached_property
    def to_ask(self) -> list[Question]:
        """What to ask, the question that bears on most open answers first. What is recorded as not known is not asked again,
        nor what could settle an answer only together with it."""
        bears: dict[str, list[Outcome]] = {}
        for outcome in self:
            if outcome.status is Status.UNDETERMINED:
                for path in self.questions.worth_asking(outcome.support, outcome.subject, self.dont_know):
                    bears.setdefault(path, []).append(outcome)
        asked = [Question(path, tuple(outcomes)) for path, outcomes in bears.items()]
        return sorted(asked, key=lambda question: (-len(question.outcomes), question.path))

    @cached_property
    def notices(self) -> list[DecisionNotice]:
        """What concerns the whole answer: a draft, a period that is over, slips in the profile, deadlines of duties."""
        return notices_of(self)

    def as_json(self) -> dict[str, Any]:
        """The decision as plain data, as the command line prints it."""
        ruleset = self.ruleset
        return {
            "ruleset": {
                "region": ruleset.region,
                "version": ruleset.version.isoformat(),
                "hash": ruleset.hash,
                "status": ruleset.status,
                "period": {"from": ruleset.period.first.isoformat(), "until": ruleset.period.last.isoformat()},
                **({"scenario": ruleset.scenario} if ruleset.scenario else {}),
                **({"amendments": [document.name for document in ruleset.amendments]} if ruleset.amendments else {}),
            },
            "as_of": self.as_of.isoformat(),
            "notices": [notice.as_json() for notice in self.notices],
            "outcomes": [outcome.as_json() for outcome in self],
            "receipt": self.receipt.as_json(),
        }

    @cached_property
    def receipt(self) -> Receipt:
        """What binds this answer: engine, rules, facts and day, by hashes; no fact can be read from it."""
        outcomes = [[one.support, one.subject.id, one.status.value, one.route, one.after, one.missing, one.unless] for one in self]
        return Receipt(
            engine=__version__,
            region=self.ruleset.region,
            version=self.ruleset.name,
            ruleset=self.ruleset.hash,
            as_of=self.as_of,
            facts=fingerprint(self.profile.model_dump(mode="json", exclude_none=True, exclude={"as_of"})),
            outcomes=fingerprint(outcomes),
            rules=rule_hashes(self.ruleset),
        )

    def to_json(self, *, indent: int | None = 2) -> str:
        """The decision as JSON text; the same facts and rules give the same text."""
        return json.dumps(self.as_json(), ensure_ascii=False, indent=indent)

    # -- for outcomes

    def truth(self, expr: Expr, subject: Subject) -> Truth:
        """The truth of a condition for a subject, with what can be had counted as had."""
        return self.proof(expr, subject).truth

    def proof(self, expr: Expr, subject: Subject) -> Proof:
        """The proof of a condition for a subject, with what can be had counted as had."""
        return prove(expr, known_of(subject), lambda node: self._given(node, subject))

    def _given(self, node: Has | Quantity, subject: Subject) -> Truth:
        """The truth of what stands outside the subject's own record."""
        condition = self.questions.condition(node, subject)
        return Truth(condition.value) if isinstance(condition, Const) else Truth.UNKNOWN

    def _subject(self, name: str) -> Subject:
        for kind in ("person", "household", "organisation"):
            for subject in self.situation.subjects(kind):
                if subject.id == name:
                    return subject
        raise KeyError(name)

    def opened_by(self, outcome: Outcome) -> list[str]:
        """What opens an outcome: the fewest supports that make its route hold, each after what opens it itself."""
        assert outcome.granting is not None
        subject = outcome.subject
        found = needed(outcome.granting.when, lambda part: self._now(part, subject), lambda support: self._granting(support, subject))
        order = [support for stage in self.program.stages for support, *_ in stage.supports]
        return sorted(found or (), key=order.index)

    def _granting(self, support: str, subject: Subject) -> frozenset[str] | None:
        """A support with those that open it; None where nobody has it whom it counts for."""
        holders = self.holders([support], subject)
        return frozenset().union(*({name, *self[name, holder.id].after} for name, holder in holders)) if holders else None

    def _now(self, expr: Expr, subject: Subject) -> Truth:
        """The truth of a condition with only what is received counted as had."""

        def given(node: Has | Quantity) -> Truth:
            if isinstance(node, Quantity):
                return self._given(node, subject)
            return self._now(received_by(subject.kind, node.support, self.ruleset), subject)

        return prove(expr, known_of(subject), given).truth

    def holders(self, supports: Any, subject: Subject) -> list[tuple[str, Subject]]:
        """Each support with the subject that has it: the person itself, the household, or the first member who can."""
        found = []
        for support in supports:
            rule = self.ruleset.supports.get(support)
            if rule is None:
                continue
            kind = rule.entity
            own = [subject] if kind == subject.kind else list(self.situation.subjects(kind))
            holder = next((other for other in own if self.raw[support, other.id].granted is True), None)
            if holder is not None:
                found.append((support, holder))
        return found

    def conflicts_of(self, outcome: Outcome) -> list[FoundConflict]:
        found = []
        for conflict in self.ruleset.conflicts:
            if outcome.support in conflict.pair:
                other = conflict.pair[1 - conflict.pair.index(outcome.support)]
                if self._held(other, outcome.subject):
                    found.append(FoundConflict(other, conflict.reason, conflict.better))
        return found

    def _held(self, support: str, subject: Subject) -> bool:
        people = self.situation.persons if subject.kind == "household" else (subject,)
        if any(read(person.values, f"person.receives.{support}") is True for person in people):
            return True
        return any(
            self.raw[key].granted is True for key in ((support, person.id) for person in (*people, *self._households())) if key in self.raw
        )

    def _households(self) -> tuple[Subject, ...]:
        return (self.situation.household,) if self.situation.household else ()

    def met(self, route: Route, subject: Subject) -> Met:
        assert route.compliance is not None
        known = known_of(subject)
        required, actual = route.compliance.required.value(known), route.compliance.actual.value(known)
        return Met(None if required is None or actual is None else actual >= required, required, actual)


def decide(profile: Profile, ruleset: Ruleset, *, as_of: date) -> Decision:
    """Decide every support of a ruleset for a profile on a day.

    Raises:
        ProfileError: the profile contradicts itself or names supports or options that the ruleset does not know.
    """
    return Decision(profile, ruleset, as_of)
