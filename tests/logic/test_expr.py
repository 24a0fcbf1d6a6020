"""Sums and atoms: what their values are, exactly."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from eligibility.logic.expr import FALSE, Compare, Flag, Linear, Not, Quantity, for_everyone, holds_at, of_everyone
from eligibility.logic.types import Boolean, Fact, Number

A = Flag(Fact("a", Boolean()))
X, Y = (Fact(name, Number("CNY/month", integral=False)) for name in "xy")


def test_a_sum_of_known_facts() -> None:
    """The value is decimal and unknown where a fact is; reduced, it is exact over what is open."""
    total = Linear(((X, Decimal("1.5")), (Y, Decimal(-1))), Decimal("0.10"))
    assert str(total.value({X: 2, Y: Decimal("0.50")}.get)) == "2.60"
    assert total.value({X: 2}.get) is None
    assert total.reduced({Y: Fraction(1, 3)}.get) == Linear(((X, Decimal("1.5")),), Fraction(1, 10) - Fraction(1, 3))
    assert total.reduced({X: 2, Y: 1}.get) == Linear((), Fraction(21, 10))


def test_a_sum_of_one_fact_has_a_zero() -> None:
    """The bound that a comparison of one fact draws."""
    assert Linear(((X, Decimal(3)),), Decimal(-1)).zero() == Fraction(1, 3)


def test_a_sum_in_whole_numbers() -> None:
    """The smallest multiple that is whole; facts may be counted in steps."""
    total = Linear(((X, Decimal("1.5")), (Y, Decimal(-1))), Decimal("0.10"))
    assert total.whole() == ([(X, 15), (Y, -10)], 1)
    assert total.whole(lambda _: 100) == ([(X, 3), (Y, -2)], 20)


def test_the_truth_of_an_atom() -> None:
    """Exact where all facts are known."""
    third = Compare(Linear(((X, Decimal(3)),), Decimal(-1)), "==")
    assert holds_at(third, {X: Fraction(1, 3)}.get)
    assert not holds_at(third, {X: Fraction(1, 4)}.get)
    long = Decimal("0." + "3" * 40)
    assert not holds_at(third, {X: long}.get)
    assert holds_at(Compare(Linear(((X, Decimal("1.5")),), Decimal("-0.75")), ">="), {X: Decimal("0.5")}.get)


def test_for_everyone() -> None:
    """That everyone satisfies a condition is read as it is written, and nothing else is read so."""
    assert of_everyone(for_everyone(A)) == A
    assert [of_everyone(expr) for expr in (A, FALSE, Not(A), Not(Quantity(A, ">=", 1)))] == [None] * 4
