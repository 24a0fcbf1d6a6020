"""Derived facts and contradictions, compiled to Python for `flatten`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from eligibility.facts.derived import (
    PREFIX,
    Contradiction,
    EntryDisagreement,
    disagreements,
    household,
    household_contradictions,
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
    contradictions: Results
    disagreements: Results


@dataclass(frozen=True, slots=True)
class Rules:
    """All terms of a person, or of a household, in one function.

    `tallies` are the counts over members that a household's terms read; a person's function returns the truths that they
    count. `sets` are the members of sets (`person.receives.dibao`) that terms read.
    """

    keys: tuple[str, ...]
    contradictions: tuple[Contradiction, ...]
    disagreements: tuple[EntryDisagreement, ...]
    tallies: tuple[Tally, ...]
    sets: tuple[tuple[str, str], ...]
    kernel: TermKernel

    def run(self, given: Mapping[str, object], years: Callable[[int], int], tallies: Sequence[int]) -> Derivation:
        """Run the rules on the given facts of one record."""
        results = self.kernel(given.get, years, tallies)
        first = len(self.keys)
        last = len(results) - len(self.disagreements)
        middle = last - len(self.contradictions)
        derived = {key: value for key, value in zip(self.keys, results, strict=False) if value is not None}
        return Derivation(derived, results[first:middle], results[middle:last], results[last:])


@cache
def person_rules() -> Rules:
    """A person's rules, with the truths that the household's tallies count, in the order of the tallies."""
    return person_rules_with(())


def person_rules_with(contradictions: Sequence[Contradiction]) -> Rules:
    """A person's rules with further contradictions. Compile them once for each list."""
    counted = [tally.arg for tally in household_rules().tallies]
    return _rules(person(), counted, (*person_contradictions(), *contradictions), disagreements())


@cache
def household_rules() -> Rules:
    """A household's rules."""
    return _rules(household(), (), household_contradictions(), ())


def _rules(
    derived: Mapping[str, Term], counted: Sequence[Term], contradictions: Sequence[Contradiction], differing: Sequence[EntryDisagreement]
) -> Rules:
    terms = [*derived.values(), *counted, *(one.term for one in contradictions), *(one.term for one in differing)]
    tallies = tuple(dict.fromkeys(part for term in terms for part in subterms(term) if isinstance(part, Tally)))
    names = {PREFIX + key: term for key, term in derived.items()}
    kernel = compile_terms(terms, names=names, tallies=tallies)
    return Rules(tuple(derived), tuple(contradictions), tuple(differing), tallies, _sets(terms), kernel)


def _sets(terms: Iterable[Term]) -> tuple[tuple[str, str], ...]:
    names = sorted({name for term in terms for name in columns_of(term) if name.startswith("person.receives.")})
    return tuple((name, FactKey.of(name).member) for name in names)
