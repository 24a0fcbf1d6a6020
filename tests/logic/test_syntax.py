"""The text of an expression as a tree: places count characters, and names are looked up in a scope."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from decimal import Decimal

import pytest

from eligibility.limits import EXPRESSION_DEPTH, EXPRESSION_LENGTH, EXPRESSION_PARTS, FRACTION_DIGITS, WHOLE_DIGITS
from eligibility.logic.faults import ExpressionError, Fault
from eligibility.logic.scope import Meaning
from eligibility.logic.syntax import Syntax
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
        ("a " * EXPRESSION_LENGTH, Fault.TOO_LONG, (0, 80)),
        ("  certified and and", Fault.NOT_AN_EXPRESSION, (16, 17)),
        ("certified\u200b and x", Fault.UNREADABLE, (9, 10)),
        ("certified and \ud800", Fault.UNREADABLE, (14, 15)),
        ("\udcff and x", Fault.UNREADABLE, (0, 1)),
        ("(" * 900 + ")" * 900, Fault.NESTED_TOO_DEEPLY, None),
        ("age < 18or certified", Fault.NOT_AN_EXPRESSION, (8, 9)),
        ("sex == 'a 1or' and age < 1.5and x", Fault.NOT_AN_EXPRESSION, (28, 29)),
        ("sex == '\\d'", Fault.NOT_AN_EXPRESSION, (8, 9)),
        ("certified \\\n and x", Fault.NOT_AN_EXPRESSION, (10, 11)),
        ("a = 1", Fault.SINGLE_EQUALS, (2, 3)),
        ("a && b", Fault.OTHER_SIGN, (2, 4)),
        ("a，b", Fault.FULL_WIDTH, (1, 2)),
        ("a == '=，' and (b", Fault.NOT_CLOSED, (14, 15)),
        ("certified # and severe", Fault.REMARK, (10, 11)),
        ("x < 0x10", Fault.NUMBER_NOT_PLAIN, (4, 8)),
        ("x < 0b1", Fault.NUMBER_NOT_PLAIN, (4, 7)),
        ("x < 1j", Fault.NUMBER_NOT_PLAIN, (4, 6)),
        ("x < 1_000", Fault.NUMBER_NOT_PLAIN, (4, 9)),
        ("x < 1e3", Fault.NUMBER_NOT_PLAIN, (4, 7)),
        ("x < 1e999999999", Fault.NUMBER_NOT_PLAIN, (4, 15)),
        ("x < 1e-999999999", Fault.NUMBER_NOT_PLAIN, (4, 16)),
        ("x < 5.", Fault.NUMBER_NOT_PLAIN, (4, 6)),
        ("x in {1, 0x2}", Fault.NUMBER_NOT_PLAIN, (9, 12)),
        ("count(x) > 1" + "0" * WHOLE_DIGITS, Fault.NUMBER_NOT_PLAIN, (11, 12 + WHOLE_DIGITS)),
        ("x < 0." + "1" * (FRACTION_DIGITS + 1), Fault.NUMBER_NOT_PLAIN, (4, 7 + FRACTION_DIGITS)),
        ("x" * 10 + ".y" * 900, Fault.NESTED_TOO_DEEPLY, None),
        ("x < " + "-" * 1900 + "1", Fault.NESTED_TOO_DEEPLY, None),
        ("x < " + "+".join("1" * 900), Fault.NESTED_TOO_DEEPLY, None),
        ("not " * EXPRESSION_DEPTH + "x", Fault.NESTED_TOO_DEEPLY, (4 * EXPRESSION_DEPTH, 4 * EXPRESSION_DEPTH + 1)),
        ("{" + ",".join("x" * (EXPRESSION_PARTS + 1)) + "}", Fault.TOO_MANY_PARTS, (2 * EXPRESSION_PARTS + 1, 2 * EXPRESSION_PARTS + 2)),
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


@pytest.mark.parametrize(
    "text",
    [
        "not " * (EXPRESSION_DEPTH - 1) + "x",
        "{" + ",".join("x" * EXPRESSION_PARTS) + "}",
        f"x < {'9' * WHOLE_DIGITS}.{'9' * FRACTION_DIGITS}",
        "x < 0 or x < 0.5",
        "x == '1e3'",
    ],
)
def test_what_keeps_to_the_limits_is_read(text: str) -> None:
    Syntax(text, Small()).tree()


def test_worked_out_numbers_have_their_limit_too() -> None:
    """Of a product as many digits before the point as of one number, behind it twice as many."""
    syntax = Syntax("x", Small())
    node = syntax.tree()
    syntax.check_digits(node, Decimal(10**WHOLE_DIGITS - 1), Decimal(10) ** (-2 * FRACTION_DIGITS), Decimal("1.50000000"))
    for number in (Decimal(10**WHOLE_DIGITS), Decimal(-(10**WHOLE_DIGITS)), Decimal(10) ** (-2 * FRACTION_DIGITS - 1)):
        with pytest.raises(ExpressionError) as caught:
            syntax.check_digits(node, number)
        assert (caught.value.fault, caught.value.start, caught.value.end) == (Fault.NUMBER_NOT_PLAIN, 0, 1)


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
