"""Terms for the solver, each as a value and the truth that it is known. A truth that is already decided is Python's True or False."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import z3

from eligibility.logic.expr import compared_count
from eligibility.logic.operators import compare
from eligibility.logic.term_algebra import MemoisedTerms
from eligibility.logic.terms import CaseWhen, Column, Comparison, OneOf, Tally, Term

SolverTruth: TypeAlias = "z3.BoolRef | bool"
"""A condition; one that is already decided is Python's True or False."""

SolverValue: TypeAlias = "z3.ArithRef | SolverTruth"
"""A whole number or a condition."""


@dataclass(frozen=True, slots=True)
class TermValue:
    """A truth or a whole number; `value` has no meaning where it is not known."""

    value: SolverValue
    known: SolverTruth

    @property
    def proved(self) -> SolverTruth:
        """Where it is a truth: known to hold."""
        return both(self.known, self.value)

    @property
    def refuted(self) -> SolverTruth:
        """Where it is a truth: known not to hold."""
        return both(self.known, fold_not(self.value))

    @property
    def nothing(self) -> bool:
        """Whether it is never known, so that `value` does not even have the right type."""
        return self.known is False


OPEN = TermValue(False, False)


class TermValues(MemoisedTerms[TermValue]):
    """The values of terms over columns that a subclass provides."""

    @abstractmethod
    def choice(self, column: Column, value: str | int) -> int:
        """The number that stands for one of a column's words."""

    @abstractmethod
    def full_years(self, column: Column) -> z3.ArithRef:
        """The full years since the day in a column."""

    @abstractmethod
    def counted(self, tally: Tally) -> Sequence[SolverTruth]:
        """For each possible member, the truth that a tally counts it."""

    def truth(self, value: bool | None) -> TermValue:
        return TermValue(bool(value), value is not None)

    def whole(self, value: int) -> TermValue:
        return TermValue(z3.IntVal(value), True)

    def negation(self, arg: TermValue) -> TermValue:
        return TermValue(fold_not(arg.value), arg.known)

    def known(self, arg: Term) -> TermValue:
        return TermValue(self(arg).known, True)

    def every(self, args: Iterable[TermValue]) -> TermValue:
        return self._joined(list(args), every=True)

    def some(self, args: Iterable[TermValue]) -> TermValue:
        return self._joined(list(args), every=False)

    def one_of(self, term: OneOf) -> TermValue:
        inner = self(term.arg)
        if inner.nothing:
            return OPEN
        held = [self.choice(term.arg, value) if isinstance(term.arg, Column) else value for value in term.values]
        return TermValue(fold_or([inner.value == value for value in held]), inner.known)

    def ordinal(self, day: Column) -> TermValue:
        return self(day)

    def years(self, day: Column) -> TermValue:
        return TermValue(self.full_years(day), self(day).known)

    def tally(self, term: Tally) -> TermValue:
        return TermValue(z3.Sum([z3.If(one, 1, 0) for one in self.counted(term)]), True)

    def _joined(self, parts: Sequence[TermValue], *, every: bool) -> TermValue:
        if all(part.known is True for part in parts):
            return TermValue((fold_and if every else fold_or)([part.value for part in parts]), True)
        proved, refuted = [part.proved for part in parts], [part.refuted for part in parts]
        holds, fails = (fold_and(proved), fold_or(refuted)) if every else (fold_or(proved), fold_and(refuted))
        return TermValue(holds, fold_or([holds, fails]))

    def comparison(self, term: Comparison) -> TermValue:
        match term.parts:
            case ((Tally() as tally, 1),):
                counted = self.counted(tally)
                return TermValue(
                    compared_count(term.op, term.bound, lambda number: so_many(counted, number), fold_not, both),
                    True,
                )
        parts = [(self(part), factor) for part, factor in term.parts]
        if any(part.nothing for part, _ in parts):
            return OPEN
        total = z3.Sum([factor * part.value for part, factor in parts])
        return TermValue(compare(total, term.op, term.bound), fold_and([part.known for part, _ in parts]))

    def case(self, term: CaseWhen) -> TermValue:
        found = self(term.default)
        for test, answer in reversed(term.branches):
            holds, then = self(test).proved, self(answer)
            value = then.value if found.nothing else found.value if then.nothing else fold_if(holds, then.value, found.value)
            found = TermValue(value, fold_if(holds, then.known, found.known))
        return found


def both(one: SolverTruth, other: SolverTruth) -> SolverTruth:
    """The conjunction of two truths, simplified where one is already decided."""
    return fold_and([one, other])


def fold_and(truths: Sequence[SolverTruth]) -> SolverTruth:
    """The conjunction of truths, simplified where some are already decided."""
    kept = [truth for truth in truths if truth is not True]
    if any(truth is False for truth in kept):
        return False
    return True if not kept else kept[0] if len(kept) == 1 else z3.And(kept)


def fold_or(truths: Sequence[SolverTruth]) -> SolverTruth:
    """The disjunction of truths, simplified where some are already decided."""
    kept = [truth for truth in truths if truth is not False]
    if any(truth is True for truth in kept):
        return True
    return False if not kept else kept[0] if len(kept) == 1 else z3.Or(kept)


def fold_not(truth: SolverTruth) -> SolverTruth:
    """The negation of a truth."""
    return not truth if isinstance(truth, bool) else z3.Not(truth)


def fold_if(test: SolverTruth, then: SolverTruth, otherwise: SolverTruth) -> SolverTruth:
    """`then` where the test holds, otherwise the other value."""
    if isinstance(test, bool):
        return then if test else otherwise
    if then is otherwise:
        return then
    return z3.If(test, then, otherwise)


def so_many(truths: Sequence[SolverTruth], number: int) -> SolverTruth:
    """The truth that at least `number` of the truths hold."""
    sure = sum(truth is True for truth in truths)
    kept, number = [truth for truth in truths if not isinstance(truth, bool)], number - sure
    if number <= 0:
        return True
    if number == 1:
        return fold_or(kept)
    return z3.AtLeast(*kept, number) if len(kept) >= number else False


def as_z3(truth: SolverTruth) -> z3.BoolRef:
    """A truth as a z3 term."""
    return z3.BoolVal(truth) if isinstance(truth, bool) else truth
