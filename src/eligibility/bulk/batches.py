"""Batches of whole households from a register of any size, so that memory is bounded.

Where the rows of each household are adjacent, the register is read once, in its own order. Otherwise it is read once for
each bucket of households, and each bucket is sorted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from eligibility.bulk.in_flight import in_flight

BATCH_ROWS = 262_144
"""Rows in a batch, approximately."""

BUCKET = 2_000_000
"""Rows that are sorted at once where households are not adjacent, approximately."""

WINDOW_BATCHES = 8
"""Batches in a part of a file that is read on its own. Two parts are open at a time."""

PARTS = 16
"""The households' keys are compared in so many parts, each on a core of its own."""


def batches(frame: pl.LazyFrame, rows: int = BATCH_ROWS, bucket: int | None = None) -> Iterator[pl.DataFrame]:
    """The rows in batches. All rows of a household are adjacent in one batch."""
    if "household" not in frame.collect_schema():
        yield from _stream(frame, rows)
        return
    survey = _surveyed(frame, rows)
    if survey.together:
        yield from _whole_households(_stream(frame, rows))
        return
    key = pl.coalesce(pl.col("household").hash(), pl.col("row").hash())
    buckets = -(-survey.rows // (bucket or BUCKET))
    for number in range(buckets):
        part = frame if buckets == 1 else frame.filter(key % buckets == number)
        ordered = part.collect(engine="streaming").sort("household", "row", maintain_order=True)
        yield from _whole_households(ordered.slice(start, rows) for start in range(0, ordered.height, rows))


# -- reading


def _stream(frame: pl.LazyFrame, rows: int) -> Iterator[pl.DataFrame]:
    """The rows in batches, in their order.

    Polars decodes a Parquet file ahead of its consumer, without a bound. A file is therefore read in windows, the next one
    opened before the last is used up. A frame that cannot skip to a window is read in one go: to slice it would compute it
    from the beginning each time, and perhaps in another order.
    """
    if not _skips(frame):
        yield from _collected(frame, rows)
        return
    size = rows * WINDOW_BATCHES
    count = frame.select(pl.len()).collect().item()
    ahead = _collected(frame.slice(0, size), rows)
    for start in range(size, count + size, size):
        window, ahead = ahead, _collected(frame.slice(start, size), rows)
        yield from window


def _collected(frame: pl.LazyFrame, rows: int) -> Iterator[pl.DataFrame]:
    return iter(frame.collect_batches(chunk_size=rows, maintain_order=True, engine="streaming"))


def _skips(frame: pl.LazyFrame) -> bool:
    """Whether a slice of a frame is read from Parquet without what stands before it: the optimised plan hands it to the one reader."""
    plan = frame.slice(7, 1).explain()
    return plan.count(" SCAN ") == 1 and "Parquet SCAN" in plan and "SLICE: Positive { offset: 7" in plan


# -- whether the rows of each household are adjacent


@dataclass(frozen=True, slots=True)
class _Survey:
    """The number of rows, and whether the rows of each household are adjacent."""

    rows: int
    together: bool


@dataclass(frozen=True, slots=True)
class _Runs:
    """The runs of equal keys in one batch: the hash of each run's key, in parts; the first and the last row's; and the rows."""

    parts: tuple[pl.Series, ...]
    first: object
    last: object
    rows: int


def _surveyed(frame: pl.LazyFrame, rows: int) -> _Survey:
    """One pass over the households' keys, compared by hash.

    Two households with the same hash can only make a register seem unordered. A run that goes on from one batch to the next
    is a run of each, and is counted once.
    """
    key = pl.when(pl.col("household").is_not_null()).then(pl.col("household").hash()).alias("key")
    keys = (batch for batch in _stream(frame.select(key), rows) if batch.height)
    found = list(in_flight(_runs, keys, pl.thread_pool_size()))
    going_on = sum(before.last is not None and before.last == after.first for before, after in pairwise(found))
    begun = sum(part.len() for runs in found for part in runs.parts) - going_on
    distinct = in_flight(lambda part: pl.concat(part).n_unique(), zip(*(runs.parts for runs in found), strict=True), pl.thread_pool_size())
    return _Survey(sum(runs.rows for runs in found), begun == sum(distinct))


def _runs(batch: pl.DataFrame) -> _Runs:
    keys = batch["key"]
    begun = keys.filter((keys != keys.shift(1)).fill_null(True)).drop_nulls()
    parts = tuple(begun.filter(begun % PARTS == number) for number in range(PARTS))
    return _Runs(parts, keys.first(), keys.last(), keys.len())


# -- whole households


def _whole_households(stream: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The same rows in parts that end where a household ends."""
    kept: pl.DataFrame | None = None
    for batch in stream:
        rows = batch if kept is None else pl.concat([kept, batch])
        if not rows.height:
            continue
        cut = rows.height - _unfinished(rows["household"])
        kept = rows.slice(cut).rechunk() if cut < rows.height else None
        if cut:
            yield rows.slice(0, cut)
    if kept is not None:
        yield kept


def _unfinished(keys: pl.Series) -> int:
    """How many rows at the end belong to a household that may go on."""
    last, length = keys[-1], 64
    if last is None:
        return 0
    while True:
        end = keys.tail(length)
        other = end.ne_missing(last).arg_true()
        if other.len() or length >= keys.len():
            return end.len() - (int(other[-1]) + 1 if other.len() else 0)
        length *= 8
