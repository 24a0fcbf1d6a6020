"""Why a condition is true, false or unknown: its proof tree, and the parts that decided it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import assert_never, final

from eligibility._dataclass import dataclass
from eligibility.logic.algebra import Algebra
from eligibility.logic.expr import And, Atom, Compare, Expr, Flag, Has, Known, Member, Named, Or, Quantity, children
from eligibility.logic.operators import compare
from eligibility.logic.truth import Truth, all_true, any_true


@dataclass(frozen=True, slots=True)
class Proof:
    """A condition, its truth, and the proofs of its parts."""

    expr: Expr
    truth: Truth
    parts: tuple[Proof, ...] = ()


Given = Callable[[Has | Quantity], Truth]
"""The truth of what is decided outside the record: of a required support, of a count of members."""


@final
class Weighing(Algebra[Truth]):
    """The truths of the expressions of one subject.

    `known` gives the value of a fact, or None. A part of a rule that many supports share is weighed once: truths are kept by
    the identity of the part, with the part itself, so that its identity stays its own.
    """

    def __init__(self, known: Known, given: Given) -> None:
        self.known = known
        self.given = given
        self._truths: dict[int, tuple[Expr, Truth]] = {}

    def __call__(self, expr: Expr) -> Truth:
        found = self._truths.get(id(expr))
        if found is None:
            found = self._truths[id(expr)] = expr, super().__call__(expr)
        return found[1]

    def const(self, value: bool) -> Truth:
        return Truth(value)

    def negation(self, arg: Truth) -> Truth:
        return ~arg

    def all_of(self, args: Iterable[Truth]) -> Truth:
        return all_true(args)

    def any_of(self, args: Iterable[Truth]) -> Truth:
        return any_true(args)

    def has(self, expr: Has) -> Truth:
        return self.given(expr)

    def quantity(self, expr: Quantity) -> Truth:
        return self.given(expr)

    def atom(self, expr: Atom) -> Truth:
        match expr:
            case Flag(fact):
                return _truth(self.known(fact))
            case Member(fact, values):
                value = self.known(fact)
                return Truth.UNKNOWN if value is None else _truth(value in values)
            case Compare(total, op):
                amount = total.value(self.known)
                return Truth.UNKNOWN if amount is None else _truth(compare(amount, op, 0))
        assert_never(expr)


def _truth(value: object) -> Truth:
    return Truth.UNKNOWN if value is None else Truth.TRUE if value else Truth.FALSE


def prove(expr: Expr, known: Known, given: Given) -> Proof:
    """The proof tree of an expression, from what is known of one subject and what is decided outside its record."""
    return proof_of(expr, Weighing(known, given))


def proof_of(expr: Expr, truth: Callable[[Expr], Truth]) -> Proof:
    """The proof tree of an expression from the truths of its parts."""
    return Proof(expr, truth(expr), tuple(proof_of(part, truth) for part in children(expr)))


def deciding(expr: Expr, truth: Callable[[Expr], Truth]) -> list[Expr]:
    """The smallest parts that decide the whole: the failing conditions of a refusal, the conditions that hold of a grant.

    A definition counts as one part, unless it consists of definitions itself. A negated condition is one part too.
    """
    found: list[Expr] = []
    waiting = [expr]
    while waiting:
        node = waiting.pop()
        match node:
            case And(args) | Or(args):
                whole = truth(node)
                waiting += [part for part in reversed(args) if truth(part) is whole]
            case Named(body=body) if node.composed:
                waiting.append(body)
            case _:
                found.append(node)
    return found
