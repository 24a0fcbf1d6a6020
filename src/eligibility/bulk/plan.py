"""The plan: a ruleset lowered for a whole register, as named columns in layers, from the register's own to one answer a support.

There are two *levels*: a row describes a person, and the rows of a household together describe the household. A
household's column is computed from tallies over its rows; a person's column may read those of its household. Every column
reads only earlier layers, so that an engine adds one layer after the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import count
from typing import NamedTuple

from eligibility.logic.terms import (
    CaseWhen,
    Column,
    Every,
    Higher,
    Lower,
    Negation,
    Some,
    Tally,
    Term,
    TruthLiteral,
    Whole,
    columns_of,
    inside,
    replaced_inside,
)
from eligibility.rules.status import Status
from eligibility.rules.words import RestsOn

REFUSED, OPEN, FIRST = 0, 1, 2
"""Codes of an answer: not_eligible, undetermined; from `FIRST` on, and after them again, the meaning is in `Coded.meanings`."""

SHAREABLE = (Every, Some, Negation, CaseWhen, Lower, Higher)


class Level(Enum):
    """Whom a column describes."""

    PERSON = "person"
    HOUSEHOLD = "household"


@dataclass(frozen=True, slots=True)
class LayerStep:
    """One column. `about` tells a reader of the query what the column stands for."""

    name: str
    term: Term
    about: str = ""


@dataclass(frozen=True, slots=True)
class Layer:
    """Columns of one level that read only earlier layers. A layer holds either tallies or other columns, never both."""

    level: Level
    steps: tuple[LayerStep, ...]

    @property
    def tallies(self) -> bool:
        return isinstance(self.steps[0].term, Tally)


class Meaning(NamedTuple):
    """What one code of an answer means."""

    status: Status
    route: str | None
    rests_on: RestsOn


@dataclass(frozen=True, slots=True)
class Coded:
    """The column of a support's answers for one kind of subject as whole numbers, and what the numbers mean.

    `meanings` gives for each code the status, the route that the answer names (None where none grants), and what the answer
    rests on.
    """

    support: str
    level: Level
    column: str
    meanings: tuple[Meaning, ...]

    @property
    def refusals(self) -> list[int]:
        """The codes that refuse; `REFUSED` is the first of them."""
        return [code for code, meaning in enumerate(self.meanings) if meaning.status is Status.NOT_ELIGIBLE]


@dataclass(frozen=True, slots=True)
class AmountColumns:
    """Both ends of a support's amounts, in whole `scale`-ths of a yuan: NULL in `low` where there is no amount, in `high` where
    nothing bounds it."""

    support: str
    level: Level
    low: str
    high: str
    scale: int
    unit: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The lowered ruleset: the columns that it reads, its layers, its answers, and their amounts where these are asked for."""

    reads: Mapping[Level, frozenset[str]]
    layers: tuple[Layer, ...]
    answers: tuple[Coded, ...]
    amounts: tuple[AmountColumns, ...] = ()

    def answers_of(self, level: Level) -> tuple[Coded, ...]:
        return tuple(answer for answer in self.answers if answer.level is level)

    def amounts_of(self, level: Level) -> tuple[AmountColumns, ...]:
        return tuple(one for one in self.amounts if one.level is level)


