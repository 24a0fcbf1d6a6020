"""Interviews: only what can still settle an answer is asked, and what is settled is what all facts at once decide."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from benchmarks.households import Households
from benchmarks.interview import answered, put

import eligibility as el
from eligibility.decide.missing import Questions
from eligibility.facts.profile_edit import taken
from eligibility.guidance.interview import Interview
from eligibility.guidance.questionnaire import MEMBERS, full_form
from eligibility.rules.version_lookup import regions, shipped
from tests.books import county
from tests.conftest import DAY, THOROUGH, Toy, examples, one, support

REGIONS = regions(shipped())


@pytest.fixture(scope="module", params=REGIONS)
def ruleset(request: pytest.FixtureRequest) -> el.Ruleset:
    return el.load_ruleset(str(request.param), as_of=DAY)


def begun(ruleset: el.Ruleset, profile: dict[str, Any] | None = None, **options: bool) -> Interview:
    return Interview(ruleset, el.read_profile(json.dumps(profile)) if profile is not None else None, as_of=DAY, **options)


def test_what_is_settled_is_what_all_facts_decide(ruleset: el.Ruleset) -> None:
    """Law: with `confirm` an interview ends with the grants that all facts of the household give at once, and less was asked
    than the full form holds."""
    source = Households(3, ruleset, DAY)
    for _ in range(examples(2)):
        truth = source.household()
        interview = begun(ruleset, {"locality": {"adcode": ruleset.adcode}})
        put(interview, truth)
        whole = el.decide(el.read_profile(json.dumps(truth)), ruleset, as_of=DAY)
        for outcome in interview.decision:
            assert outcome.status.granted is whole[outcome.support, outcome.subject.id].status.granted, outcome
        assert interview.progress.open == 0


def test_every_question_can_still_settle_an_answer(ruleset: el.Ruleset) -> None:
    """Law: what is asked stands in the `missing` of an open answer, and what is kept from step to step is what finding it
    anew gives; unknown answers, changed ones and steps back included."""
    rng = random.Random(5)
    source = Households(4, ruleset, DAY)
    truth, other = source.household(), source.household()
    interview = begun(ruleset, confirm=False)
    step = 0
    while (inquiry := interview.next()) is not None and (THOROUGH or step < 15):
        step += 1
        if inquiry.paths != (MEMBERS,):
            missing = {path for outcome in inquiry.outcomes for path in outcome.missing}
            assert set(inquiry.paths) <= missing
        if rng.random() < 0.15 and inquiry.paths != (MEMBERS,):
            interview.dont_know(inquiry.paths[0])
        else:
            list(answered(interview, inquiry, truth))
        if rng.random() < 0.1:
            interview.back()
        if rng.random() < 0.1 and (value := taken(other, "household.area")) is not None:
            interview.answer("household.area", value)
        assert interview._agenda.asks == anew(interview)


def anew(interview: Interview) -> dict[tuple[str, str], list[str]]:
    decision = interview.decision
    questions = Questions(decision.ruleset, decision.situation)
    return {
        (outcome.support, outcome.subject.id): questions.worth_asking(outcome.support, outcome.subject, decision.dont_know)
        for outcome in decision
        if outcome.status is el.Status.UNDETERMINED
    }


def test_nothing_is_asked_that_the_form_does_not_hold(ruleset: el.Ruleset) -> None:
    """Every path that is asked is an entry of the full form."""
    interview = begun(ruleset)
    interview.answer(MEMBERS, 2)
    form = full_form(ruleset, interview.decision.situation)
    asked = {path for paths in interview._agenda.asks.values() for path in paths}
    assert asked <= set(form)


@pytest.fixture
def rules(toy: Toy) -> el.Ruleset:
    return el.load_ruleset(toy(support("certified and severe", extra="  unless: [tekun]") + support("certified and autism", name="card")))


@pytest.mark.parametrize("start", ["{}", '{"household": null}', '{"household": {"members": null}}', '{"household": {"members": []}}'])
def test_none_makes_an_answer_unknown(zhangye: el.Ruleset, start: str) -> None:
    """For every entry, groups and the list of members too."""
    interview = Interview(zhangye, el.read_profile(start), as_of=DAY)
    for path in ("household.members", "locality.options", "locality.dibao_standard", "locality.adcode", "household.dibao"):
        interview.answer(path, None)
    assert interview.profile.household is None or not interview.profile.household.members
    interview.answer("household.members", 2)
    interview.answer("household.members", None)
    assert interview.profile.household is not None and interview.profile.household.members is None
    interview.answer("household.members", 1)
    interview.answer("m1.sex", "male")
    with pytest.raises(el.ProfileError, match="facts are known"):
        interview.answer("household.members", None)


def test_the_first_question_is_who_lives_there(rules: el.Ruleset) -> None:
    """From nothing the household's people come first; they get ids of their own."""
    interview = begun(rules)
    inquiry = interview.next()
    assert inquiry is not None
    assert inquiry.paths == (MEMBERS,)
    interview.answer(MEMBERS, 2)
    assert [person.id for person in interview.decision.situation.persons] == ["m1", "m2"]
    with pytest.raises(el.ProfileError):
        interview.answer(MEMBERS, 0)


