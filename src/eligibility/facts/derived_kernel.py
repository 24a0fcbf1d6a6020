"""Derived facts and contradictions, compiled to Python for `flatten`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from eligibility.facts.derived import (
    PREFIX,
    Contradiction,
    EntryDisagreement,
    disagreements,
    household,
    household_contradictions,
    organisation_contradictions,
    person,
    person_contradictions,
)
from eligibility.facts.key import FactKey
from eligibility.logic.term_kernel import TermKernel, compile_terms
from eligibility.logic.terms import Tally, Term, columns_of, subterms
from eligibility.logic.types import FactValue

Results = Sequence[object]


@dataclass(frozen=True, slots=True)
class Derivation:
    """The results for one record: the known derived facts, the truths that the household counts, and what does not agree."""

    derived: dict[str, FactValue]
    counted: Results
    contradictions: tuple[Contradiction, ...]
    disagreements: tuple[EntryDisagreement, ...]


@dataclass(frozen=True, slots=True)
class Laws:
    """Contradictions that are only possible for some people: `reach` is true for all of them."""

    reach: Term
    contradictions: tuple[Contradiction, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """All terms of a person, or of a household, in one function.

    `tallies` are the counts over members that a household's terms read; a person's function returns the truths that they
    count. `sets` are the members of sets (`person.receives.dibao`) that terms read. `reached` runs the rules of the laws,
    for those whom they reach: for all others that would be in vain.
    """

    keys: tuple[str, ...]
    contradictions: tuple[Contradiction, ...]
    disagreements: tuple[EntryDisagreement, ...]
    tallies: tuple[Tally, ...]
    sets: tuple[tuple[str, str], ...]
    kernel: TermKernel
    reached: Rules | None = None

    def run(self, given: Mapping[str, object], years: Callable[[int], int], tallies: Sequence[int]) -> Derivation:
        """Run the rules on the given facts of one record."""
        results = self.kernel(given.get, years, tallies)
        first, end = len(self.keys), len(results) - (self.reached is not None)
        last = end - len(self.disagreements)
        middle = last - len(self.contradictions)
        derived = {key: value for key, value in zip(self.keys, results, strict=False) if value is not None}
        contradicted = _held(self.contradictions, results[middle:last])
        if self.reached is not None and results[end] is True:
            known = {**given, **{PREFIX + key: value for key, value in derived.items()}}
            contradicted += self.reached.run(known, years, tallies).contradictions
        return Derivation(derived, results[first:middle], contradicted, _held(self.disagreements, results[last:end]))


HeldT = TypeVar("HeldT")


def _held(said: Sequence[HeldT], truths: Results) -> tuple[HeldT, ...]:
    """Those that hold: nearly always none."""
    if True not in truths:
        return ()
    return tuple(one for one, truth in zip(said, truths, strict=True) if truth is True)


@cache
def person_rules() -> Rules:
    """A person's rules, with the truths that the household's tallies count, in the order of the tallies."""
    return _person_rules(None)


def person_rules_under(laws: Laws) -> Rules:
    """A person's rules under some laws. They are compiled at every call."""
    return _person_rules(laws)


def _person_rules(laws: Laws | None) -> Rules:
    counted = [tally.arg for tally in household_rules().tallies]
    return _rules(person(), counted, person_contradictions(), disagreements(), laws)


@cache
def household_rules() -> Rules:
    """A household's rules."""
    return _rules(household(), (), household_contradictions(), ())


@cache
def organisation_rules() -> Rules:
    """An organisation's rules: contradictions alone."""
    return _rules({}, (), organisation_contradictions(), ())


def _rules(
    derived: Mapping[str, Term],
    counted: Sequence[Term],
    contradictions: Sequence[Contradiction],
    differing: Sequence[EntryDisagreement],
    laws: Laws | None = None,
) -> Rules:
    terms = [*derived.values(), *counted, *(one.term for one in contradictions), *(one.term for one in differing)]
    terms += [laws.reach] if laws else []
    tallies = tuple(dict.fromkeys(part for term in terms for part in subterms(term) if isinstance(part, Tally)))
    names = {PREFIX + key: term for key, term in derived.items()}
    kernel = compile_terms(terms, names=names, tallies=tallies)
    reached = _reached(laws) if laws else None
    return Rules(tuple(derived), tuple(contradictions), tuple(differing), tallies, _sets(terms), kernel, reached)


def _reached(laws: Laws) -> Rules:
    """The rules of the laws, over records that hold the derived facts too."""
    kernel = compile_terms([one.term for one in laws.contradictions])
    return Rules((), laws.contradictions, (), (), (), kernel)


def _sets(terms: Iterable[Term]) -> tuple[tuple[str, str], ...]:
    names = sorted({name for term in terms for name in columns_of(term) if name.startswith("person.receives.")})
    return tuple((name, FactKey.of(name).member) for name in names)
