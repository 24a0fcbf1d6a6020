"""Why a condition is true, false or unknown: its proof tree, and the parts that decided it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import assert_never, final

from eligibility._dataclass import dataclass
from eligibility.logic.algebra import Algebra
from eligibility.logic.expr import And, Atom, Compare, Const, Expr, Flag, Has, Known, Member, Named, Not, Or, Quantity, walk
from eligibility.logic.operators import compare
from eligibility.logic.truth import Truth, all_true, any_true


@dataclass(frozen=True, slots=True)
class Proof:
    """A condition, its truth, and the proofs of its parts."""

    expr: Expr
    truth: Truth
    parts: tuple[Proof, ...] = ()


def prove(expr: Expr, known: Known, given: Callable[[Has | Quantity], Truth]) -> Proof:
    """The proof tree of an expression.

    `known` gives the value of a fact, or None. `given` gives the truth of what is decided outside the record: a required
    support, a quantity over members.
    """
    return Prover(known, given)(expr)


@final
class Prover(Algebra[Proof]):
    """Proves the expressions of one subject, as `prove` does. A part of a rule that many supports share is proved once: proofs are
    kept by the identity of the part, with the part itself, so that its identity stays its own."""

    def __init__(self, known: Known, given: Callable[[Has | Quantity], Truth]) -> None:
        self.known = known
        self.given = given
        self._proofs: dict[int, tuple[Expr, Proof]] = {}

    def __call__(self, expr: Expr) -> Proof:
        """The proof; of a join it holds the join as it stands in the rule."""
        found = self._proofs.get(id(expr))
        if found is None:
            found = self._proofs[id(expr)] = expr, self._proof(expr)
        return found[1]

    def _proof(self, expr: Expr) -> Proof:
        match expr:
            case And(args):
                parts = tuple(map(self, args))
                return Proof(expr, all_true([part.truth for part in parts]), parts)
            case Or(args):
                parts = tuple(map(self, args))
                return Proof(expr, any_true([part.truth for part in parts]), parts)
        return super().__call__(expr)

    def const(self, value: bool) -> Proof:
        return Proof(Const(value), Truth(value))

    def atom(self, expr: Atom) -> Proof:
        return Proof(expr, self._truth(expr))

    def negation(self, arg: Proof) -> Proof:
        return Proof(Not(arg.expr), ~arg.truth, (arg,))

    def all_of(self, args: Iterable[Proof]) -> Proof:
        parts = tuple(args)
        return Proof(And(tuple(part.expr for part in parts)), all_true(part.truth for part in parts), parts)

    def any_of(self, args: Iterable[Proof]) -> Proof:
        parts = tuple(args)
        return Proof(Or(tuple(part.expr for part in parts)), any_true(part.truth for part in parts), parts)

    def named(self, expr: Named, body: Callable[[], Proof]) -> Proof:
        inner = body()
        return Proof(expr, inner.truth, (inner,))

    def has(self, expr: Has) -> Proof:
        return Proof(expr, self.given(expr))

    def quantity(self, expr: Quantity) -> Proof:
        return Proof(expr, self.given(expr))

    def _truth(self, expr: Atom) -> Truth:
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


def deciding(proof: Proof) -> Iterator[Proof]:
    """The smallest parts that decide the whole: the failing conditions of a refusal, the conditions that hold of a grant.

    A definition counts as one part, unless it consists of definitions itself. A negated condition is one part too.
    """
    match proof.expr:
        case Named(body=body, shown=None) if any(isinstance(node, Named) for node in walk(body)):
            yield from deciding(proof.parts[0])
        case And() | Or():
            for part in proof.parts:
                if part.truth is proof.truth:
                    yield from deciding(part)
        case Const() | Flag() | Member() | Compare() | Not() | Named() | Has() | Quantity():
            yield proof
        case _:
            assert_never(proof.expr)
