"""Money only as the plan bounds it: a floor is never summed as exact."""

from __future__ import annotations

from decimal import Decimal

from eligibility.register.money import Sum, sum_of
from eligibility.rules.support import Amount, Benefit


def _benefit(bound: str, low: int, high: int | None = None, unit: str = "CNY/month") -> Benefit:
    return Benefit("cash", Amount(bound, Decimal(low), None if high is None else Decimal(high)), unit)  # type: ignore[arg-type]


def test_exact_amounts_sum_exactly() -> None:
    total = sum_of(_benefit("exactly", 110), 3) + sum_of(_benefit("exactly", 90), 1)
    assert (total.low, total.high, total.text("zh")) == (Decimal(420), Decimal(420), "420")


def test_a_floor_is_summed_as_a_floor() -> None:
    """不低于600元 for one and 110元 for another is at least 710, with no upper bound."""
    total = sum_of(_benefit("at_least", 600), 1) + sum_of(_benefit("exactly", 110), 1)
    assert (total.low, total.high, total.text("en")) == (Decimal(710), None, "≥710")


def test_a_cap_is_summed_as_a_cap() -> None:
    assert sum_of(_benefit("at_most", 600), 2).text("zh") == "≤1,200"
    assert sum_of(_benefit("between", 100, 200), 2).text("zh") == "200至400"


def test_what_is_not_by_the_month_or_not_stated_is_counted_apart() -> None:
    for benefit in (_benefit("exactly", 1000, unit="CNY/year"), Benefit("cash", None, "CNY/month"), Benefit("service", None, None)):
        assert sum_of(benefit, 4) == Sum(not_stated=4)
    assert Sum(not_stated=4).text("zh") == "" and Sum(not_stated=4).as_json()["at_least"] is None
