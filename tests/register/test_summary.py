"""Counts by place: small ones are hidden, and cannot be worked out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from eligibility.register.summary import SMALL, hidden


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8))
def test_small_counts_are_hidden_and_cannot_be_worked_out(counts: list[int]) -> None:
    """Law: no shown count lies between 1 and 4, zeros are shown, and the total never tells a single hidden count."""
    shown = hidden(counts)
    for count, seen in zip(counts, shown, strict=True):
        assert seen in (count, None)
        assert not (seen is not None and 0 < seen < SMALL)
    alone = shown.count(None) == 1
    assert not alone or all(seen == 0 for seen in shown if seen is not None)
