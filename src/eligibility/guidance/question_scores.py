"""The questions still worth asking, with scores, kept up to date as facts are told.

A new fact can only shorten the list that an open answer waits for. Earlier results are therefore kept where the new fact
cannot matter. Exclusions are computed again whenever a fact that they read is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from eligibility.decide.alike import swapped
from eligibility.decide.decision import Decision
from eligibility.decide.missing import Questions, household_relevance
from eligibility.decide.truths import OutcomeKey
from eligibility.facts.key import EntryName, FactKey
from eligibility.facts.vocabulary import answer_of
from eligibility.guidance.prospects import Prospect, Prospects
from eligibility.logic.expr import facts_in
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status
from eligibility.rules.words import MONEY

MONEY_COUNTS = 6.0
"""How many times a support that pays money counts in the order of questions: more than nine of ten of these grants are then found in
the first third of an interview, and nearly as many of all grants as where all count alike."""

REFUSAL_COUNTS = 0.05
"""How much a refusal counts beside a grant that pays no money. It orders the questions from which few grants are to be expected: what
ends many of them comes first, and fewer are asked in all."""


class Agenda:
    """The questions of one household. `asks` holds, for every open answer, the paths that can still settle it."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        self._relevance = household_relevance()
        self._decision: Decision | None = None
        self.statuses: Mapping[OutcomeKey, Status] = {}
        self.asks: Mapping[OutcomeKey, list[str]] = {}
        self._worth: dict[OutcomeKey, list[float]] = {}
        self._prospects = Prospects()
        self._weights = ruleset.once(_weights)
        self._exclusions = ruleset.once(_exclusions)

    def update(self, decision: Decision) -> None:
        """Update the questions from a new decision under the same ruleset."""
        learned = None if self._decision is None else _learned(self._decision, decision)
        self.statuses = {key: decision.raw.status(*key) for key in decision.raw}
        questions = Questions(self._ruleset, decision.situation, self._relevance)
        subjects = {subject.id: subject for subject in decision.situation.everyone}
        found = {}
        for key, status in self.statuses.items():
            if status is Status.UNDETERMINED:
                known = self._kept(key, learned)
                if known is None:
                    support, subject = key[0], subjects[key[1]]
                    known = questions.worth_asking(support, subject, decision.dont_know)
                    twin = questions.alike(support, subject, decision.dont_know)
                    condition = questions.provable(questions.open_condition(support, twin), decision.dont_know)
                    self._worth[key] = self._worths(support, self._prospects(condition), swapped(known, subject, twin))
                found[key] = known
        self._decision, self.asks = decision, found

    def scores(self) -> dict[str, float]:
        """The score of every question: the grants that it can be expected to bring, and a little for refusals.

        An open answer counts more for its questions the likelier a grant is, and the fewer questions are expected until that is known;
        and for each of them the likelier a proof needs it. One that pays money counts `MONEY_COUNTS` times, a refusal `REFUSAL_COUNTS`.
        """
        scores: dict[str, float] = {}
        for key, paths in self.asks.items():
            for path, worth in zip(paths, self._worth[key], strict=True):
                scores[path] = scores.get(path, 0.0) + worth
        return scores

    def _worths(self, support: str, prospect: Prospect, paths: Iterable[str]) -> list[float]:
        """What an open answer counts for each of some questions."""
        soon = 1 / max(prospect.questions, 1.0)
        granted = self._weights[support] * prospect.chance * soon
        refused = REFUSAL_COUNTS * (1 - prospect.chance) * soon
        return [granted * prospect.proving.get(path, 0.0) + refused * prospect.refuting.get(path, 0.0) for path in paths]

    def _kept(self, key: OutcomeKey, learned: frozenset[str] | None) -> list[str] | None:
        """The paths that an open answer waited for before, where no new fact can have changed them."""
        known = self.asks.get(key)
        if known is None or learned is None or not learned.isdisjoint(known):
            return None
        return None if self._exclusions[key[0]] & {EntryName.of(path).name for path in learned} else known


def _weights(ruleset: Ruleset) -> Mapping[str, float]:
    """How much a grant of each support counts."""
    supports = ruleset.supports
    return {name: MONEY_COUNTS if any(part.benefit.kind in MONEY for part in rule.parts) else 1.0 for name, rule in supports.items()}


def _exclusions(ruleset: Ruleset) -> Mapping[str, frozenset[str]]:
    """For every support the entries that its exclusions read, with those of the supports that it requires."""
    supports = ruleset.supports
    own = {name: {fact.answer for part in rule.parts for expr in part.unless for fact in facts_in(expr)} for name, rule in supports.items()}
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
