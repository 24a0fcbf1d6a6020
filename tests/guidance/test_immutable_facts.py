"""What no remedy may change, each with its reason."""

from __future__ import annotations

import pytest

from eligibility.facts.flatten import Subject
from eligibility.facts.vocabulary import ENTITIES
from eligibility.guidance.immutable_facts import FIXED, why_fixed
from eligibility.i18n import Text


def test_fixed_facts_are_facts() -> None:
    """Every entry of the list is one of the profile."""
    for key in FIXED:
        entity, _, name = key.partition(".")
        assert name in ENTITIES[entity].model_fields, key


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("person.age", "age changes with time alone"),
        ("person.birth_date", "age changes with time alone"),
        ("person.grade", "found by assessment"),
        ("person.grade_mental", "found by assessment"),
        ("person.receives.dibao", "follows from being granted"),
        ("person.circumstances.vagrant", "is something that has happened"),
        ("household.dibao_end_date.years", "is something that has happened"),
        ("household.size", "is something that has happened"),
        ("locality.dibao_standard.urban", "is decided by the locality"),
        ("locality.options.village_care", "is decided by the locality"),
        ("organisation.staffing", "is given with the body"),
    ],
)
def test_every_fact_of_an_entry_is_fixed_with_it(key: str, reason: str) -> None:
    """Grades with the certificate's lines, an age with the day of birth, members of a set with the set."""
    found = why_fixed(Subject("person", "m1", {}), key)
    assert found is not None and found.en.startswith(reason)


@pytest.mark.parametrize(
    "key", ["person.certified", "person.needs.rehab", "person.employment", "household.monthly_income_per_capita", "organisation.employees"]
)
def test_what_can_change(key: str) -> None:
    assert why_fixed(Subject("person", "m1", {"person.grade": 2}), key) is None


def test_without_a_disability_there_is_no_certificate_to_be_had() -> None:
    """A grade that is known to be none; while it is unknown a certificate may still come."""
    none, unknown = Subject("person", "m1", {"person.grade": 0}), Subject("person", "m1", {})
    why = why_fixed(none, "person.certified")
    assert why is not None and "no certificate" in why.en and "可以先申请评定" in why.zh
    assert why_fixed(unknown, "person.certified") is None


def test_what_is_received_is_not_to_be_given_up() -> None:
    """Where having it stands in the way; where it is not had, it must be granted first."""
    held, free = (
        Subject("person", "m1", {"household.dibao": True, "person.tekun": True}),
        Subject("person", "m1", {"household.dibao": False}),
    )
    for key in ("household.dibao", "person.tekun"):
        assert (why_fixed(held, key) or Text("", "")).en.startswith("is received; the office decides")
        assert (why_fixed(free, key) or Text("", "")).en.startswith("follows from being granted")
    listed = Subject("person", "m1", {"person.receives": frozenset({"card"})})
    told = [why_fixed(listed, key) for key in ("person.receives.card", "person.receives.cash", "person.receives")]
    assert [why is not None and why.en.startswith("is received") for why in told] == [True, False, False]