def test_a_fact_that_cannot_settle_alone_is_not_asked(rules: el.Ruleset) -> None:
    """Certified and severe: where the certificate is not known, the grade can still refuse; where it is refuted, nothing is asked."""
    interview = begun(rules, one(autism=False), confirm=False)
    interview.dont_know("m1.certified")
    inquiry = interview.next()
    assert inquiry is not None
    assert inquiry.paths == ("m1.disabilities",)
    interview.answer("m1.disabilities", [{"category": "visual", "grade": 1}])
    assert interview.next() is None
    assert (interview.progress.open, interview.progress.left) == (0, 1)
    interview.answer("m1.certified", False)
    assert interview.progress.left == 0


def test_not_known_is_not_asked_again_until_told(rules: el.Ruleset) -> None:
    """`dont_know` is recorded in the profile; an answer after all takes the record away."""
    interview = begun(rules, one())
    interview.dont_know("m1.certified")
    assert interview.profile.dont_know == ("m1.certified",)
    interview.answer("m1.certified", True)
    assert interview.profile.dont_know == ()


def test_answers_say_what_they_open_and_close(rules: el.Ruleset) -> None:
    """A change names the support, what it was and is; a step back undoes it."""
    interview = begun(rules, one(certified=True))
    changes = interview.answer("m1.disabilities", [{"category": "visual", "grade": 1}])
    assert [(change.support, change.before, change.after) for change in changes] == [
        ("cash", el.Status.UNDETERMINED, el.Status.ELIGIBLE),
    ]
    assert interview.back() == ("m1.disabilities",)
    assert interview.decision["cash", "m1"].status is el.Status.UNDETERMINED
    assert interview.back() == ()


def test_a_wrong_answer_changes_nothing(rules: el.Ruleset) -> None:
    """An answer that contradicts another, or is none of the fact's values, is refused and the interview stays as it was."""
    interview = begun(rules, one(certified=True))
    before = interview.profile
    with pytest.raises(el.ProfileError):
        interview.answer("m1.disabilities", [])
    with pytest.raises(el.ProfileError):
        interview.answer("m1.sex", "x")
    assert interview.profile == before
    assert interview.back() == ()


def test_exclusions_are_asked_last_and_only_where_wanted(rules: el.Ruleset) -> None:
    """An exclusion never waits to be asked; `confirm` asks for it once all is settled."""
    facts = one(certified=True, autism=False, disabilities=[{"category": "visual", "grade": 1}])
    assert begun(rules, facts, confirm=False).next() is None
    inquiry = begun(rules, facts).next()
    assert inquiry is not None
    assert inquiry.paths in {("m1.tekun",), ("m1.certificate_valid_until",)}


def test_one_question_for_all_whom_it_seldom_concerns(rules: el.Ruleset) -> None:
    """What most people do not have is asked of all members at once, and told of those whom it does not concern in one step."""
    interview = begun(rules)
    interview.answer(MEMBERS, 3)
    interview.answer("m1.certified", True)
    inquiry = interview.inquiry("m2.disabilities", "m3.disabilities")
    assert inquiry.together
    interview.nobody(*inquiry.paths)
    assert [person.values["person.grade"] for person in interview.decision.situation.persons[1:]] == [0, 0]
    assert interview.back() == inquiry.paths


@pytest.mark.usefixtures("live")
def test_the_live_engine_infers_every_step(rules: el.Ruleset) -> None:
    """With `live` durable_rules infers the same changes."""
    interview, alone = begun(rules, live=True), begun(rules)
    for path, value in ((MEMBERS, 1), ("m1.certified", True), ("m1.autism", True), ("m1.certified", False)):
        assert set(interview.answer(path, value)) == set(alone.answer(path, value))
    interview.back()
    assert interview.decision["card", "m1"].status is el.Status.ELIGIBLE


