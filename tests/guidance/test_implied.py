"""What follows from what is told is not asked, and an answer that contradicts it is no choice."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

import eligibility as el
from eligibility.facts.profile_edit import put, told_of
from eligibility.guidance.implied import Implied
from eligibility.guidance.interview import Inquiry, Interview
from eligibility.rules.implications import situation_of
from eligibility.views.question import Asker
from tests.conftest import DAY

M1, M2 = {"id": "m1", "age": 40}, {"id": "m2", "age": 12}
MOST = 60


def interview(ruleset: el.Ruleset, **profile: Any) -> Interview:
    return Interview(ruleset, el.read_profile(json.dumps(profile)), as_of=DAY)


def asked(found: Interview) -> list[Inquiry]:
    """Every question to the end, none of which is answered."""
    questions = []
    while (inquiry := found.next()) is not None and len(questions) < MOST:
        questions.append(inquiry)
        found.dont_know(*inquiry.paths)
    return questions


def paths(questions: list[Inquiry]) -> set[str]:
    return {path for inquiry in questions for path in inquiry.paths}


def test_who_has_a_certificate_is_not_asked_whether_there_is_a_disability(zhangye: el.Ruleset) -> None:
    """Each is asked what the certificate says, without the answer that there is none; the others are asked together as before."""
    members = [{**M1, "certified": True}, {**M2, "certified": True}, {"id": "m3", "age": 70}, {"id": "m4", "age": 68}]
    questions = {inquiry.paths: inquiry for inquiry in asked(interview(zhangye, household={"members": members}))}
    of_disabilities = [one for one in questions if one[0].endswith(".disabilities")]
    assert sorted(of_disabilities) == [("m1.disabilities",), ("m2.disabilities",), ("m3.disabilities", "m4.disabilities")]
    ask = Asker(zhangye).of(questions["m1.disabilities",])
    assert ask.at_least_one and ask.text.zh == "残疾人证上写的是哪一类、几级？"
    assert not Asker(zhangye).of(questions["m3.disabilities", "m4.disabilities"]).at_least_one


@pytest.mark.parametrize(
    ("told", "entry", "refused", "at_least_one"),
    [
        ({"conditions": []}, "circumstances", {"on_psychosis_medication"}, False),
        ({"circumstances": ["on_psychosis_medication"]}, "conditions", set(), True),
        ({"tekun": False}, "receives", {"tekun"}, False),
        ({"tekun": True}, "receives", set(), False),
        ({"certified": False}, "disabilities", set(), False),
        ({"certified": True}, "disabilities", set(), True),
        ({}, "circumstances", set(), False),
    ],
)
def test_a_choice_that_contradicts_is_none(
    zhangye: el.Ruleset, told: dict[str, Any], entry: str, refused: set[str], at_least_one: bool
) -> None:
    """Law: what is left out would be refused as an answer, and what is offered is taken."""
    found = interview(zhangye, household={"members": [{**M1, **told}]})
    inquiry = found.inquiry(f"m1.{entry}")
    assert (set(inquiry.refused), inquiry.at_least_one) == (refused, at_least_one)
    ask = Asker(zhangye).of(inquiry)
    assert refused.isdisjoint(one.id for one in ask.choices)
    for value in refused:
        with pytest.raises(el.ProfileError):
            found.answer(f"m1.{entry}", [value])
    if at_least_one:
        with pytest.raises(el.ProfileError):
            found.answer(f"m1.{entry}", [])
    else:
        found.answer(f"m1.{entry}", [])


def test_a_household_without_dibao_has_nobody_who_receives_it(zhangye: el.Ruleset) -> None:
    found = interview(zhangye, household={"dibao": False, "members": [M1]})
    assert found.inquiry("m1.receives").refused == {"dibao"}


def test_what_is_said_of_all_members_is_not_asked_of_each(zhangye: el.Ruleset) -> None:
    """Nobody in the household has a disability: what that refuses is refused, and the profile has what was told and no more."""
    found = interview(zhangye, household={"disabled_member": False, "members": [M1, M2]})
    before = found.profile
    assert {("m1", 0), ("m2", 0)} == {(one.id, one.values.get("person.grade")) for one in found.decision.situation.persons}
    assert not {f"{who}.{entry}" for who in ("m1", "m2") for entry in ("certified", "disabilities")} & paths(asked(found))
    assert before.household is not None and before.household.members is not None and before.household.members[0].certified is None
    found.withdraw("household.disabled_member")
    assert found.decision.situation.persons[0].values.get("person.grade") is None


def test_an_organisation_without_employees_has_no_disabled_ones(zhangye: el.Ruleset) -> None:
    told = asked(interview(zhangye, organisations=[{"id": "o1", "employees": 0, "cadres": 3}]))
    assert {"o1.disabled_employees", "o1.severe_employees"}.isdisjoint(paths(told)) and paths(told)
    known = Implied(told_of(el.read_profile('{"organisations": [{"id": "o1", "employees": 3}]}')), zhangye, DAY).with_answers()
    assert "disabled_employees" not in json.dumps(known)


def test_an_answer_is_tried_as_if_all_that_is_told_were_read_again(zhangye: el.Ruleset) -> None:
    """Law: only the entries of whom an answer is about are read again, and it contradicts just as it would with all of them."""
    grade = [{"category": "physical", "grade": 2}]
    told: dict[str, Any] = {
        "household": {"dibao": False, "severe_member": False, "employed_members": 1, "members": [{**M1, "employment": "farming"}, M2]},
        "organisations": [{"id": "o1", "employees": 3}, {"id": "o2", "employees": 5, "severe_employees": 2}],
    }
    answers: list[tuple[str, Any]] = [
        ("m2.disabilities", grade), ("m2.disabilities", []), ("m1.disabilities", [*grade, *grade]), ("m1.receives", ["dibao"]),
        ("m2.employment", "farming"), ("m1.employment", None), ("m1.birth_date", "2030-01-01"), ("m1.sex", "neither"),
        ("o1.disabled_employees", 4), ("o1.disabled_employees", 3), ("o2.disabled_employees", 1), ("o2.employees", -1),
        ("household.severe_member", True), ("household.employed_members", 0), ("household.size", 1), ("locality.emergency_declared", 3),
    ]  # fmt: skip
    implied, found = Implied(told, zhangye, DAY), set()
    for path, value in answers:
        draft = deepcopy(told)
        put(draft, path, value)
        try:
            situation_of(el.read_profile(json.dumps(draft)), zhangye, DAY)
        except el.ProfileError:
            found.add((path, json.dumps(value)))
    assert {(path, json.dumps(value)) for path, value in answers if implied.refuses(path, value)} == found
    assert 5 < len(found) < len(answers)
    assert told["household"]["members"][1] == M2
