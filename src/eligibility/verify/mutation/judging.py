"""Whether the worked cases notice a mutant: an expectation that some case states is no longer met."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_, xor
from typing import Literal

from eligibility.decide.run_cases import run_case
from eligibility.rules.cases import WorkedCase
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.support import PartKey, SupportPart
from eligibility.verify.mutation.bit_reading import Answers, BitRules
from eligibility.verify.mutation.case_subjects import CaseSubjects
from eligibility.verify.mutation.mutants import Mutant, changed_parts, mutated, part_of

READ_AT_ONCE = frozenset({"status", "route", "routes", "modality", "agency"})
"""What an expectation may state that follows from the bit strings. For everything else the case is run."""


_IN_WORDS: tuple[Literal["modality", "agency"], ...] = ("modality", "agency")
"""What an expectation may state as a word, of the route that is named, or for each route by name."""


@dataclass(slots=True)
class Stated:
    """What the cases state of one support: the positions by what is stated, and the cases that state more than statuses.

    `by_route` holds the routes whose modality or agency a case states by name, wherever they are granted.
    """

    status: int = 0
    named: int = 0
    modality: int = 0
    agency: int = 0
    by_route: set[tuple[str, str]] = field(default_factory=set)
    routes: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    cases: list[int] = field(default_factory=list)


class Judge:
    """The worked cases of one version as judges of its mutants."""

    def __init__(self, ruleset: Ruleset, cases: Sequence[WorkedCase]) -> None:
        self.ruleset = ruleset
        self.cases = cases
        self.subjects = CaseSubjects(cases)
        self.base = BitRules(ruleset, self.subjects)
        self._old = {part.key: self.base[part] for part in ruleset.parts}
        self.stated = _stated(ruleset, cases, self.subjects)
        self._behind = {name: ruleset.behind(name) for name in ruleset.supports}

    def notices(self, mutant: Mutant) -> bool:
        """Whether a case fails under the mutant."""
        changed = mutated(self.ruleset, mutant)
        own = changed_parts(self.ruleset, changed, mutant)
        new = [(part, self.base[part], self.base.answers(other)) for part, other in own]
        if any(self._differs(part, answers) for part, _, answers in new):
            return True
        reached = self.reached({part.id for part, _ in own})
        if any(old.granted != answers.granted for _, old, answers in new) and self._further(changed, reached):
            return True
        return self._run(changed, reached)

    def notices_amount(self, support: str, changed: Ruleset) -> bool:
        """Whether a case fails that states something of a support other than statuses, where only its amounts are changed."""
        return self._run(changed, [support])

    def reached(self, supports: set[str]) -> list[str]:
        """Some supports and those that depend on them, in the order of the ruleset."""
        return [name for name, behind in self._behind.items() if name in supports or behind & supports]

    def _further(self, changed: Ruleset, reached: Sequence[str]) -> bool:
        """Whether a case fails for a support that depends on a changed one: it is read again with the new answers."""
        given = {part.key: self.base[part] for part in self.ruleset.parts if part.id not in reached}
        rules = BitRules(changed, self.subjects, given)
        return any(self._differs(part, rules[part]) for part in changed.parts if part.id in reached)

    def _differs(self, part: SupportPart, new: Answers) -> bool:
        stated, old = self.stated[part.key], self._old[part.key]
        if _any_differ((new.eligible, new.after, new.refuted), (old.eligible, old.after, old.refuted)) & stated.status:
            return True
        if _any_differ(new.named, old.named) & stated.named:
            return True
        for key, positions in zip(_IN_WORDS, (stated.modality, stated.agency), strict=True):
            if positions and _any_differ(_told(part, key, new), _told(part, key, old)) & positions:
                return True
        routes = zip(part.routes, new.routes, old.routes, strict=True)
        return any(_any_differ(mine, theirs) & stated.routes[route.name] for route, mine, theirs in routes)

    def _run(self, changed: Ruleset, reached: Sequence[str]) -> bool:
        """Whether a case fails that states more than statuses of these supports. It is run on the rules that can matter for them."""
        stated = [stated for (name, _), stated in self.stated.items() if name in reached]
        numbers = dict.fromkeys(number for one in stated for number in one.cases)
        small = part_of(changed, reached)
        return any(run_case(_about(self.cases[number], reached), small) for number in numbers)


def _any_differ(ones: Sequence[int], others: Sequence[int]) -> int:
    """The positions where two rows of bit strings differ."""
    return reduce(or_, map(xor, ones, others), 0)


def _told(part: SupportPart, key: str, answers: Answers) -> list[int]:
    """The positions by what is told of the named route: its modality, or the agency that it has for itself."""
    found: dict[str, int] = {}
    for route, named in zip(part.routes, answers.named, strict=True):
        word = route.modality if key == "modality" else route.agency.text.zh if route.agency else ""
        found[word] = found.get(word, 0) | named
    return [found[word] for word in sorted(found) if word]


def _about(case: WorkedCase, supports: Sequence[str]) -> WorkedCase:
    """The case with only its expectations of some supports."""
    return replace(case, expectations=tuple(one for one in case.expectations if one.support in supports))


def _stated(ruleset: Ruleset, cases: Sequence[WorkedCase], subjects: CaseSubjects) -> dict[PartKey, Stated]:
    found = {part.key: Stated() for part in ruleset.parts}
    for number, case in enumerate(cases):
        for expectation in case.expectations:
            place = subjects.bit(number, ruleset.supports[expectation.support].kinds, expectation.subject)
            if place is None:
                continue
            kind, bit = place
            stated = found[expectation.support, kind]
            stated.status |= bit if "status" in expectation.outcome else 0
            stated.named |= bit if "route" in expectation.outcome else 0
            words = {key: expectation.outcome[key] for key in _IN_WORDS if key in expectation.outcome}
            by_route = {key: said for key, said in words.items() if isinstance(said, Mapping)}
            stated.by_route |= {(key, route) for key, said in by_route.items() for route in said}
            stated.modality |= bit if "modality" in words.keys() - by_route else 0
            stated.agency |= bit if "agency" in words.keys() - by_route else 0
            for route in expectation.outcome.get("routes") or ():
                stated.routes[route] |= bit
            if expectation.outcome.keys() - READ_AT_ONCE and stated.cases[-1:] != [number]:
                stated.cases.append(number)
    return found
