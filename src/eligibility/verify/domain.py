"""The declared domains of facts. A proof for every household means every household within these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from eligibility.logic.types import Number


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers of one unit: from `low` to `high`, in steps of `step`."""

    low: Decimal
    high: Decimal
    step: Decimal = Decimal(1)

    @property
    def scale(self) -> int:
        """The number of steps in one unit: the solver counts in whole steps."""
        return int(1 / self.step)


RANGES: Mapping[str, Range] = {
    "years": Range(Decimal(0), Decimal(130)),
    "months": Range(Decimal(0), Decimal(1200)),
    "persons": Range(Decimal(0), Decimal(100_000)),
    "posts": Range(Decimal(0), Decimal(100_000)),
    "pupils": Range(Decimal(0), Decimal(100_000)),
    "spaces": Range(Decimal(0), Decimal(100_000)),
    "CNY/person/month": Range(Decimal(0), Decimal(1_000_000), Decimal("0.01")),
    "CNY/month": Range(Decimal(0), Decimal(1_000_000), Decimal("0.01")),
    "CNY/person/year": Range(Decimal(0), Decimal(10_000_000), Decimal("0.01")),
    "CNY": Range(Decimal(0), Decimal(10_000_000), Decimal("0.01")),
    "CNY/year": Range(Decimal(0), Decimal(10_000_000), Decimal("0.01")),
}
FIRST_DAY, LAST_DAY = date(1901, 1, 1), date(2099, 12, 31)
"""The first and the last day that the solver considers. Every fourth year between them is a leap year."""


def range_of(kind: Number) -> Range:
    """The declared range of a numeric type.

    Raises:
        LookupError: its unit has no declared domain.
    """
    if kind.unit not in RANGES:
        raise LookupError(f"the unit {kind.unit!r} has no declared domain in eligibility.verify.domain")
    found = RANGES[kind.unit]
    return found if kind.low is not None else Range(-found.high, found.high, found.step)
