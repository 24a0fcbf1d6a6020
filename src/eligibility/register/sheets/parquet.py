"""Typed tables (Parquet): every column as texts, its name as the heading."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal

import polars as pl

from eligibility.register.sheets.sheet import KEPT_DIGITS, Sheet, day_text, number_text

ZONE = "Asia/Shanghai"
"""Where the days of a register are meant."""


_TRIAL = """
import io, sys
content = sys.stdin.buffer.read()
try:
    import os, resource
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
except (ImportError, OSError, ValueError):
    pass
import polars
polars.read_parquet(io.BytesIO(content))
"""
"""Reads a table in a process of its own. No process may take more memory than the machine has."""

_RAISED = 1
"""How Python ends where an exception was raised: the same one is raised again where it can be told."""


def read_parquet(content: bytes) -> tuple[Sheet, tuple[str, ...]]:
    """The table, its lines counted from 1, and its headings.

    Raises:
        ValueError: the file is damaged so that reading it ends the process that reads it.
    """
    _try(content)
    table = pl.read_parquet(content)
    texts = {f"c{index}": texts_of(table[name]) for index, name in enumerate(table.columns)}
    cells = pl.DataFrame(texts).with_columns(pl.int_range(1, len(table) + 1, dtype=pl.Int64, eager=True).alias("row"))
    names = list(texts)
    if names:
        cells = cells.filter(pl.any_horizontal(pl.col(name).str.contains(r"\S").fill_null(False) for name in names))
    return Sheet("", cells, len(table)), tuple(table.columns)


def _try(content: bytes) -> None:
    """Read a table where that may go wrong: a length that is damaged makes the reader ask for memory that no machine has, which
    ends its process."""
    tried = subprocess.run([sys.executable, "-c", _TRIAL], input=content, capture_output=True, check=False)
    if tried.returncode not in {0, _RAISED}:
        raise ValueError("the reader of Parquet ended its process")


def texts_of(column: pl.Series) -> pl.Series:
    """A typed column as texts; a list is written as its members."""
    kind = column.dtype
    if kind == pl.Boolean:
        return column.replace_strict([True, False], ["是", "否"], default=None, return_dtype=pl.String)
    if isinstance(kind, pl.List):
        return column.cast(pl.List(pl.String)).list.join("；")
    if isinstance(kind, pl.Datetime):
        return _moments(column, kind)
    if kind == pl.Date:
        return pl.Series([None if value is None else _day(value) for value in column], dtype=pl.String)
    if kind.is_float() or kind.is_integer():
        return _numbers(column)
    if kind.is_decimal():
        return pl.Series([None if value is None else _plain(value) for value in column], dtype=pl.String)
    return column.cast(pl.String)


def _day(value: date) -> str:
    return value.isoformat()


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _numbers(column: pl.Series) -> pl.Series:
    """Numbers as they are written; those with more digits than a spreadsheet keeps, with an exponent: they may have been cut."""
    if column.dtype.is_float():
        column = column.fill_nan(None)
    distinct = column.drop_nulls().unique()
    if column.dtype.is_integer():
        told = [f"{value}" if abs(value) < 10**KEPT_DIGITS else number_text(float(value)) for value in distinct]
    else:
        told = [number_text(value) for value in distinct]
    return column.replace_strict(distinct, pl.Series(told, dtype=pl.String), default=None, return_dtype=pl.String)


def _moments(column: pl.Series, kind: pl.Datetime) -> pl.Series:
    """Moments as days: in their own zone where that is midnight throughout, otherwise as the clocks of China show them."""
    if kind.time_zone is not None:
        own = column.dt.replace_time_zone(None)
        column = own if _midnight(own) else column.dt.convert_time_zone(ZONE).dt.replace_time_zone(None)
    return pl.Series([None if value is None else day_text(value) for value in column], dtype=pl.String)


def _midnight(column: pl.Series) -> bool:
    return bool((column.dt.truncate("1d") == column).all())
