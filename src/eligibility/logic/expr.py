"""Typed expressions: the parser makes them from a rule's text, and every engine runs them.

All nodes are frozen and compare by structure, so equal conditions of different rules are one condition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from fractions import Fraction
from math import lcm
from operator import attrgetter
from typing import TypeVar, assert_never

from eligibility._dataclass import dataclass
from eligibility.logic.operators import Operator, compare
from eligibility.logic.types import Fact, FactValue

T = TypeVar("T")

Known = Callable[[Fact], FactValue | None]
"""From a fact to its value; None if it is unknown."""


EXACT = Context(prec=100, traps=[InvalidOperation, Overflow, Inexact])
"""Arithmetic that never rounds, whatever the calling program has set for its own: within the limits of digits nothing needs more."""


class _Node:
    """A base for expressions that are looked up by their whole content again and again: each computes its hash once."""

    __slots__ = ("_hash",)
    __match_args__: tuple[str, ...]
    _hash: int

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            found = hash(attrgetter(*self.__match_args__)(self))
            object.__setattr__(self, "_hash", found)
            return found


@dataclass(frozen=True, slots=True)
class Const:
    """A constant truth."""

    value: bool


@dataclass(frozen=True, slots=True)
class Flag(_Node):
    """A yes/no fact."""

    fact: Fact

    __hash__ = _Node.__hash__


@dataclass(frozen=True, slots=True)
class Member(_Node):
    """The value of a choice is in a set of values."""

    fact: Fact
    values: frozenset[str | int]

    __hash__ = _Node.__hash__


@dataclass(frozen=True, slots=True)
class Linear:
    """An exact sum: each fact times its factor, and a constant."""

    terms: tuple[tuple[Fact, Decimal], ...]
    constant: Decimal | Fraction

    def value(self, known: Known) -> Decimal | None:
        """The sum in decimal arithmetic, as compiled rules compute it; None if a fact is unknown."""
        total = decimal(self.constant)
        for fact, factor in self.terms:
            value = known(fact)
            if value is None:
                return None
            assert not isinstance(value, str | Fraction), f"{fact.key} has no value in decimal arithmetic"
            total += factor * value
        return total

    def reduced(self, known: Known) -> Linear:
        """The exact sum with the values of known facts put in. Unknown facts stay; the constant is a Fraction."""
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
        """The sum times the smallest number that makes all coefficients whole: factors and constant.

        `steps` says how many steps make up one unit of a fact whose values are whole numbers of steps.
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
class Compare(_Node):
    """A sum compared with zero: `sum op 0`."""

    sum: Linear
    op: Operator

    __hash__ = _Node.__hash__


@dataclass(frozen=True, slots=True)
class Not(_Node):
    arg: Expr

    __hash__ = _Node.__hash__


@dataclass(frozen=True, slots=True)
class And(_Node):
    args: tuple[Expr, ...]

    __hash__ = _Node.__hash__


@dataclass(frozen=True, slots=True)
class Or(_Node):
    args: tuple[Expr, ...]

    __hash__ = _Node.__hash__


class _Definition(_Node):
    """A base for what keeps whether it consists of definitions."""

    __slots__ = ("_composed",)
    _composed: bool


@dataclass(frozen=True, slots=True)
class Named(_Definition):
    """A definition used by name. It has the same truth as its body.

    `shown` is set if the name is not a definition but one condition as it was written.
    """

    name: str
    body: Expr
    shown: Expr | None = None

    __hash__ = _Node.__hash__

    @property
    def composed(self) -> bool:
        """Whether it is a definition that consists of definitions."""
        try:
            return self._composed
        except AttributeError:
            found = self.shown is None and any(isinstance(node, Named) for node in walk(self.body))
            object.__setattr__(self, "_composed", found)
            return found


@dataclass(frozen=True, slots=True)
class Quantity(_Node):
    """How many members of the household satisfy `body`, compared with a whole number.

    `stated` is the household fact that gives the number (or, for a yes/no fact, whether it is at least one) if the
    members do not decide it.
    """

    body: Expr
    op: Operator
    bound: int
    stated: Fact | None = None

    __hash__ = _Node.__hash__


@dataclass(frozen=True, slots=True)
class Has:
    """The support is received, or can be derived."""

    support: str


Atom = Flag | Member | Compare
"""A condition on facts that has no parts."""

Expr = Const | Atom | Not | And | Or | Named | Quantity | Has

TRUE = Const(True)
FALSE = Const(False)


def children(expr: Expr, *, members: bool = False) -> tuple[Expr, ...]:
    """The direct parts of the expression; with `members`, also the body of a quantity."""
    match expr:
        case Flag() | Member() | Compare() | Has() | Const():
            return ()
        case And(args) | Or(args):
            return args
        case Named(body=body):
            return (body,)
        case Not(arg):
            return (arg,)
        case Quantity(body=body):
            return (body,) if members else ()
    assert_never(expr)


def undenied(expr: Expr) -> Expr:
    """The condition without what only names or denies it: its truth tells theirs."""
    while isinstance(expr, Named | Not):
        (expr,) = children(expr)
    return expr


