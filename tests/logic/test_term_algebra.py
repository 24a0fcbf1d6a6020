"""The walk over terms: one method for each kind, from the inside out, and equal terms once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

import pytest

from eligibility.logic.operators import Operator
from eligibility.logic.term_algebra import MemoisedTerms, TermAlgebra
from eligibility.logic.terms import (
    CaseWhen,
    Column,
    Comparison,
    Divided,
    Every,
    Higher,
    Known,
    Lower,
    Negation,
    Number,
    OneOf,
    Ordinal,
    Product,
    Shifted,
    Some,
    Sum,
    Tally,
    Term,
    TruthLiteral,
    Whole,
    Years,
)

A, B, DAY = Column("a"), Column("b"), Column("day")
NUMBERS: list[Number] = [Sum(((A, 1),), 2), Product(A, B), Lower(A, B), Higher(A, B), Divided(A, 2), Shifted(A, 1)]


class Saying(TermAlgebra[str]):
    """Says which method was called with what."""

    def __init__(self) -> None:
        self.columns: list[str] = []

    def column(self, name: str) -> str:
        self.columns.append(name)
        return name

    def truth(self, value: bool | None) -> str:
        return f"truth {value}"

    def whole(self, value: int) -> str:
        return f"whole {value}"

    def negation(self, arg: str) -> str:
        return f"not({arg})"

    def known(self, arg: Term) -> str:
        return f"known({self(arg)})"

    def every(self, args: Iterable[str]) -> str:
        return f"every({', '.join(args)})"

    def some(self, args: Iterable[str]) -> str:
        return next((arg for arg in args if arg != "truth False"), "none")

    def one_of(self, term: OneOf) -> str:
        return f"{self(term.arg)} in {term.values}"

    def ordinal(self, day: Column) -> str:
        return f"ordinal({day.name})"

    def comparison(self, term: Comparison) -> str:
        return f"compared {term.bound}"

    def case(self, term: CaseWhen) -> str:
        return f"case of {len(term.branches)}"

    def years(self, day: Column) -> str:
        return f"years({day.name})"

    def tally(self, term: Tally) -> str:
        return f"tally {term.possible}"


class Denying(Saying):
    """Has a word for what is not known."""

    def unknown(self, arg: Term) -> str:
        return f"unknown({self(arg)})"


class Working(Saying):
    """Works out amounts."""

    def number(self, term: Number) -> str:
        return type(term).__name__


SAID: list[tuple[Term, str]] = [
    (A, "a"),
    (TruthLiteral(True), "truth True"),
    (TruthLiteral(None), "truth None"),
    (Whole(1), "whole 1"),
    (Negation(A), "not(a)"),
    (Known(A), "known(a)"),
    (Negation(Known(A)), "not(known(a))"),
    (Negation(Negation(Known(A))), "not(not(known(a)))"),
    (Every((A, Negation(B))), "every(a, not(b))"),
    (Some((TruthLiteral(False), A)), "a"),
    (OneOf(A, ("x", 1)), "a in ('x', 1)"),
    (Ordinal(DAY), "ordinal(day)"),
    (Comparison(((A, 1),), Operator.BELOW, 3), "compared 3"),
    (CaseWhen(((A, B),), TruthLiteral(None)), "case of 1"),
    (Years(DAY), "years(day)"),
    (Tally(A, possible=True), "tally True"),
]


@pytest.mark.parametrize(("term", "said"), SAID, ids=lambda one: str(one)[:30])
def test_each_kind_has_its_method(term: Term, said: str) -> None:
    assert Saying()(term) == said


def test_no_kind_is_left_out_here() -> None:
    assert {type(term) for term, _ in SAID} | {type(term) for term in NUMBERS} == set(get_args(Term))


def test_an_engine_may_have_a_word_for_what_is_not_known() -> None:
    """It is asked with the term itself; a denial of anything else stays a denial."""
    assert Denying()(Negation(Known(A))) == "unknown(a)"
    assert Denying()(Every((Negation(Known(A)), Negation(B)))) == "every(unknown(a), not(b))"


@pytest.mark.parametrize("term", NUMBERS, ids=lambda term: type(term).__name__)
def test_an_engine_without_amounts_refuses_them_by_name(term: Number) -> None:
    """It does not guess; one that works amounts out is asked of each."""
    with pytest.raises(TypeError, match=f"this engine works out no amounts: {type(term).__name__}"):
        Saying()(term)
    assert Working()(term) == type(term).__name__


def test_the_parts_of_a_join_are_turned_as_they_are_asked_for() -> None:
    """A join that has found what decides it turns no further part."""
    saying = Saying()
    assert saying(Some((TruthLiteral(False), A, B))) == "a"
    assert saying.columns == ["a"]


class Remembering(MemoisedTerms[str], Saying):
    """Turns equal terms once."""

    def __init__(self) -> None:
        MemoisedTerms.__init__(self)
        self.columns = []


def test_equal_terms_are_turned_once() -> None:
    """Wherever they stand, and in later questions; a term of another kind with the same value is another term."""
    engine = Remembering()
    assert engine(Every((Negation(Column("a")), Negation(Column("a")), A))) == "every(not(a), not(a), a)"
    assert (engine(Known(A)), engine.columns) == ("known(a)", ["a"])
    assert [engine(term) for term in (Whole(1), TruthLiteral(True))] == ["whole 1", "truth True"]
    assert engine(B) == "b" and engine.columns == ["a", "b"]
    assert Remembering()(A) == "a"
