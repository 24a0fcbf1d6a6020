"""Work on several batches at once, with the results in order and a bounded number of batches in memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_flight(run: Callable[[Item], Result], items: Iterator[Item], workers: int) -> Iterator[Result]:
    """`run` of every item, in the order of the items, by so many threads.

    Polars lets go of the interpreter while it computes, so that threads use all cores. An item is taken only when a result
    has been consumed: at most one more than there are threads are in memory. When the consumer stops, the items that wait are
    given up; those being worked on are finished first.
    """
    if workers == 1:
        yield from map(run, items)
        return
    waiting: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(workers, thread_name_prefix="eligibility-batch") as pool:
        try:
            for item in items:
                waiting.append(pool.submit(run, item))
                del item
                if len(waiting) > workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
