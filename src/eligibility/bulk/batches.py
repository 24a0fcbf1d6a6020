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
    """One pass over the households' keys where they rise, which most registers' do; otherwise another that compares them all."""
    return _rising(frame.select("household"), rows) or _compared(frame, rows)


@dataclass(frozen=True, slots=True)
class _Keys:
    """The keys of one batch: those of the first and the last row; of the first and the last household, if it has any; and whether each is
    above the one before."""

    first_row: object
    last_row: object
    first: pl.Series
    last: pl.Series
    rising: bool
    rows: int


def _rising(keys: pl.LazyFrame, rows: int) -> _Survey | None:
    """The survey of a register in which every household's key is above all before it, so that none can come again; None of others."""
    kind = keys.collect_schema()["household"]
    if kind != pl.String and not kind.is_integer():
        return None
    count, highest, before = 0, pl.Series(dtype=kind), None
    for found in in_flight(_keys_of, (batch for batch in _stream(keys, rows) if batch.height), pl.thread_pool_size()):
        if not found.rising or not _follows(highest, found, before):
            return None
        count, before = count + found.rows, found.last_row
        highest = found.last if found.last.len() else highest
    return _Survey(count, True)


def _keys_of(batch: pl.DataFrame) -> _Keys:
    keys = batch["household"]
    begun = _begun(keys)
    rising = begun.len() < 2 or bool((begun.slice(1) > begun.slice(0, begun.len() - 1)).all())
    return _Keys(keys.first(), keys.last(), begun.head(1), begun.tail(1), rising, keys.len())


def _follows(highest: pl.Series, found: _Keys, before: object) -> bool:
    """Whether the first household of a batch is above the highest key so far, or goes on in the first row."""
    if not highest.len() or not found.first.len():
        return True
    return bool((highest < found.first).all()) or (before is not None and before == found.first_row)


def _begun(keys: pl.Series) -> pl.Series:
    """The key of each run of equal keys."""
    return keys.filter((keys != keys.shift(1)).fill_null(True)).drop_nulls()


def _compared(frame: pl.LazyFrame, rows: int) -> _Survey:
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
    begun = _begun(keys)
    parts = tuple(begun.filter(begun % PARTS == number) for number in range(PARTS))
    return _Runs(parts, keys.first(), keys.last(), keys.len())


# -- whole households


def _whole_households(stream: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The same rows in parts that end where a household ends.

    A household that goes on from one batch to the next is a part of its own, so that no other row is copied.
    """
    kept: list[pl.DataFrame] = []
    for batch in stream:
        if not batch.height:
            continue
        rest = batch
        if kept:
            goes_on = _going_on(batch["household"], kept[0]["household"][0])
            kept.append(batch.slice(0, goes_on))
            rest = batch.slice(goes_on)
            if not rest.height:
                continue
            yield pl.concat(kept, rechunk=True)
        cut = rest.height - _unfinished(rest["household"])
        kept = [rest.slice(cut)] if cut < rest.height else []
        if cut:
            yield rest.slice(0, cut)
    if kept:
        yield pl.concat(kept, rechunk=True)


def _going_on(keys: pl.Series, key: object) -> int:
    """How many rows at the beginning belong to a household."""
    length = 64
    while True:
        other = keys.head(length).ne_missing(key).arg_true()
        if other.len() or length >= keys.len():
            return int(other[0]) if other.len() else keys.len()
        length *= 8


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
