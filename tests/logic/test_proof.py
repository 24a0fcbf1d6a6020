"""The proof of a truth: its tree, and the parts that decide it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from eligibility.logic import Fact, Truth
from eligibility.logic.expr import And, Const, Expr, Flag, Has, Named, Not, Or
from eligibility.logic.proof import Proof, Weighing, deciding, proof_of, prove
from eligibility.logic.types import Boolean
from tests.property.strategies import expressions, records
from tests.reference import evaluate

Record = dict[str, Any]


def value_in(record: Record) -> Any:
    return lambda fact: record.get(fact.key)


@given(expressions(), records())
def test_proof_has_the_truth_of_the_whole(expr: Expr, record: Record) -> None:
    """A proof's truth is the expression's, and every deciding part carries it."""
    proof = prove(expr, value_in(record), lambda _: Truth.UNKNOWN)
    assert proof.truth.value is evaluate(expr, value_in(record))
    truth = Weighing(value_in(record), lambda _: Truth.UNKNOWN)
    assert all(truth(part) is proof.truth for part in deciding(expr, truth))


A, B, C = (Flag(Fact(name, Boolean())) for name in "abc")


def proved(expr: Expr, **known: bool) -> Proof:
    return prove(expr, value_in(known), lambda _: Truth.UNKNOWN)


def names(expr: Expr, **known: bool) -> list[Expr]:
    return list(deciding(expr, Weighing(value_in(known), lambda _: Truth.UNKNOWN)))


@pytest.mark.parametrize(
    ("known", "parts"),
    [
        ({"a": True, "b": True}, [A, B]),
        ({"a": True, "b": False}, [B]),
        ({"a": False, "b": False}, [A, B]),
        ({"a": False}, [A]),
        ({"a": True}, [B]),
    ],
)
def test_all_failing_parts_refute_and_all_parts_grant(known: dict[str, bool], parts: list[Expr]) -> None:
    """A refusal names every condition that fails, and no other; an open answer what is unknown."""
    assert names(And((A, B)), **known) == parts


@pytest.mark.parametrize(("known", "parts"), [({"a": True, "b": False}, [A]), ({"a": False, "b": False}, [A, B]), ({"a": False}, [B])])
def test_any_that_holds_grants(known: dict[str, bool], parts: list[Expr]) -> None:
    assert names(Or((A, B)), **known) == parts


def test_what_decides_lies_as_deep_as_it_must() -> None:
    expr = And((A, Or((B, C))))
    assert names(expr, a=True, b=False, c=False) == [B, C]
    assert names(expr, a=True, b=False, c=True) == [A, C]


def test_a_negation_and_a_definition_are_one_part() -> None:
    """A definition made of definitions is taken apart, for its own words say more."""
    negated, word = Not(Or((A, B))), Named("word", And((A, B)))
    assert names(negated, a=False, b=False) == [negated]
    assert names(word, a=False) == [word]
    assert names(Named("outer", And((word, C))), a=False, c=True) == [word]


def test_what_stands_outside_the_record_is_given() -> None:
    """A required support has the truth that it is given, and no parts."""
    has = Has("dibao")
    truth = Weighing(value_in({}), lambda asked: Truth.FALSE if asked is has else Truth.TRUE)
    asked = And((has, Const(True)))
    found = proof_of(asked, truth)
    assert found.truth is Truth.FALSE
    assert found.parts == (Proof(has, Truth.FALSE), Proof(Const(True), Truth.TRUE))
    assert list(deciding(asked, truth)) == [has]


def test_a_part_that_expressions_share_is_weighed_once() -> None:
    asked: list[object] = []
    truth = Weighing(value_in({}), lambda node: asked.append(node) or Truth.FALSE)  # type: ignore[func-returns-value]
    has = Has("dibao")
    word = Named("word", Or((has, A)))
    assert [truth(expr) for expr in (And((word, B)), Not(word), Or((word, has)))] == [Truth.UNKNOWN] * 3
    assert asked == [has]
