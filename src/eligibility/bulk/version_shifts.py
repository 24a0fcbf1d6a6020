"""Compare a register under two versions of the rules: how many subjects gain a support, and how many lose it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from eligibility.bulk.evaluation import evaluate
from eligibility.bulk.lower import Constants
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import GRANTED, Status


@dataclass(frozen=True, slots=True)
class Shift:
    """The changes in one support: how many subjects gain or lose it and, of the others, how many become open or settled."""

    support: str
    gain: int
    lose: int
    opened: int
    settled: int


def shifts(
    frame: pl.DataFrame, before: Ruleset, after: Ruleset, as_of: date, constants: Constants, *, complete: bool = False
) -> list[Shift]:
    """The supports whose answers differ between two versions for some subject in a register frame.

    Raises:
        EligibilityError: a column of the register has the wrong type.
    """
    answers = [
        evaluate(ruleset, frame.lazy(), as_of, constants, complete).select(
            "row", "subject", pl.col("support").cast(pl.String), pl.col("status").cast(pl.String).alias(name)
        )
        for ruleset, name in ((before, "old"), (after, "new"))
    ]
    both = answers[0].join(answers[1], on=["row", "subject", "support"], how="full", coalesce=True)
    was, is_ = (pl.col(name).is_in([status.value for status in GRANTED]).fill_null(False) for name in ("old", "new"))
    was_open, is_open = (pl.col(name).eq(Status.UNDETERMINED.value).fill_null(False) for name in ("old", "new"))
    counts = both.group_by("support").agg(
        gain=(is_ & ~was).sum(),
        lose=(was & ~is_).sum(),
        opened=(is_open & ~was_open & ~was).sum(),
        settled=(was_open & ~is_open & ~is_).sum(),
    )
    order = {name: place for place, name in enumerate({**after.supports, **before.supports})}
    found = [Shift(*row) for row in counts.collect().iter_rows() if any(row[1:])]
    return sorted(found, key=lambda one: order[one.support])
