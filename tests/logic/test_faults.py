"""An error of an expression: its fault, its place in the text, and the words that come with it."""

from __future__ import annotations

from eligibility.logic.faults import ExpressionError, Fault


def test_a_place_is_part_of_the_text() -> None:
    error = ExpressionError(Fault.UNKNOWN_NAME, "certifed and age", 0, 8, name="certifed", near="certified")
    assert (error.text[error.start : error.end], error.words["near"]) == ("certifed", "certified")
    assert str(error) == "unknown name: certifed"


def test_without_a_place_it_is_the_whole_text() -> None:
    error = ExpressionError(Fault.EMPTY, "abc")
    assert (error.start, error.end, error.words) == (0, 3, {})


def test_the_words_of_a_fault_may_have_any_name() -> None:
    """Also the names of the arguments themselves."""
    error = ExpressionError(Fault.TOO_LONG, "x", fault=1, expression=2, start=3, end=4)
    assert error.words == {"fault": 1, "expression": 2, "start": 3, "end": 4}
