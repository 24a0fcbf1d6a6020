"""The order of questions: what an answer is worth."""

from __future__ import annotations

import pytest

import eligibility as el
from eligibility.guidance.prospects import FEW
from eligibility.guidance.question_scores import MONEY_COUNTS, Agenda
from tests.conftest import DAY, Toy, decide, one, support


def scores(rules: el.Ruleset, **facts_: object) -> dict[str, float]:
    agenda = Agenda(rules)
    agenda.update(decide(rules, one(**facts_)))
    return agenda.scores()


def test_money_counts_more(toy: Toy) -> None:
    rules = el.load_ruleset(toy(support("tekun") + support("autism", name="card").replace("kind: cash", "kind: service")))
    found = scores(rules)
    assert found["m1.tekun"] - found["m1.autism"] == pytest.approx((MONEY_COUNTS - 1) * FEW)


def test_a_question_counts_for_every_answer_that_waits_for_it(toy: Toy) -> None:
    rules = el.load_ruleset(toy(support("certified") + support("certified and tekun", name="card")))
    found = scores(rules)
    assert found["m1.certified"] > found["m1.tekun"] > 0
    assert scores(rules, certified=True)["m1.tekun"] > found["m1.tekun"]


def test_what_is_kept_is_what_would_be_found_anew(toy: Toy) -> None:
    """Law: an agenda that followed every answer asks what a fresh one asks."""
    rules = el.load_ruleset(
        toy(support("certified and tekun", extra="  unless: [autism]\n") + support("has.cash and age >= 16", name="card"))
    )
    agenda = Agenda(rules)
    told: dict[str, object] = {}
    for name, value in (("certified", True), ("autism", False), ("age", 30), ("tekun", True)):
        agenda.update(decide(rules, one(**told)))
        told[name] = value
        decision = decide(rules, one(**told))
        agenda.update(decision)
        fresh = Agenda(rules)
        fresh.update(decision)
        assert (agenda.asks, agenda.statuses) == (fresh.asks, fresh.statuses)


def test_a_fact_that_is_taken_back_is_no_news(toy: Toy) -> None:
    rules = el.load_ruleset(toy(support("certified and tekun")))
    agenda = Agenda(rules)
    for told in ({"certified": True}, {}, {"tekun": True}):
        decision = decide(rules, one(**told))
        agenda.update(decision)
        fresh = Agenda(rules)
        fresh.update(decision)
        assert agenda.asks == fresh.asks


def test_a_question_counts_more_the_surer_a_proof_needs_it(toy: Toy) -> None:
    """A certificate is needed on both ways, dibao on one of them; a way that asks less is the more likely one."""
    rules = el.load_ruleset(toy(support("certified and (household.dibao or (household.low_income and orphan))")))
    found = scores(rules)
    assert found["m1.certified"] > found["household.dibao"] > found["household.low_income"]
    assert scores(rules, certified=True)["household.dibao"] > found["household.dibao"]


def test_what_few_people_have_is_expected_of_few(toy: Toy) -> None:
    rules = el.load_ruleset(toy(support("stable_income") + support("orphan", name="card")))
    found = scores(rules)
    assert found["m1.stable_income"] > found["m1.orphan"] > 0


def test_a_question_counts_alike_for_members_of_whom_the_same_is_known(toy: Toy) -> None:
    rules = el.load_ruleset(toy(support("certified and tekun")))
    agenda = Agenda(rules)
    agenda.update(el.decide(el.read_profile('{"household": {"members": [{"id": "m1"}, {"id": "m2"}]}}'), rules, as_of=DAY))
    found = agenda.scores()
    assert set(found) == {"m1.certified", "m2.certified", "m1.tekun", "m2.tekun"}
    assert found["m1.certified"] == found["m2.certified"] and found["m1.tekun"] == found["m2.tekun"]


def test_of_what_a_proof_needs_alike_the_likelier_refusal_comes_first(toy: Toy) -> None:
    """Without a yes to either there is no grant; fewer questions are asked where the likelier no is heard first."""
    found = scores(el.load_ruleset(toy(support("stable_income and orphan"))))
    assert found["m1.orphan"] > found["m1.stable_income"] > 0


def test_a_refusal_counts_less_than_a_grant_as_likely(toy: Toy) -> None:
    rules = el.load_ruleset(toy(support("orphan") + support("not tekun", name="card")))
    found = scores(rules)
    assert found["m1.tekun"] > found["m1.orphan"] > 0
