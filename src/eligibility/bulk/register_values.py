"""The values of a register frame: what no fact can be is refused, and what Polars cannot read is told, without any value of a cell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import polars as pl

from eligibility._atomic_write import number_told, refusal
from eligibility.bulk.columns import fact_in
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem, checked_type
from eligibility.facts.vocabulary import CEILINGS
from eligibility.i18n import Text
from eligibility.logic.types import Choice, Number

LAZY = Text("惰性表 LazyFrame", "a LazyFrame")
LAZY_MEND = Text("表由 frame.lazy() 或 pl.scan_parquet 得到。", "frame.lazy() or pl.scan_parquet gives one.")
FRAME = Text("名册的表", "the register's frame")
COLLECT = Text(
    "frame.collect() 会给出原因；或者有的数对所在的列太大。", "frame.collect() says why, or a number is too large for its column."
)
_FOREIGN = {"polars", "pyo3_runtime", "duckdb", "_duckdb"}
"""The modules whose errors say that the frame cannot be read."""


def checked_frame(frame: object) -> pl.LazyFrame:
    """The register, checked to be a lazy frame.

    Raises:
        WrongArgument: it is none.
    """
    return checked_type(frame, pl.LazyFrame, "frame", LAZY, LAZY_MEND)


@contextmanager
def reading() -> Iterator[None]:
    """Around what reads a register.

    Raises:
        EligibilityError: in place of what Polars or DuckDB raises, which may quote cells.
    """
    try:
        yield
    except BaseException as error:  # a panic in a library of Rust is no Exception
        # `from None`: a context manager that raises has what was raised inside as its context, and a traceback would quote it
        if not isinstance(error, OSError) and type(error).__module__.split(".")[0] not in _FOREIGN:
            raise
        number = error.errno if isinstance(error, OSError) else None
        reason = refusal(number_told(error) or number, type(error).__name__)
        said = Text(f"无法读取（{reason.zh}）", f"cannot be read ({reason.en})")
        raise EligibilityError([Problem(ProblemCode.UNREADABLE_FILE, FRAME, said, COLLECT)]) from None


def check_values(rows: pl.DataFrame) -> None:
    """Refuse a row without its number, a number out of its bounds, and a word that its fact does not have: any of them would be
    answered as if it were something else.

    Raises:
        EligibilityError: naming each column.
    """
    problems = [problem for column in rows.iter_columns() for problem in (*_wrong_number(column), *_wrong_word(column))]
    if problems:
        raise EligibilityError(problems)


def _wrong_number(column: pl.Series) -> Iterator[Problem]:
    name = column.name
    fact = fact_in(name)
    if name == "row" and column.null_count():
        yield Problem(ProblemCode.LINE_NUMBERS_MISSING, name, Text("有的行没有行号", "is empty in a row"))
    match fact.type if fact else None:
        case Choice(values=(int(), *_) as values):
            numbers = [value for value in values if isinstance(value, int)]
            yield from _out_of_bounds(column, min(numbers), max(numbers))
        case Number(low=low):
            yield from _out_of_bounds(column, low, CEILINGS.get(name))


def _wrong_word(column: pl.Series) -> Iterator[Problem]:
    fact = fact_in(column.name)
    values = fact.type.values if fact and isinstance(fact.type, Choice) else (0,)
    words = [value for value in values if isinstance(value, str)]
    if words and not _among(column, words):
        said = Text(f"有不是以下之一的值：{'、'.join(words)}", f"holds a value that is none of: {', '.join(words)}")
        yield Problem(ProblemCode.UNKNOWN_VALUE, column.name, said)


def _among(column: pl.Series, words: list[str]) -> bool:
    """Whether every word of a column is one of these: so many comparisons are less work than looking each cell up among them."""
    texts = column if column.dtype == pl.String else column.unique().cast(pl.String)
    left = texts.count()
    for word in words:
        if not left:
            break
        left -= int((texts == word).sum())
    return not left


def _out_of_bounds(column: pl.Series, low: int | None, high: int | None) -> Iterator[Problem]:
    least = None if low is None else column.min()
    most = None if high is None else column.max()
    if low is not None and isinstance(least, int | Decimal) and least < low:
        yield Problem(ProblemCode.BELOW_MINIMUM, column.name, Text(f"有小于{low}的值", f"holds a value below {low}"))
    if high is not None and isinstance(most, int | Decimal) and most > high:
        yield Problem(ProblemCode.ABOVE_MAXIMUM, column.name, Text(f"有大于{high}的值", f"holds a value above {high}"))
