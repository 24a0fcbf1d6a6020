"""The full form: every entry that some rule reads, once for each whom it concerns."""

from __future__ import annotations

from typing import Any

import pytest

import eligibility as el
from eligibility.facts.vocabulary import ENTITIES
from eligibility.guidance.questionnaire import NOBODY, full_form
from tests.conftest import Toy, decide, one, support

TWO = {"household": {"members": [{"id": "m1"}, {"id": "m2"}]}}


def form(rules: Any, profile: dict[str, Any]) -> list[str]:
    ruleset = el.load_ruleset(rules)
    return full_form(ruleset, decide(ruleset, profile).situation)


def test_once_for_each_member_and_once_for_all(toy: Toy) -> None:
    rules = toy(support("certified and severe and area == 'rural' and options.village_care"))
    assert form(rules, TWO) == [
        "m1.certified", "m2.certified", "m1.disabilities", "m2.disabilities", "household.area", "locality.options.village_care",
    ]  # fmt: skip


def test_what_comes_from_one_entry_is_asked_once(toy: Toy) -> None:
    assert form(toy(support("grade_mental in {3} or grade_visual in {1} or severe")), one()) == ["m1.disabilities"]
    assert form(toy(support("age >= 16 and age <= 59")), one()) == ["m1.birth_date"]


def test_exclusions_count_and_quantities_are_asked_of_the_members(toy: Toy) -> None:
    rules = toy(support("any(certified)", entity="household", extra="  unless: [dibao_margin]\n"))
    assert form(rules, TWO) == ["m1.certified", "m2.certified", "household.dibao_margin"]


def test_a_required_support_asks_whether_it_is_received(toy: Toy) -> None:
    assert form(toy(support("has.card") + support("certified", name="card")), one()) == ["m1.receives", "m1.certified"]


def test_a_duty_is_asked_of_a_body_alone(toy: Toy) -> None:
    """Without an organisation nothing of it is in the form."""
    rules = toy(support("staffing >= 50", name="staff", entity="organisation"))
    assert form(rules, one()) == []
    assert form(rules, {"organisations": [{"id": "o1"}, {"id": "o2"}]}) == ["o1.staffing", "o2.staffing"]


@pytest.mark.parametrize("name", NOBODY)
def test_the_answer_for_everybody_else_is_one(name: str) -> None:
    """It is a value that the entry takes."""
    assert name in ENTITIES["person"].model_fields
    profile = el.Profile.model_validate({"household": {"members": [{"id": "m1", name: NOBODY[name]}]}})
    assert getattr(profile.household.members[0], name) in (NOBODY[name], frozenset(), ())  # type: ignore[index, union-attr]
