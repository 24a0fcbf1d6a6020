"""Bounds of amounts: their reach, several together, one inside another."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.book.amounts import inside, reach, reaching, together
from eligibility.rules.support import Amount

NUMBERS = st.integers(0, 50).map(Decimal)
AMOUNTS = st.one_of(
    NUMBERS.map(lambda number: Amount("exactly", number)),
    NUMBERS.map(lambda number: Amount("at_least", number)),
    NUMBERS.map(lambda number: Amount("at_most", number)),
    st.tuples(NUMBERS, NUMBERS).map(lambda ends: Amount("between", min(ends), max(ends))),
)


def holds(amount: Amount, number: Decimal) -> bool:
    low, high = reach(amount)
    return low <= number and (high is None or number <= high)


@given(AMOUNTS, AMOUNTS, NUMBERS)
def test_together_holds_what_either_holds(one: Amount, other: Amount, number: Decimal) -> None:
    both = together([one, other])
    if holds(one, number) or holds(other, number):
        assert both is None or holds(both, number)


@given(AMOUNTS, AMOUNTS)
def test_inside_is_to_add_nothing(one: Amount, other: Amount) -> None:
    both = together([one, other])
    reached = (Decimal(0), None) if both is None else reach(both)
    assert inside(one, other) is (reached == reach(other))


@pytest.mark.parametrize(
    ("low", "high", "amount"),
    [
        (5, 5, Amount("exactly", Decimal(5))),
        (5, None, Amount("at_least", Decimal(5))),
        (0, 5, Amount("at_most", Decimal(5))),
        (3, 5, Amount("between", Decimal(3), Decimal(5))),
        (0, None, None),
        (0, 0, Amount("exactly", Decimal(0))),
    ],
)
def test_an_amount_is_named_by_the_ends_that_it_has(low: int, high: int | None, amount: Amount | None) -> None:
    assert reaching(Decimal(low), None if high is None else Decimal(high)) == amount


def test_nothing_together_is_nothing() -> None:
    assert together([]) is None