def test_representation_shows_no_fact(rules: el.Ruleset) -> None:
    interview = begun(rules, one(certified=True))
    assert "True" not in repr(interview)
    assert "m1" not in repr(interview)


def test_an_answer_about_needs_closes_the_list(toy: Toy) -> None:
    """The question names every kind of help, so what is not named is not needed; taking the answer back opens the list again."""
    rules = el.load_ruleset(toy(support("certified and needs.respite")))
    interview = begun(rules, one(certified=True, needs=["rehab"]))
    assert interview.next().paths == ("m1.needs",)  # type: ignore[union-attr]
    interview.answer("m1.needs", ["rehab"])
    assert interview.decision["cash", "m1"].status is el.Status.NOT_ELIGIBLE
    interview.withdraw("m1.needs")
    assert interview.decision["cash", "m1"].missing == ["m1.needs"]
    interview.nobody("m1.needs")
    assert interview.decision["cash", "m1"].status is el.Status.NOT_ELIGIBLE
    interview.back()
    interview.dont_know("m1.needs")
    assert interview.decision["cash", "m1"].status is el.Status.UNDETERMINED and interview.progress.open == 0


@pytest.mark.parametrize("live_engine", [False, True])
def test_what_the_local_book_tells_is_not_asked(
    live_engine: bool, toy: Toy, book: Callable[..., el.Book], request: pytest.FixtureRequest
) -> None:
    if live_engine:
        request.getfixturevalue("live")
    rules = el.load_ruleset(toy(support("certified and options.village_care")))
    read = book(f990101=county("options:\n  village_care: [{from: 2024-01-01, is: true, source: paper}]\n"))
    profile = el.Profile.model_validate({"locality": {"adcode": "990101"}, **one()})
    without = Interview(rules, profile, as_of=DAY, live=live_engine)
    interview = Interview(rules, profile, as_of=DAY, live=live_engine, book=read)
    asked = "locality.options.village_care"
    assert asked in {question.path for question in without.decision.to_ask}
    assert asked not in {question.path for question in interview.decision.to_ask}
    interview.answer("m1.certified", True)
    assert interview.decision["cash", "m1"].status is el.Status.ELIGIBLE
    assert interview.profile.locality.options is None


def test_members_told_of_only_by_questions_to_all_can_be_given_up(rules: el.Ruleset) -> None:
    """A number mistyped too high is lowered: who was told of by "nobody else" goes, whoever was named in it stays."""
    interview = begun(rules)
    interview.answer(MEMBERS, 3)
    interview.nobody("m1.disabilities", "m3.disabilities")
    interview.dont_know("m3.certified")
    interview.answer(MEMBERS, 1)
    assert [person.id for person in interview.decision.situation.persons] == ["m2"]
    assert interview.profile.dont_know == ()
    interview.answer("m2.certified", True)
    interview.answer(MEMBERS, 2)
    with pytest.raises(el.ProfileError, match="facts are known of 1:"):
        interview.dont_know(MEMBERS)
    assert len(interview.decision.situation.persons) == 2 and interview.profile.dont_know == ()


def test_not_known_withdraws_an_earlier_answer(rules: el.Ruleset) -> None:
    """What is not known is not told at the same time; one step back brings all of it again."""
    interview = begun(rules)
    interview.answer(MEMBERS, 2)
    interview.answer("m1.disabilities", [{"category": "visual", "grade": 1}])
    interview.nobody("m2.disabilities")
    before = interview.profile
    interview.dont_know("m1.disabilities", "m2.disabilities")
    assert interview.profile.dont_know == ("m1.disabilities", "m2.disabilities")
    assert all("person.grade" not in person.values for person in interview.decision.situation.persons)
    assert interview.back() == ("m1.disabilities", "m2.disabilities") and interview.profile == before
    interview.withdraw("m1.disabilities")
    interview.withdraw("m2.disabilities")
    interview.dont_know(MEMBERS)
    assert not interview.decision.situation.persons and interview.profile.dont_know == (MEMBERS,)


def test_members_are_asked_in_their_order(zhangye: el.Ruleset) -> None:
    """By place in the household: the tenth after the ninth."""
    interview = Interview(zhangye, as_of=DAY)
    interview.answer(MEMBERS, 12)
    while (inquiry := interview.next()) is not None and not inquiry.together:
        interview.dont_know(inquiry.paths[0])
    assert inquiry is not None
    assert [path.split(".")[0] for path in inquiry.paths] == [f"m{number}" for number in range(1, 13)]


