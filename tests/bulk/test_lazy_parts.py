"""Parts are made as they are consumed; what is asked of them is asked of each."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from eligibility.bulk.lazy_parts import lazy_parts

PARTS, LINES = 60, 4
SCHEMA = pl.Schema({"part": pl.Int64, "line": pl.Int64})
AHEAD = 12
"""More parts than wait between what makes and what consumes them."""


class Parts:
    """Counts the parts that are made."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> Iterator[pl.DataFrame]:
        for part in range(PARTS):
            self.made += 1
            yield pl.DataFrame({"part": [part] * LINES, "line": range(LINES)}, schema=SCHEMA)


def test_parts_wait_until_they_are_consumed() -> None:
    """Law: never are many more parts made than are consumed, and they come in order."""
    parts = Parts()
    for count, batch in enumerate(lazy_parts(parts, SCHEMA).collect_batches(chunk_size=LINES, maintain_order=True), 1):
        assert batch["part"].to_list() == [count - 1] * LINES
        assert parts.made <= count + AHEAD
    assert parts.made == PARTS


def test_lines_and_columns_are_chosen_in_each_part() -> None:
    frame = lazy_parts(Parts(), SCHEMA)
    assert frame.collect().shape == (PARTS * LINES, 2)
    assert frame.filter(pl.col("line") == 1).select("part").collect()["part"].to_list() == list(range(PARTS))
    parts = Parts()
    assert lazy_parts(parts, SCHEMA).head(6).collect().rows() == [*((0, line) for line in range(4)), (1, 0), (1, 1)]
    assert parts.made < PARTS
