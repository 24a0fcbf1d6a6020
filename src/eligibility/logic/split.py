"""Splitting a condition that is too large for an engine: its parts become facts of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import assert_never

from eligibility.logic.expr import And, Compare, Const, Expr, Flag, Has, Member, Named, Not, Or, Quantity
from eligibility.logic.types import Fact

GROUP = 16
"""The number of parts that stay together when a join is too large."""


def split(condition: Expr, fits: Callable[[Expr], bool], fact_for: Callable[[Expr], Fact]) -> Expr:
    """The condition if it fits; otherwise an equivalent one that fits, with parts replaced by facts.

    `fact_for` makes the fact that replaces a part. This fact has to be answered before the condition.

    Raises:
        ValueError: a condition without parts does not fit.
    """
    if fits(condition):
        return condition
    match condition:
        case Named(body=body):
            return split(body, fits, fact_for)
        case Not(arg):
            return Not(split(arg, fits, fact_for))
        case And(args):
            return split(And(_smaller(args, And, fact_for)), fits, fact_for)
        case Or(args):
            return split(Or(_smaller(args, Or, fact_for)), fits, fact_for)
        case Const() | Flag() | Member() | Compare() | Has() | Quantity():
            raise ValueError(f"{type(condition).__name__} has no parts to split")
    assert_never(condition)


def _smaller(args: tuple[Expr, ...], join: type[And] | type[Or], fact_for: Callable[[Expr], Fact]) -> tuple[Expr, ...]:
    """The parts of a join as facts.

    Raises:
        ValueError: no part has parts of its own, so that the join cannot get smaller.
    """
    parts = _facts_for(_grouped(args, join), fact_for)
    if parts == args:
        raise ValueError(f"{join.__name__} of {len(args)} facts has no parts to split")
    return parts


def _grouped(args: Sequence[Expr], join: type[And] | type[Or]) -> Sequence[Expr]:
    if len(args) <= GROUP:
        return args
    return [join(tuple(args[start : start + GROUP])) for start in range(0, len(args), GROUP)]


def _facts_for(parts: Sequence[Expr], fact_for: Callable[[Expr], Fact]) -> tuple[Expr, ...]:
    return tuple(_fact_for(part, fact_for) for part in parts)


def _fact_for(part: Expr, fact_for: Callable[[Expr], Fact]) -> Expr:
    """A part as a fact. What is one branch for an engine stays as it is; a choice of several values is as many."""
    match part:
        case Not(arg):
            return Not(_fact_for(arg, fact_for))
        case And() | Or() | Named() | Member():
            return Flag(fact_for(part))
        case Const() | Flag() | Compare() | Has() | Quantity():
            return part
    assert_never(part)