def walk(expr: Expr, *, members: bool = True) -> Iterator[Expr]:
    """The expression and all expressions inside it, outermost first; with `members`, also the bodies of quantities."""
    waiting = [expr]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(children(node, members=members))


def facts_of(expr: Expr) -> tuple[Fact, ...]:
    """The facts that the atom reads; none for a node with parts."""
    match expr:
        case Flag(fact) | Member(fact=fact):
            return (fact,)
        case Compare(sum=total):
            return tuple(fact for fact, _ in total.terms)
        case Const() | Not() | And() | Or() | Named() | Quantity() | Has():
            return ()
    assert_never(expr)


def atoms_in(expr: Expr) -> list[Atom]:
    """The atoms inside the expression, including those about members, in the order of `walk`. An atom that occurs twice is given twice.

    Open conditions of many members have thousands, and so the commonest nodes are looked for first.
    """
    found: list[Atom] = []
    waiting = [expr]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (And, Or)):
            waiting += reversed(node.args)
        elif isinstance(node, (Flag, Member, Compare)):
            found.append(node)
        else:
            waiting += children(node, members=True)
    return found


def facts_in(expr: Expr) -> list[Fact]:
    """The facts that the expression reads, including those of members. A fact that is read twice is given twice."""
    return facts_read(atoms_in(expr))


def facts_read(atoms: Iterable[Atom]) -> list[Fact]:
    """The facts that atoms read, one after another."""
    found: list[Fact] = []
    for atom in atoms:
        if isinstance(atom, Compare):
            found += [fact for fact, _ in atom.sum.terms]
        else:
            found.append(atom.fact)
    return found


def supports_of(expr: Expr) -> set[str]:
    """The supports that the expression depends on."""
    return {node.support for node in walk(expr) if isinstance(node, Has)}


def renamed(atom: Atom, rename: Callable[[Fact], Fact]) -> Atom:
    """The atom with its facts replaced."""
    match atom:
        case Flag(fact):
            return Flag(rename(fact))
        case Member(fact, values):
            return Member(rename(fact), values)
        case Compare(total, op):
            return Compare(Linear(tuple((rename(fact), factor) for fact, factor in total.terms), total.constant), op)
    assert_never(atom)


def holds_at(atom: Atom, known: Known) -> bool:
    """The exact truth of an atom whose facts are all known."""
    return truth_of(atom)(known)


def truth_of(atom: Atom) -> Callable[[Known], bool]:
    """The exact truth of an atom as a function of its facts: it may be asked for many values of them."""
    match atom:
        case Flag(fact):
            return lambda known: bool(known(fact))
        case Member(fact, values):
            return lambda known: known(fact) in values
        case Compare(total, op):
            terms, constant = total.whole()
            return lambda known: compare(sum((factor * _exact(known(fact)) for fact, factor in terms), constant), op, 0)
    assert_never(atom)


def _exact(value: FactValue | None) -> int | Fraction:
    """A known number for arithmetic that never rounds."""
    assert value is not None
    return value if isinstance(value, int) else Fraction(value)


def conjunction(args: list[Expr]) -> Expr:
    """The conjunction, flattened. A single argument is returned as it is."""
    flat = conjuncts(args)
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def conjuncts(args: Iterable[Expr]) -> list[Expr]:
    """The parts of a conjunction of these arguments, flattened."""
    return [part for arg in args for part in (arg.args if isinstance(arg, And) else (arg,))]


def disjunction(args: list[Expr]) -> Expr:
    """The disjunction, flattened. A single argument is returned as it is; no arguments give false."""
    flat = [part for arg in args for part in (arg.args if isinstance(arg, Or) else (arg,))]
    if not flat:
        return FALSE
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def compared_count(op: Operator, bound: int, at_least: Callable[[int], T], negate: Callable[[T], T], both: Callable[[T, T], T]) -> T:
    """A count compared with a whole number, for any type of truth, given `at_least(n)`."""
    match op:
        case Operator.AT_LEAST:
            return at_least(bound)
        case Operator.ABOVE:
            return at_least(bound + 1)
        case Operator.BELOW:
            return negate(at_least(bound))
        case Operator.AT_MOST:
            return negate(at_least(bound + 1))
    equal = both(at_least(bound), negate(at_least(bound + 1)))
    return equal if op == Operator.EQUAL else negate(equal)


def for_everyone(body: Expr) -> Expr:
    """Every member satisfies a condition: nobody fails it."""
    return Not(Quantity(Not(body), Operator.AT_LEAST, 1))


def of_denial(expr: Expr) -> Expr | None:
    """What a denial denies; None for every other expression."""
    return expr.arg if isinstance(expr, Not) else None


def of_everyone(expr: Expr) -> Expr | None:
    """The condition that every member has to satisfy, if the expression was made by `for_everyone`; otherwise None."""
    match expr:
        case Not(Quantity(body=Not(body), op=Operator.AT_LEAST, bound=1)):
            return body
    return None


def decimal(number: Decimal | Fraction) -> Decimal:
    """An exact number as a decimal, rounded if it has no exact decimal form."""
    return Decimal(number.numerator) / number.denominator if isinstance(number, Fraction) else number
