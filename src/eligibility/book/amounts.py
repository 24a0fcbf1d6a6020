"""Bounds of amounts of a book: from where to where they reach, several together, and one inside another."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from eligibility.rules.support import Amount

Reach = tuple[Decimal, Decimal | None]
"""The least and the most that an amount can be; None is no known end."""


def reach(amount: Amount) -> Reach:
    """From where to where an amount reaches."""
    match amount.bound:
        case "exactly":
            return amount.low, amount.low
        case "at_least":
            return amount.low, None
        case "at_most":
            return Decimal(0), amount.low
    return amount.low, amount.high


def together(amounts: Iterable[Amount]) -> Amount | None:
    """The narrowest amount that holds several; None where nothing is known of it, or there are none."""
    reaches = [reach(amount) for amount in amounts]
    if not reaches:
        return None
    ends = [high for _, high in reaches]
    return reaching(min(low for low, _ in reaches), None if None in ends else max(high for high in ends if high is not None))


def reaching(low: Decimal, high: Decimal | None) -> Amount | None:
    """The amount that reaches from one end to another; None where it could be anything."""
    if high is None:
        return Amount("at_least", low) if low else None
    if low == high:
        return Amount("exactly", low)
    return Amount("between", low, high) if low else Amount("at_most", high)


def inside(inner: Amount, outer: Amount) -> bool:
    """Whether everything that an amount can be lies within another one."""
    (low, high), (least, most) = reach(inner), reach(outer)
    return least <= low and (most is None or (high is not None and high <= most))
