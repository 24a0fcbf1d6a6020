"""What opens an answer: the fewest supports whose grant makes a condition hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import final

from eligibility.logic.algebra import DualRail, Rails
from eligibility.logic.expr import Atom, Expr, Has, Quantity
from eligibility.logic.truth import Truth

Supports = frozenset[str]
Needed = Supports | None
"""The supports that have to be granted; None where no support does it."""

NOTHING: Supports = frozenset()


def needed(expr: Expr, now: Callable[[Expr], Truth], granting: Callable[[str], Needed]) -> Needed:
    """The fewest supports whose grant makes an expression true, with those that open them; None where none do.

    `now` tells the truth of a part with only what is received counted as had; `granting` tells what it takes that a
    support is granted.
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
        return NOTHING.union(*parts) if len(parts) == len(args) else None

    def disjunction(self, args: list[Needed]) -> Needed:
        return min((part for part in args if part is not None), key=lambda part: (len(part), sorted(part)), default=None)

    def has(self, expr: Has) -> Rails[Needed]:
        now = _as_it_is(self.now(expr))
        return now if now.proved is not None else Rails(self.granting(expr.support), now.refuted)

    def quantity(self, expr: Quantity) -> Rails[Needed]:
        return _as_it_is(self.now(expr))


def _as_it_is(truth: Truth) -> Rails[Needed]:
    return Rails(NOTHING if truth is Truth.TRUE else None, NOTHING if truth is Truth.FALSE else None)
