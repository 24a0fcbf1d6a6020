"""Typed expressions: what the parser makes of a rule's text and every engine runs.

All nodes are frozen and compare by structure, so equal conditions of different rules are one condition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm
from operator import eq, ge, gt, le, lt, ne
from typing import Any, TypeVar, assert_never

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

    def value(self, known: Callable[[Fact], Any]) -> Decimal | None:
        """The sum in decimal arithmetic, as compiled rules compute it; None where a fact is not known."""
        total = decimal(self.constant)
        for fact, factor in self.terms:
            value = known(fact)
            if value is None:
                return None
            total += factor * value
        return total

    def reduced(self, known: Callable[[Fact], Any]) -> Linear:
        """The exact sum with every known fact put in: what is open stays, the constant is a Fraction."""
        rest = []
        constant = Fraction(self.constant)
        for fact, factor in self.terms:
            value = known(fact)
            if value is None:
                rest.append((fact, factor))
            else:
                constant += Fraction(factor) * Fraction(value)
        return Linear(tuple(rest), constant)

    def whole(self, steps: Callable[[Fact], int] = lambda _: 1) -> tuple[list[tuple[Fact, int]], int]:
        """The sum times the smallest number that makes it whole: factors and constant.

        `steps` tells how many steps a fact counts to one, where its values are whole numbers of steps.
        """
        terms = [(fact, Fraction(factor) / steps(fact)) for fact, factor in self.terms]
        constant = Fraction(self.constant)
        scale = lcm(constant.denominator, *(factor.denominator for _, factor in terms))
        return [(fact, int(factor * scale)) for fact, factor in terms], int(constant * scale)

    def zero(self) -> Fraction:
        """The value at which a sum of one fact is zero."""
        ((_, factor),) = self.terms
        return -Fraction(self.constant) / Fraction(factor)


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


Atom = Flag | Member | Compare
"""A condition that reads facts and has no parts."""

Expr = Const | Atom | Not | And | Or | Named | Quantity | Has

TRUE = Const(True)
FALSE = Const(False)


def children(expr: Expr, *, members: bool = False) -> tuple[Expr, ...]:
    """The expressions directly inside; with `members`, the body of a quantity too."""
    match expr:
        case Not(arg):
            return (arg,)
        case And(args) | Or(args):
            return args
        case Named(body=body):
            return (body,)
        case Quantity(body=body):
            return (body,) if members else ()
        case Const() | Flag() | Member() | Compare() | Has():
            return ()
    assert_never(expr)


def walk(expr: Expr, *, members: bool = True) -> Iterator[Expr]:
    """The expression and all inside it, outermost first; with `members`, the bodies of quantities too."""
    yield expr
    for child in children(expr, members=members):
        yield from walk(child, members=members)


def facts_of(expr: Expr) -> tuple[Fact, ...]:
    """The facts read by the atom, none for a node with parts."""
    match expr:
        case Flag(fact) | Member(fact=fact):
            return (fact,)
        case Compare(sum=total):
            return tuple(fact for fact, _ in total.terms)
        case Const() | Not() | And() | Or() | Named() | Quantity() | Has():
            return ()
    assert_never(expr)


def atoms_in(expr: Expr) -> Iterator[Atom]:
    """The atoms inside the expression, those about members too, as often as they stand there."""
    return (node for node in walk(expr) if isinstance(node, Atom))


def facts_in(expr: Expr) -> Iterator[Fact]:
    """The facts that the expression reads, of members too, as often as it reads them."""
    return (fact for node in walk(expr) for fact in facts_of(node))


def supports_of(expr: Expr) -> set[str]:
    """The supports that the expression depends on."""
    return {node.support for node in walk(expr) if isinstance(node, Has)}


def renamed(atom: Atom, rename: Callable[[Fact], Fact]) -> Atom:
    """The atom over other facts."""
    match atom:
        case Flag(fact):
            return Flag(rename(fact))
        case Member(fact, values):
            return Member(rename(fact), values)
        case Compare(total, op):
            return Compare(Linear(tuple((rename(fact), factor) for fact, factor in total.terms), total.constant), op)
    assert_never(atom)


def holds_at(atom: Atom, known: Callable[[Fact], Any]) -> bool:
    """The truth of an atom whose facts are all known, exactly."""
    match atom:
        case Flag(fact):
            return bool(known(fact))
        case Member(fact, values):
            return known(fact) in values
        case Compare(total, op):
            return OPERATORS[op](total.reduced(known).constant, 0)
    assert_never(atom)


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


def for_everyone(body: Expr) -> Expr:
    """That every member satisfies a condition: nobody fails it."""
    return Not(Quantity(Not(body), ">=", 1))


def of_everyone(expr: Expr) -> Expr | None:
    """The condition that every member has to satisfy, where the expression says that (see `for_everyone`)."""
    match expr:
        case Not(Quantity(body=Not(body), op=">=", bound=1)):
            return body
    return None


def decimal(number: Decimal | Fraction) -> Decimal:
    """An exact number as a decimal, rounded where it is none."""
    return Decimal(number.numerator) / number.denominator if isinstance(number, Fraction) else number
