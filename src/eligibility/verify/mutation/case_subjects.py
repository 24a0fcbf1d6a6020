"""The subjects of all worked cases as positions in bit strings, and the truth of an atom for all of them at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from eligibility.facts.flatten import Situation, Subject, flatten
from eligibility.facts.record import read_value
from eligibility.facts.vocabulary import SUBJECT_KINDS, SubjectKind
from eligibility.logic.algebra import Rails
from eligibility.logic.expr import Atom, facts_of, holds_at
from eligibility.logic.types import Fact, FactValue
from eligibility.rules.cases import WorkedCase

Bits = Rails[int]
"""A condition over all subjects of one kind: the positions where it is proved, and those where it is refuted."""


@dataclass(frozen=True, slots=True)
class Home:
    """The household of one case: its own bit, its members' bits, and how many members are listed."""

    bit: int
    members: int
    size: int
    complete: bool
    subject: Subject


class CaseSubjects:
    """All subjects of the cases, by kind. A subject's position is the same in every bit string of its kind."""

    def __init__(self, cases: Sequence[WorkedCase]) -> None:
        self.subjects: dict[SubjectKind, list[Subject]] = {kind: [] for kind in SUBJECT_KINDS}
        self.homes: list[Home] = []
        self._positions: list[dict[tuple[SubjectKind, str], int]] = []
        self._columns: dict[tuple[SubjectKind, tuple[Fact, ...]], dict[tuple[FactValue, ...], int]] = {}
        self._atoms: dict[tuple[SubjectKind, Atom], Bits] = {}
        for case in cases:
            self._add(flatten(case.profile, case.as_of))
        self.full = {kind: (1 << len(found)) - 1 for kind, found in self.subjects.items()}

    def _add(self, situation: Situation) -> None:
        places: dict[tuple[SubjectKind, str], int] = {}
        for subject in situation.everyone:
            places[subject.kind, subject.id] = len(self.subjects[subject.kind])
            self.subjects[subject.kind].append(subject)
        self._positions.append(places)
        if situation.household is not None:
            members = sum(1 << places["person", person.id] for person in situation.persons)
            bit = 1 << places["household", situation.household.id]
            self.homes.append(Home(bit, members, len(situation.persons), situation.complete, situation.household))

    def bit(self, case: int, kinds: Collection[SubjectKind], subject: str) -> tuple[SubjectKind, int] | None:
        """The kind and the bit of a subject of a case (empty: the only one of these kinds); None where the case has none."""
        found = [(kind, 1 << place) for (kind, name), place in self._positions[case].items() if kind in kinds and subject in {"", name}]
        return found[0] if len(found) == 1 else None

    def atom(self, kind: SubjectKind, atom: Atom) -> Bits:
        """The truth of an atom for every subject of a kind. Where one of its facts is unknown, it is neither proved nor refuted."""
        found = self._atoms.get((kind, atom))
        if found is None:
            found = self._atoms[kind, atom] = self._read(kind, atom)
        return found

    def _read(self, kind: SubjectKind, atom: Atom) -> Bits:
        keys = facts_of(atom)
        proved = refuted = 0
        for values, bits in self._column(kind, keys).items():
            if holds_at(atom, dict(zip(keys, values, strict=True)).__getitem__):
                proved |= bits
            else:
                refuted |= bits
        return Rails(proved, refuted)

    def _column(self, kind: SubjectKind, keys: tuple[Fact, ...]) -> dict[tuple[FactValue, ...], int]:
        """The positions by the values of some facts; those where one is unknown are left out."""
        column = self._columns.get((kind, keys))
        if column is None:
            column = self._columns[kind, keys] = {}
            for place, subject in enumerate(self.subjects[kind]):
                read = (read_value(subject.values, fact.key) for fact in keys)
                values = tuple(value for value in read if value is not None)
                if len(values) == len(keys):
                    column[values] = column.get(values, 0) | 1 << place
        return column
