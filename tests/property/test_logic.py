"""Laws of the kernel on generated expressions and records."""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import given

from eligibility.logic import Fact
from eligibility.logic.expr import Expr, facts_of, walk
from eligibility.logic.relevance import essential, reduce
from tests.property.strategies import DOMAINS, expressions, records
from tests.reference import evaluate

Record = dict[str, Any]


def facts_in(expr: Expr) -> list[Fact]:
    return list(dict.fromkeys(fact for node in walk(expr) for fact in facts_of(node)))


def value_in(record: Record) -> Any:
    return lambda fact: record.get(fact.key)


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
