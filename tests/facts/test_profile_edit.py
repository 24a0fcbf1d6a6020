"""Single entries of a profile set, read and removed, as the data of its JSON."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

import eligibility as el
from eligibility._json import Json
from eligibility.facts.profile_edit import entry_of, json_value, put, put_entry, remove_subject, taken, told_of


def family() -> dict[str, Json]:
    return {"household": {"area": "rural", "members": [{"id": "m1", "age": 7}, {"id": "m2"}]}, "organisations": [{"id": "o1"}]}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("m1.sex", "male"),
        ("household.area", "urban"),
        ("locality.options.village_care", True),
        ("locality.dibao_standard.urban", "720"),
        ("o1.staffing", 5),
    ],
)
def test_what_is_set_is_read_and_removed(path: str, value: Json) -> None:
    """Law: set and read gives the value; set to None it is gone, and nothing else is touched."""
    told = family()
    put(told, path, value)
    assert taken(told, path) == value
    put(told, path, None)
    assert taken(told, path) is None
    assert told["organisations"] == [{"id": "o1"}]


def test_an_age_and_a_birth_date_take_each_others_place() -> None:
    """They are one entry: a whole number for `birth_date` is an age."""
    told = family()
    assert taken(told, "m1.birth_date") == 7
    put(told, "m1.birth_date", "2017-01-01")
    assert entry_of(told, "m1") == {"id": "m1", "birth_date": "2017-01-01"}
    put(told, "m1.birth_date", 8)
    assert entry_of(told, "m1") == {"id": "m1", "age": 8}
    put(told, "m1.birth_date", None)
    assert entry_of(told, "m1") == {"id": "m1"}


def test_reading_adds_nothing() -> None:
    told: dict[str, Json] = {}
    assert taken(told, "m1.age") is taken(told, "locality.options.x") is None
    assert "household" not in told


def test_a_subject_that_was_never_told() -> None:
    with pytest.raises(el.ProfileError, match=r"m9: was never told"):
        put(family(), "m9.age", 3)


def test_a_subject_is_added_where_its_kind_is_said() -> None:
    told: dict[str, Json] = {}
    entry_of(told, "m1", "person")["age"] = 3
    entry_of(told, "o1", "organisation")["staffing"] = 5
    assert entry_of(told, "m1", "person") is entry_of(told, "m1")
    assert told == {"household": {"members": [{"id": "m1", "age": 3}]}, "organisations": [{"id": "o1", "staffing": 5}]}


@pytest.mark.parametrize(
    ("subject", "left"),
    [
        ("m1", {"household": {"area": "rural", "members": [{"id": "m2"}]}, "organisations": [{"id": "o1"}]}),
        ("o1", {"household": {"area": "rural", "members": [{"id": "m1", "age": 7}, {"id": "m2"}]}, "organisations": []}),
        ("household", {"organisations": [{"id": "o1"}]}),
        ("locality", family()),
        ("m9", family()),
    ],
)
def test_a_subject_goes_with_all_its_facts(subject: str, left: dict[str, Json]) -> None:
    told = family()
    remove_subject(told, subject)
    assert told == left


def test_a_set_inside_an_entry_is_no_group() -> None:
    """Only options and standards hold further entries."""
    entry: dict[str, Json] = {}
    put_entry(entry, "options.x", True)
    put_entry(entry, "needs", ["rehab"])
    put_entry(entry, "options.x", None)
    assert entry == {"options": {}, "needs": ["rehab"]}


def test_the_data_of_a_profile_holds_what_was_given() -> None:
    profile = el.read_profile('{"household": {"members": [{"id": "m1", "age": null, "certified": false}]}}')
    assert told_of(profile) == {"household": {"members": [{"id": "m1", "age": None, "certified": False}]}}
    assert told_of(None) == {}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (date(2024, 6, 1), "2024-06-01"),
        (Decimal("0.10"), "0.10"),
        ({"b", "a"}, ["a", "b"]),
        (frozenset({"x"}), ["x"]),
        (("b", "a"), ["b", "a"]),
    ],
)
def test_a_value_as_json_has_it(value: object, written: Json) -> None:
    assert json_value(value) == written


def test_what_is_no_value_of_a_fact() -> None:
    with pytest.raises(TypeError, match="a object is no fact"):
        json_value(object())
