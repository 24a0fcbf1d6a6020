"""Of two supports the one with the higher amount is taken as soon as the amounts tell which that is."""

from __future__ import annotations

from eligibility.decide.amounts import FoundAmount
from eligibility.decide.evaluation import FoundConflict
from eligibility.decide.higher import chosen
from eligibility.i18n import Text
from eligibility.logic.amount import exactly
from tests.conftest import Toy, decide, one, support

REASON = Text("择高", "the higher")


def test_a_pair_without_the_rule_stays_as_it_is(toy: Toy) -> None:
    evaluation = decide(toy(support("certified")), one(certified=True)).evaluation
    conflict = FoundConflict("card", REASON, "cash")
    assert chosen(conflict, FoundAmount(exactly(1), "CNY/month"), "cash", evaluation, evaluation.situation.persons[0]) is conflict


def test_an_amount_that_is_paid_tells(toy: Toy) -> None:
    evaluation = decide(toy(support("certified")), one(certified=True, amounts={"card": 30})).evaluation
    conflict = FoundConflict("card", REASON, None, higher=True)
    for own, better in ((40, "cash"), (30, "cash"), (20, "card")):
        found = chosen(conflict, FoundAmount(exactly(own), "CNY/month"), "cash", evaluation, evaluation.situation.persons[0])
        assert (found.better, found.wanted) == (better, ())


def test_what_is_paid_stands_in_the_unit_of_its_own_support(toy: Toy) -> None:
    """1200 a year is not more than 180 a month."""
    yearly = support("certified").replace("support: cash", "support: card").replace("kind: cash", "kind: cash, unit: CNY/month")
    evaluation = decide(toy(support("certified") + yearly), one(certified=True, amounts={"card": 180})).evaluation
    conflict = FoundConflict("card", REASON, None, higher=True)
    found = chosen(conflict, FoundAmount(exactly(1200), "CNY/year"), "cash", evaluation, evaluation.situation.persons[0])
    assert found.better is None


def test_until_then_it_is_named_what_would_tell(toy: Toy) -> None:
    evaluation = decide(toy(support("certified")), one(certified=True)).evaluation
    own = FoundAmount(None, None, ("m1.age",), ("rates.cash",))
    found = chosen(FoundConflict("card", REASON, None, higher=True), own, "cash", evaluation, evaluation.situation.persons[0])
    assert (found.better, found.missing, found.wanted) == (None, ("m1.age",), ("rates.cash", "rates.card"))
