"""The order of questions: how likely a condition is, and what an answer is worth."""

from __future__ import annotations

import pytest

import eligibility as el
from eligibility.facts.profile import Need
from eligibility.facts.vocabulary import facts, support_fact
from eligibility.guidance.question_scores import MONEY_COUNTS, Agenda, chance
from eligibility.logic.expr import And, Const, Expr, Flag, Member, Not, Or
from tests.conftest import Toy, decide, one, support

KNOWN = facts()
YES_NO = Flag(KNOWN["person.tekun"])
NEED = Flag(KNOWN["person.needs.rehab"])
INSURED = Flag(KNOWN["person.insurances.resident_medical"])


@pytest.mark.parametrize(
    ("expr", "probability"),
    [
        (Const(True), 1.0),
        (YES_NO, 0.5),
        (Not(YES_NO), 0.5),
        (And((YES_NO, YES_NO)), 0.25),
        (Or((YES_NO, YES_NO)), 0.75),
        (Member(KNOWN["person.sex"], frozenset({"male"})), 0.5),
        (Member(KNOWN["person.grade"], frozenset({1, 2})), 0.4),
        (NEED, 1 / len(Need.__args__)),  # type: ignore[attr-defined]
        (INSURED, 1 / 3),
        (Flag(support_fact("receives", "dibao")), 1 / 20),
    ],
)
def test_how_likely_a_condition_is(expr: Expr, probability: float) -> None:
    """Of a set that most people leave empty one member is expected; of another one each member with a chance of a third."""
    assert chance(expr) == pytest.approx(probability)


def scores(rules: el.Ruleset, **facts_: object) -> dict[str, float]:
    agenda = Agenda(rules)
    agenda.update(decide(rules, one(**facts_)))
    return agenda.scores()


def test_money_counts_more(toy: Toy) -> None:
    rules = el.load_ruleset(toy(support("tekun") + support("autism", name="card").replace("kind: cash", "kind: service")))
    found = scores(rules)
    assert found["m1.tekun"] == pytest.approx(MONEY_COUNTS * found["m1.autism"])


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
