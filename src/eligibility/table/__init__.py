"""A whole register at once: the rules lowered to Polars, and to one SQL query by dialect.

from eligibility.table import evaluate

answers = evaluate(ruleset, pl.scan_parquet("register.parquet"), as_of=date(2024, 6, 1))
answers.filter(status="eligible").sink_parquet("eligible.parquet")
"""

from typing import TYPE_CHECKING

from eligibility.extras import needed

if TYPE_CHECKING:
    from eligibility.table.answers import count, evaluate, evaluate_wide

__all__ = ["count", "evaluate", "evaluate_wide"]


def __getattr__(name: str) -> object:
    """Polars is imported when one of the functions is first named."""
    if name in __all__:
        needed("polars", "register")
        from eligibility.table import answers

        return getattr(answers, name)
    raise AttributeError(f"module 'eligibility.table' has no attribute {name!r}")
