"""Persons whom the rules of a support cannot tell apart: what can be asked of one is what can be asked of the other.

What is open depends on a known number only through its place among the bounds that conditions compare it with. So two birth dates
are the same where no bound of the support's conditions, nor of those that it demands, lies between them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from eligibility._cached import cached_property
from eligibility._dataclass import dataclass
from eligibility.decide.compiled import received_by
from eligibility.facts.flatten import Subject
from eligibility.facts.key import EntryName
from eligibility.facts.record import OPEN_SETS, read_value, set_and_member
from eligibility.logic.expr import Atom, Compare, Has, facts_of, walk
from eligibility.logic.types import Fact, FactValue
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.support import PartKey, SupportPart

Place = FactValue | tuple[int, int] | None
"""What conditions can tell of the value of a fact: a number by how many of their bounds are below it, and how many are not above it."""


class Alike:
    """The persons of one household, each with the first one whom a support's rules cannot tell from them."""

    def __init__(self, ruleset: Ruleset, persons: Sequence[Subject]) -> None:
        self._ruleset = ruleset
        self._persons = persons
        self._firsts: dict[tuple[str, frozenset[str]], Mapping[str, Subject]] = {}

    def first(self, support: SupportPart, person: Subject, unknowable: frozenset[str] = frozenset()) -> Subject:
        """The first person whom a support's rules cannot tell from one, and of whom the same `unknowable` entries are never known."""
        key = support.id, unknowable
        found = self._firsts.get(key)
        if found is None:
            found = self._firsts[key] = self._told_apart(told_by(self._ruleset, support), unknowable)
        return found[person.id]

    def _told_apart(self, told: Told, unknowable: Iterable[str]) -> Mapping[str, Subject]:
        never: dict[str, set[str]] = {}
        for owner, name in (EntryName.of(path).pair for path in unknowable):
            never.setdefault(owner, set()).add(name)
        rows: list[tuple[object, ...]] = [(frozenset(never.get(one.id, ())),) for one in self._persons]
        for key in self._differing:
            if key in told.facts:
                rows = [(*row, *told.of(one, key)) for row, one in zip(rows, self._persons, strict=True)]
                if len(set(rows)) == len(rows):
                    break
        firsts: dict[tuple[object, ...], Subject] = {}
        return {one.id: firsts.setdefault(row, one) for row, one in zip(rows, self._persons, strict=True)}

    @cached_property
    def _differing(self) -> Sequence[str]:
        """The keys of the values in which some of the persons differ, those that tell the most persons apart first."""
        first, *others = [person.values for person in self._persons]
        keys = dict.fromkeys(key for values in (first, *others) for key in values)
        differing = [key for key in keys if any(values.get(key) != first.get(key) for values in others)]
        return sorted(differing, key=lambda key: -len({person.values.get(key) for person in self._persons}))


def exchanged(paths: Iterable[str], one: Subject, other: Subject) -> list[str]:
    """What some profile paths are once two persons have changed places, in order."""
    return list(paths) if one is other else sorted(swapped(paths, one, other))


def swapped(paths: Iterable[str], one: Subject, other: Subject) -> list[str]:
    """What each of some profile paths is once two persons have changed places."""
    if one is other:
        return list(paths)
    mine, theirs = f"{one.id}.", f"{other.id}."

    def placed(path: str) -> str:
        if path.startswith(mine):
            return theirs + path.removeprefix(mine)
        return mine + path.removeprefix(theirs) if path.startswith(theirs) else path

    return list(map(placed, paths))


@dataclass(frozen=True, slots=True)
class Told:
    """What conditions can tell of a person, by the key of the record's value: the facts read from it, each with the bounds that its
    number is compared with; None where it is the value itself that matters."""

    facts: Mapping[str, Sequence[tuple[Fact, Sequence[Fraction] | None]]]

    def of(self, person: Subject, key: str) -> tuple[Place, ...]:
        """What the conditions can tell of a person by the value under one of the keys."""
        return tuple([_place(read_value(person.values, fact.key), bounds) for fact, bounds in self.facts[key]])


def _place(value: FactValue | None, bounds: Sequence[Fraction] | None) -> Place:
    if value is None or bounds is None or isinstance(value, str):
        return value
    return bisect_left(bounds, value), bisect_right(bounds, value)


def told_by(ruleset: Ruleset, part: SupportPart) -> Told:
    """What the conditions of a support for one kind of subject can tell of a person, through the supports that it demands."""
    return ruleset.once(_Parts).of(part)


class _Parts:
    """What the supports of one ruleset can tell of a person."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        self._found: dict[PartKey, Told] = {}

    def of(self, part: SupportPart) -> Told:
        found = self._found.get(part.key)
        if found is None:
            found = self._found[part.key] = told_by_all(self._atoms(part))
        return found

    def _atoms(self, part: SupportPart) -> Iterator[Atom]:
        """Every condition on facts that the support's answer depends on."""
        waiting, seen = [part], {part.key}
        while waiting:
            at = waiting.pop()
            conditions = list(at.conditions)
            while conditions:
                for node in walk(conditions.pop()):
                    if isinstance(node, Has):
                        conditions += [received_by(kind, node.support, self._ruleset) for kind in ("person", "household")]
                        more = [one for one in self._ruleset.held(node.support) if one.key not in seen]
                        seen.update(one.key for one in more)
                        waiting += more
                    elif isinstance(node, Atom):
                        yield node


def told_by_all(atoms: Iterable[Atom]) -> Told:
    """What some conditions can tell of a person."""
    bounds: dict[Fact, set[Fraction] | None] = {}
    for atom in atoms:
        facts = facts_of(atom)
        for fact in facts:
            if fact.entity != "person":
                continue
            if not isinstance(atom, Compare) or len(facts) > 1:
                bounds[fact] = None
            elif (known := bounds.setdefault(fact, set())) is not None:
                known.add(atom.sum.zero())
    found: dict[str, list[tuple[Fact, Sequence[Fraction] | None]]] = {}
    for fact, cuts in bounds.items():
        for key in _keys(fact):
            found.setdefault(key, []).append((fact, None if cuts is None else sorted(cuts)))
    return Told(found)


def _keys(fact: Fact) -> tuple[str, ...]:
    """The keys of the values that a fact may be read from."""
    return (fact.key, set_and_member(fact.key)[0]) if fact.key.startswith(OPEN_SETS) else (fact.key,)
