"""Progress rises step by step, comes to its end, and is where a run is stopped."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.register.progress import Cancelled, ProgressMonitor, ScreenProgress, ScreenStep


@given(st.integers(0, 20), st.lists(st.integers(0, 9), max_size=6))
def test_a_step_rises_to_its_end(total: int, counts: list[int]) -> None:
    """Law: what is done never falls and never passes the total, and a finished step is all done."""
    told: list[ScreenProgress] = []
    monitor = ProgressMonitor(told.append)
    monitor.begin(ScreenStep.DECIDING, total)
    for count in counts:
        monitor.advance(count)
    monitor.finish()
    assert [one.done for one in told] == sorted(one.done for one in told)
    assert told[-1] == ScreenProgress(ScreenStep.DECIDING, total, total)


def test_without_anybody_to_tell_nothing_happens() -> None:
    monitor = ProgressMonitor()
    monitor.begin(ScreenStep.READING)
    monitor.advance(3)
    monitor.finish()


def test_a_stop_is_seen_at_every_turn() -> None:
    """Whatever is done next, and before anything is told of it."""
    told: list[ScreenProgress] = []
    stop = threading.Event()
    monitor = ProgressMonitor(told.append, stop)
    monitor.begin(ScreenStep.WRITING, 5)
    stop.set()
    for turn in (
        lambda: monitor.begin(ScreenStep.WRITING, 5),
        lambda: monitor.advance(1),
        lambda: monitor.advance(0),
        monitor.finish,
        monitor.check,
    ):
        with pytest.raises(Cancelled):
            turn()
    assert told == [ScreenProgress(ScreenStep.WRITING, 0, 5)]


def test_every_step_has_words() -> None:
    assert len({step.label for step in ScreenStep}) == len(ScreenStep)
