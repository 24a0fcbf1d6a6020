"""The lowered plan: every column before its readers, nothing twice, nothing that nobody asks for."""

from __future__ import annotations

import pytest

import eligibility as el
from eligibility.bulk.lower import columns_read, lower
from eligibility.bulk.plan import Level, PlanDraft
from eligibility.logic.terms import TRUE_TERM, Column, Every, Tally, columns_of, every, negation, some
from tests.bulk.registers import AS_OF, REGIONS

A, B, C = Column("a"), Column("b"), Column("c")


@pytest.mark.parametrize("region", REGIONS)
def test_layers_read_earlier_layers_only(region: str) -> None:
    """An engine may add the layers one after the other; tallies read rows, households what households have."""
    ruleset = el.load_ruleset(region, as_of=AS_OF)
    plan = lower(ruleset, columns_read(ruleset), AS_OF)
    there = {level: set(plan.reads[level]) for level in Level}
    for layer in plan.layers:
        for step in layer.steps:
            source = Level.PERSON if layer.tallies else layer.level
            seen = there[source] | (there[Level.HOUSEHOLD] if source is Level.PERSON else set())
            assert columns_of(step.term) <= seen, step.name
        there[layer.level] |= {step.name for step in layer.steps}
    assert {answer.column for answer in plan.answers} <= there[Level.PERSON] | there[Level.HOUSEHOLD]


def test_a_term_is_noted_once_and_a_name_is_never_taken_twice() -> None:
    draft = PlanDraft()
    first = draft.note(Level.PERSON, "x", every([A, B]))
    assert draft.note(Level.PERSON, "y", every([A, B])) == first == Column("x")
    assert draft.note(Level.PERSON, "x", some([A, B])) == Column("x_then")
    assert draft.note(Level.PERSON, "z", A) == A
    assert draft.note(Level.HOUSEHOLD, "x", every([A, B])) == Column("x")


def test_what_nobody_asks_for_is_not_computed_and_not_read() -> None:
    draft = PlanDraft()
    draft.note(Level.PERSON, "left", every([A, C]))
    draft.note(Level.PERSON, "wanted", every([A, B]))
    layers = draft.layers({Level.PERSON: frozenset({"wanted"}), Level.HOUSEHOLD: frozenset()})
    assert [step.name for layer in layers for step in layer.steps] == ["wanted"]
    assert draft.reads() == {Level.PERSON: {"a", "b"}, Level.HOUSEHOLD: set()}


def test_what_two_columns_need_is_computed_once() -> None:
    draft = PlanDraft()
    for name, other in (("one", C), ("other", negation(C))):
        draft.note(Level.PERSON, name, some([every([A, B]), other]))
    layers = draft.layers({Level.PERSON: frozenset({"one", "other"}), Level.HOUSEHOLD: frozenset()})
    terms = [step.term for layer in layers for step in layer.steps]
    assert terms.count(every([A, B])) == 1 and len(terms) == 3
    assert [[step.name for step in layer.steps] for layer in layers] == [["person.shared.0"], ["one", "other"]]


def test_a_persons_column_that_waits_for_the_household_comes_after_it() -> None:
    """Rows, their count, the household's truth, and again the rows that read it."""
    draft = PlanDraft()
    rows = draft.note(Level.HOUSEHOLD, "rows", Tally(TRUE_TERM, False))
    truth = draft.note(Level.HOUSEHOLD, "truth", every([rows, Column("h")]))
    draft.note(Level.PERSON, "own", every([truth, A]))
    layers = draft.layers({Level.PERSON: frozenset({"own"}), Level.HOUSEHOLD: frozenset()})
    assert [(layer.level, layer.tallies, [step.name for step in layer.steps]) for layer in layers] == [
        (Level.HOUSEHOLD, True, ["rows"]), (Level.HOUSEHOLD, False, ["truth"]), (Level.PERSON, False, ["own"]),
    ]  # fmt: skip
    assert draft.reads() == {Level.PERSON: {"a"}, Level.HOUSEHOLD: {"h"}}


def test_names_of_one_kind_grow_by_a_number_alone() -> None:
    """A database that reads 63 bytes of a name tells them apart."""
    draft = PlanDraft()
    named = [draft.note(Level.PERSON, "person.tier.has", Every((Column("a"), Column(f"b{number}")))) for number in range(40)]
    names = [one.name for one in named if isinstance(one, Column)]
    assert names[:3] == ["person.tier.has", "person.tier.has_then", "person.tier.has_then2"]
    assert len(set(names)) == 40 and max(map(len, names)) < 30
