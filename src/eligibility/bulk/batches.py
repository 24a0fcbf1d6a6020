"""Batches of whole households from a register of any size, so that memory is bounded.

Where the rows of each household are adjacent, the register is read once, in its own order. Otherwise it is read once for
each bucket of households, and each bucket is sorted.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

BATCH_ROWS = 262_144
"""Rows in a batch, approximately."""

BUCKET = 2_000_000
"""Rows that are sorted at once where households are not adjacent, approximately."""


def batches(frame: pl.LazyFrame, rows: int = BATCH_ROWS, bucket: int | None = None) -> Iterator[pl.DataFrame]:
    """The rows in batches. All rows of a household are adjacent in one batch."""
    if "household" not in frame.collect_schema():
        yield from _stream(frame, rows)
        return
    count, together = _survey(frame, rows)
    if together:
        yield from _whole_households(_stream(frame, rows))
        return
    key = pl.coalesce(pl.col("household").hash(), pl.col("row").hash())
    buckets = -(-count // (bucket or BUCKET))
    for number in range(buckets):
        part = frame if buckets == 1 else frame.filter(key % buckets == number)
        ordered = part.collect(engine="streaming").sort("household", "row", maintain_order=True)
        yield from _whole_households(ordered.slice(start, rows) for start in range(0, ordered.height, rows))


def _stream(frame: pl.LazyFrame, rows: int) -> Iterator[pl.DataFrame]:
    return iter(frame.collect_batches(chunk_size=rows, maintain_order=True, engine="streaming"))


def _survey(frame: pl.LazyFrame, rows: int) -> tuple[int, bool]:
    """The number of rows, and whether the rows of each household are adjacent.

    Households are compared by hash. Two households with the same hash can only make a register seem unordered.
    """
    count = 0
    runs: list[pl.Series] = []
    last: int | None = None
    key = pl.when(pl.col("household").is_not_null()).then(pl.col("household").hash())
    for batch in _stream(frame.select(key), rows):
        keys = batch.to_series()
        count += keys.len()
        begins = (keys != keys.shift(1, fill_value=last)) if last is not None else (keys != keys.shift(1)).fill_null(True)
        runs.append(keys.filter(begins.fill_null(True)).drop_nulls())
        last = keys[-1] if keys.len() else last
    starts = pl.concat(runs) if runs else pl.Series([], dtype=pl.UInt64)
    return count, starts.n_unique() == starts.len()


def _whole_households(stream: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The same rows in parts that end where a household ends."""
    kept: pl.DataFrame | None = None
    for batch in stream:
        rows = batch if kept is None else pl.concat([kept, batch])
        key = rows["household"]
        if not rows.height:
            continue
        if key[-1] is None:
            kept = None
            yield rows
            continue
        begins = (key != key.shift(1)).fill_null(True)
        cut = int(begins.arg_true()[-1])
        kept = rows.slice(cut)
        if cut:
            yield rows.slice(0, cut)
    if kept is not None:
        yield kept
