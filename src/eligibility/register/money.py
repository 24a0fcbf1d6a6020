"""Sums of the money that a plan states, as bounds: what is stated as a floor is never summed as exact."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from eligibility._json import JsonObject
from eligibility.i18n import Language
from eligibility.rules.support import Benefit

MONTHLY = frozenset({"CNY/month", "CNY/person/month"})


@dataclass(frozen=True, slots=True)
class Sum:
    """Yuan a month over some answers: `low` at least, `high` at most (None: no upper bound is stated).

    `stated` answers have an amount a month in the plan; `not_stated` have none, or one that is not by the month.
    """

    low: Decimal = Decimal(0)
    high: Decimal | None = Decimal(0)
    stated: int = 0
    not_stated: int = 0

    def __add__(self, other: Sum) -> Sum:
        high = None if self.high is None or other.high is None else self.high + other.high
        return Sum(self.low + other.low, high, self.stated + other.stated, self.not_stated + other.not_stated)

    def text(self, language: Language) -> str:
        """The sum as the plan bounds it; empty where nothing is stated."""
        if not self.stated:
            return ""
        low = f"{self.low:,.0f}"
        if self.high == self.low:
            return low
        if self.high is None:
            return f"≥{low}"
        high = f"{self.high:,.0f}"
        return f"≤{high}" if not self.low else f"{low}–{high}" if language == "en" else f"{low}至{high}"

    def as_json(self) -> JsonObject:
        return {
            "at_least": float(self.low) if self.stated else None,
            "at_most": None if self.high is None or not self.stated else float(self.high),
            "stated": self.stated,
            "not_stated": self.not_stated,
        }


def sum_of(benefit: Benefit, count: int) -> Sum:
    """What `count` answers with one benefit come to a month."""
    amount = benefit.amount
    if amount is None or benefit.unit not in MONTHLY:
        return Sum(not_stated=count)
    low = Decimal(0) if amount.bound == "at_most" else amount.low
    high = {"exactly": amount.low, "at_most": amount.low, "at_least": None, "between": amount.high}[amount.bound]
    return Sum(low * count, None if high is None else high * count, stated=count)
