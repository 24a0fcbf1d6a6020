"""From flat facts to the entries that say them: flattened again, they are the same facts."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import eligibility as el
from eligibility.facts.derived import COMPONENT_GRADES, GRADE
from eligibility.facts.entries import disability_lines, entry_saying
from eligibility.facts.flatten import flatten
from tests.conftest import DAY, one

GRADES = st.dictionaries(st.sampled_from([GRADE, *COMPONENT_GRADES]), st.integers(0, 4), min_size=1)


def flat(**person: Any) -> dict[str, Any]:
    return dict(flatten(el.read_profile(json.dumps(one(**person))), DAY).persons[0].values)


@given(grades=GRADES, rest_is_none=st.booleans())
def test_lines_of_a_certificate_give_the_grades(grades: dict[str, int], rest_is_none: bool) -> None:
    """Where the grades agree with each other: no part heavier than the whole, none without a whole."""
    parts = [grade for key, grade in grades.items() if key != GRADE]
    overall = grades.get(GRADE)
    positive = [grade for grade in parts if grade]
    assume(overall is None or (all(grade >= overall > 0 for grade in positive) if positive else True))
    assume(overall is None or overall == 0 or overall in parts or len(parts) < len(COMPONENT_GRADES))
    values = flat(disabilities=disability_lines(grades, [], rest_is_none=rest_is_none))
    said = {key: grade for key, grade in grades.items() if not rest_is_none or grade or key == GRADE}
    told = {key: values[key] for key in said if key in values}
    assert all(told[key] == said[key] for key in told)
    assert {key for key in said if said[key]} <= told.keys()


@pytest.mark.parametrize("years", [0, 1, 17, 34])
def test_a_day_so_many_years_back(years: int) -> None:
    day = entry_saying("employment_since", {"person.employment_since.years": years}, None, DAY, rest_is_none=True)
    assert flat(employment_since=day)["person.employment_since.years"] == years


def test_members_are_added_to_a_set_and_taken_out() -> None:
    facts = {"person.needs.rehab": True, "person.needs.sport": False}
    assert entry_saying("needs", facts, ["sport", "culture"], DAY, rest_is_none=True) == ["culture", "rehab"]


def test_an_age_is_a_number_and_a_day_is_a_date() -> None:
    yesterday = DAY - timedelta(days=1)
    assert entry_saying("birth_date", {"person.age": 30}, None, DAY, rest_is_none=True) == 30
    said = entry_saying("certificate_valid_until", {"person.certificate_valid_until": yesterday.toordinal()}, None, DAY, rest_is_none=True)
    assert said == yesterday.isoformat()
