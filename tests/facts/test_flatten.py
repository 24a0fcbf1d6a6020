"""Flattening: one record of scalars for each subject, unknown kept unknown."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

import eligibility as el
from eligibility.facts.flatten import flatten
from tests.conftest import DAY, one


def values(profile: dict[str, Any], subject: str = "m1", as_of: date = DAY) -> dict[str, Any]:
    situation = flatten(el.read_profile(json.dumps(profile)), as_of)
    return next(one.values for kind in ("person", "household", "organisation") for one in situation.subjects(kind) if one.id == subject)


def notices(profile: dict[str, Any], as_of: date = DAY) -> list[str]:
    return [notice.code for notice in flatten(el.read_profile(json.dumps(profile)), as_of).notices]


def contradiction(profile: dict[str, Any], as_of: date = DAY) -> str:
    with pytest.raises(el.ProfileError) as caught:
        flatten(el.read_profile(json.dumps(profile)), as_of)
    return caught.value.text("en")


@pytest.mark.parametrize("household", [{}, {"members": None}, {"members": []}])
def test_a_household_that_lists_nobody_says_so(household: dict[str, Any]) -> None:
    """An empty list is no statement that there is nobody: who else lives there is unknown."""
    assert "nobody_listed" in notices({"household": household})
    assert not flatten(el.read_profile(json.dumps({"household": household})), DAY).complete
    assert values({"household": household}, "household").get("household.disabled_member") is None


def test_a_household_of_somebody_and_no_household_say_nothing() -> None:
    assert notices(one()) == notices({}) == []


@pytest.mark.parametrize(("born", "refused"), [("1874-06-01", False), ("1873-06-02", False), ("1873-06-01", True), ("0001-01-01", True)])
def test_nobody_was_born_more_than_150_years_ago(born: str, refused: bool) -> None:
    if refused:
        assert contradiction(one(birth_date=born)) == "household.members[0].birth_date: is more than 150 years before the as-of date."
    else:
        assert values(one(birth_date=born))["person.age"] == 150


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("2017-06-01", "2024-05-31", 6),
        ("2017-06-01", "2024-06-01", 7),
        ("2008-02-29", "2024-02-28", 15),
        ("2008-02-29", "2024-02-29", 16),
        ("2008-02-29", "2025-02-27", 16),
        ("2008-02-29", "2025-02-28", 17),
        ("1964-06-02", "2024-06-01", 59),
        ("1964-06-01", "2024-06-01", 60),
    ],
)
def test_age_in_full_years(born: str, day: str, age: int) -> None:
    """0-6 ends the day before the 7th birthday; one born on 29 February is a year older on the 28th of a common year."""
    assert values(one(birth_date=born), as_of=date.fromisoformat(day))["person.age"] == age


@pytest.mark.parametrize(
    ("day", "years"),
    [("2024-06-01", 2), ("2025-05-31", 2), ("2025-06-01", 3), ("2022-06-01", 0), ("2022-01-01", 0), ("2021-05-31", -1)],
)
def test_years_since_a_date(day: str, years: int) -> None:
    """Full years by the calendar: three are complete on the third anniversary; before the day there are none."""
    flat = values(one(employment_since="2022-06-01"), as_of=date.fromisoformat(day))
    assert flat["person.employment_since.years"] == years


def test_birth_date_decides_over_age() -> None:
    profile = one(birth_date="2000-01-01", age=30)
    assert values(profile)["person.age"] == 24
    assert notices(profile) == ["age_disagrees"]


def test_sets_are_closed_when_given() -> None:
    """A set that is absent leaves its members unknown; one that is given, also an empty one, decides them all."""
    assert "person.conditions.late_blindness" not in values(one())
    given = values(one(conditions=["late_blindness"]))
    assert (given["person.conditions.late_blindness"], given["person.conditions.work_injury"]) == (True, False)
    assert values(one(conditions=[]))["person.conditions.late_blindness"] is False


def test_needs_are_open_until_the_list_is_whole() -> None:
    """A need that is named is true; one that is not named is unknown, unless the list names them all."""
    key = "person.needs.home_care"
    assert values(one(needs=["home_care"]))[key] is True
    assert all(
        key not in values(one(**facts)) for facts in ({}, {"needs": []}, {"needs": ["sport"]}, {"needs": [], "needs_complete": False})
    )
    assert values(one(needs=["sport"], needs_complete=True))[key] is False
    assert values(one(needs_complete=True))[key] is False


@pytest.mark.parametrize("whole", [None, False, True])
def test_a_general_need_of_rehabilitation_holds_the_single_ones(whole: bool | None) -> None:
    """Training, surgery and devices; screening finds out whether there is a need at all, and is none of them."""
    given = values(one(needs=["rehab"], needs_complete=whole))
    assert all(given[f"person.needs.{need}"] is True for need in ("rehab", "rehab_training", "surgery", "assistive_device"))
    assert given.get("person.needs.screening") is (False if whole else None)
    assert "person.needs.rehab" not in values(one(needs=["rehab_training"]))


@pytest.mark.parametrize(
    ("disabilities", "wanted"),
    [
        (None, {}),
        ([], {"grade": 0, "grade_mental": 0, "grade_physical": 0}),
        ([{"category": "physical", "grade": 2}], {"grade": 2, "grade_physical": 2, "grade_mental": 0}),
        ([{"category": "physical", "grade": 3}, {"category": "mental", "grade": 2}], {"grade": 2, "grade_physical": 3, "grade_mental": 2}),
        ([{"category": "multiple", "grade": 3}], {"grade": 3}),
        ([{"category": "multiple", "grade": 2}, {"category": "visual", "grade": 3}], {"grade": 2, "grade_visual": 3}),
        (
            [{"category": "multiple", "grade": 2}, {"category": "visual", "grade": 3}, {"category": "mental", "grade": 2}],
            {"grade": 2, "grade_visual": 3, "grade_mental": 2, "grade_physical": 0},
        ),
        ([{"category": "physical"}], {"grade_mental": 0}),
        ([{"category": "physical"}, {"category": "mental", "grade": 1}], {"grade": 1, "grade_mental": 1, "grade_visual": 0}),
    ],
)
def test_grades(disabilities: Any, wanted: dict[str, int]) -> None:
    """The heaviest grade and one a category: 0 is known to have none; the components of a multiple disability stay unknown."""
    flat = values(one(disabilities=disabilities))
    grades = {key.removeprefix("person."): value for key, value in flat.items() if key.startswith("person.grade")}
    assert grades.items() >= wanted.items()
    if disabilities and "grade" not in wanted:
        assert "grade" not in grades
    if disabilities and disabilities[0]["category"] == "multiple" and len(disabilities) < 3:
        assert "grade_hearing" not in grades


def test_certificate_number_gives_facts() -> None:
    """Birth date, sex, category and grade; category 7 leaves the components unknown; never that the certificate is valid."""
    flat = values(one(certificate_no="65230119900101000543"))
    assert (flat["person.age"], flat["person.sex"], flat["person.grade_physical"]) == (34, "female", 3)
    assert "person.certified" not in flat
    multiple = values(one(certificate_no="65230119900101000573"))
    assert multiple["person.grade"] == 3
    assert "person.grade_mental" not in multiple


def test_what_is_stated_decides_over_the_number() -> None:
    profile = one(certificate_no="65230119900101000543", disabilities=[{"category": "physical", "grade": 2}], sex="male")
    assert values(profile)["person.grade"] == 2
    assert notices(profile) == ["certificate_disagrees", "certificate_disagrees"]


def test_an_expired_certificate_is_none() -> None:
    profile = one(certified=True, certificate_valid_until="2024-05-31")
    assert values(profile)["person.certified"] is False
    assert notices(profile) == ["certificate_expired"]
    assert values(profile, as_of=date(2024, 5, 31))["person.certified"] is True


def test_known_to_have_no_disability_holds_no_certificate() -> None:
    assert values(one(disabilities=[]))["person.certified"] is False


@pytest.mark.parametrize(
    ("household", "key", "wanted"),
    [
        ({"members": [{"id": "m1", "certified": True}, {"id": "m2"}]}, "disabled_member", True),
        ({"members": [{"id": "m1", "disabilities": []}]}, "disabled_member", False),
        ({"members": [{"id": "m1", "disabilities": []}, {"id": "m2"}]}, "disabled_member", None),
        ({"members": [{"id": "m1", "disabilities": []}], "size": 2}, "disabled_member", None),
        ({"members": [{"id": "m1", "disabilities": []}], "size": 2, "disabled_member": True}, "disabled_member", True),
        ({"disabled_member": True}, "disabled_member", True),
        ({"members": [{"id": "m1", "employment": "none"}, {"id": "m2", "age": 30, "employment": "flexible"}]}, "employed_members", 1),
        ({"members": [{"id": "m1", "employment": "none"}, {"id": "m2", "age": 15}]}, "employed_members", 0),
        ({"members": [{"id": "m1", "employment": "none"}, {"id": "m2"}]}, "employed_members", None),
        ({"members": [{"id": "m1"}, {"id": "m2"}]}, "size", 2),
        ({}, "size", None),
        ({"members": [{"id": "m1", "disabilities": [{"category": "mental", "grade": 2}]}]}, "severe_member", True),
        ({"members": [{"id": "m1", "receives": ["dibao"]}]}, "dibao", True),
    ],
)
def test_household_facts_follow_from_members(household: dict[str, Any], key: str, wanted: Any) -> None:
    """Three-valued: one who is known decides a yes, everyone must be known for a no."""
    assert values({"household": household}, "household").get(f"household.{key}") == wanted


@pytest.mark.parametrize(
    ("profile", "message"),
    [
        (one(birth_date="2025-01-01"), "household.members[0].birth_date: is after the as-of date"),
        (one(certified=True, disabilities=[]), "household.members[0].certified: holds a certificate, but is said to have no disability"),
        (one(disabilities=[{"category": "mental"}, {"category": "mental"}]), "names one category twice"),
        (one(tekun=False, receives=["tekun"]), "receives tekun, but tekun is false"),
        (
            {"household": {"disabled_member": False, "members": [{"id": "m1", "certified": True}]}},
            "household.disabled_member: does not agree",
        ),
        ({"household": {"severe_member": True, "members": [{"id": "m1", "disabilities": []}]}}, "household.severe_member: does not agree"),
        (
            {"household": {"employed_members": 2, "members": [{"id": "m1", "employment": "none"}]}},
            "household.employed_members: does not agree",
        ),
        ({"household": {"size": 1, "members": [{"id": "m1"}, {"id": "m2"}]}}, "household.size: is smaller"),
        ({"household": {"dibao": False, "members": [{"id": "m1", "receives": ["dibao"]}]}}, "a member receives dibao"),
    ],
)
def test_contradictions_are_errors(profile: dict[str, Any], message: str) -> None:
    assert message in contradiction(profile)


def test_an_organisation_sees_the_locality_only() -> None:
    flat = values({"household": {"dibao": True}, "locality": {"emergency_declared": True}, "organisations": [{"id": "o1"}]}, "o1")
    assert flat == {"as_of": DAY.toordinal(), "locality.emergency_declared": True}
