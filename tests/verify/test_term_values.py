"""Terms for the solver: decided parts are folded away, and what is left has Kleene's truth."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest
import z3

from eligibility.logic.operators import Operator
from eligibility.logic.terms import CaseWhen, Column, Comparison, Every, Known, Negation, OneOf, Some, Tally, Term, TruthLiteral, Whole
from eligibility.logic.truth import Truth
from eligibility.verify.term_values import (
    OPEN,
    SolverTruth,
    TermValue,
    TermValues,
    as_z3,
    both,
    fold_and,
    fold_if,
    fold_not,
    fold_or,
    so_many,
)

A, B, N = Column("a"), Column("b"), Column("n")
TRUTHS = (True, False, None)


class Given(TermValues):
    """Columns with fixed values."""

    def __init__(self, **values: bool | int | None) -> None:
        super().__init__()
        self.values = values

    def column(self, name: str) -> TermValue:
        value = self.values.get(name)
        return OPEN if value is None else TermValue(value if isinstance(value, bool) else z3.IntVal(value), True)

    def choice(self, column: Column, value: str | int) -> int:
        return int(value)

    def full_years(self, column: Column) -> z3.ArithRef:
        return z3.IntVal(0)

    def counted(self, tally: Tally) -> Sequence[SolverTruth]:
        return [True, False, True]


def truth(term: Term, **values: bool | int | None) -> bool | None:
    """The truth of a term whose columns are all decided."""
    found = Given(**values)(term)
    proved, refuted = (z3.is_true(z3.simplify(as_z3(side))) for side in (found.proved, found.refuted))
    return True if proved else False if refuted else None


@pytest.mark.parametrize(("a", "b"), list(product(TRUTHS, repeat=2)))
def test_kleenes_truths(a: bool | None, b: bool | None) -> None:
    """Law: the solver's `and`, `or` and `not` are the three-valued ones."""
    assert truth(Every((A, B)), a=a, b=b) is (Truth(a) & Truth(b)).value
    assert truth(Some((A, B)), a=a, b=b) is (Truth(a) | Truth(b)).value
    assert truth(Negation(A), a=a) is (~Truth(a)).value
    assert truth(Known(A), a=a) is (a is not None)


@pytest.mark.parametrize(("n", "found"), [(1, True), (0, False), (None, None)])
def test_numbers(n: int | None, found: bool | None) -> None:
    assert truth(OneOf(N, (1, 2)), n=n) is found
    assert truth(Comparison(((N, 1),), Operator.AT_LEAST, 1), n=n) is found


@pytest.mark.parametrize(("a", "found"), [(True, True), (False, False), (None, False)])
def test_only_a_proved_test_chooses(a: bool | None, found: bool) -> None:
    assert truth(CaseWhen(((A, TruthLiteral(True)),), TruthLiteral(False)), a=a) is found


@pytest.mark.parametrize(("op", "bound", "found"), [(Operator.AT_LEAST, 2, True), (Operator.AT_LEAST, 3, False), (Operator.EQUAL, 2, True)])
def test_a_tally_counts(op: Operator, bound: int, found: bool) -> None:
    assert truth(Comparison(((Tally(A, possible=False), 1),), op, bound)) is found
    assert truth(Comparison(((Whole(bound), 1),), Operator.EQUAL, bound)) is True


X = z3.Bool("x")


def test_what_is_decided_is_folded_away() -> None:
    """A question keeps no part that cannot matter."""
    assert (fold_and([True, True]), fold_and([X, False]), fold_or([]), fold_or([X, True])) == (True, False, False, True)
    assert fold_and([True, X]) is X and fold_or([False, X]) is X and both(X, True) is X
    assert (fold_not(True), fold_not(False)) == (False, True)
    assert fold_if(True, X, False) is X and fold_if(False, X, True) is True and fold_if(X, True, True) is True


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize("sure", range(3))
@pytest.mark.parametrize("free", range(3))
def test_at_least_so_many(number: int, sure: int, free: int) -> None:
    """Law: it holds for some values exactly where enough are sure or free, and for all where enough are sure."""
    symbols = [z3.Bool(f"s{index}") for index in range(free)]
    asked = as_z3(so_many([*[True] * sure, *[False] * 2, *symbols], number))
    for wanted, found in ((asked, number <= sure + free), (z3.Not(asked), number > sure)):
        solver = z3.Solver()
        solver.add(wanted)
        assert (solver.check() == z3.sat) is found
