"""Prerequisites of an answer: the fewest supports that must be granted before a condition holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import final

from eligibility.logic.algebra import DualRail, Rails
from eligibility.logic.expr import Atom, Expr, Has, Quantity
from eligibility.logic.truth import Truth

Supports = frozenset[str]
Needed = Supports | None
"""The supports that have to be granted; None where no set of supports is enough."""

NO_SUPPORTS: Supports = frozenset()


def fewest_supports(expr: Expr, now: Callable[[Expr], Truth], granting: Callable[[str], Needed]) -> Needed:
    """The fewest supports whose grant makes an expression true, with their own prerequisites; None where no set is enough.

    `now` gives the truth of a part, counting only the supports already received. `granting` gives a support with its own
    prerequisites, or None where it cannot be granted.
    """
    return _FewestSupports(now, granting)(expr).proved


@final
class _FewestSupports(DualRail[Needed]):
    def __init__(self, now: Callable[[Expr], Truth], granting: Callable[[str], Needed]) -> None:
        self.now = now
        self.granting = granting

    def const(self, value: bool) -> Rails[Needed]:
        return _as_it_is(Truth(value))

    def atom(self, expr: Atom) -> Rails[Needed]:
        return _as_it_is(self.now(expr))

    def conjunction(self, args: list[Needed]) -> Needed:
        parts = [part for part in args if part is not None]
        return NO_SUPPORTS.union(*parts) if len(parts) == len(args) else None

    def disjunction(self, args: list[Needed]) -> Needed:
        return min((part for part in args if part is not None), key=lambda part: (len(part), sorted(part)), default=None)

    def has(self, expr: Has) -> Rails[Needed]:
        now = _as_it_is(self.now(expr))
        return now if now.proved is not None else Rails(self.granting(expr.support), now.refuted)

    def quantity(self, expr: Quantity) -> Rails[Needed]:
        return _as_it_is(self.now(expr))


def _as_it_is(truth: Truth) -> Rails[Needed]:
    return Rails(NO_SUPPORTS if truth is Truth.TRUE else None, NO_SUPPORTS if truth is Truth.FALSE else None)
