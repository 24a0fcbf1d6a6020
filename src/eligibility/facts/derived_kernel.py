"""Derived facts and contradictions, compiled to Python for `flatten`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from eligibility import _built
from eligibility._dataclass import dataclass
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
from eligibility.logic.terms import Tally, Term, columns_of, every, some, subterms
from eligibility.logic.types import FactValue

if TYPE_CHECKING:
    from eligibility.logic.term_kernel import DerivingKernel

Results = Sequence[object]


class Derivation(NamedTuple):
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
    count. `sets` are the members of sets (`person.receives.dibao`) that terms read. Of laws the function tells only whether
    any is broken, which hardly happens; `laws` are the rules that tell which one, over records that hold the derived facts too.
    """

    contradictions: tuple[Contradiction, ...]
    disagreements: tuple[EntryDisagreement, ...]
    tallies: tuple[Tally, ...]
    sets: tuple[tuple[str, str], ...]
    kernel: DerivingKernel
    laws: Rules | None = None

    def run(self, given: Mapping[str, object], years: Callable[[int], int], tallies: Sequence[int]) -> Derivation:
        """Run the rules on the given facts of one record."""
        derived, counted, held = self.kernel(given.get, years, tallies)
        if True not in held:  # nearly always
            return Derivation(derived, counted, (), ())
        middle, end = len(self.contradictions), len(self.contradictions) + len(self.disagreements)
        contradicted = _held(self.contradictions, held[:middle])
        if self.laws is not None and held[end] is True:
            known = {**given, **{PREFIX + key: value for key, value in derived.items()}}
            contradicted += self.laws.run(known, years, tallies).contradictions
        return Derivation(derived, counted, contradicted, _held(self.disagreements, held[middle:end]))


HeldT = TypeVar("HeldT")


def _held(said: Sequence[HeldT], truths: Results) -> tuple[HeldT, ...]:
    return tuple(one for one, truth in zip(said, truths, strict=True) if truth is True)


DERIVATIONS = "derivations"
"""The part that holds the rules of each kind of subject where they were built."""


def _prepared(kind: str) -> Rules | None:
    """The rules of a kind of subject as they were built into the wheel. They rest on nothing but the library's own version."""
    built = _built.read(DERIVATIONS, _built.fingerprint((), _built.FOLDER)).get(kind)
    return cast("Rules", built()) if built else None


@cache
def person_rules() -> Rules:
    """A person's rules, with the truths that the household's tallies count, in the order of the tallies."""
    return _prepared("person") or _person_rules(None)


def person_rules_under(laws: Laws) -> Rules:
    """A person's rules under some laws. They are compiled at every call."""
    return _person_rules(laws)


def _person_rules(laws: Laws | None) -> Rules:
    counted = [tally.arg for tally in household_rules().tallies]
    return _rules(person(), counted, person_contradictions(), disagreements(), laws)


@cache
def household_rules() -> Rules:
    """A household's rules."""
    return _prepared("household") or _rules(household(), (), household_contradictions(), ())


@cache
def organisation_rules() -> Rules:
    """An organisation's rules: contradictions alone."""
    return _prepared("organisation") or _rules({}, (), organisation_contradictions(), ())


def _rules(
    derived: Mapping[str, Term],
    counted: Sequence[Term],
    contradictions: Sequence[Contradiction],
    differing: Sequence[EntryDisagreement],
    laws: Laws | None = None,
) -> Rules:
    from eligibility.logic.term_kernel import compile_derivation

    holding = [*(one.term for one in contradictions), *(one.term for one in differing)]
    if laws is not None:
        holding.append(every([laws.reach, some(law.term for law in laws.contradictions)]))
    terms = [*derived.values(), *counted, *holding]
    tallies = tuple(dict.fromkeys(part for term in terms for part in subterms(term) if isinstance(part, Tally)))
    names = {PREFIX + key: term for key, term in derived.items()}
    kernel = compile_derivation(derived, counted, holding, names=names, tallies=tallies)
    return Rules(tuple(contradictions), tuple(differing), tallies, _sets(terms), kernel, None if laws is None else _broken(laws))


def _broken(laws: Laws) -> Rules:
    from eligibility.logic.term_kernel import compile_derivation

    kernel = compile_derivation({}, (), [law.term for law in laws.contradictions], names={}, tallies=())
    return Rules(laws.contradictions, (), (), (), kernel)


def _sets(terms: Iterable[Term]) -> tuple[tuple[str, str], ...]:
    names = sorted({name for term in terms for name in columns_of(term) if name.startswith("person.receives.")})
    return tuple((name, FactKey.of(name).member) for name in names)
