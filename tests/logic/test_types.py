"""Facts are told apart by their keys alone."""

from __future__ import annotations

import pytest

from eligibility.logic.types import Boolean, Choice, Fact, Number


def test_facts_with_one_key_are_one_fact() -> None:
    """Whatever else is said of them: a set of facts never holds one twice."""
    ceiling = Fact("person.grade", Choice((0, 1)))
    assert Fact("person.age", Number("years"), "birth_date") == Fact("person.age", Boolean(), ceiling=ceiling)
    assert len({Fact("person.age", Number("years")), Fact("person.age", Number("months"))}) == 1
    assert Fact("person.age", Number("years")) != Fact("household.age", Number("years"))


@pytest.mark.parametrize(
    ("key", "entity", "name"),
    [
        ("person.needs.rehab", "person", "needs.rehab"),
        ("household.dibao_end_date.years", "household", "dibao_end_date.years"),
        ("as_of", "as_of", "as_of"),
    ],
)
def test_a_key_in_its_parts(key: str, entity: str, name: str) -> None:
    fact = Fact(key, Boolean())
    assert (fact.entity, fact.name) == (entity, name)


def test_a_number_is_whole_and_not_below_zero_unless_said() -> None:
    assert (Number("years").integral, Number("years").low) == (True, 0)
    assert Number("years", low=None).low is None
