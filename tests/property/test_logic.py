"""Laws of the kernel on generated expressions and records."""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import given

from eligibility.logic import Fact, Truth, compile_conditions
from eligibility.logic.expr import Expr, facts_of, walk
from eligibility.logic.proof import deciding, prove
from eligibility.logic.relevance import essential, reduce
from tests.property.strategies import DOMAINS, VALUES, expressions, records
from tests.reference import evaluate

Record = dict[str, Any]


def facts_in(expr: Expr) -> list[Fact]:
    return list(dict.fromkeys(fact for node in walk(expr) for fact in facts_of(node)))


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


@given(expressions(), records())
def test_proof_has_the_truth_of_the_whole(expr: Expr, record: Record) -> None:
    """A proof's truth is the expression's, and every deciding part carries it."""
    proof = prove(expr, value_in(record), lambda _: Truth.UNKNOWN)
    assert proof.truth.value is evaluate(expr, value_in(record))
    assert all(part.truth is proof.truth for part in deciding(proof))


@given(expressions(), records(), records())
def test_learning_never_changes_a_decided_truth(expr: Expr, record: Record, more: Record) -> None:
    """Monotone in information: filling unknown facts keeps what was decided."""
    before = evaluate(expr, value_in(record))
    after = evaluate(expr, lambda fact: record[fact.key] if record[fact.key] is not None else more[fact.key])
    assert before is None or after is before


def brute_force(expr: Expr, record: Record) -> set[Fact]:
    """The unknown facts that change the truth for some completion of the others."""
    unknown = [fact for fact in facts_in(expr) if record[fact.key] is None]
    truths: dict[tuple[Any, ...], bool | None] = {}
    for values in product(*(DOMAINS[fact.key] for fact in unknown)):
        filled = {**record, **{fact.key: value for fact, value in zip(unknown, values, strict=True)}}
        truths[values] = evaluate(expr, value_in(filled))
    found = set()
    for index, fact in enumerate(unknown):
        seen: dict[tuple[Any, ...], bool | None] = {}
        for values, truth in truths.items():
            others = values[:index] + values[index + 1 :]
            if seen.setdefault(others, truth) is not truth:
                found.add(fact)
                break
    return found


@given(expressions(leaves=7), records())
def test_essential_is_exact(expr: Expr, record: Record) -> None:
    """`essential` names exactly the facts that brute force over all completions finds."""
    assert essential(reduce(expr, value_in(record))) == brute_force(expr, record)


@given(expressions(tied=True, leaves=6), records())
def test_essential_is_exact_for_tied_amounts(expr: Expr, record: Record) -> None:
    """The same where comparisons tie two amounts together: the grid of quarters meets every cell of these forms."""
    assert essential(reduce(expr, value_in(record))) == brute_force(expr, record)
