"""Compiled conditions: the reference evaluator's truths, for every record."""

from __future__ import annotations

import random
from decimal import Decimal
from types import FunctionType
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.logic import Fact, compile_conditions
from eligibility.logic.expr import And, Compare, Const, Expr, Flag, Linear, Member, Named, Not, Or
from eligibility.logic.generated import written
from eligibility.logic.operators import Operator
from eligibility.logic.types import Boolean, Choice, Number
from tests.property.strategies import VALUES, expressions, records
from tests.reference import evaluate

Record = dict[str, Any]


def value_in(record: Record) -> Any:
    return lambda fact: record.get(fact.key)


@given(expressions(), records())
def test_compiled_is_the_reference(expr: Expr, record: Record) -> None:
    """The compiled function gives what the tree-walking evaluator gives."""
    keys = list(VALUES)
    kernel = compile_conditions([expr], {key: index for index, key in enumerate(keys)})
    assert kernel([record[key] for key in keys])[0] is evaluate(expr, value_in(record))


@given(expressions(tied=True), records())
def test_compiled_is_the_reference_for_money(expr: Expr, record: Record) -> None:
    """The same for exact sums of two amounts."""
    keys = list(VALUES)
    kernel = compile_conditions([expr], {key: index for index, key in enumerate(keys)})
    assert kernel([record[key] for key in keys])[0] is evaluate(expr, value_in(record))


@given(st.lists(expressions(), min_size=1, max_size=6), records())
def test_conditions_that_share_parts_are_the_reference(exprs: list[Expr], record: Record) -> None:
    """Compiled together, each of them also twice and within another, they still give what the evaluator gives for each."""
    keys = list(VALUES)
    conditions = [*exprs, And(tuple(exprs)), Not(Or(tuple(exprs))), *exprs]
    kernel = compile_conditions(conditions, {key: index for index, key in enumerate(keys)})
    assert kernel([record[key] for key in keys]) == tuple(evaluate(expr, value_in(record)) for expr in conditions)


@pytest.mark.parametrize("width", [2, 9])
def test_a_condition_of_any_depth_is_compiled(width: int) -> None:
    """However deep and wide it is: its text grows with its parts alone."""
    flags = [Flag(Fact(f"f{index}", Boolean())) for index in range(60 * width)]
    expr: Expr = flags[0]
    for level in range(60):
        parts = (*flags[level * width : level * width + width], Not(expr))
        expr = And(parts) if level % 2 else Or(parts)
    positions = {flag.fact.key: index for index, flag in enumerate(flags)}
    kernel = compile_conditions([expr], positions)
    for seed in range(20):
        rng = random.Random(seed)
        record = {key: rng.choices((True, False, None), (1 + level % 2, 2 - level % 2, 2))[0] for level, key in enumerate(positions)}
        assert kernel(list(record.values()))[0] is evaluate(expr, value_in(record))
    assert len(written(cast("FunctionType", kernel), "f")) < 400 * len(flags)


FLAG, OTHER = Fact("flag", Boolean()), Fact("other", Boolean())
GRADE, AGE = Fact("grade", Choice((0, 1, 2, 3, 4))), Fact("age", Number("years"))
SLOTS = {"flag": 0, "other": 1, "grade": 2, "age": 3}


def truths(*conditions: Expr, flag: bool | None = None, other: bool | None = None, grade: int | None = None, age: Any = None) -> list[Any]:
    return list(compile_conditions(list(conditions), SLOTS)([flag, other, grade, age]))


@pytest.mark.parametrize(
    ("known", "found"), [({}, None), ({"flag": True}, None), ({"flag": False}, False), ({"flag": True, "other": True}, True)]
)
def test_unknown_is_never_no(known: dict[str, bool], found: bool | None) -> None:
    """And waits for both, and is refuted by one; its dual and its negation say the same the other way round."""
    both = And((Flag(FLAG), Flag(OTHER)))
    assert truths(both, Not(both), Or((Not(Flag(FLAG)), Not(Flag(OTHER)))), **known) == [
        found, None if found is None else not found, None if found is None else not found,
    ]  # fmt: skip


def test_grade_0_is_known_and_none() -> None:
    """A grade of 0 is a known grade: it refutes; a missing one does not."""
    severe = Member(GRADE, frozenset({1, 2}))
    assert [truths(severe, grade=grade)[0] for grade in (0, 1, 3, None)] == [False, True, False, None]


def test_bounds_are_exact() -> None:
    """A third and two tenths leave no rounding behind."""
    total = Linear(((AGE, Decimal("0.1")),), Decimal("-0.3"))
    assert [truths(Compare(total, op), age=Decimal(3))[0] for op in Operator] == [op in {"==", "<=", ">="} for op in Operator]


def test_constants_and_definitions() -> None:
    assert truths(Const(True), Const(False), Named("word", Flag(FLAG)), flag=None) == [True, False, None]


def test_conditions_share_a_record_and_nothing_else() -> None:
    """Each has its own place in the answer, also where they share parts."""
    shared = Or((Flag(FLAG), Flag(OTHER)))
    assert truths(shared, And((shared, Flag(FLAG))), Not(shared), flag=False, other=True) == [True, False, False]
