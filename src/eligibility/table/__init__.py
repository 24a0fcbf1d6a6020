"""A whole register at once: the rules lowered to Polars, and to one SQL query by dialect."""

from eligibility.table.evaluate import evaluate, evaluate_wide

__all__ = ["evaluate", "evaluate_wide"]
