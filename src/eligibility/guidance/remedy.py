"""Remedies of a refusal: the fewest facts whose answer or change would grant a support, with the clause.

A fact that nobody can change by choice (`immutable_facts`) is never suggested; an unknown fact may have any answer. Every
remedy is applied to the profile and decided before it is given.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import islice, product
from typing import Literal

from eligibility._dataclass import dataclass
from eligibility._json import Json, JsonObject, Scalar
from eligibility.decide.decision import Decision, checked_decision, decide
from eligibility.decide.missing import Questions
from eligibility.decide.outcome import Outcome
from eligibility.errors import ProfileError
from eligibility.facts.entries import entry_saying
from eligibility.facts.flatten import Situation, Subject
from eligibility.facts.key import EntryName, FactKey, bare, owner_of_key
from eligibility.facts.profile_edit import Told, entry_of, json_value, put, taken, told_of
from eligibility.facts.read import read_profile
from eligibility.facts.record import read_value
from eligibility.facts.vocabulary import counted
from eligibility.guidance.immutable_facts import why_fixed
from eligibility.guidance.implicants import Way, entries, in_fixed_order, ways
from eligibility.guidance.questionnaire import MEMBERS
from eligibility.i18n import LANGUAGES, Text, joined
from eligibility.limits import MONEY_DIGITS
from eligibility.logic.cell_decomposition import clusters, points
from eligibility.logic.expr import EXACT, Atom, Const, Expr, Not, atoms_in, facts_in, facts_of, renamed
from eligibility.logic.proof import deciding
from eligibility.logic.relevance import folded_and, folded_not, reduce
from eligibility.logic.truth import Truth
from eligibility.logic.types import Choice, Fact, FactValue
from eligibility.rules.prose import Prose

MOST_ENTRIES = 5
"""The most profile entries that a remedy may have: a longer one helps nobody."""

TRIED = 200
"""The most combinations of values that are tried for one way."""

Point = Mapping[Fact, FactValue]


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a remedy: an unknown fact that would need a certain answer, or a known one that would have to change.

    `value` is one value that is enough, as a profile holds it; `condition` says in words what the value must satisfy.
    """

    path: str
    kind: Literal["answer", "change"]
    condition: Text
    value: Json = field(repr=False)

    def as_json(self) -> JsonObject:
        return {"path": self.path, "kind": self.kind, "condition": self.condition.as_json(), "value": self.value}


@dataclass(frozen=True, slots=True)
class Remedy:
    """Steps that together grant the support, the outcome after them, and the whole decision that it belongs to."""

    steps: tuple[Step, ...]
    outcome: Outcome = field(repr=False)
    decision: Decision = field(repr=False)

    def as_json(self) -> JsonObject:
        outcome = self.outcome
        return {
            "steps": [step.as_json() for step in self.steps],
            "status": outcome.status.value,
            "route": outcome.route,
            "after": outcome.after,
            "subject_to": [text.as_json() for text in outcome.subject_to],
            "citations": outcome.citations,
        }


def remedies(decision: Decision, support: str, subject: str, *, most: int = 5) -> list[Remedy]:
    """The smallest sets of facts whose answer or change would grant a support that is refused or open, up to `most` of them.

    All have the same, smallest number of profile entries; those that change the fewest known facts come first. The list is empty
    where no set of up to `MOST_ENTRIES` entries is enough, or where only facts that cannot change would help.

    Raises:
        UnknownOutcome: there is no such support or subject.
        WrongArgument: it is no decision.
    """
    outcome = checked_decision(decision)[support, subject]
    if outcome.status.granted:
        return []
    return _Search(decision, outcome).remedies(most)


def standing_in_the_way(decision: Decision, outcome: Outcome) -> list[tuple[Text, Text]]:
    """The failing conditions of a refusal that rest on facts that cannot change, each with the reason."""
    return _Search(decision, outcome).standing()


