"""Terms for the solver: each as a value and whether it is known. What is decided beforehand is Python's own True or False."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, assert_never

import z3

from eligibility.logic.expr import OPERATORS, compared_count
from eligibility.logic.terms import (
    Case,
    Column,
    Comparison,
    Every,
    Known,
    Literal,
    Negation,
    OneOf,
    Ordinal,
    Some,
    Tally,
    Term,
    Whole,
    Years,
)


@dataclass(frozen=True, slots=True)
class Value:
    """A truth or a whole number; the value means nothing where it is not known."""

    value: Any
    known: Any

    @property
    def proved(self) -> Any:
        """Of a truth: known to hold."""
        return both(self.known, self.value)

    @property
    def refuted(self) -> Any:
        """Of a truth: known not to hold."""
        return both(self.known, negated(self.value))

    @property
    def nothing(self) -> bool:
        """Never known, so that the value is not even of a kind."""
        return self.known is False


OPEN = Value(False, False)


class TermValues(ABC):
    """The values of terms over columns that the subclass gives."""

    def __init__(self) -> None:
        self._done: dict[Term, Value] = {}

    @abstractmethod
    def column(self, name: str) -> Value:
        """The value of a column."""

    @abstractmethod
    def choice(self, column: Column, value: str | int) -> int:
        """How a column holds one of its words."""

    @abstractmethod
    def years(self, column: Column) -> Any:
        """The full years since the day in a column."""

    @abstractmethod
    def counted(self, tally: Tally) -> Sequence[Any]:
        """For each that may be listed, that it is counted."""

    def of(self, term: Term) -> Value:
        """The value of a term."""
        if term not in self._done:
            self._done[term] = self._of(term)
        return self._done[term]

    def _of(self, term: Term) -> Value:
        match term:
            case Column(name):
                return self.column(name)
            case Literal(value):
                return Value(bool(value), value is not None)
            case Whole(value):
                return Value(z3.IntVal(value), True)
            case Negation(arg):
                inner = self.of(arg)
                return Value(negated(inner.value), inner.known)
            case Every(args):
                return self._joined(args, every=True)
            case Some(args):
                return self._joined(args, every=False)
            case OneOf(arg, values):
                inner = self.of(arg)
                if inner.nothing:
                    return OPEN
                held = [self.choice(arg, value) if isinstance(arg, Column) else value for value in values]
                return Value(any_of([inner.value == value for value in held]), inner.known)
            case Ordinal(arg):
                return self.of(arg)
            case Comparison():
                return self._compared(term)
            case Known(arg):
                return Value(self.of(arg).known, True)
            case Case():
                return self._case(term)
            case Years(arg):
                return Value(self.years(arg), self.of(arg).known)
            case Tally():
                return Value(z3.Sum([z3.If(one, 1, 0) for one in self.counted(term)]), True)
        assert_never(term)

    def _joined(self, args: Sequence[Term], *, every: bool) -> Value:
        parts = [self.of(arg) for arg in args]
        if all(part.known is True for part in parts):
            return Value((all_of if every else any_of)([part.value for part in parts]), True)
        proved, refuted = [part.proved for part in parts], [part.refuted for part in parts]
        holds, fails = (all_of(proved), any_of(refuted)) if every else (any_of(proved), all_of(refuted))
        return Value(holds, any_of([holds, fails]))

    def _compared(self, term: Comparison) -> Value:
        match term.parts:
            case ((Tally() as tally, 1),):
                counted = self.counted(tally)
                return Value(
                    compared_count(term.op, term.bound, lambda number: so_many(counted, number), negated, both),
                    True,
                )
        parts = [(self.of(part), factor) for part, factor in term.parts]
        if any(part.nothing for part, _ in parts):
            return OPEN
        total = z3.Sum([factor * part.value for part, factor in parts])
        return Value(OPERATORS[term.op](total, term.bound), all_of([part.known for part, _ in parts]))

    def _case(self, term: Case) -> Value:
        found = self.of(term.default)
        for test, value in reversed(term.branches):
            holds, then = self.of(test).proved, self.of(value)
            value = then.value if found.nothing else found.value if then.nothing else chosen(holds, then.value, found.value)
            found = Value(value, chosen(holds, then.known, found.known))
        return found


def both(one: Any, other: Any) -> Any:
    """The conjunction, with what is already decided folded away."""
    return all_of([one, other])


def all_of(truths: Sequence[Any]) -> Any:
    """The conjunction of all."""
    kept = [truth for truth in truths if truth is not True]
    if any(truth is False for truth in kept):
        return False
    return True if not kept else kept[0] if len(kept) == 1 else z3.And(kept)


def any_of(truths: Sequence[Any]) -> Any:
    """The disjunction of all."""
    kept = [truth for truth in truths if truth is not False]
    if any(truth is True for truth in kept):
        return True
    return False if not kept else kept[0] if len(kept) == 1 else z3.Or(kept)


def negated(truth: Any) -> Any:
    """The denial."""
    return not truth if isinstance(truth, bool) else z3.Not(truth)


def chosen(test: Any, then: Any, otherwise: Any) -> Any:
    """One or the other."""
    if isinstance(test, bool):
        return then if test else otherwise
    if then is otherwise:
        return then
    return z3.If(test, then, otherwise)


def so_many(truths: Sequence[Any], number: int) -> Any:
    """That at least so many hold."""
    sure = sum(truth is True for truth in truths)
    kept, number = [truth for truth in truths if not isinstance(truth, bool)], number - sure
    if number <= 0:
        return True
    if number == 1:
        return any_of(kept)
    return z3.AtLeast(*kept, number) if len(kept) >= number else False


def as_z3(truth: Any) -> Any:
    """A truth as the solver has it."""
    return z3.BoolVal(truth) if isinstance(truth, bool) else truth
