"""The subjects of all cases as positions: the same in every string of their kind, and an atom's truth for all at once."""

from __future__ import annotations

import pytest

from eligibility.facts.vocabulary import facts
from eligibility.logic.expr import Flag
from eligibility.rules.cases import read_case_files
from eligibility.verify.mutation.case_subjects import CaseSubjects
from tests.conftest import Toy, support
from tests.verify.mutation.toys import cases

WRITTEN = """
  - {case: a, AS_OF, household: {members: [{id: m1, certified: true}, {id: m2, certified: false}]}, expect: {cash@m1: eligible}}
  - {case: b, AS_OF, person: {age: 3}, expect: {cash: undetermined}}
"""


@pytest.fixture
def subjects(toy: Toy) -> CaseSubjects:
    return CaseSubjects(read_case_files(toy(support("certified"), cases__a=cases(WRITTEN))).cases)


def test_every_subject_has_its_place(subjects: CaseSubjects) -> None:
    assert (subjects.full["person"], subjects.full["household"]) == (0b111, 0b11)
    assert subjects.bit(0, ["person"], "m2") == ("person", 0b010)
    assert subjects.bit(1, ["person"], "") == ("person", 0b100)
    assert subjects.bit(0, ["person"], "") is None
    assert [(home.bit, home.members, home.size) for home in subjects.homes] == [(0b01, 0b011, 2), (0b10, 0b100, 1)]


def test_an_atom_is_proved_refuted_or_unknown_for_each(subjects: CaseSubjects) -> None:
    truth = subjects.atom("person", Flag(facts()["person.certified"]))
    assert (truth.proved, truth.refuted) == (0b001, 0b010)