class _Search:
    def __init__(self, decision: Decision, outcome: Outcome) -> None:
        self.decision = decision
        self.outcome = outcome
        self.subjects = {subject.id: subject for subject in decision.situation.everyone}
        self.told = told_of(decision.profile)
        self.held = self._held()
        self.questions = Questions(decision.ruleset, self.held)
        self.condition = self._condition()
        self.atoms = list(atoms_in(self.condition))

    def remedies(self, most: int) -> list[Remedy]:
        for size in range(1, MOST_ENTRIES + 1):
            # A remedy never suggests more household members.
            possible = [way for way in ways(self.condition, self._now, size) if entries(way) and MEMBERS not in entries(way)]
            found = [remedy for way in possible if (remedy := self._tried(way)) is not None]
            if found:
                smallest = min(len(remedy.steps) for remedy in found)
                return sorted((remedy for remedy in found if len(remedy.steps) == smallest), key=_order)[:most]
        return []

    # -- the condition to satisfy

    def _condition(self) -> Expr:
        """The support's condition over the facts that are unknown or can change. Where an exclusion is proved, all must stop holding."""
        support, subject = self.outcome.support, self.subject
        routes = self.questions.open_routes(support, subject)
        if self.decision.raw[support, subject.id].unless is not True:
            return routes
        return folded_and([routes, folded_not(self.questions.open_exclusions(support, subject))])

    @property
    def subject(self) -> Subject:
        """The support's subject with only the facts that cannot change."""
        kind, name = self.outcome.subject.kind, self.outcome.subject.id
        return next(subject for subject in self.held.subjects(kind) if subject.id == name)

    def standing(self) -> list[tuple[Text, Text]]:
        """The conditions that fail because of facts that cannot change, each with the reasons."""
        found: dict[tuple[Text, Text], None] = {}
        for part, wanted in self._failing():
            settled = self.questions.condition(part, self.subject)
            if isinstance(settled, Const) and settled.value is not wanted:
                condition = self._said([(part, wanted)])
                for fact in dict.fromkeys(facts_in(part)):
                    why = why_fixed(self.subject, fact.key)
                    if why is not None and read_value(self.subject.values, fact.key) is not None:
                        found[condition, why] = None
        return list(found)

    def _failing(self) -> Iterator[tuple[Expr, bool]]:
        """The parts that refuse, each with the truth that it should have: parts of routes that should hold, exclusions that should not."""
        truth = self.decision.evaluation.truths(self.outcome.subject)
        yield from ((expr, False) for expr in self.outcome.rule.unless if truth(expr) is Truth.TRUE)
        for route in self.outcome.rule.routes:
            if truth(route.when) is Truth.FALSE:
                yield from ((part, True) for part in deciding(route.when, truth))

    def _held(self) -> Situation:
        """The situation with only the facts that cannot change."""
        situation = self.decision.situation
        told = self.decision.profile.household
        derived = {key for key in counted() if told is None or FactKey.of(key).name not in told.model_fields_set}

        def held(subject: Subject) -> Subject:
            known = {key: value for key, value in subject.values.items() if key not in derived}
            kept = {key: value for key, value in known.items() if key == "as_of" or why_fixed(subject, key) is not None}
            return Subject(subject.kind, subject.id, kept)

        household = held(situation.household) if situation.household else None
        persons, bodies = tuple(map(held, situation.persons)), tuple(map(held, situation.organisations))
        return Situation(situation.as_of, persons, household, bodies, situation.complete, ())

    def _now(self, atom: Atom) -> bool | None:
        found = reduce(atom, self._value)
        return found.value if isinstance(found, Const) else None

    def _value(self, fact: Fact) -> FactValue | None:
        owner, key = owner_of_key(fact.key), bare(fact.key)
        subject = self.subjects.get(owner) or next(iter(self.subjects.values()))
        return read_value(subject.values, key)

    # -- values

    def _tried(self, way: Way) -> Remedy | None:
        """The remedy of the first values that make a way hold and, when decided, grant the support."""
        paths = entries(way)

        def staying(fact: Fact) -> FactValue | None:
            return None if fact.answer in paths else self._value(fact)

        near = [reduce(atom, staying) for atom in self.atoms if entries([(atom, True)]) & paths]
        asked = [(reduce(atom, staying), holds) for atom, holds in in_fixed_order(way)]
        options = []
        for cluster in clusters([atom for atom, _ in asked if isinstance(atom, Atom)]):
            # A comparison with a number that stays unknown is not decided by these values, whatever they are.
            cut = [atom for atom in near if isinstance(atom, Atom) and set(facts_of(atom)).issubset(cluster)]
            options.append([point for point in _samples(cluster, cut) if _fits(point, asked)])
        for chosen in islice(product(*options), TRIED):
            point = {fact: value for part in chosen for fact, value in part.items()}
            remedy = self._applied(way, point)
            if remedy is not None:
                return remedy
        return None

    def _applied(self, way: Way, point: Point) -> Remedy | None:
        """The remedy with these values, without the entries that it does not need; None where they do not grant the support."""
        said = _by_path(point)
        found = self._granted(said)
        if found is None:
            return None
        for path in sorted(said):
            fewer = {other: facts for other, facts in said.items() if other != path}
            enough = self._granted(fewer) if fewer else None
            if enough is not None:
                said, found = fewer, enough
        told, decision = found
        steps = [self._step(path, way, told) for path in sorted(entries(way)) if taken(told, path) != taken(self.told, path)]
        return Remedy((*steps, *self._renewals(told)), decision[self.outcome.support, self.outcome.subject.id], decision)

    def _granted(self, said: Mapping[str, Point]) -> tuple[Told, Decision] | None:
        """The profile's data with these facts put in, and its decision; None where that does not grant the support."""
        told = deepcopy(self.told)
        told.pop("dont_know", None)
        try:
            for path, facts in said.items():
                self._tell(told, path, facts)
            profile = read_profile(json.dumps(told, default=json_value))
            decision = decide(profile, self.decision.ruleset, as_of=self.decision.as_of, book=self.decision.book)
        except (ProfileError, ValueError, OverflowError):
            return None
        granted = decision[self.outcome.support, self.outcome.subject.id].status.granted
        return (told, decision) if granted else None

    def _renewals(self, told: Told) -> Iterator[Step]:
        """Steps to renew a certificate whose old last day had to be removed."""
        for subject in self.subjects:
            path = f"{subject}.certificate_valid_until"
            if taken(self.told, path) is not None and taken(told, path) is None:
                yield Step(path, "change", Text("换领在有效期内的残疾人证", "a new certificate, within its validity"), None)

    def _tell(self, told: Told, path: str, facts: Point) -> None:
        """Put the values of the flat facts of one entry into the profile's data."""
        owner, name = EntryName.of(path).pair
        flat = {bare(fact.key): _plain(value) for fact, value in facts.items()}
        put(told, path, entry_saying(name, flat, taken(told, path), self.decision.as_of, rest_is_none=True))
        if name == "certified" and taken(told, path):
            _renewed(entry_of(told, owner), self.decision.as_of)

    def _step(self, path: str, way: Way, told: Told) -> Step:
        known = any(self._value(fact) is not None for atom, _ in way for fact in facts_of(atom) if fact.answer == path)
        said = [(renamed(atom, _unowned), holds) for atom, holds in in_fixed_order(way) if path in entries([(atom, holds)])]
        return Step(path, "change" if known else "answer", self._said(said), json.loads(json.dumps(taken(told, path), default=json_value)))

    def _said(self, literals: Sequence[tuple[Expr, bool]]) -> Text:
        """The conditions that must hold, in words."""
        texts = []
        for language in LANGUAGES:
            prose = Prose(self.decision.ruleset, language)
            texts.append(joined((prose.say(atom if holds else Not(atom)) for atom, holds in literals), language))
        return Text(*texts)


