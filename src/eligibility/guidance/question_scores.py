"""What is still worth asking, answer by answer, kept up to date as facts come in.

Learning a fact can only shorten what an open answer waits for, so that what was found is kept wherever the fact cannot
matter; exclusions are looked at again whenever a fact that they read is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from math import prod
from typing import assert_never, final

from eligibility.decide.decision import Decision
from eligibility.decide.missing import Questions
from eligibility.facts.vocabulary import answer_of, facts
from eligibility.guidance.questionnaire import NOBODY
from eligibility.logic.algebra import OverFacts
from eligibility.logic.expr import Atom, Compare, Expr, Flag, Member, facts_in, supports_of
from eligibility.logic.relevance import Relevance
from eligibility.logic.types import Boolean, Choice
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status

Key = tuple[str, str]
"""A support and the id of its subject."""


class Agenda:
    """The questions of one household: `asks` names for every open answer the paths that can still settle it."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        self._relevance = Relevance()
        self._decision: Decision | None = None
        self.statuses: Mapping[Key, Status] = {}
        self.asks: Mapping[Key, list[str]] = {}
        self.chances: dict[Key, float] = {}

    def update(self, decision: Decision) -> None:
        """Take over the answers of a decision under the same ruleset."""
        learned = None if self._decision is None else _learned(self._decision, decision)
        self.statuses = {key: raw.status for key, raw in decision.raw.items()}
        questions = Questions(self._ruleset, decision.situation, self._relevance)
        subjects = {subject.id: subject for subject in decision.situation.everyone}
        found = {}
        for key, status in self.statuses.items():
            if status is Status.UNDETERMINED:
                known = self._kept(key, learned)
                if known is None:
                    known = questions.worth_asking(key[0], subjects[key[1]], decision.dont_know)
                    self.chances[key] = chance(questions.open_condition(key[0], subjects[key[1]]))
                found[key] = known
        self._decision, self.asks = decision, found

    def scores(self) -> dict[str, float]:
        """For every question how many grants it can be expected to bring: the likelier an open answer is to be a grant,
        and the fewer questions it waits for, the more it counts for each of these."""
        scores: dict[str, float] = {}
        for key, paths in self.asks.items():
            for path in paths:
                scores[path] = scores.get(path, 0.0) + self.chances[key] / len(paths)
        return scores

    def _kept(self, key: Key, learned: frozenset[str] | None) -> list[str] | None:
        """What an open answer waited for, where no learned fact can have changed it."""
        known = self.asks.get(key)
        if known is None or learned is None or not learned.isdisjoint(known):
            return None
        return None if self._exclusions[key[0]] & {path.partition(".")[2] for path in learned} else known

    @cached_property
    def _exclusions(self) -> Mapping[str, frozenset[str]]:
        """For every support the entries that its exclusions read, and those of the supports that it demands."""
        supports = self._ruleset.supports
        own = {name: {fact.answer for expr in rule.unless for fact in facts_in(expr)} for name, rule in supports.items()}
        demanded = {
            name: {other for route in rule.routes for other in supports_of(route.when) & supports.keys()} for name, rule in supports.items()
        }

        def closed(name: str) -> frozenset[str]:
            return frozenset(own[name]).union(*(closed(other) for other in demanded[name]))

        return {name: closed(name) for name in supports}


def _learned(before: Decision, after: Decision) -> frozenset[str] | None:
    """The paths of the facts that are known now and were not; None where more than that is different."""
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
            entity = key.partition(".")[0]
            paths.add(f"{entity if entity in {'household', 'locality'} else new.id}.{answer_of(key)}")
    return frozenset(paths)


def chance(expr: Expr) -> float:
    """How likely a condition over unknown facts is, where every answer to a question is as likely as another, facts are
    taken as independent, and of a set people have one member where most have none (`NOBODY`), and else each of three: a
    measure to order questions by, and nothing else."""
    return _Chance()(expr)


@final
class _Chance(OverFacts[float]):
    def const(self, value: bool) -> float:
        return float(value)

    def atom(self, expr: Atom) -> float:
        match expr:
            case Flag(fact):
                return _shares().get(fact.key.partition("|")[2].rpartition(".")[0], 0.5)
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
    """How likely a member of each set is."""
    sizes = Counter(key.rpartition(".")[0] for key, fact in facts().items() if key.count(".") == 2 and fact.type == Boolean())
    sizes |= dict.fromkeys(("person.receives", "person.recognised", "organisation.recognised"), 20)
    return {key: 1 / size if key.rpartition(".")[2] in NOBODY else 1 / 3 for key, size in sizes.items()}
