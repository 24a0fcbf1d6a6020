"""The mistakes in the text of one condition: what is done, where the caret stands, and the text with the mistake."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest

from eligibility.logic.faults import ExpressionError
from eligibility.rules.load import load_folder
from eligibility.rules.scope import scope_of
from eligibility.verify.mutation.edits import Edit, MutationOperator, edits_of
from tests.conftest import Toy, support

Edits = Callable[[str], list[Edit]]


@pytest.fixture
def edits(toy: Toy) -> Edits:
    folder = toy(support("certified"))
    scope = scope_of(load_folder(folder, folder.parents[1]).ruleset, "person", depends=True)

    def of(text: str) -> list[Edit]:
        return edits_of(text, scope, lambda fact: ("a", *fact.type.values)[1:], {"severe": ["disabled"]})

    return of


def texts(edits: list[Edit], operator: MutationOperator) -> list[str]:
    """The texts with the mistakes of one kind, without parentheses that change nothing."""
    return [ast.unparse(ast.parse(str(one.text), mode="eval")) for one in edits if one.operator is operator]


def test_a_join_loses_each_part_and_is_swapped(edits: Edits) -> None:
    found = edits("certified and (tekun or autism)")
    dropped = ["tekun or autism", "certified", "certified and autism", "certified and tekun"]
    assert texts(found, MutationOperator.PART_DROPPED) == dropped
    assert texts(found, MutationOperator.JOIN_SWAPPED) == ["certified or (tekun or autism)", "certified and (tekun and autism)"]


def test_a_bound_moves_both_ways_and_its_comparison_changes(edits: Edits) -> None:
    found = edits("age >= 16")
    assert texts(found, MutationOperator.BOUND_MOVED) == ["age >= 17", "age >= 15"]
    assert texts(found, MutationOperator.COMPARISON_CHANGED) == ["age > 16"]


def test_a_definition_is_denied_and_mistaken_for_its_neighbour(edits: Edits) -> None:
    found = edits("severe and certified")
    assert texts(found, MutationOperator.DEFINITION_NEGATED) == ["not severe and certified"]
    assert texts(found, MutationOperator.DEFINITION_REPLACED) == ["disabled and certified"]


def test_the_caret_stands_under_what_is_changed(edits: Edits) -> None:
    text = "certified and not tekun"
    [dropped] = [one for one in edits(text) if one.operator is MutationOperator.NOT_DROPPED]
    assert (text[dropped.start : dropped.end], dropped.text) == ("not tekun", "certified and tekun")
    assert (dropped.said.zh, dropped.said.en) == ("去掉 not", "not dropped")


def test_what_cannot_be_read_has_no_mistakes(edits: Edits) -> None:
    with pytest.raises(ExpressionError):
        edits("certified and")
