"""What a formula can be for anybody, and an interval in the words of a plan."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from eligibility.logic.amount import Formula, Interval, interval
from eligibility.logic.truth import Truth
from eligibility.rules.support import Amount


def static(formula: Formula) -> Interval | None:
    """Every value that a formula can have for anybody."""
    return interval(formula, lambda _: None, lambda _: Truth.UNKNOWN)


def stated(found: Interval | None) -> Amount | None:
    """An interval in the words of a plan; None where nothing bounds it. Money is never below 0."""
    if found is None:
        return None
    low = max(found.low or Fraction(0), Fraction(0))
    if found.high is None:
        return Amount("at_least", _decimal(low)) if low else None
    if low == found.high:
        return Amount("exactly", _decimal(low))
    return Amount("between", _decimal(low), _decimal(found.high)) if low else Amount("at_most", _decimal(found.high))


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)
