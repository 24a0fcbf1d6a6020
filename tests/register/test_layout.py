"""What the command prints: columns that line up though characters are of two widths, long lines cut between items."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from eligibility.register.layout import aligned, wrapped

cells = st.text("ab重度1,", min_size=1, max_size=8)


@given(st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=5)))
def test_columns_line_up(rows: list[list[str]]) -> None:
    """Law: every line is as wide as the others, a Chinese character counting two."""
    assert len({cell_len(line) for line in aligned(rows)}) == 1


@given(st.lists(cells.map(lambda text: text.replace(",", "")).filter(bool), min_size=1, max_size=30))
def test_a_wrapped_line_loses_nothing(items: list[str]) -> None:
    """Law: put together again the pieces are the line, and none is longer than asked unless one item is."""
    text = "；".join(items)
    lines = list(wrapped(text, 30))
    assert "".join(line.strip() for line in lines) == text
    assert all(cell_len(line) <= 30 + 4 for line in lines)
