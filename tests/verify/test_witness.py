"""The household that shows what was found, reduced as far as the property holds."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import eligibility as el
from eligibility.verify.witness import holds_for, profile_and_day, smallest, smallest_of

FAMILY: dict[str, Any] = {
    "as_of": "2024-06-01",
    "locality": {"adcode": "990000", "options": {"village_care": True}},
    "household": {
        "area": "rural",
        "members": [
            {"id": "m1", "age": 30, "certified": True, "disabilities": [{"category": "mental", "grade": 1}, {"category": "visual"}]},
            {"id": "m2", "age": 4, "needs": ["rehab"]},
        ],
    },
}


def people(profile: el.Profile) -> Any:
    return (profile.household.members if profile.household else None) or ()


def certified(profile: el.Profile, _: date) -> bool:
    return any(one.certified for one in people(profile))


def test_no_entry_is_left_that_the_property_does_not_need() -> None:
    assert smallest(FAMILY, certified) == {"as_of": "2024-06-01", "household": {"members": [{"id": "m1", "certified": True}]}}


def test_without_any_one_entry_it_no_longer_holds() -> None:
    """Law: the result is minimal."""

    def both(profile: el.Profile, day: date) -> bool:
        return certified(profile, day) and bool(profile.locality.options) and any(one.needs for one in people(profile))

    found = smallest(FAMILY, both)
    assert holds_for(found, both)
    assert found["household"]["members"] == [{"id": "m1", "certified": True}, {"id": "m2", "needs": ["rehab"]}]
    assert set(found) == {"as_of", "locality", "household"} and set(found["household"]) == {"members"}


def test_what_was_given_is_left_alone() -> None:
    before = repr(FAMILY)
    smallest(FAMILY, certified)
    assert repr(FAMILY) == before


def test_two_profiles_are_reduced_alike() -> None:
    """A pair that differs in one entry keeps differing in that alone."""
    other = {**FAMILY, "household": {**FAMILY["household"], "area": "urban"}}

    def lives(area: str) -> Any:
        return lambda profile, _: bool(profile.household) and profile.household.area == area

    found = smallest_of([FAMILY, other], [lives("rural"), lives("urban")])
    assert [one["household"] for one in found] == [{"area": "rural"}, {"area": "urban"}]


@pytest.mark.parametrize(
    "data",
    [
        {**FAMILY, "household": {"area": "nowhere"}},
        {**FAMILY, "household": {"members": [{"id": "m1", "certified": True, "disabilities": []}]}},
    ],
)
def test_a_profile_that_the_door_refuses_shows_nothing(data: dict[str, Any]) -> None:
    def decided(profile: el.Profile, day: date) -> bool:
        el.decide(profile, el.load_ruleset("zhalainuoer"), as_of=day)
        return True

    assert not holds_for(data, decided)


def test_a_subject_that_is_not_there_shows_nothing() -> None:
    def asks_nobody(profile: el.Profile, _: date) -> bool:
        raise KeyError("m9")

    assert not holds_for(FAMILY, asks_nobody)


def test_data_and_day_are_read_as_check_reads_them() -> None:
    profile, day = profile_and_day(FAMILY)
    assert (day, [one.id for one in people(profile)]) == (date(2024, 6, 1), ["m1", "m2"])
