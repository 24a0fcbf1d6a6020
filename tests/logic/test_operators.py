"""Comparisons: each operator, its mirror and its opposite."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from eligibility.logic.operators import MIRRORED, Operator, compare

AMOUNTS = (Decimal("-0.5"), Decimal(0), Decimal("0.5"), Fraction(1, 3), 0, 1, -1)
OPPOSITE = {"<": ">=", "<=": ">", "==": "!=", "!=": "==", ">": "<=", ">=": "<"}


@pytest.mark.parametrize("op", Operator)
@pytest.mark.parametrize("left", AMOUNTS, ids=str)
def test_an_operator_is_pythons_own(op: Operator, left: Decimal) -> None:
    assert compare(left, op, 0) is eval(f"left {op} 0", {"left": left})  # noqa: S307 - the operators are those of the enum


@pytest.mark.parametrize("op", Operator)
@pytest.mark.parametrize("left", AMOUNTS, ids=str)
def test_with_the_sides_exchanged_it_says_the_same(op: Operator, left: Decimal) -> None:
    """Law: `a op b` is `b mirrored(op) a`; mirroring twice changes nothing."""
    assert compare(left, op, 0) is compare(-left, MIRRORED[op], 0)
    assert MIRRORED[MIRRORED[op]] is op


@pytest.mark.parametrize("op", Operator)
@pytest.mark.parametrize("left", AMOUNTS, ids=str)
def test_every_operator_has_its_opposite(op: Operator, left: Decimal) -> None:
    assert compare(left, op, 0) is not compare(left, Operator(OPPOSITE[op]), 0)
