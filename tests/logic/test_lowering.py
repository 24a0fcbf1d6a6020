"""Conditions over facts as terms: what the kernel says of a record, the terms say of its columns."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from eligibility.logic.expr import Compare, Expr, Linear, Member
from eligibility.logic.lowering import FactLowering
from eligibility.logic.operators import Operator
from eligibility.logic.terms import Column, OneOf, Ordinal, Term, TruthLiteral, subterms
from eligibility.logic.types import Choice, Day, Fact, Number
from tests.logic.plain_terms import compile_terms
from tests.property.strategies import expressions, records
from tests.reference import evaluate


class Columns(FactLowering):
    """Every fact has a column of its key, but for those that are constant."""

    def __init__(self, **constants: object) -> None:
        super().__init__()
        self.constants = constants

    def fact(self, fact: Fact) -> Term:
        return Column(fact.key)

    def constant(self, fact: Fact) -> object:
        return self.constants.get(fact.key)


def value(term: Term, record: dict[str, Any]) -> object:
    return compile_terms([term])(record.get, lambda day: day, [])[0]


@given(expressions(), records())
def test_it_means_what_the_condition_means(expr: Expr, record: dict[str, Any]) -> None:
    assert value(Columns()(expr), record) is evaluate(expr, lambda fact: record.get(fact.key))


@given(expressions(tied=True), records())
def test_it_means_the_same_of_amounts(expr: Expr, record: dict[str, Any]) -> None:
    assert value(Columns()(expr), record) is evaluate(expr, lambda fact: record.get(fact.key))


GRADE, AGE, MONEY = Fact("grade", Choice((0, 1, 2))), Fact("age", Number("years")), Fact("money", Number("CNY", integral=False))


@pytest.mark.parametrize(("grade", "found"), [(1, True), (0, False)])
def test_a_constant_word_is_decided_at_once(grade: int, found: bool) -> None:
    assert Columns(grade=grade)(Member(GRADE, frozenset({1, 2}))) == TruthLiteral(found)


def test_words_keep_the_order_of_their_list() -> None:
    """Whatever order a set has in this process."""
    assert Columns()(Member(GRADE, frozenset({2, 1}))) == OneOf(Column("grade"), (1, 2))


def test_a_constant_number_leaves_the_sum() -> None:
    """Income below 1.5 times a standard of 480: one column is left, compared with a whole number."""
    term = Columns(age=480)(Compare(Linear(((MONEY, Decimal(1)), (AGE, Decimal("-1.5"))), Decimal(0)), Operator.BELOW))
    assert [value(term, {"money": Decimal(amount)}) for amount in ("719.99", "720")] == [True, False]
    assert {part.name for part in subterms(term) if isinstance(part, Column)} == {"money"}


def test_a_number_beside_a_register_is_exact() -> None:
    with pytest.raises(TypeError, match="money: a number beside a register is a whole number or a Decimal"):
        Columns(money=0.1)(Compare(Linear(((MONEY, Decimal(1)),), Decimal(0)), Operator.BELOW))


def test_a_day_is_compared_by_its_ordinal() -> None:
    until = date(2024, 6, 1).toordinal()
    term = Columns()(Compare(Linear(((Fact("day", Day()), Decimal(1)),), Decimal(-until)), Operator.AT_LEAST))
    assert any(isinstance(part, Ordinal) for part in subterms(term))
    assert [value(term, {"day": until + more}) for more in (-1, 0)] == [False, True]
