"""Sums of the money that a plan states, as bounds: what is stated as a floor is never summed as exact."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from eligibility._json import JsonObject
from eligibility.book.bound import LocalBook
from eligibility.bulk.lower import units_of
from eligibility.bulk.version_shifts import MONTHLY
from eligibility.i18n import Language, Text
from eligibility.rules.ruleset import Ruleset


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
            return Text(f"不少于{low}", f"at least {low}")[language]
        high = f"{self.high:,.0f}"
        return Text(f"不超过{high}", f"at most {high}")[language] if not self.low else Text(f"{low}至{high}", f"{low}–{high}")[language]

    def as_json(self) -> JsonObject:
        return {
            "at_least": float(self.low) if self.stated else None,
            "at_most": None if self.high is None or not self.stated else float(self.high),
            "stated": self.stated,
            "not_stated": self.not_stated,
        }


def sum_of(monthly: Collection[str]) -> pl.Expr:
    """What answers come to a month, as the fields of a `Sum`: an answer without an end adds its low end and leaves the sum open."""
    told = (pl.col("amount_low") > 0) | pl.col("amount_high").is_not_null()
    stated = told.fill_null(False) & pl.col("support").is_in(list(monthly))
    low, high = pl.col("amount_low").filter(stated).sum(), pl.col("amount_high").filter(stated)
    return pl.struct(
        low.alias("low"),
        pl.when(high.is_null().any()).then(None).otherwise(high.sum()).alias("high"),
        stated.sum().cast(pl.Int64).alias("stated"),
        (~stated).sum().cast(pl.Int64).alias("not_stated"),
    ).alias("found")


def monthly_supports(ruleset: Ruleset, local: LocalBook | None = None) -> frozenset[str]:
    """The supports whose amounts are by the month, by the local book or the plan."""
    return frozenset(part.id for part in ruleset.parts if MONTHLY.issuperset(units := units_of(part, local)) and units)
