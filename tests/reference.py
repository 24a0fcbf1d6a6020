"""A straightforward tree-walking evaluator: what an expression means, written for reading and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from eligibility.logic.expr import And, Compare, Const, Expr, Flag, Member, Named, Not, Or
from eligibility.logic.types import Fact


def evaluate(expr: Expr, value: Callable[[Fact], Any]) -> bool | None:
    """True, False, or None for unknown."""
    if isinstance(expr, Const):
        return expr.value
    if isinstance(expr, Flag):
        known: bool | None = value(expr.fact)
        return known
    if isinstance(expr, Named):
        return evaluate(expr.body, value)
    if isinstance(expr, Member):
        chosen = value(expr.fact)
        return None if chosen is None else chosen in expr.values
    if isinstance(expr, Not):
        inner = evaluate(expr.arg, value)
        return None if inner is None else not inner
    if isinstance(expr, Compare):
        return compare(expr, value)
    assert isinstance(expr, And | Or)
    truths = [evaluate(arg, value) for arg in expr.args]
    decides = isinstance(expr, Or)
    if decides in truths:
        return decides
    return None if None in truths else not decides


def compare(expr: Compare, value: Callable[[Fact], Any]) -> bool | None:
    total = Fraction(expr.sum.constant)
    for fact, factor in expr.sum.terms:
        known = value(fact)
        if known is None:
            return None
        total += Fraction(factor) * Fraction(known)
    answers = {"<": total < 0, "<=": total <= 0, "==": total == 0, "!=": total != 0, ">": total > 0, ">=": total >= 0}
    return answers[expr.op]
