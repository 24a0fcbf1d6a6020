"""Truth is strong Kleene logic: the DMN kit's tables, and the laws of a Kleene algebra."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from eligibility.logic import Fact, Truth, compile_conditions
from eligibility.logic.expr import And, Expr, Flag, Not, Or
from eligibility.logic.truth import all_true, any_true
from eligibility.logic.types import Boolean

TABLES: dict[str, list[dict[str, Any]]] = yaml.safe_load((Path(__file__).parents[1] / "data" / "ternary.yaml").read_text("utf-8"))
A, B, C = (Flag(Fact(name, Boolean())) for name in "abc")
POSITIONS = {"a": 0, "b": 1, "c": 2}
VALUES = (True, False, None)
ALL = tuple(Truth)


def compiled(expr: Expr, *values: bool | None) -> bool | None:
    return compile_conditions([expr], POSITIONS)([*values, *[None] * (len(POSITIONS) - len(values))])[0]


@pytest.mark.parametrize("row", TABLES["0106"], ids=lambda row: f"0106-{row['id']}")
def test_dmn_and_or(row: dict[str, Any]) -> None:
    """DMN kit 0106: and, or over true, false and null, in the enum and in compiled code."""
    a, b = Truth(row["a"]), Truth(row["b"])
    assert (a & b).value is row["and"]
    assert (a | b).value is row["or"]
    assert compiled(And((A, B)), row["a"], row["b"]) is row["and"]
    assert compiled(Or((A, B)), row["a"], row["b"]) is row["or"]


@pytest.mark.parametrize("row", TABLES["0107"], ids=lambda row: f"0107-{row['id']}")
def test_dmn_not(row: dict[str, Any]) -> None:
    """DMN kit 0107: not over true, false and null."""
    assert (~Truth(row["a"])).value is row["not"]
    assert compiled(Not(A), row["a"]) is row["not"]


@pytest.mark.parametrize(("a", "b", "c"), list(product(ALL, repeat=3)))
def test_kleene_algebra(a: Truth, b: Truth, c: Truth) -> None:
    """Commutative, associative, distributive, absorbing, idempotent, De Morgan, double negation, and the Kleene law."""
    assert a & b is b & a
    assert a | b is b | a
    assert (a & b) & c is a & (b & c)
    assert (a | b) | c is a | (b | c)
    assert a & (b | c) is (a & b) | (a & c)
    assert a | (b & c) is (a | b) & (a | c)
    assert a & (a | b) is a
    assert a | (a & b) is a
    assert a & a is a
    assert ~(a & b) is ~a | ~b
    assert ~(a | b) is ~a & ~b
    assert ~~a is a
    assert (a & ~a) & (b | ~b) is a & ~a
    assert a & Truth.TRUE is a
    assert a | Truth.FALSE is a


@pytest.mark.parametrize(("a", "b", "c"), list(product(VALUES, repeat=3)))
def test_compiled_code_is_the_enum(a: bool | None, b: bool | None, c: bool | None) -> None:
    """Compiled conjunctions, disjunctions and denials of three give what the enum gives."""
    x, y, z = Truth(a), Truth(b), Truth(c)
    assert compiled(And((A, B, C)), a, b, c) is all_true([x, y, z]).value
    assert compiled(Or((A, B, C)), a, b, c) is any_true([x, y, z]).value
    assert compiled(Or((And((A, Not(B))), And((B, Not(C))))), a, b, c) is ((x & ~y) | (y & ~z)).value


@pytest.mark.parametrize(("known", "other"), list(product((True, False), VALUES)))
def test_monotone_in_information(known: bool, other: bool | None) -> None:
    """Learning a fact never changes a decided truth."""
    for expr in (And((A, B)), Or((A, B)), Not(And((A, Not(B))))):
        before = compiled(expr, None, other)
        assert before is None or compiled(expr, known, other) is before


def test_a_truth_is_not_a_bool() -> None:
    """An unknown truth must not slip through an if."""
    with pytest.raises(TypeError, match="not a bool"):
        bool(Truth.UNKNOWN)
