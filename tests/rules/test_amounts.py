"""What a formula can be for anybody, and intervals in the words of a plan."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

import eligibility as el
from eligibility.logic.amount import Interval, exactly
from eligibility.rules.amounts import stated, static
from eligibility.rules.support import Amount
from tests.conftest import Toy
from tests.rules.test_amount_reader import rules


@pytest.mark.parametrize(
    ("low", "high", "bound"),
    [
        (0, None, None),
        (None, None, None),
        (5, None, Amount("at_least", Decimal(5))),
        (0, 5, Amount("at_most", Decimal(5))),
        (-3, 5, Amount("at_most", Decimal(5))),
        (2, 5, Amount("between", Decimal(2), Decimal(5))),
        (5, 5, Amount("exactly", Decimal(5))),
        (0, 0, Amount("exactly", Decimal(0))),
    ],
)
def test_an_interval_in_the_words_of_a_plan(low: int | None, high: int | None, bound: Amount | None) -> None:
    assert stated(Interval(*(None if end is None else Fraction(end) for end in (low, high)))) == bound
    assert stated(None) is None


def test_what_a_formula_can_be_for_anybody(toy: Toy) -> None:
    text = "    unit: CNY/month\n    amount: {exactly: 'min(0.6 * costs.card, 6000)'}\n"
    formula = el.load_ruleset(toy(rules(text))).supports["cash"].parts[0].benefit.formula
    assert formula is not None and static(formula) == Interval(Fraction(0), Fraction(6000))
    assert exactly(Decimal("0.5")).low == Fraction(1, 2)
