"""Compiled terms: unknown columns, exact sums, names, years and tallies."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from eligibility.logic.operators import Operator
from eligibility.logic.terms import (
    CaseWhen,
    Column,
    Comparison,
    Every,
    Known,
    Negation,
    OneOf,
    Some,
    Tally,
    Term,
    TruthLiteral,
    Whole,
    Years,
)
from eligibility.logic.truth import Truth
from tests.logic.plain_terms import compile_terms

A, B, N = Column("a"), Column("b"), Column("n")
TRUTHS = (True, False, None)


def value(term: Term, given: Mapping[str, Any] | None = None, **more: Any) -> Any:
    (found,) = compile_terms([term])({**(given or {}), **more}.get, lambda day: day // 100, [])
    return found


@pytest.mark.parametrize(("a", "b"), list(product(TRUTHS, repeat=2)))
def test_truths_are_those_of_the_enum(a: bool | None, b: bool | None) -> None:
    """Law: compiled `and`, `or` and `not` are the three-valued ones."""
    assert value(Every((A, B)), a=a, b=b) is (Truth(a) & Truth(b)).value
    assert value(Some((A, B)), a=a, b=b) is (Truth(a) | Truth(b)).value
    assert value(Negation(A), a=a) is (~Truth(a)).value


@pytest.mark.parametrize(("n", "found"), [(0, False), (1, True), (None, None)])
def test_one_of_a_list(n: int | None, found: bool | None) -> None:
    assert value(OneOf(N, (1, 2)), n=n) is found


@pytest.mark.parametrize(("n", "b", "found"), [(3, 1, True), (2, 1, False), (None, 1, None), (3, None, None)])
def test_a_sum_waits_for_all_its_parts(n: int | None, b: int | None, found: bool | None) -> None:
    assert value(Comparison(((N, 2), (B, -1)), Operator.ABOVE, 3), n=n, b=b) is found


def test_a_sum_is_exact() -> None:
    assert value(Comparison(((N, 10),), Operator.EQUAL, 1), n=Decimal("0.1")) is True


@pytest.mark.parametrize(("a", "found"), [(True, 7), (False, 8), (None, 8)])
def test_only_a_proved_test_chooses(a: bool | None, found: int) -> None:
    assert value(CaseWhen(((A, Whole(7)),), Whole(8)), a=a) == found


def test_known_is_never_unknown() -> None:
    assert [value(Known(A), a=a) for a in TRUTHS] == [True, True, False]
    assert value(TruthLiteral(None)) is None


def test_years_since_a_day() -> None:
    assert (value(Years(Column("d")), d=705), value(Years(Column("d")))) == (7, None)


def test_a_name_is_a_term_that_is_computed_once() -> None:
    reads: list[str] = []

    def get(name: str) -> object:
        reads.append(name)
        return {"a": True, "b": False}[name]

    kernel = compile_terms([Column("both"), Negation(Column("both")), A], names={"both": Every((A, B))})
    assert kernel(get, lambda day: day, []) == (False, True, True)
    assert sorted(reads) == ["a", "b"]


def test_tallies_come_in_their_order() -> None:
    first, second = Tally(A, possible=False), Tally(A, possible=True)
    terms = [Comparison(((second, 1),), Operator.AT_LEAST, 2), Comparison(((first, 1),), Operator.AT_LEAST, 2)]
    assert compile_terms(terms, tallies=[first, second])({}.get, lambda day: day, [1, 2]) == (True, False)
    with pytest.raises(KeyError):
        compile_terms(terms, tallies=[first])


def test_no_text_of_a_column_becomes_code() -> None:
    """A name with quotes and parentheses stays a name."""
    evil = Column("x'); raise SystemExit  # ")
    assert value(evil, {evil.name: 5}) == 5
