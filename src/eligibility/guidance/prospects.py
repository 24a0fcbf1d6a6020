"""What asking about a condition can be expected to bring: how likely it holds, after how many questions that is known, and which
answers a proof needs.

The order of questions rests on it, and no answer does. Nothing is learned from households: facts are taken as independent, and all
answers to a question as equally likely. For a set that most people leave empty (`NOBODY`) one member is expected; for any other set,
each member has a chance of one third. A yes or no that concerns few people is a yes with the chance `FEW`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from math import prod
from typing import assert_never, final

from eligibility._dataclass import dataclass
from eligibility.facts.key import FactKey
from eligibility.facts.vocabulary import facts
from eligibility.guidance.questionnaire import NOBODY
from eligibility.logic.algebra import Memoised, OverFacts
from eligibility.logic.expr import Atom, Compare, Flag, Member, facts_of
from eligibility.logic.types import Boolean, Choice

FEW = 0.1
"""The chance that a fact that concerns few people is true of a person."""

_LEAST = 1e-9
"""Stands for a chance of 0 where one is divided by."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """What can be expected of a condition over unknown facts.

    `chance` is the probability that it holds. `questions` are asked on average until it is known whether it does, where those that
    can be expected to end it soonest come first. By profile path, `proving` is the probability that the proof needs the answer if the
    condition holds, and `refuting` the probability that the refutation needs it if it does not.
    """

    chance: float
    questions: float
    proving: Mapping[str, float]
    refuting: Mapping[str, float]

    def __invert__(self) -> Prospect:
        return Prospect(1 - self.chance, self.questions, self.refuting, self.proving)


@final
class Prospects(Memoised[Prospect], OverFacts[Prospect]):
    """The prospects of conditions; equal parts of them are worked out once."""

    def const(self, value: bool) -> Prospect:
        return Prospect(float(value), 0.0, {}, {})

    def atom(self, expr: Atom) -> Prospect:
        needed = dict.fromkeys((fact.answer for fact in facts_of(expr)), 1.0)
        return Prospect(_chance(expr), float(len(needed)), needed, needed)

    def negation(self, arg: Prospect) -> Prospect:
        return ~arg

    def all_of(self, args: Iterable[Prospect]) -> Prospect:
        parts = sorted(_by_question(args), key=lambda part: part.questions / max(1 - part.chance, _LEAST))
        proving: dict[str, float] = {}
        refuting: dict[str, float] = {}
        chance, questions = 1.0, 0.0
        for part in parts:
            questions += chance * part.questions
            ends = chance * (1 - part.chance)
            chance *= part.chance
            for path, share in part.proving.items():
                proving[path] = max(proving.get(path, 0.0), share)
            for path, share in part.refuting.items():
                refuting[path] = refuting.get(path, 0.0) + ends * share
        refuted = max(1 - chance, _LEAST)
        return Prospect(chance, min(questions, len(proving)), proving, {path: share / refuted for path, share in refuting.items()})

    def any_of(self, args: Iterable[Prospect]) -> Prospect:
        return ~self.all_of(~arg for arg in args)


def _by_question(parts: Iterable[Prospect]) -> Iterator[Prospect]:
    """Conditions of which all have to hold; those that one and the same question tells are one."""
    told: dict[str, list[Prospect]] = {}
    for part in parts:
        if len(part.proving) == 1:
            told.setdefault(next(iter(part.proving)), []).append(part)
        else:
            yield part
    for found in told.values():
        first = found[0]
        yield first if len(found) == 1 else Prospect(prod(part.chance for part in found), 1.0, first.proving, first.refuting)


def _chance(atom: Atom) -> float:
    match atom:
        case Flag(fact):
            return _chance_of_yes(FactKey.of(fact.key))
        case Member(fact, values):
            kind = fact.type
            return len(values & set(kind.values)) / len(kind.values) if isinstance(kind, Choice) else 0.5
        case Compare():
            return 0.5
    assert_never(atom)


def _chance_of_yes(key: FactKey) -> float:
    few = key.entity == "person" and NOBODY.get(key.entry) is False
    return _shares().get(key.set_key, FEW if few else 0.5)


@cache
def _shares() -> Mapping[str, float]:
    """For each set, the probability of a single member."""
    sizes = Counter(FactKey.of(key).set_key for key, fact in facts().items() if key.count(".") == 2 and fact.type == Boolean())
    sizes |= dict.fromkeys(("person.receives", "person.recognised", "organisation.recognised"), 20)
    return {key: 1 / size if FactKey.of(key).entry in NOBODY else 1 / 3 for key, size in sizes.items()}
