"""Persons whom the rules of a support cannot tell apart: they are asked about once, and nothing is lost by it."""

from __future__ import annotations

import json
from typing import Any

import pytest

import eligibility as el
from eligibility.decide.alike import Alike, exchanged, told_by
from eligibility.decide.missing import Questions
from eligibility.decide.patterns import Seen
from eligibility.facts.flatten import Subject
from eligibility.rules.implications import situation_of
from eligibility.rules.version_lookup import regions, shipped
from tests.conftest import DAY

MEMBERS: list[dict[str, Any]] = [
    {"birth_date": "1990-03-01"},
    {"birth_date": "1985-07-09"},
    {"birth_date": "2008-05-31", "certified": True},
    {"birth_date": "2008-06-02", "certified": True},
    {"disabilities": [{"category": "physical", "grade": 2}]},
    {"disabilities": [{"category": "physical", "grade": 2}], "receives": []},
]


def questions_of(ruleset: el.Ruleset, members: list[dict[str, Any]]) -> Questions:
    listed = [{"id": f"m{place}"} | member for place, member in enumerate(members, 1)]
    profile = el.read_profile(json.dumps({"household": {"members": listed}}))
    return Questions(ruleset, situation_of(profile, ruleset, DAY))


@pytest.mark.parametrize("region", regions(shipped()))
@pytest.mark.parametrize("never", [(), ("m1.certified", "m3.employment", "m4.employment", "household.dibao")])
def test_each_is_asked_what_they_would_be_asked_alone(region: str, never: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: what is worth asking of a person is the same where nobody counts as like another."""
    monkeypatch.setattr(Seen, "pattern", lambda _self, _part: None)  # which would tell the same without looking
    ruleset = el.load_ruleset(region, as_of=DAY)

    def asked() -> dict[tuple[str, str], list[str]]:
        questions = questions_of(ruleset, MEMBERS)
        parts = [part for part in ruleset.parts if part.entity == "person"]
        return {(part.id, one.id): questions.worth_asking(part.id, one, never) for part in parts for one in questions.situation.persons}

    found = asked()
    monkeypatch.setattr(Alike, "first", lambda _self, _support, person, _unknowable: person)
    assert found == asked()


def test_birth_dates_between_the_same_bounds_are_asked_about_once(zhangye: el.Ruleset) -> None:
    members = [{"birth_date": f"19{year}-02-03"} for year in range(70, 90)]
    questions = questions_of(zhangye, members)
    parts = [part for part in zhangye.parts if part.entity == "person"]
    firsts = [{questions.alike(part.id, one).id for one in questions.situation.persons} for part in parts]
    assert sum(map(len, firsts)) < 2 * len(parts)
    assert {len(first) for first in firsts} > {1}


def test_a_bound_of_the_rules_lies_between_two_who_are_told_apart() -> None:
    """The 16th birthday is one for work, and none for the nursing subsidy."""
    questions = questions_of(el.load_ruleset("changji", as_of=DAY), [{"birth_date": "2008-05-31"}, {"birth_date": "2008-06-02"}])
    young = questions.situation.persons[1]
    assert questions.alike("nursing_subsidy", young).id == "m1"
    assert questions.alike("dibao_income_deduction", young).id == "m2"


def test_who_never_tells_the_same_is_alike(zhangye: el.Ruleset) -> None:
    questions = questions_of(zhangye, [{}, {}, {}])
    persons = questions.situation.persons
    never = ("m2.certified", "m3.certified", "household.dibao")
    assert [questions.alike("nursing_subsidy", one, never).id for one in persons] == ["m1", "m2", "m2"]


def test_what_a_demanded_support_reads_tells_persons_apart() -> None:
    """The deduction demands dibao of a single person, which tekun excludes."""
    ruleset = el.load_ruleset("changji", as_of=DAY)
    part = ruleset.part("dibao_income_deduction", "person")
    assert part is not None
    assert told_by(ruleset, part).facts.keys() >= {"person.age", "person.grade", "person.employment", "person.tekun"}


def test_paths_are_exchanged_and_no_longer_name_is_taken_for_a_shorter_one() -> None:
    one, other = (Subject("person", name, {}) for name in ("m1", "m2"))
    paths = ["m1.tekun", "m2.employment", "m10.tekun", "household.dibao"]
    assert exchanged(paths, one, other) == sorted(["m2.tekun", "m1.employment", "m10.tekun", "household.dibao"])
    assert exchanged(paths, one, one) == paths
