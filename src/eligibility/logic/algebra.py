"""What an expression means to an engine: one walk over the nodes, and one method for each kind of node.

An engine is a subclass of `Algebra`. A new kind of node in `expr` gets a case and an abstract method here. The type
checker then names every engine that does not implement it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Generic, TypeVar, assert_never, final

from eligibility._dataclass import dataclass
from eligibility.logic.expr import And, Atom, Compare, Const, Expr, Flag, Has, Member, Named, Not, Or, Quantity

T = TypeVar("T")


class Algebra(ABC, Generic[T]):
    """Turns an expression into a `T`, from the inside out.

    The arguments of `all_of` and `any_of` are lazy: an engine that knows the answer may stop early.
    """

    def __call__(self, expr: Expr) -> T:
        """What the expression means."""
        match expr:
            case Flag() | Member() | Compare():
                return self.atom(expr)
            case Named(body=body):
                return self.named(expr, lambda: self(body))
            case And(args):
                return self.all_of(map(self, args))
            case Or(args):
                return self.any_of(map(self, args))
            case Not(arg):
                return self.negation(self(arg))
            case Has():
                return self.has(expr)
            case Quantity():
                return self.quantity(expr)
            case Const(value):
                return self.const(value)
        assert_never(expr)

    @abstractmethod
    def const(self, value: bool) -> T:
        """A constant truth."""

    @abstractmethod
    def atom(self, expr: Atom) -> T:
        """A condition on facts."""

    @abstractmethod
    def negation(self, arg: T) -> T:
        """The condition does not hold."""

    @abstractmethod
    def all_of(self, args: Iterable[T]) -> T:
        """All conditions hold."""

    @abstractmethod
    def any_of(self, args: Iterable[T]) -> T:
        """At least one of the conditions holds."""

    def named(self, expr: Named, body: Callable[[], T]) -> T:
        """A definition used by name. By default this is the body; an engine that needs the name overrides it."""
        return body()

    @abstractmethod
    def has(self, expr: Has) -> T:
        """A support is received, or can be derived."""

    @abstractmethod
    def quantity(self, expr: Quantity) -> T:
        """How many members satisfy a condition. The body is about other subjects, so the engine decides how to evaluate it."""


class UnresolvedError(TypeError):
    """An engine for facts met a required support or a count of members. Replace it by a fact first."""

    def __init__(self, expr: Has | Quantity) -> None:
        super().__init__(f"{type(expr).__name__} is no condition on facts: put it in as a fact first")


class OverFacts(Algebra[T]):
    """An engine for conditions on facts alone: required supports and counts of members have been replaced by facts before.

    Raises:
        UnresolvedError: when called on an expression that still holds one of them.
    """

    def has(self, expr: Has) -> T:
        raise UnresolvedError(expr)

    def quantity(self, expr: Quantity) -> T:
        raise UnresolvedError(expr)


class Memoised(Algebra[T]):
    """An engine that evaluates equal expressions only once."""

    def __init__(self) -> None:
        self._made: dict[Expr, T] = {}

    def __call__(self, expr: Expr) -> T:
        made = self._made.get(expr)
        if made is None:
            made = self._made[expr] = super().__call__(expr)
        return made


class Collecting(Algebra[Iterable[T]]):
    """Collects items from an expression in written order. The subclass says which items a leaf holds."""

    def const(self, value: bool) -> Iterable[T]:
        return ()

    def negation(self, arg: Iterable[T]) -> Iterable[T]:
        return arg

    def all_of(self, args: Iterable[Iterable[T]]) -> Iterable[T]:
        return chain.from_iterable(args)

    def any_of(self, args: Iterable[Iterable[T]]) -> Iterable[T]:
        return chain.from_iterable(args)


class Rewriting(Algebra[Expr]):
    """Copies an expression. The subclass says what replaces its required supports and its counts."""

    def const(self, value: bool) -> Expr:
        return Const(value)

    def atom(self, expr: Atom) -> Expr:
        return expr

    def negation(self, arg: Expr) -> Expr:
        return Not(arg)

    def all_of(self, args: Iterable[Expr]) -> Expr:
        return And(tuple(args))

    def any_of(self, args: Iterable[Expr]) -> Expr:
        return Or(tuple(args))

    def named(self, expr: Named, body: Callable[[], Expr]) -> Expr:
        return Named(expr.name, body(), expr.shown)


@final
class Sharing(Memoised[Expr], Rewriting):
    """Copies expressions so that equal parts of all of them are one object. What is kept by the identity of a part is then made once."""

    def has(self, expr: Has) -> Expr:
        return expr

    def quantity(self, expr: Quantity) -> Expr:
        return Quantity(self(expr.body), expr.op, expr.bound, expr.stated)


class RewritingAssertions(Rewriting):
    """Copies an expression. What stands under a denial stays as it is."""

    def __call__(self, expr: Expr) -> Expr:
        return expr if isinstance(expr, Not) else super().__call__(expr)


@dataclass(frozen=True, slots=True)
class Rails(Generic[T]):
    """Three truth values on two rails: one proves a condition, the other refutes it. If neither holds, the condition is unknown."""

    proved: T
    refuted: T

    def __invert__(self) -> Rails[T]:
        return Rails(self.refuted, self.proved)


class DualRail(Algebra[Rails[T]]):
    """Strong Kleene logic for an engine with two truth values: negation swaps the rails, and a join treats them dually."""

    @abstractmethod
    def conjunction(self, args: list[T]) -> T:
        """The conjunction with two truth values."""

    @abstractmethod
    def disjunction(self, args: list[T]) -> T:
        """The disjunction with two truth values."""

    def negation(self, arg: Rails[T]) -> Rails[T]:
        return ~arg

    def all_of(self, args: Iterable[Rails[T]]) -> Rails[T]:
        rails = list(args)
        return Rails(self.conjunction([one.proved for one in rails]), self.disjunction([one.refuted for one in rails]))

    def any_of(self, args: Iterable[Rails[T]]) -> Rails[T]:
        return ~self.all_of(~one for one in args)
