"""Facts are told apart by their keys alone."""

from __future__ import annotations

from datetime import date

import pytest

from eligibility.logic.types import Boolean, Choice, Fact, Number, written_day


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


@pytest.mark.parametrize(
    "text",
    ["20240601", "2024-W22-6", "2024-6-1", "2024-06-01T00:00", "0", "00000000", "1717200000", "２０２４-06-01", "2024-02-30", ""],
)
def test_a_day_is_written_in_one_way(text: str) -> None:
    """Python's own reader takes two more forms."""
    assert written_day("2024-06-01") == date(2024, 6, 1)
    with pytest.raises(ValueError):
        written_day(text)