def _order(remedy: Remedy) -> tuple[int, list[tuple[str, str]]]:
    return sum(step.kind == "change" for step in remedy.steps), [(step.path, step.condition.en) for step in remedy.steps]


def _samples(cluster: list[Fact], atoms: list[Atom]) -> list[Point]:
    """Values to try: every word or grade of a choice, since other facts may rule some out; otherwise one value for each cell."""
    kind = cluster[0].type
    if len(cluster) == 1 and isinstance(kind, Choice):
        return [{cluster[0]: value} for value in kind.values]
    return [dict(point) for point in points(cluster, atoms)]


def _fits(point: Point, asked: list[tuple[Expr, bool]]) -> bool:
    """Whether the values give every atom that they decide the truth that it must have."""
    truths = ((reduce(atom, point.get), holds) for atom, holds in asked)
    return all(not isinstance(atom, Const) or atom.value is holds for atom, holds in truths)


def _by_path(point: Point) -> dict[str, dict[Fact, FactValue]]:
    found: dict[str, dict[Fact, FactValue]] = {}
    for fact, value in point.items():
        found.setdefault(fact.answer, {})[fact] = value
    return found


def _plain(value: FactValue) -> Scalar:
    """A value as a profile holds it.

    Raises:
        ValueError: the amount has more decimal places than a profile can hold.
    """
    if isinstance(value, Fraction):
        if value.denominator == 1:
            return int(value)
        scaled = value * 10**MONEY_DIGITS
        if scaled.denominator != 1:
            raise ValueError
        return f"{EXACT.normalize(EXACT.scaleb(Decimal(int(scaled)), -MONEY_DIGITS)):f}"
    return value


def _renewed(entry: Told, as_of: date) -> None:
    """Remove the last day of an expired certificate: one that is to count again must be a new one."""
    until = entry.get("certificate_valid_until")
    if until is not None and date.fromisoformat(str(until)) < as_of:
        del entry["certificate_valid_until"]


def _unowned(fact: Fact) -> Fact:
    """The fact as the rules have it, without its owner."""
    return Fact(bare(fact.key), fact.type, fact.answer.partition(".")[2])
