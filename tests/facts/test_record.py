"""A flat record read by key: open sets answer for each of their members."""

from __future__ import annotations

import pytest

from eligibility.facts.flatten import Subject
from eligibility.facts.record import known_of, owner, read_value, set_and_member
from eligibility.facts.vocabulary import facts, support_fact


@pytest.mark.parametrize(
    ("values", "key", "found"),
    [
        ({"person.age": 0}, "person.age", 0),
        ({"person.certified": False}, "person.certified", False),
        ({}, "person.age", None),
        ({"person.receives": frozenset({"dibao"})}, "person.receives.dibao", True),
        ({"person.receives": frozenset({"dibao"})}, "person.receives.tekun", False),
        ({"person.receives": frozenset()}, "person.receives.dibao", False),
        ({}, "person.receives.dibao", None),
        ({"organisation.recognised": frozenset({"quota"})}, "organisation.recognised.quota", True),
        ({"person.recognised": frozenset({"quota"})}, "organisation.recognised.quota", None),
        ({"person.needs.rehab": True}, "person.needs.training", None),
    ],
)
def test_a_value_by_its_key(values: dict[str, object], key: str, found: object) -> None:
    """A closed set says no of what it does not hold; an absent one says nothing; a known no is no unknown."""
    assert read_value(values, key) is found  # type: ignore[arg-type]


def test_the_key_of_a_set_is_no_fact() -> None:
    with pytest.raises(AssertionError, match="the key of a set is no fact"):
        read_value({"person.receives": frozenset({"dibao"})}, "person.receives")


def test_the_facts_of_a_subject() -> None:
    known = known_of(Subject("person", "m1", {"person.age": 7, "person.receives": frozenset({"dibao"})}))
    assert (known(facts()["person.age"]), known(support_fact("receives", "dibao")), known(facts()["person.sex"])) == (7, True, None)


def test_a_member_of_a_set() -> None:
    assert set_and_member("person.receives.dibao") == ("person.receives", "dibao")


@pytest.mark.parametrize(
    ("key", "whose"), [("person.age", "m7"), ("household.area", "household"), ("locality.emergency_declared", "locality")]
)
def test_whose_a_fact_is(key: str, whose: str) -> None:
    assert owner(facts()[key], Subject("person", "m7", {})) == whose
