"""Compare a register under two versions of the rules: how many subjects gain a support, and how many lose it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from eligibility.book.bound import LocalBook
from eligibility.bulk.constants import Constants
from eligibility.bulk.evaluation import evaluate
from eligibility.bulk.lower import units_of
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import GRANTED, Status
from eligibility.rules.words import BenefitUnit

MONTHLY: frozenset[BenefitUnit] = frozenset({"CNY/month", "CNY/person/month"})
"""The units of what is paid by the month."""
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Shift:
    """The changes in one support: how many subjects gain or lose it and, of the others, how many become open or settled.

    `raised` and `lowered` are those whose least amount a month is higher or lower than before, among all whose amount is stated
    wherever it is granted; `more` and `less` is what that comes to, in yuan a month.
    """

    support: str
    gain: int
    lose: int
    opened: int
    settled: int
    raised: int = 0
    lowered: int = 0
    more: Decimal = NOTHING
    less: Decimal = NOTHING


def shifts(
    frame: pl.DataFrame,
    before: Ruleset,
    after: Ruleset,
    as_of: date,
    constants: Constants,
    *,
    complete: bool = False,
    local: tuple[LocalBook | None, LocalBook | None] = (None, None),
) -> list[Shift]:
    """The supports whose answers, or whose amounts a month, differ between two versions for some subject in a register frame.

    `local` is what the local book says in the register's place on the day, under the one version and the other.

    Raises:
        EligibilityError: a column of the register has the wrong type.
    """
    answers = [
        evaluate(ruleset, frame.lazy(), as_of, constants, complete, amounts=True, local=book).select(
            "row",
            "subject",
            pl.col("support").cast(pl.String),
            pl.col("status").cast(pl.String).alias(name),
            _monthly(ruleset, book).alias(f"{name}_pays"),
        )
        for (ruleset, name), book in zip(((before, "old"), (after, "new")), local, strict=True)
    ]
    both = answers[0].join(answers[1], on=["row", "subject", "support"], how="full", coalesce=True)
    was, is_ = (pl.col(name).is_in([status.value for status in GRANTED]).fill_null(False) for name in ("old", "new"))
    was_open, is_open = (pl.col(name).eq(Status.UNDETERMINED.value).fill_null(False) for name in ("old", "new"))
    paid = [pl.when(granted).then(f"{name}_pays").otherwise(0) for granted, name in ((was, "old"), (is_, "new"))]
    change = (paid[1] - paid[0]).cast(pl.Decimal(38, 4))
    counts = both.group_by("support").agg(
        gain=(is_ & ~was).sum(),
        lose=(was & ~is_).sum(),
        opened=(is_open & ~was_open & ~was).sum(),
        settled=(was_open & ~is_open & ~is_).sum(),
        raised=(change > 0).sum(),
        lowered=(change < 0).sum(),
        more=change.filter(change > 0).sum(),
        less=-change.filter(change < 0).sum(),
    )
    order = {name: place for place, name in enumerate({**after.supports, **before.supports})}
    found = [Shift(*row) for row in counts.collect().iter_rows() if any(row[1:])]
    return sorted(found, key=lambda one: order[one.support])


def _monthly(ruleset: Ruleset, local: LocalBook | None) -> pl.Expr:
    """The least that is paid a month; NULL where nothing is stated, or not by the month."""
    units = {part.id: unit for part in ruleset.parts for unit in units_of(part, local)}
    monthly = [name for name, unit in units.items() if unit in MONTHLY]
    stated = (pl.col("amount_low") > 0) | pl.col("amount_high").is_not_null()
    return pl.when(stated & pl.col("support").cast(pl.String).is_in(monthly)).then("amount_low")
