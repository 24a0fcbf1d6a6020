"""A lazy frame over parts that are made one after the other as they are consumed, so that they are never all in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import polars as pl
from polars.io.plugins import register_io_source

from eligibility.bulk.register_schema import PolarsType


def lazy_parts(parts: Callable[[], Iterator[pl.DataFrame]], schema: Mapping[str, PolarsType]) -> pl.LazyFrame:
    """A lazy frame over parts that are computed only when they are consumed."""

    def source(
        with_columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, batch_size: int | None
    ) -> Iterator[pl.DataFrame]:
        left = n_rows
        for part in parts():
            chosen = part if predicate is None else part.filter(predicate)
            if with_columns is not None:
                chosen = chosen.select(with_columns)
            if left is not None:
                chosen = chosen.head(left)
                left -= chosen.height
            yield chosen
            if left == 0:
                return

    return register_io_source(source, schema=pl.Schema(schema))
