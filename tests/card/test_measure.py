"""How much room words take, guessed with caution."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.card.measure import PAGE_HEIGHT, PAGE_WIDTH, Measure, TextStyle, in_bold, lines


@pytest.mark.parametrize(
    ("text", "width", "count"),
    [
        ("", 100, 1),
        ("一二三四五", 50, 1),
        ("一二三四五六", 50, 2),
        ("一二三四五。", 50, 2),
        ("ab cd", 1000, 1),
        ("Wwwwwwwwww wwwwwwwwww", 100, 2),
        ("W" * 40, 100, 4),
    ],
)
def test_lines(text: str, width: float, count: int) -> None:
    """A Chinese character is a square, a closing mark clings to it, a word stays whole unless it is longer than the line."""
    assert lines(text, TextStyle(10), width) == count


def test_bold_is_wider() -> None:
    assert lines("nnnnn nnnnn", TextStyle(10, bold=True), 65) == 2 > lines("nnnnn nnnnn", TextStyle(10), 65) == 1


TEXTS = st.text(st.sampled_from("一二，。（〔ab W-1"), max_size=40)


@given(TEXTS, TEXTS, st.floats(20, 400))
def test_more_text_needs_no_less_room(text: str, more: str, width: float) -> None:
    """Law: monotone in the text and in the width."""
    kind = TextStyle(10)
    assert lines(text, kind, width) <= lines(text + more, kind, width) + 1
    assert lines(text, kind, width) >= lines(text, kind, width * 2) >= 1


@given(TEXTS, st.floats(20, 400))
def test_bold_in_plain_type_is_given_more_room(text: str, width: float) -> None:
    assert lines(in_bold(text), TextStyle(10), width) >= lines(text, TextStyle(10), width)
    assert in_bold(text).startswith(text)


def test_a_text_takes_whole_lines() -> None:
    assert TextStyle(10, 1.5).height("一二三四五六", 50) == 2 * 15


def test_the_columns_fill_the_page_and_no_more() -> None:
    measure = Measure()
    assert measure.width < PAGE_WIDTH and measure.height < PAGE_HEIGHT
    assert sum(measure.columns) == 1
    assert measure.column(0) + measure.column(1) + 4 * measure.pad == pytest.approx(measure.width)