class PlanDraft:
    """A plan under construction: the columns noted so far while a ruleset is lowered, by level and name."""

    def __init__(self) -> None:
        self._steps: dict[tuple[Level, str], LayerStep] = {}
        self._names: dict[tuple[Level, Term], Column] = {}

    def note(self, level: Level, name: str, term: Term, about: str = "", *, always: bool = False) -> Term:
        """The column of a term. A literal or a column needs no new column and is returned as it is, unless `always` is set."""
        if not always:
            if isinstance(term, Column | TruthLiteral | Whole):
                return term
            if (level, term) in self._names:
                return self._names[level, term]
        name = next(one for one in _names(name) if (level, one) not in self._steps)
        self._steps[level, name] = LayerStep(name, term, about)
        return self._names.setdefault((level, term), Column(name))

    def layers(self, wanted: Mapping[Level, frozenset[str]]) -> tuple[Layer, ...]:
        """The columns that the wanted ones need, in layers; a part that is used more than once is computed once."""
        self._prune(wanted)
        for level in Level:
            self._share(level)
        return self._layered()

    def level_of(self, name: str, seen_from: Level) -> Level | None:
        """The level at which a column is computed that a level reads; None for the register's own columns."""
        if (seen_from, name) in self._steps:
            return seen_from
        return Level.HOUSEHOLD if (Level.HOUSEHOLD, name) in self._steps else None

    def reads(self) -> Mapping[Level, frozenset[str]]:
        """The register's columns that each level reads."""
        found: dict[Level, set[str]] = {level: set() for level in Level}
        for (level, _), step in self._steps.items():
            source = Level.PERSON if isinstance(step.term, Tally) else level
            found[source] |= {name for name in columns_of(step.term) if self.level_of(name, source) is None}
        return {level: frozenset(names) for level, names in found.items()}

    def _needs(self, key: tuple[Level, str]) -> list[tuple[Level, str]]:
        level, _ = key
        term = self._steps[key].term
        source = Level.PERSON if isinstance(term, Tally) else level
        names = sorted(columns_of(term))
        return [(found, name) for name in names if (found := self.level_of(name, source)) is not None]

    def _prune(self, wanted: Mapping[Level, frozenset[str]]) -> None:
        waiting = [(level, name) for level, names in wanted.items() for name in names if (level, name) in self._steps]
        kept: set[tuple[Level, str]] = set()
        while waiting:
            key = waiting.pop()
            if key not in kept:
                kept.add(key)
                waiting += self._needs(key)
        self._steps = {key: step for key, step in self._steps.items() if key in kept}

    def _share(self, level: Level) -> None:
        mine = [step for (owner, _), step in self._steps.items() if owner is level]
        uses = Counter[Term]()
        seen: set[Term] = {step.term for step in mine}
        for step in mine:
            _count_uses(step.term, uses, seen)
        named = {step.term: Column(step.name) for step in mine if inside(step.term)}
        shared = [term for term, times in uses.items() if times > 1 and term not in named and isinstance(term, SHAREABLE)]
        extra = [LayerStep(f"{level.value}.shared.{index}", term) for index, term in enumerate(shared)]
        named |= {step.term: Column(step.name) for step in extra}
        for step in [*mine, *extra]:
            self._steps[level, step.name] = LayerStep(step.name, replaced_inside(step.term, named), step.about)

    def _layered(self) -> tuple[Layer, ...]:
        """All columns in as few rounds as possible, each of persons, tallies and households.

        A person's column that no tally needs waits for the last round.
        """
        places: dict[tuple[Level, str], tuple[int, int, int]] = {}

        def place(key: tuple[Level, str], earliest: int) -> tuple[int, int, int]:
            if key not in places:
                part = _PERSONS if key[0] is Level.PERSON else _TALLIES if isinstance(self._steps[key].term, Tally) else _HOUSEHOLDS
                first = (earliest if part == _PERSONS else 0, part, 0)
                places[key] = max((first, *(_turn(place(needed, earliest), part) for needed in self._needs(key))))
            return places[key]

        tallies = [key for key, step in self._steps.items() if isinstance(step.term, Tally)]
        last = max((place(key, 0)[0] + 1 for key in tallies), default=0)
        groups: dict[tuple[int, int, int], list[LayerStep]] = {}
        for key, step in self._steps.items():
            groups.setdefault(place(key, last), []).append(step)
        return tuple(Layer(Level.PERSON if at[1] == _PERSONS else Level.HOUSEHOLD, tuple(groups[at])) for at in sorted(groups))


def _names(name: str) -> Iterator[str]:
    """A name and those of the columns that come after it. They grow by a number alone: some databases read 63 bytes of a name."""
    yield name
    yield f"{name}_then"
    yield from (f"{name}_then{number}" for number in count(2))


_PERSONS, _TALLIES, _HOUSEHOLDS = range(3)


def _turn(needed: tuple[int, int, int], part: int) -> tuple[int, int, int]:
    """The first place for a column of one part that needs a column in another place. A place is a round, a part of it and a layer."""
    turn, before, layer = needed
    if part == before:
        return turn, part, layer + 1
    return (turn, part, 0) if part > before else (turn + 1, part, 0)


def _count_uses(term: Term, uses: Counter[Term], seen: set[Term]) -> None:
    """Count how often each part of a term is used, where equal parts are written only once."""
    for part in inside(term):
        uses[part] += 1
        if part not in seen:
            seen.add(part)
            _count_uses(part, uses, seen)


def meanings(routes: Sequence[str], rests_on: Sequence[RestsOn], *, waits: bool) -> tuple[Meaning, ...]:
    """The meaning of the codes of a support with these routes. With `waits`, a route may also be eligible only after other supports.

    All codes are given once for each word in `rests_on`, one word after the other.
    """
    found: list[tuple[Status, str | None]] = [(Status.NOT_ELIGIBLE, None), (Status.UNDETERMINED, None)]
    found += [(Status.ELIGIBLE, route) for route in routes]
    found += [(Status.ELIGIBLE_AFTER, route) for route in routes] if waits else []
    return tuple(Meaning(status, route, word) for word in rests_on for status, route in found)
