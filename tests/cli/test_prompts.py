"""A question on the terminal, and the digits that answer it."""

from __future__ import annotations

from typing import Any

import pytest

import eligibility as el
from eligibility.cli.prompts import Prompter
from eligibility.guidance.interview import Inquiry
from tests.conftest import Toy, support


@pytest.fixture
def prompter(toy: Toy) -> Prompter:
    return Prompter(el.load_ruleset(toy(support("certified"))), "en")


def asked(prompter: Prompter, *paths: str) -> Any:
    return prompter.prompt(Inquiry(paths, ()))


@pytest.mark.parametrize(
    ("path", "typed", "value"),
    [
        ("m1.certified", "1", True),
        ("m1.certified", "2", False),
        ("m1.certified", "0", False),
        ("m1.certified", "是", True),
        ("m1.certified", "没有", False),
        ("household.area", "2", "rural"),
        ("m1.needs", "0", []),
        ("m1.needs", "1 2", ["rehab", "rehab_training"]),
        ("m1.needs", "1、2", ["rehab", "rehab_training"]),
        ("m1.disabilities", "0", []),
        ("m1.disabilities", "41", [{"category": "physical", "grade": 1}]),
        ("m1.disabilities", "4-1 6?", [{"category": "physical", "grade": 1}, {"category": "mental"}]),
        ("household.monthly_income_per_capita", "455.50", "455.50"),
        ("m1.birth_date", "34岁", 34),
        ("m1.birth_date", "7 years", 7),
        ("m1.birth_date", "1990年3月2日", "1990-03-02"),
        ("household.members", "3", 3),
    ],
)
def test_digits_become_a_value_of_the_profile(prompter: Prompter, path: str, typed: str, value: object) -> None:
    assert asked(prompter, path).read(typed) == value


@pytest.mark.parametrize(
    ("path", "typed", "said"),
    [
        ("m1.certified", "3", "type 1 (yes) or 2 (no)"),
        ("m1.certified", "maybe", "type 1 (yes) or 2 (no)"),
        ("m1.birth_date", "0", "write an age with its word, such as 7 years"),
        ("household.area", "3", "type a number from 1 to 2"),
        ("household.area", "٢", "type a number from 1 to 2"),
        ("m1.needs", "99", "type a number from 1 to"),
        ("m1.disabilities", "81", "type category and grade, such as 41 or 52"),
        ("m1.disabilities", "45", "type category and grade, such as 41 or 52"),
        ("household.members", "three", "type a whole number"),
        ("household.monthly_income_per_capita", "much", "type an amount such as 650, 455.50 or 1,200"),
    ],
)
def test_what_is_no_answer_says_what_is(prompter: Prompter, path: str, typed: str, said: str) -> None:
    with pytest.raises(el.ProfileError, match=said.replace("(", r"\(").replace(")", r"\)")):
        asked(prompter, path).read(typed)


def test_several_members_are_named_by_number_or_id(prompter: Prompter) -> None:
    prompt = asked(prompter, "m1.tekun", "m2.tekun")
    assert prompt.read("2") == ["m2"] == prompt.read("m2")
    assert prompt.read("0") == []
    assert prompt.read("1 2") == ["m1", "m2"]
    assert any("0 nobody" in line for line in prompt.help)


def test_whom_a_question_is_about_stands_before_it(prompter: Prompter) -> None:
    assert asked(prompter, "m1.certified").text.startswith("m1 · ")
    assert asked(prompter, "household.area").text.startswith("household · ")
    assert asked(prompter, "household.members").text.startswith("How many people")
    assert prompter.titled(("household.members",), "household") == "household · number of people"


def test_an_answered_option_is_listed_by_its_own_name(prompter: Prompter) -> None:
    """Two options of one locality can be told apart."""
    options = ("living_allowance_margin", "electric_wheelchair_subsidy")
    listed = [prompter.titled((f"locality.options.{option}",), "locality") for option in options]
    assert len(set(listed)) == len(options)
    assert not any(option in line for option, line in zip(options, listed, strict=True))


def test_many_choices_stand_below_each_other_and_few_in_a_line(prompter: Prompter) -> None:
    assert len(asked(prompter, "m1.needs").help) > 10
    assert asked(prompter, "household.area").help[0] == "1 urban   2 rural"
