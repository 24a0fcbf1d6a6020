"""Several batches at once: in order, bounded, and given up when the consumer stops."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from eligibility.bulk.in_flight import in_flight

WAIT = 30
"""Seconds after which a thread that should have come has not."""


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_results_come_in_the_order_of_the_items(workers: int) -> None:
    """An item that takes longer does not let later ones pass."""
    later = threading.Event()

    def run(item: int) -> int:
        if workers > 1 and item == 0:
            assert later.wait(WAIT)
        if item == 1:
            later.set()
        return item * item

    assert list(in_flight(run, iter(range(20)), workers)) == [item * item for item in range(20)]


def test_as_many_are_worked_on_at_once_as_there_are_threads() -> None:
    """All threads are inside `run` at the same time: each waits for the others."""
    together = threading.Barrier(3, timeout=WAIT)

    def run(item: int) -> int:
        together.wait()
        return item

    assert list(in_flight(run, iter(range(9)), 3)) == list(range(9))


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_no_more_items_are_taken_than_can_be_worked_on(workers: int) -> None:
    """However slow the consumer, one more than there are threads is the most that is taken and not yet consumed."""
    taken, consumed, most = 0, 0, 0

    def items() -> Iterator[int]:
        nonlocal taken, most
        for number in range(50):
            taken += 1
            most = max(most, taken - consumed)
            yield number

    for _ in in_flight(lambda item: item, items(), workers):
        consumed += 1
    assert consumed == 50
    assert most <= workers + 1


@pytest.mark.parametrize("workers", [1, 3])
def test_nothing_more_is_taken_once_the_consumer_stops(workers: int) -> None:
    """What waits is given up, and the source is left where it is."""
    ran: list[int] = []
    source = iter(range(1000))
    results = in_flight(lambda item: ran.append(item) or item, source, workers)
    assert next(results) == 0
    results.close()
    assert next(source) <= workers + 1
    assert len(ran) <= workers + 1
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("eligibility-batch")]


@pytest.mark.parametrize("workers", [1, 3])
def test_an_error_comes_in_the_place_of_its_result(workers: int) -> None:
    def run(item: int) -> int:
        if item == 4:
            raise ValueError("four")
        return item

    results = in_flight(run, iter(range(10)), workers)
    assert [next(results) for _ in range(4)] == [0, 1, 2, 3]
    with pytest.raises(ValueError, match="four"):
        next(results)
