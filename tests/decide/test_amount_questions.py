"""What can still change an amount, apart from what decides whether the support is granted."""

from __future__ import annotations

import pytest

from eligibility.decide.amount_questions import AmountQuestions
from eligibility.decide.amounts import route_amounts
from tests.conftest import Toy, decide, one

RULES = """
- support: cash
  for: person
  routes:
    main: {{when: "{when}", modality: mandatory, cite: [一]}}
  benefit:
    kind: cash
    unit: CNY/month
    amount:
{amount}"""
BY_GRADE = "      tiers:\n        grade == 1: 150\n        grade == 2: 100\n        grade in {3, 4}: 60\n"


def missing(folder: object, **person: object) -> tuple[str, ...]:
    outcome = decide(folder, one(**person))["cash", "m1"]  # type: ignore[arg-type]
    return outcome.amount.missing


@pytest.mark.parametrize(
    ("when", "amount", "person", "wanted"),
    [
        ("certified", BY_GRADE, {"certified": True}, ("m1.disabilities",)),
        ("certified and severe", BY_GRADE, {"certified": True}, ("m1.disabilities",)),
        ("certified and severe", BY_GRADE.replace("100", "150"), {"certified": True}, ()),
        ("certified and autism", BY_GRADE, {"certified": True}, ("m1.disabilities",)),
        ("certified", "      tiers:\n        autism: 60\n        not autism: 60\n", {"certified": True}, ()),
        ("certified", "      tiers:\n        autism: 60\n", {"certified": True}, ("m1.autism",)),
        ("certified", "      exactly: min(costs.card, 100)\n", {"certified": True}, ("m1.costs.card",)),
        ("certified", "      exactly: min(costs.card + 100, 100)\n", {"certified": True}, ()),
        ("certified", "      exactly: max(costs.card, 0)\n", {"certified": True}, ("m1.costs.card",)),
        ("certified", "      exactly: max(100 - costs.card, 200)\n", {"certified": True}, ()),
        ("certified", "      between: [costs.card, costs.home]\n", {"certified": True}, ("m1.costs.card", "m1.costs.home")),
        ("certified", "      at_most: costs.card\n", {"certified": True, "costs": {"card": 5}}, ()),
        ("certified", "      exactly: costs.card - costs.card + 5\n", {"certified": True}, ()),
    ],
)
def test_only_what_tells_amounts_apart(toy: Toy, when: str, amount: str, person: dict[str, object], wanted: tuple[str, ...]) -> None:
    folder = toy(RULES.format(when=when, amount=amount), conflicts="conflicts: []")
    assert missing(folder, **person) == wanted


def test_the_routes_that_hold_are_asked_as_they_are(toy: Toy) -> None:
    decision = decide(toy(RULES.format(when="certified", amount=BY_GRADE)), one(certified=True))
    outcome = decision["cash", "m1"]
    proved, open_ = route_amounts(decision.evaluation, outcome.rule, outcome.subject)
    assert ([found.route.name for found in proved], open_) == (["main"], [])
    assert AmountQuestions(decision.questions, outcome.rule, outcome.subject).missing(proved, open_) == ("m1.disabilities",)
