"""Typed expressions: what the parser makes of a rule's text and every engine runs.

All nodes are frozen and compare by structure, so equal conditions of different rules are one condition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne
from typing import Any, TypeVar

from eligibility.logic.types import Fact

T = TypeVar("T")

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, "==": eq, "!=": ne, ">": gt, ">=": ge}
MIRRORED = {"<": ">", "<=": ">=", "==": "==", "!=": "!=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True)
class Const:
    """A truth that depends on nothing."""

    value: bool


@dataclass(frozen=True, slots=True)
class Flag:
    """A yes/no fact."""

    fact: Fact


@dataclass(frozen=True, slots=True)
class Member:
    """A choice that lies in a set of values."""

    fact: Fact
    values: frozenset[str | int]


@dataclass(frozen=True, slots=True)
class Linear:
    """An exact sum: each fact times its factor, and a constant."""

    terms: tuple[tuple[Fact, Decimal], ...]
    constant: Decimal | Fraction


@dataclass(frozen=True, slots=True)
class Compare:
    """A sum compared with zero: `sum op 0`."""

    sum: Linear
    op: str


@dataclass(frozen=True, slots=True)
class Not:
    arg: Expr


@dataclass(frozen=True, slots=True)
class And:
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Or:
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A definition used by name: the same truth as its body.

    `shown` is set where the name stands for no definition but for one condition as it was written.
    """

    name: str
    body: Expr
    shown: Expr | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """How many members of the household satisfy `body`, compared with a whole number.

    `stated` is the household fact that tells the number (or, for a yes/no fact, whether it is one or more) where
    the members do not decide it.
    """

    body: Expr
    op: str
    bound: int
    stated: Fact | None = None


@dataclass(frozen=True, slots=True)
class Has:
    """The support is received, or can be derived."""

    support: str


Expr = Const | Flag | Member | Compare | Not | And | Or | Named | Quantity | Has

TRUE = Const(True)
FALSE = Const(False)


def children(expr: Expr) -> tuple[Expr, ...]:
    """The expressions directly inside, not looking into a quantity over members."""
    match expr:
        case Not(arg):
            return (arg,)
        case And(args) | Or(args):
            return args
        case Named(body=body):
            return (body,)
        case _:
            return ()


def walk(expr: Expr, *, members: bool = True) -> Iterator[Expr]:
    """The expression and all inside it, outermost first; with `members`, the bodies of quantities too."""
    yield expr
    inner = (expr.body,) if members and isinstance(expr, Quantity) else children(expr)
    for child in inner:
        yield from walk(child, members=members)


def facts_of(expr: Expr) -> tuple[Fact, ...]:
    """The facts read by the atom, none for a node with parts."""
    match expr:
        case Flag(fact) | Member(fact=fact):
            return (fact,)
        case Compare(sum=total):
            return tuple(fact for fact, _ in total.terms)
        case _:
            return ()


def supports_of(expr: Expr) -> set[str]:
    """The supports that the expression depends on."""
    return {node.support for node in walk(expr) if isinstance(node, Has)}


def rewrite(expr: Expr, replace: Callable[[Expr], Expr | None]) -> Expr:
    """The expression with every node for which `replace` answers put in place of the node, outermost first."""
    replaced = replace(expr)
    if replaced is not None:
        return replaced
    match expr:
        case Not(arg):
            return Not(rewrite(arg, replace))
        case And(args):
            return And(tuple(rewrite(arg, replace) for arg in args))
        case Or(args):
            return Or(tuple(rewrite(arg, replace) for arg in args))
        case Named(name, body, shown):
            return Named(name, rewrite(body, replace), shown)
        case _:
            return expr


def conjunction(args: list[Expr]) -> Expr:
    """All of them: flattened, a lone one as it is."""
    flat = [part for arg in args for part in (arg.args if isinstance(arg, And) else (arg,))]
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def disjunction(args: list[Expr]) -> Expr:
    """Any of them: flattened, a lone one as it is; none of nothing."""
    flat = [part for arg in args for part in (arg.args if isinstance(arg, Or) else (arg,))]
    if not flat:
        return FALSE
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def compared_count(op: str, bound: int, at_least: Callable[[int], T], negate: Callable[[T], T], both: Callable[[T, T], T]) -> T:
    """A count compared with a whole number, whatever stands for truth, from what says that the count is so large."""
    match op:
        case ">=":
            return at_least(bound)
        case ">":
            return at_least(bound + 1)
        case "<":
            return negate(at_least(bound))
        case "<=":
            return negate(at_least(bound + 1))
    equal = both(at_least(bound), negate(at_least(bound + 1)))
    return equal if op == "==" else negate(equal)
