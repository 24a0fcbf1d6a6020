"""What expressions mean to an engine: one walk over their nodes, and for every kind of node an answer of each engine.

An engine is a subclass of `Algebra`. A kind of node that is added to `expr` gets a case and an abstract method here;
the type checker then names every engine that has no answer for it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Generic, TypeVar, assert_never

from eligibility.logic.expr import And, Atom, Compare, Const, Expr, Flag, Has, Member, Named, Not, Or, Quantity

T = TypeVar("T")


class Algebra(ABC, Generic[T]):
    """Makes a `T` of an expression, from the inside out.

    The parts of `all_of` and `any_of` are made one by one as they are asked for: an engine may stop early.
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
        """A truth that depends on nothing."""

    @abstractmethod
    def atom(self, expr: Atom) -> T:
        """A condition on facts."""

    @abstractmethod
    def negation(self, arg: T) -> T:
        """That a condition does not hold."""

    @abstractmethod
    def all_of(self, args: Iterable[T]) -> T:
        """That all conditions hold."""

    @abstractmethod
    def any_of(self, args: Iterable[T]) -> T:
        """That one of the conditions holds."""

    def named(self, expr: Named, body: Callable[[], T]) -> T:
        """A definition by its name: its body, unless the engine has a use for names."""
        return body()

    @abstractmethod
    def has(self, expr: Has) -> T:
        """That a support is received, or can be derived."""

    @abstractmethod
    def quantity(self, expr: Quantity) -> T:
        """How many members satisfy a condition. The body is about other subjects: the engine decides what to make of it."""


class UnresolvedError(TypeError):
    """A demanded support or a count of members came to an engine that knows facts only: put it in as a fact first."""

    def __init__(self, expr: Has | Quantity) -> None:
        super().__init__(f"{type(expr).__name__} is no condition on facts: put it in as a fact first")


class OverFacts(Algebra[T]):
    """An engine for conditions on facts alone: what depends on other supports or on members was put in as a fact before.

    Calling it raises `UnresolvedError` where something else is left.
    """

    def has(self, expr: Has) -> T:
        raise UnresolvedError(expr)

    def quantity(self, expr: Quantity) -> T:
        raise UnresolvedError(expr)


class Memoised(Algebra[T]):
    """An engine that works out equal expressions once."""

    def __init__(self) -> None:
        self._made: dict[Expr, T] = {}

    def __call__(self, expr: Expr) -> T:
        made = self._made.get(expr)
        if made is None:
            made = self._made[expr] = super().__call__(expr)
        return made


class Collecting(Algebra[Iterable[T]]):
    """Finds something in an expression, in the order in which it is written; what it finds in a leaf, the engine says."""

    def const(self, value: bool) -> Iterable[T]:
        return ()

    def negation(self, arg: Iterable[T]) -> Iterable[T]:
        return arg

    def all_of(self, args: Iterable[Iterable[T]]) -> Iterable[T]:
        return chain.from_iterable(args)

    def any_of(self, args: Iterable[Iterable[T]]) -> Iterable[T]:
        return chain.from_iterable(args)


class Rewriting(Algebra[Expr]):
    """Makes the same expression again, but for its demanded supports and its counts: what stands for these, the engine says."""

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


@dataclass(frozen=True, slots=True)
class Rails(Generic[T]):
    """Three truth values on two rails: what proves a condition, and what refutes it. Where both fail it is unknown."""

    proved: T
    refuted: T

    def __invert__(self) -> Rails[T]:
        return Rails(self.refuted, self.proved)


class DualRail(Algebra[Rails[T]]):
    """Strong Kleene logic for an engine with two truth values: a denial swaps the rails, a join treats them dually."""

    @abstractmethod
    def conjunction(self, args: list[T]) -> T:
        """All of them, with two truth values."""

    @abstractmethod
    def disjunction(self, args: list[T]) -> T:
        """Any of them, with two truth values."""

    def negation(self, arg: Rails[T]) -> Rails[T]:
        return ~arg

    def all_of(self, args: Iterable[Rails[T]]) -> Rails[T]:
        rails = list(args)
        return Rails(self.conjunction([one.proved for one in rails]), self.disjunction([one.refuted for one in rails]))

    def any_of(self, args: Iterable[Rails[T]]) -> Rails[T]:
        return ~self.all_of(~one for one in args)
