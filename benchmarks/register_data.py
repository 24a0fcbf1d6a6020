"""Registers of any size as Parquet, from a seed: households of one to five, a tenth of the facts missing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from eligibility.facts.vocabulary import facts
from eligibility.logic.types import Boolean, Choice, Day, Number

CHUNK = 500_000
MISSING = 0.1
ALONE = 0.05
"""The share of rows without a household's key."""


def write(path: Path, columns: Sequence[str], rows: int, missing: float = MISSING, *, part: int = 0) -> None:
    """A register of so many rows with these columns, the rows of a household one after the other.

    `part` begins another register, whose rows and households are numbered after those of the parts before, each as long.
    """
    import pyarrow.parquet as parquet

    random = np.random.default_rng([2024, part] if part else 2024)
    writer = None
    home = part * rows
    for start in range(0, rows, CHUNK):
        chunk, home = _chunk(random, columns, min(CHUNK, rows - start), part * rows + start, home, missing)
        table = chunk.to_arrow()
        writer = writer or parquet.ParquetWriter(path, table.schema)
        writer.write_table(table)
    assert writer is not None
    writer.close()


def _chunk(random: Any, columns: Sequence[str], rows: int, start: int, home: int, missing: float) -> tuple[pl.DataFrame, int]:
    sizes = random.choice([1, 2, 3, 4, 5], p=[0.45, 0.25, 0.15, 0.1, 0.05], size=rows)
    homes = np.repeat(np.arange(rows), sizes)[:rows]
    key = pl.Series("household", homes + home).cast(pl.String).str.zfill(10)
    alone = pl.Series(random.random(homes[-1] + 1) < ALONE)[homes] & (pl.Series(np.bincount(homes))[homes] == 1)
    found = {"row": pl.Series(np.arange(start + 1, start + rows + 1)), "household": _known(key, ~alone)}
    for name in columns:
        if name in found:
            continue
        shared = name.startswith(("household.", "locality."))
        count = int(homes[-1]) + 1 if shared else rows
        values = pl.Series(np.bincount(homes)) if name == "household.size" else _values(random, name, count)
        known = _known(values, pl.Series(random.random(count) >= missing))
        found[name] = known[homes] if shared else known
    return pl.DataFrame(found), home + int(homes[-1]) + 1


def _known(values: pl.Series, known: pl.Series) -> pl.Series:
    return pl.select(pl.when(known).then(values)).to_series()


def _values(random: Any, name: str, count: int) -> pl.Series:
    fact = facts().get(name)
    match fact.type if fact else Boolean():
        case Boolean():
            return pl.Series(random.random(count) < 0.3)
        case Choice(values=values):
            return pl.Series(values)[random.integers(0, len(values), count)]
        case Day():
            return pl.Series(random.integers(-12_000, 20_500, count).astype(np.int32)).cast(pl.Date)
        case Number(integral=True):
            return pl.Series(random.integers(0, 90, count))
    return pl.Series(random.integers(0, 1_500, count)).cast(pl.Decimal(18, 4))
