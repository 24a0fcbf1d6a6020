"""Why: the tree of truths behind a condition, and the parts that decided it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from eligibility.logic.expr import OPERATORS, And, Compare, Const, Expr, Flag, Has, Member, Named, Not, Or, Quantity, walk
from eligibility.logic.truth import Truth, conjunction, disjunction
from eligibility.logic.types import Fact


@dataclass(frozen=True, slots=True)
class Proof:
    """A condition, its truth, and the proofs of its parts."""

    expr: Expr
    truth: Truth
    parts: tuple[Proof, ...] = ()


def prove(expr: Expr, known: Callable[[Fact], Any], given: Callable[[Has | Quantity], Truth]) -> Proof:
    """The proof tree of an expression.

    `known` tells the value of a fact or None; `given` tells the truth of what is settled outside the record:
    a support that is demanded, a quantity over members.
    """
    match expr:
        case Const(value):
            return Proof(expr, Truth(value))
        case Named(body=body):
            inner = prove(body, known, given)
            return Proof(expr, inner.truth, (inner,))
        case Not(arg):
            inner = prove(arg, known, given)
            return Proof(expr, ~inner.truth, (inner,))
        case And(args):
            parts = tuple(prove(arg, known, given) for arg in args)
            return Proof(expr, conjunction(part.truth for part in parts), parts)
        case Or(args):
            parts = tuple(prove(arg, known, given) for arg in args)
            return Proof(expr, disjunction(part.truth for part in parts), parts)
        case Has() | Quantity():
            return Proof(expr, given(expr))
        case _:
            return Proof(expr, _atom(expr, known))


def _atom(expr: Flag | Member | Compare, known: Callable[[Fact], Any]) -> Truth:
    match expr:
        case Flag(fact):
            return Truth(known(fact))
        case Member(fact, values):
            value = known(fact)
            return Truth.UNKNOWN if value is None else Truth(value in values)
        case Compare(total, op):
            amount: Any = total.constant
            for fact, factor in total.terms:
                value = known(fact)
                if value is None:
                    return Truth.UNKNOWN
                amount += factor * value
            return Truth(OPERATORS[op](amount, 0))


def deciding(proof: Proof) -> Iterator[Proof]:
    """The smallest parts that carry the truth of the whole: for a refusal the failing conditions, for a grant those that hold.

    A definition counts as one part, unless it is made of definitions itself; so does the denial of a condition.
    """
    match proof.expr:
        case Named(body=body, shown=None) if any(isinstance(node, Named) for node in walk(body)):
            yield from deciding(proof.parts[0])
        case And() | Or():
            for part in proof.parts:
                if part.truth is proof.truth:
                    yield from deciding(part)
        case _:
            yield proof
