"""A child of four, in every region and by every face: asked nothing that a law rules out at that age, and offered no post or pension."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import eligibility as el
from eligibility.card.content import card_of
from eligibility.facts.key import EntryName
from eligibility.guidance.interview import Inquiry, Interview
from eligibility.guidance.questionnaire import MEMBERS, NOBODY
from eligibility.register.answer_table import answers_in
from eligibility.register.reader import read_register
from eligibility.register.screen import screen_register
from eligibility.register.spellings import words_of
from eligibility.rules.labels import question_text
from eligibility.rules.version_lookup import regions, shipped
from eligibility.views.question import Asker, QuestionKind
from tests.conftest import DAY, one
from tests.register.screenings import job_of

UNASKED = {"employment", "employment_since", "wants_work", "first_employment", "recent_graduate", "college_graduate", "service_status"}
"""Work, graduation, a first business and service: no support asks a child of four for these."""

ARTS_AND_SPORT = {"special_arts_support", "athlete_training", "talent_incentives"}
"""The supports of artists and athletes, who alone may have an occupation under 16."""

OF_WORK = {
    "public_welfare_post", "employment_services", "employment_assistance", "supported_employment_placement", "job_coaching",
    "vocational_training", "internship_subsidy", "graduate_job_support", "graduate_job_subsidy", "startup_incubation",
    "self_employment_support", "self_employment_subsidy", "self_employed_insurance_subsidy", "pension_contribution",
    "employee_pension_participation", "sickness_disability_pension", "unemployment_insurance", "distressed_worker_aid",
    "disabled_women_employment", "employment_commendation", "skills_award", "skills_competition", "vocational_school_admission",
}  # fmt: skip
"""Posts, placement, training for work, business, awards for work, vocational schools and pensions."""

CHILDREN: Mapping[str, dict[str, Any]] = {
    "of whom nothing else is known": {},
    "with a certificate": {"certified": True, "disabilities": [{"category": "intellectual", "grade": 2}]},
    "who is blind": {"certified": True, "disabilities": [{"category": "visual", "grade": 1}], "sex": "female"},
    "without a disability": {"certified": False, "disabilities": [], "diagnosed": False},
}


@pytest.fixture(scope="module", params=regions(shipped()))
def ruleset(request: pytest.FixtureRequest) -> el.Ruleset:
    return el.load_ruleset(str(request.param), as_of=DAY)


@pytest.fixture(params=CHILDREN)
def child(request: pytest.FixtureRequest) -> dict[str, Any]:
    return {"age": 4, **CHILDREN[str(request.param)]}


def decided(ruleset: el.Ruleset, **facts: Any) -> el.Decision:
    return el.decide(el.read_profile(json.dumps(one(**facts))), ruleset, as_of=DAY)


def named(paths: Any, subject: str = "m1") -> set[str]:
    """The entries of one person among some paths."""
    return {EntryName.of(path).name for path in paths if EntryName.of(path).owner == subject}


def fitting(asked: set[str], support: str) -> bool:
    """Whether a support may ask a child of four for some entries."""
    return not asked & UNASKED and ("occupations" not in asked or support in ARTS_AND_SPORT)


def test_no_answer_waits_for_what_a_law_rules_out(ruleset: el.Ruleset, child: dict[str, Any]) -> None:
    """`missing`, and what could still exclude; for the child and for its household."""
    for outcome in decided(ruleset, **child):
        assert fitting(named([*outcome.missing, *outcome.unless]), outcome.support), (outcome, outcome.missing, outcome.unless)


def test_no_post_placement_or_pension_is_offered(ruleset: el.Ruleset, child: dict[str, Any]) -> None:
    decision = decided(ruleset, **child)
    of_work = {outcome.support: outcome.status for outcome in decision if outcome.support in OF_WORK and outcome.subject.id == "m1"}
    assert {"public_welfare_post", "employment_services", "vocational_training", "pension_contribution"} <= of_work.keys()
    assert set(of_work.values()) == {el.Status.NOT_ELIGIBLE}, of_work


def test_the_household_is_offered_none_for_its_child(ruleset: el.Ruleset, child: dict[str, Any]) -> None:
    """A household of a child alone is no household without work."""
    for outcome in decided(ruleset, **child):
        if outcome.support == "zero_employment_household":
            assert outcome.status is el.Status.NOT_ELIGIBLE


def test_check_and_card_ask_none_of_it(ruleset: el.Ruleset, child: dict[str, Any]) -> None:
    decision = decided(ruleset, **child)
    for question in decision.to_ask:
        assert all(fitting(named([question.path]), outcome.support) for outcome in question.outcomes), question
    wordings = {question_text("person", name, ruleset) for name in UNASKED}
    assert not wordings & {question.text for question in card_of(decision).questions}


def test_a_man_of_88_is_offered_no_post(ruleset: el.Ruleset) -> None:
    """Posts, placement and the zero-employment household ask for working age."""
    decision = decided(ruleset, age=88, certified=True, disabilities=[{"category": "physical", "grade": 2}])
    posts = {"public_welfare_post", "supported_employment_placement", "zero_employment_household", "job_coaching"}
    found = {outcome.support: outcome.status for outcome in decision if outcome.support in posts}
    assert "public_welfare_post" in found
    assert set(found.values()) == {el.Status.NOT_ELIGIBLE}, found


def test_a_refusal_names_the_law(ruleset: el.Ruleset) -> None:
    outcome = decided(ruleset, **{"age": 4, "certified": True})["vocational_training", "m1"]
    text = outcome.explain().text("zh")
    assert "禁止使用童工规定（国务院令第364号）第二条" in text or "周岁年龄" in text
    assert outcome.because and all(reason.facts for reason in outcome.because)


# -- an interview


def interviewed(interview: Interview, known: Mapping[str, Any], *, sure: bool) -> Iterator[Inquiry]:
    """Every question of an interview. What is not in `known` is answered with no, or with "don't know" unless `sure`."""
    for _ in range(400):
        inquiry = interview.next()
        if inquiry is None:
            return
        yield inquiry
        for path in inquiry.paths:
            owner, name = EntryName.of(path).pair
            answer = known.get(path, NOBODY.get(name) if sure and owner not in {"household", "locality"} else None)
            if answer is None:
                interview.dont_know(path)
            else:
                interview.answer(path, answer)
    raise AssertionError("the interview does not end")


@pytest.mark.parametrize("sure", [False, True])
def test_an_interview_asks_none_of_it(ruleset: el.Ruleset, sure: bool) -> None:
    """A family of a parent and a child: what is asked of the child, to the end, whatever is known."""
    known = {MEMBERS: 2, "m1.birth_date": 40, "m2.birth_date": 4, "m2.certified": True, "household.area": "rural"}
    known["m2.disabilities"] = [{"category": "intellectual", "grade": 2}]
    interview = Interview(ruleset, as_of=DAY)
    for path, value in known.items():
        interview.answer(path, value)
    asked = list(interviewed(interview, known, sure=sure))
    assert len(asked) > 10
    for inquiry in asked:
        of_child = named(inquiry.paths, "m2")
        assert not of_child & UNASKED, inquiry.paths
        supports = {outcome.support for outcome in inquiry.outcomes if outcome.subject.id == "m2"}
        assert "occupations" not in of_child or supports & ARTS_AND_SPORT, inquiry.paths


POSSIBLE: Mapping[str, set[str]] = {
    "student_stage": {"none", "preschool"},
    "occupations": {"athlete", "athlete_potential", "artist", "volunteer"},
}
"""The values that the laws leave to a child of four."""


def test_an_interview_offers_no_choice_that_a_law_rules_out(ruleset: el.Ruleset) -> None:
    """The values are left out with what the law says, and every value left can be answered."""
    interview, asker = Interview(ruleset, el.read_profile(json.dumps(one(age=4))), as_of=DAY), Asker(ruleset)
    for entry in ("student_stage", "occupations", "circumstances"):
        ask = asker.of(interview.inquiry(f"m1.{entry}"))
        choices, left_out = {choice.id for choice in ask.choices}, {choice.id for choice in ask.left_out}
        assert choices and left_out and not choices & left_out
        assert choices <= POSSIBLE.get(entry, choices) and not left_out & POSSIBLE.get(entry, set())
        assert all("第" in value.title.zh and "article" in value.title.en for value in ask.left_out)
        for value in choices:
            interview.answer(f"m1.{entry}", value if ask.kind is QuestionKind.ONE else [value])
            interview.back()
    grown = Interview(ruleset, el.read_profile(json.dumps(one(age=30))), as_of=DAY)
    assert all(not asker.of(grown.inquiry(f"m1.{entry}")).left_out for entry in ("student_stage", "occupations", "circumstances"))


def test_several_members_are_offered_what_is_possible_for_one_of_them(ruleset: el.Ruleset) -> None:
    members = [{"id": "m1", "age": 4}, {"id": "m2", "age": 30}]
    interview = Interview(ruleset, el.read_profile(json.dumps({"household": {"members": members}})), as_of=DAY)
    asker = Asker(ruleset)
    assert not interview.inquiry("m1.occupations", "m2.occupations").laws
    alone = asker.of(interview.inquiry("m2.occupations", "m1.occupations")).help
    assert alone is not None and "massage" in alone.en


def test_an_interview_tells_the_law_and_goes_on(ruleset: el.Ruleset) -> None:
    """An answer that a law rules out is refused with the law; nothing has changed."""
    interview = Interview(ruleset, el.read_profile(json.dumps(one(age=4))), as_of=DAY)
    with pytest.raises(el.ProfileError, match="Labour Law, article 15"):
        interview.answer("m1.employment", "flexible")
    assert interview.profile.household and interview.profile.household.members[0].employment is None  # type: ignore[index]


# -- a register


def test_a_register_asks_none_of_it(ruleset: el.Ruleset, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("姓名,年龄,是否持证,残疾类别,残疾等级\n甲,4,是,智力,二级\n乙,4,,,\n", "utf-8")
    register = read_register(tmp_path / "r.csv", words_of(ruleset), DAY)
    screening = screen_register(register, job_of(ruleset, {}, register), tmp_path, [])
    answers = answers_in(screening.parts).filter(pl.col("status") == "undetermined")
    assert answers.height > 10
    for support, missing in answers.select("support", "missing").iter_rows():
        assert fitting(named(missing or (), "self"), support), (support, missing)
        assert support not in OF_WORK
