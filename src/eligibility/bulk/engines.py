"""The engines that answer a whole register."""

from __future__ import annotations

from typing import Literal, get_args

from eligibility.errors import EligibilityError, one_of

BulkEngine = Literal["polars", "duckdb", "spark"]
ENGINES: tuple[BulkEngine, ...] = get_args(BulkEngine)


def check_engine(engine: object) -> None:
    """Refuse an engine that there is not: no other one answers in its place.

    Raises:
        EligibilityError: naming the nearest, or all.
    """
    problems = one_of("engine", engine, ENGINES)
    if problems:
        raise EligibilityError(problems)
