"""What is missing by patterns: it is what is missing when it is worked out anew, whoever was met before, and nothing of them is kept."""

from __future__ import annotations

import json
from typing import Any

import pytest

import eligibility as el
from eligibility.decide import patterns
from eligibility.decide.patterns import Patterns, Seen
from tests.conftest import DAY, Toy, one, support


def worked_out(ruleset: el.Ruleset) -> dict[Any, tuple[str, ...]]:
    return ruleset.once(Patterns).missing.kept


RULES = (
    support("certified and age >= 16 and not tekun")
    + support("has.cash and severe", name="card")
    + support("any(certified) and area == 'rural'", name="home", entity="household")
)


def met(ruleset: el.Ruleset) -> set[str]:
    return {support for (support, _), _ in worked_out(ruleset)}


def test_who_has_the_same_truths_is_asked_the_same(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another person of another household, of another age on the same side of every bound: nothing is worked out."""
    ruleset = el.load_ruleset(toy(RULES))
    first = el.decide(el.read_profile(json.dumps(one(age=20))), ruleset, as_of=DAY)
    assert [outcome.missing for outcome in first][:2] == [
        ["m1.certified", "m1.tekun"],
        ["m1.certified", "m1.disabilities", "m1.receives", "m1.tekun"],
    ]
    before = dict(worked_out(ruleset))
    monkeypatch.setattr(patterns.Met, "of", lambda self, pattern, _: self.kept[pattern])
    profile = {"household": {"members": [{"id": "anna", "age": 63}]}}
    other = el.decide(el.read_profile(json.dumps(profile)), ruleset, as_of=DAY)
    assert [outcome.missing for outcome in other if outcome.subject.id == "anna"] == [
        ["anna.certified", "anna.tekun"], ["anna.certified", "anna.disabilities", "anna.receives", "anna.tekun"],
    ]  # fmt: skip
    assert worked_out(ruleset) == before


def test_nothing_of_a_household_is_kept(toy: Toy) -> None:
    ruleset = el.load_ruleset(toy(RULES + support("2 * monthly_income_per_capita < dibao_standard.rural", name="staff")))
    told = {"household": {"monthly_income_per_capita": 613.25, "members": [{"id": "anna", "age": 63}]}}
    decision = el.decide(el.read_profile(json.dumps(told)), ruleset, as_of=DAY)
    assert decision["staff", "anna"].missing
    for outcome in decision:
        assert outcome.missing
    kept = repr(worked_out(ruleset))
    assert met(ruleset) >= {"cash", "card"}
    assert not any(value in kept for value in ("anna", "63", "613", "1226"))


def test_a_sum_of_which_one_number_is_known_is_no_pattern(toy: Toy) -> None:
    """What is missing may hang on the number: the income may be none that a standard can be under."""
    ruleset = el.load_ruleset(toy(support("monthly_income_per_capita < dibao_standard.rural or monthly_income_per_capita < 100")))
    standard, income = "locality.dibao_standard.rural", "household.monthly_income_per_capita"
    found = [decide_with(ruleset, told)["cash", "m1"].missing for told in ({}, {"monthly_income_per_capita": 600})]
    assert found == [[income, standard], [standard]]
    assert decide_with(ruleset, {"monthly_income_per_capita": 60})["cash", "m1"].status is el.Status.ELIGIBLE
    assert len(worked_out(ruleset)) == 1


def decide_with(ruleset: el.Ruleset, household: dict[str, Any]) -> el.Decision:
    profile = {"household": {"area": "rural", "members": [{"id": "m1"}], **household}}
    return el.decide(el.read_profile(json.dumps(profile)), ruleset, as_of=DAY)


def test_as_many_patterns_are_kept_as_are_bounded(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "MOST_PATTERNS", 3)
    ruleset = el.load_ruleset(toy(RULES))
    for facts in ({}, {"age": 20}, {"certified": True}, {"tekun": False}, {"tekun": False, "age": 20}):
        decision = el.decide(el.read_profile(json.dumps(one(**facts))), ruleset, as_of=DAY)
        for outcome in decision:
            assert outcome.missing == decision.questions._asked_of(outcome.support, outcome.subject, frozenset()) or not outcome.missing
        assert len(worked_out(ruleset)) <= 3


def test_others_are_asked_about_where_a_support_reads_them(toy: Toy) -> None:
    """A household's support that members hold, or a count of members of whom not all is known, has no pattern."""
    ruleset = el.load_ruleset(toy(RULES))
    decision = el.decide(el.read_profile(json.dumps(one())), ruleset, as_of=DAY)
    parts = {part.id: part for part in ruleset.parts}
    questions = decision.questions
    person, household = decision.situation.persons[0], decision.situation.household
    assert household is not None
    seen = Seen(ruleset.once(Patterns), person, lambda counted: questions.condition(counted, person))
    assert [seen.pattern(parts[name]) is None for name in ("cash", "card")] == [False, False]
    assert Seen(ruleset.once(Patterns), household, lambda counted: questions.condition(counted, household)).pattern(parts["home"]) is None


def test_conditions_that_two_threads_gather_are_kept_once(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Truths go by the identity of conditions: those of a thread that comes second would be dropped while a subject's truths name them."""
    ruleset = el.load_ruleset(toy(RULES))
    card = next(part for part in ruleset.parts if part.id == "card")
    kept = Patterns(ruleset)
    gather, first = patterns._leaves, []

    def while_another_gathers(*given: Any) -> Any:
        monkeypatch.setattr(patterns, "_leaves", gather)
        first.append(kept.leaves(card))
        return gather(*given)

    monkeypatch.setattr(patterns, "_leaves", while_another_gathers)
    second = kept.leaves(card)
    assert second and second is first[0] is kept.leaves(card)
