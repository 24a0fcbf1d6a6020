"""The questions still worth asking, with scores, kept up to date as facts are told.

A new fact can only shorten the list that an open answer waits for. Earlier results are therefore kept where the new fact
cannot matter. Exclusions are computed again whenever a fact that they read is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from math import prod
from typing import assert_never, final

from eligibility.decide.decision import Decision
from eligibility.decide.missing import Questions, household_relevance
from eligibility.decide.truths import OutcomeKey
from eligibility.facts.key import EntryName, FactKey
from eligibility.facts.vocabulary import answer_of, facts
from eligibility.guidance.questionnaire import NOBODY
from eligibility.logic.algebra import OverFacts
from eligibility.logic.expr import Atom, Compare, Expr, Flag, Member, facts_in
from eligibility.logic.types import Boolean, Choice
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status
from eligibility.rules.words import MONEY

MONEY_COUNTS = 4.0
"""How many times a support that pays money counts in the order of questions: the first third of an interview then finds nine
of ten of these, against two of three if all supports count alike."""


class Agenda:
    """The questions of one household. `asks` holds, for every open answer, the paths that can still settle it."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        self._relevance = household_relevance()
        self._decision: Decision | None = None
        self.statuses: Mapping[OutcomeKey, Status] = {}
        self.asks: Mapping[OutcomeKey, list[str]] = {}
        self.chances: dict[OutcomeKey, float] = {}

    def update(self, decision: Decision) -> None:
        """Update the questions from a new decision under the same ruleset."""
        learned = None if self._decision is None else _learned(self._decision, decision)
        self.statuses = {key: decision.raw.status(*key) for key in decision.raw}
        questions = Questions(self._ruleset, decision.situation, self._relevance)
        subjects = {subject.id: subject for subject in decision.situation.everyone}
        found = {}
        chances: dict[Expr, float] = {}
        for key, status in self.statuses.items():
            if status is Status.UNDETERMINED:
                known = self._kept(key, learned)
                if known is None:
                    support, subject = key[0], subjects[key[1]]
                    known = questions.worth_asking(support, subject, decision.dont_know)
                    condition = questions.open_condition(support, questions.alike(support, subject, decision.dont_know))
                    if condition not in chances:
                        chances[condition] = chance(condition)
                    self.chances[key] = chances[condition]
                found[key] = known
        self._decision, self.asks = decision, found

    def scores(self) -> dict[str, float]:
        """The score of every question: the grants that it can be expected to bring.

        An open answer counts more for its questions the likelier a grant is, and the fewer questions it waits for. One that
        pays money counts `MONEY_COUNTS` times.
        """
        scores: dict[str, float] = {}
        for key, paths in self.asks.items():
            for path in paths:
                scores[path] = scores.get(path, 0.0) + self._weights[key[0]] * self.chances[key] / len(paths)
        return scores

    @cached_property
    def _weights(self) -> Mapping[str, float]:
        """How much a grant of each support counts."""
        supports = self._ruleset.supports
        return {name: MONEY_COUNTS if any(part.benefit.kind in MONEY for part in rule.parts) else 1.0 for name, rule in supports.items()}

    def _kept(self, key: OutcomeKey, learned: frozenset[str] | None) -> list[str] | None:
        """The paths that an open answer waited for before, where no new fact can have changed them."""
        known = self.asks.get(key)
        if known is None or learned is None or not learned.isdisjoint(known):
            return None
        return None if self._exclusions[key[0]] & {EntryName.of(path).name for path in learned} else known

    @cached_property
    def _exclusions(self) -> Mapping[str, frozenset[str]]:
        """For every support the entries that its exclusions read, with those of the supports that it requires."""
        supports = self._ruleset.supports
        own = {
            name: {fact.answer for part in rule.parts for expr in part.unless for fact in facts_in(expr)} for name, rule in supports.items()
        }
        demanded = {name: rule.demands & supports.keys() for name, rule in supports.items()}

        def closed(name: str) -> frozenset[str]:
            return frozenset(own[name]).union(*(closed(other) for other in demanded[name]))

        return {name: closed(name) for name in supports}


def _learned(before: Decision, after: Decision) -> frozenset[str] | None:
    """The paths of the facts that are newly known; None where anything else has changed as well."""
    earlier, later = before.situation.everyone, after.situation.everyone
    if [subject.id for subject in earlier] != [subject.id for subject in later] or before.situation.complete != after.situation.complete:
        return None
    paths = set(after.dont_know - before.dont_know)
    if before.dont_know - after.dont_know:
        return None
    for old, new in zip(earlier, later, strict=True):
        if any(new.values.get(key) != value for key, value in old.values.items()):
            return None
        for key in new.values.keys() - old.values.keys():
            entity = FactKey.of(key).entity
            paths.add(f"{entity if entity in {'household', 'locality'} else new.id}.{answer_of(key)}")
    return frozenset(paths)


def chance(expr: Expr) -> float:
    """A rough probability of a condition over unknown facts, used only to order questions.

    Facts are taken as independent, and all answers to a question as equally likely. For a set that most people leave empty
    (`NOBODY`), one member is expected; for any other set, each member has a chance of one third.
    """
    return _Chance()(expr)


@final
class _Chance(OverFacts[float]):
    def const(self, value: bool) -> float:
        return float(value)

    def atom(self, expr: Atom) -> float:
        match expr:
            case Flag(fact):
                return _shares().get(FactKey.of(fact.key).set_key, 0.5)
            case Member(fact, values):
                kind = fact.type
                return len(values & set(kind.values)) / len(kind.values) if isinstance(kind, Choice) else 0.5
            case Compare():
                return 0.5
        assert_never(expr)

    def negation(self, arg: float) -> float:
        return 1 - arg

    def all_of(self, args: Iterable[float]) -> float:
        return prod(args)

    def any_of(self, args: Iterable[float]) -> float:
        return 1 - prod(1 - arg for arg in args)


@cache
def _shares() -> Mapping[str, float]:
    """For each set, the probability of a single member."""
    sizes = Counter(FactKey.of(key).set_key for key, fact in facts().items() if key.count(".") == 2 and fact.type == Boolean())
    sizes |= dict.fromkeys(("person.receives", "person.recognised", "organisation.recognised"), 20)
    return {key: 1 / size if FactKey.of(key).entry in NOBODY else 1 / 3 for key, size in sizes.items()}
