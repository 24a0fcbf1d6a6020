"""Evaluate a whole register at once: the rules lowered to Polars, or to one SQL query in any of several dialects.

from eligibility.bulk import evaluate

answers = evaluate(ruleset, pl.scan_parquet("register.parquet"), as_of=date(2024, 6, 1))
answers.filter(status="eligible").sink_parquet("eligible.parquet")
"""

from typing import TYPE_CHECKING

from eligibility._optional import require_package

if TYPE_CHECKING:
    from eligibility.bulk.evaluation import count, evaluate, evaluate_wide, write_wide

__all__ = ["count", "evaluate", "evaluate_wide", "write_wide"]


def __getattr__(name: str) -> object:
    """Import Polars only when one of the functions is first used."""
    if name in __all__:
        require_package("polars", "register")
        from eligibility.bulk import evaluation

        return getattr(evaluation, name)
    raise AttributeError(f"module 'eligibility.bulk' has no attribute {name!r}")
