"""The text of an expression as a tree: places count characters, and names are looked up in a scope."""

from __future__ import annotations

import ast
from collections.abc import Iterable

import pytest

from eligibility.logic.faults import ExpressionError, Fault
from eligibility.logic.scope import Meaning
from eligibility.logic.syntax import MAX_EXPRESSION_LENGTH, Syntax
from eligibility.logic.types import Boolean, Fact

FLAG = Fact("person.certified", Boolean())


class Small:
    """A scope of one fact."""

    def meaning(self, name: str) -> Meaning | None:
        return FLAG if name == "certified" else None

    def names(self) -> Iterable[str]:
        return ["certified"]


def refused(text: str) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        Syntax(text, Small()).tree()
    return caught.value


@pytest.mark.parametrize(
    ("text", "fault", "span"),
    [
        ("", Fault.EMPTY, (0, 0)),
        ("  \n", Fault.EMPTY, (0, 3)),
        ("a " * MAX_EXPRESSION_LENGTH, Fault.TOO_LONG, (0, 80)),
        ("  certified and and", Fault.NOT_AN_EXPRESSION, (16, 17)),
        ("certified\u200b and x", Fault.UNREADABLE, (9, 10)),
        ("(" * 900 + ")" * 900, Fault.NESTED_TOO_DEEPLY, None),
        ("a = 1", Fault.NOT_AN_EXPRESSION, (2, 3)),
    ],
)
def test_what_is_no_expression_says_where(text: str, fault: Fault, span: tuple[int, int] | None) -> None:
    error = refused(text)
    assert error.fault in {fault, Fault.NOT_AN_EXPRESSION if fault is Fault.NESTED_TOO_DEEPLY else fault}
    assert span is None or (error.start, error.end) == span


@pytest.mark.parametrize(
    "text", ["certified and area", "  certified and area", "残疾 and area", "certified\n  and area", "\tcertified and area"]
)
def test_a_place_counts_characters_of_the_text_as_written(text: str) -> None:
    """Blanks in front, line ends and Chinese do not move it."""
    syntax = Syntax(text, Small())
    tree = syntax.tree()
    assert isinstance(tree, ast.BoolOp)
    start, end = syntax.span(tree.values[1])
    assert text[start:end] == syntax.written(tree.values[1]) == "area"


def test_a_dotted_name() -> None:
    syntax = Syntax("needs.rehab", Small())
    assert syntax.dotted(syntax.tree()) == "needs.rehab"
    with pytest.raises(ExpressionError) as caught:
        Syntax("f(x).y", Small()).dotted(Syntax("f(x).y", Small()).tree())
    assert (caught.value.fault, caught.value.words) == (Fault.NOT_A_NAME, {"node": "Call"})


def test_a_name_means_what_the_scope_says() -> None:
    syntax = Syntax("certified", Small())
    assert syntax.fact(syntax.tree()) is FLAG
    assert syntax.fact(Syntax("1", Small()).tree()) is None


def test_an_unknown_name_comes_with_the_nearest() -> None:
    syntax = Syntax("certifed", Small())
    with pytest.raises(ExpressionError) as caught:
        syntax.fact(syntax.tree())
    assert (caught.value.fault, caught.value.words) == (Fault.UNKNOWN_NAME, {"name": "certifed", "near": "certified"})
    assert syntax.nearest("xyz") is None