def test_without_known_members_the_household_is_asked(zhangye: el.Ruleset) -> None:
    """That nobody knows who lives there is not that nobody does: what is about the household as a whole is asked."""
    interview = Interview(zhangye, as_of=DAY)
    interview.dont_know(MEMBERS)
    inquiry = interview.next()
    assert inquiry is not None and inquiry.entity == "household"
    assert interview.progress.open > 0


PAYING = """
- support: cash
  for: person
  routes:
    main: {when: certified, modality: mandatory, cite: [一]}
  benefit:
    kind: cash
    unit: CNY/month
    amount:
      tiers:
        area == 'urban' and not tekun: 100
        area == 'urban' and tekun: 110
        area == 'rural': 50
- support: card
  for: person
  routes:
    main: {when: certified, modality: mandatory, cite: [一]}
  benefit:
    kind: cash
    unit: CNY/month
    amount: {exactly: "min(0.5 * costs.card, 1000)"}
- support: home
  for: person
  routes:
    main: {when: orphan, modality: mandatory, cite: [一]}
  benefit: {kind: cash}
"""


def asked_in_order(interview: Interview) -> list[tuple[str, ...]]:
    """The paths asked where every answer is not known."""
    found = []
    while (inquiry := interview.next()) is not None:
        found.append(inquiry.paths)
        interview.dont_know(*inquiry.paths)
    return found


def test_what_only_narrows_an_amount_is_asked_on_demand_after_all_else(toy: Toy) -> None:
    """First what decides an answer; then, of amounts, what leaves the widest range; without `amounts` none of it."""
    ruleset = el.load_ruleset(toy(PAYING, conflicts="conflicts: []"))
    profile = one(certified=True)
    plain = asked_in_order(begun(ruleset, profile, confirm=False))
    assert plain == [("m1.orphan",)]
    assert asked_in_order(begun(ruleset, profile, confirm=False, amounts=True)) == [
        *plain,
        ("m1.costs.card",),
        ("household.area",),
        ("m1.tekun",),
    ]


def test_an_answer_that_tells_the_amount_ends_the_questions_about_it(toy: Toy) -> None:
    ruleset = el.load_ruleset(toy(PAYING, conflicts="conflicts: []"))
    interview = begun(ruleset, one(certified=True, orphan=False), amounts=True, confirm=False)
    assert interview.progress.questions == 3
    first = interview.next()
    assert first is not None and (first.paths, first.outcomes, [one.support for one in first.narrows]) == (("m1.costs.card",), (), ["card"])
    assert interview.inquiry("household.area").entity == "household"
    interview.answer("m1.costs.card", "300")
    interview.answer("household.area", "rural")
    assert interview.next() is None and interview.progress.questions == 0
    amounts = {one.support: one.amount.interval for one in interview.decision if one.status.granted}
    assert all(found is not None and found.exact for found in amounts.values())


def test_an_amount_is_not_asked_of_what_is_refused_or_open(toy: Toy) -> None:
    ruleset = el.load_ruleset(toy(PAYING, conflicts="conflicts: []"))
    assert begun(ruleset, one(certified=False, orphan=False), amounts=True).next() is None
    open_ = begun(ruleset, {**one(orphan=False), "dont_know": ["m1.certified"]}, amounts=True)
    assert open_.next() is None


def asked_of(ruleset: el.Ruleset, **facts: object) -> list[str]:
    """The questions that an interview puts to one person of whom nothing more is known, in order, but for those that only confirm."""
    interview = begun(ruleset, one(certified=True, **facts), confirm=False)
    asked: list[str] = []
    while (inquiry := interview.next()) is not None:
        asked += inquiry.paths
        interview.dont_know(*inquiry.paths)
    return asked


def test_who_is_in_dibao_is_asked_before_who_is_beside_it(zhangye: el.Ruleset) -> None:
    asked = asked_of(zhangye, age=52)
    first = asked.index("household.dibao")
    beside = ("household.dibao_margin", "household.low_income", "household.economic_difficulty")
    assert all(first < asked.index(path) for path in beside if path in asked) and not set(beside).isdisjoint(asked)


@pytest.mark.parametrize("facts", [{"age": 52}, {"age": 20, "employment": "employed"}])
def test_school_is_asked_of_those_at_work_or_long_grown_up_after_all_else(zhangye: el.Ruleset, facts: dict[str, object]) -> None:
    asked = asked_of(zhangye, **facts)
    assert asked[-1] == "m1.student_stage"
    young = asked_of(zhangye, age=20)
    assert young.index("m1.student_stage") < len(young) // 2
