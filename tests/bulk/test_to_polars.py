"""Terms as Polars expressions mean what they mean in Python, NULLs too; and a plan run over whole households."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eligibility.bulk.plan import AmountColumns, Coded, Layer, LayerStep, Level, Meaning, Plan
from eligibility.bulk.to_polars import Groups, PolarsWriter, Runner
from eligibility.facts.days import Anniversary
from eligibility.logic.operators import Operator
from eligibility.logic.terms import (
    FALSE_TERM,
    TRUE_TERM,
    UNKNOWN_TERM,
    CaseWhen,
    Column,
    Comparison,
    Divided,
    Every,
    Higher,
    Known,
    Lower,
    Negation,
    OneOf,
    Ordinal,
    Product,
    Shifted,
    Some,
    Sum,
    Tally,
    Term,
    Whole,
    Years,
)
from eligibility.rules.status import Status
from tests.logic.plain_terms import compile_terms

DAY = date(2024, 2, 29)
TRUTHS, NUMBERS, DAYS = (None, True, False), (None, -7, 0, 3), (None, date(2000, 2, 29), date(2024, 3, 1))
A, B, N, M, D = (Column(name) for name in "abnmd")
RECORDS = [dict(zip("abnmd", values, strict=True)) for values in product(TRUTHS, TRUTHS, NUMBERS, NUMBERS, DAYS)]
TABLE = pl.DataFrame(RECORDS, schema={"a": pl.Boolean, "b": pl.Boolean, "n": pl.Int64, "m": pl.Int64, "d": pl.Date})
WRITE = PolarsWriter(Anniversary(DAY))


def column(term: Term, table: pl.DataFrame = TABLE) -> pl.Series:
    return table.with_columns(WRITE(term).alias("found"))["found"]


@pytest.mark.parametrize(
    "term",
    [
        *(A, TRUE_TERM, FALSE_TERM, UNKNOWN_TERM, Whole(300), Negation(A), Every((A, B)), Some((A, B)), Some((Negation(A), UNKNOWN_TERM))),
        *(Known(A), Known(N), Known(D), Negation(Known(Every((A, B)))), OneOf(N, (0, 3)), OneOf(N, (5,))),
        *(Comparison(((N, 1),), op, 0) for op in Operator),
        *(Comparison(((N, 2), (M, -1)), op, bound) for op in (Operator.AT_LEAST, Operator.EQUAL) for bound in (-3, 0, 3)),
        *(Comparison(parts, Operator.BELOW, 1) for parts in (((N, -1),), ((N, -1), (M, -2)), ((N, -2), (M, 1)))),
        Comparison(((Ordinal(D), 1), (N, -1)), Operator.ABOVE, date(2024, 2, 28).toordinal()),
        Comparison(((Years(D), 1),), Operator.AT_LEAST, 24),
        *(CaseWhen(((A, Whole(2)), (B, Whole(255))), Whole(0)), CaseWhen(((A, Whole(256)),), Whole(-1)), CaseWhen(((A, N),), M)),
        *(CaseWhen(((A, B),), UNKNOWN_TERM), CaseWhen(((A, Whole(1)),), UNKNOWN_TERM), Years(D), Ordinal(D)),
    ],
    ids=repr,
)
def test_a_term_means_the_same_as_in_python(term: Term) -> None:
    """In every row, over all ways in which its columns may be known, true or false."""
    kernel = compile_terms([term])
    since = Anniversary(DAY)

    def value(record: dict[str, Any]) -> object:
        given = {name: one.toordinal() if isinstance(one, date) else one for name, one in record.items()}
        return kernel(given.get, lambda day: since.full_years(date.fromordinal(day)), ())[0]

    assert column(term).to_list() == [value(record) for record in RECORDS]


@given(as_of=st.dates(), days=st.lists(st.dates(), min_size=1), near=st.integers(-800, 800))
@example(as_of=date(2023, 2, 28), days=[date(2000, 2, 29), date(2000, 3, 1), date(2028, 2, 29)], near=1)
@example(as_of=date(2024, 2, 29), days=[date(2000, 2, 29), date(1999, 3, 1), date(2028, 2, 29)], near=366)
@example(as_of=date(2024, 4, 30), days=[date(1900, 4, 30), date(1900, 5, 1), date(2100, 4, 30)], near=-366)
def test_years_are_those_of_the_calendar(as_of: date, days: list[date], near: int) -> None:
    """Of any day of the calendar, past or to come, and of days beside an anniversary."""
    ordinal = min(max(as_of.toordinal() + near, date.min.toordinal()), date.max.toordinal())
    table = pl.DataFrame({"d": [*days, date.fromordinal(ordinal), None]}, schema={"d": pl.Date})
    found = table.select(PolarsWriter(Anniversary(as_of))(Years(D))).to_series().to_list()
    assert found == [Anniversary(as_of).full_years(day) if day else None for day in table["d"]]


@pytest.mark.parametrize("places", [(4, 4), (2, 4), (4, 0)])
@pytest.mark.parametrize("bound", [-3, 0, 3])
def test_money_is_compared_exactly(places: tuple[int, int], bound: int) -> None:
    """Whatever places each of the two has."""
    values = [Decimal(text) for text in ("-3", "0", "3", "4", "99999999999999")]
    pairs = list(product([*values, None], repeat=2))
    kinds = (pl.Decimal(20, each) for each in places)
    table = pl.DataFrame(pairs, schema=dict(zip("nm", kinds, strict=True)), orient="row")
    found = column(Comparison(((N, 1), (M, -1)), Operator.BELOW, bound), table).to_list()
    assert found == [None if n is None or m is None else n - m < bound for n, m in pairs]


@pytest.mark.parametrize(
    ("term", "worked_out"),
    [
        (Sum(((N, 3), (M, -1)), 5), lambda n, m: 3 * n - m + 5),
        (Sum(((N, 1), (M, 1)), 0), lambda n, m: n + m),
        (Product(N, M), lambda n, m: n * m),
        (Lower(N, M), min),
        (Higher(N, M), max),
        (Divided(Sum(((N, 1), (M, 1)), 0), 2), lambda n, m: (n + m) // 2),
        (Shifted(Product(N, M), 100), lambda n, m: 100 * n * m),
    ],
    ids=lambda value: "" if callable(value) else repr(value),
)
def test_a_number_is_worked_out_and_unknown_where_a_part_is(term: Term, worked_out: Callable[[int, int], int]) -> None:
    """Below zero it is rounded down too."""
    pairs = [(record["n"], record["m"]) for record in RECORDS]
    assert column(term).to_list() == [None if n is None or m is None else worked_out(n, m) for n, m in pairs]


def test_numbers_worked_out_do_not_run_over() -> None:
    """Codes are held in bytes; what is worked out from them is not."""
    codes = CaseWhen(((A, Whole(200)),), Whole(100))
    assert column(codes).dtype == pl.UInt8
    table = pl.DataFrame({"a": [True, False]})
    assert column(Sum(((codes, 2),), 0), table).to_list() == [400, 200]
    assert column(Product(codes, codes), table).to_list() == [40_000, 10_000]
    assert column(Sum(((codes, -1),), 0), table).to_list() == [-200, -100]
    assert column(CaseWhen(((A, Whole(256)),), Whole(1)), table).to_list() == [256, 1]


def test_money_is_shifted_exactly() -> None:
    table = pl.DataFrame({"n": ["479.99", None, "0.01"]}).cast(pl.Decimal(18, 4))
    assert column(Shifted(N, 100), table).to_list() == [47_999, None, 1]


def test_a_count_is_no_expression() -> None:
    with pytest.raises(TypeError):
        WRITE(Tally(A, False))


# -- households


def frame(keys: list[str | None]) -> pl.DataFrame:
    return pl.DataFrame({"row": range(len(keys)), "household": keys}, schema={"row": pl.Int64, "household": pl.String})


@pytest.mark.parametrize(
    ("keys", "starts", "sizes"),
    [
        (["a", "a", "b"], [0, 2], [2, 1]),
        (["a", None, None, "b", "b"], [0, 1, 2, 3], [1, 1, 1, 2]),
        ([None, "a", "a", None], [0, 1, 3], [1, 2, 1]),
        (["a", "b", "c"], [0, 1, 2], [1, 1, 1]),
        ([None], [0], [1]),
        (["a"], [0], [1]),
        ([], [], []),
    ],
)
def test_households_and_rows_that_stand_alone(keys: list[str | None], starts: list[int], sizes: list[int]) -> None:
    """Rows without a key are never members of one household, not even side by side."""
    rows = frame(keys)
    groups = Groups(rows)
    assert groups.first(rows)["row"].to_list() == starts
    assert groups.sizes.to_list() == sizes
    (spread,) = groups.spread(pl.DataFrame({"start": starts}, schema={"start": pl.Int64}))
    assert spread.to_list() == [start for start, size in zip(starts, sizes, strict=True) for _ in range(size)]
    truths = {str(value): pl.repeat(value, len(keys), dtype=pl.Boolean, eager=True) for value in (True, False)}
    assert [count.to_list() for count in groups.count(pl.DataFrame(truths))] == [sizes, [0] * len(starts)]


def test_only_the_true_rows_of_a_household_are_counted() -> None:
    groups = Groups(frame(["a", "a", None, "b", "b", "b"]))
    (count,) = groups.count(pl.DataFrame({"a": [True, False, True, False, True, True]}))
    assert count.to_list() == [1, 1, 2]
    assert groups.count(pl.DataFrame()) == []


@pytest.mark.parametrize("truths", [0, 1, 4, 6])
def test_what_a_household_answers_is_repeated_for_its_rows(truths: int) -> None:
    """Truths that may be unknown, more than fit into a byte, beside a number."""
    values = list(product(TRUTHS, repeat=2))
    homes = pl.DataFrame({f"t{at}": [pair[at % 2] for pair in values] for at in range(truths)} | {"n": range(len(values))})
    keys = [str(home) for home in range(len(values)) for _ in range(home % 3 + 1)]
    spread = pl.DataFrame(Groups(frame(keys)).spread(homes.with_columns(pl.col("^t.*$").cast(pl.Boolean)))).select(homes.columns)
    assert spread.rows() == [row for row in homes.rows() for _ in range(row[-1] % 3 + 1)]


def test_without_a_column_of_keys_everyone_stands_alone() -> None:
    groups = Groups(pl.DataFrame({"row": [1, 2]}))
    assert groups.sizes.to_list() == [1, 1]


PLAN = Plan(
    {Level.PERSON: frozenset({"a"}), Level.HOUSEHOLD: frozenset({"h"})},
    (
        Layer(Level.PERSON, (LayerStep("counted", Negation(A)),)),
        Layer(
            Level.HOUSEHOLD,
            (
                LayerStep("low", Tally(Column("counted"), False)),
                LayerStep("high", Tally(Column("counted"), True)),
                LayerStep("rows", Tally(TRUE_TERM, False)),
            ),
        ),
        Layer(
            Level.HOUSEHOLD,
            (
                LayerStep("some", Comparison(((Column("low"), 1),), Operator.AT_LEAST, 1)),
                LayerStep("code.home", CaseWhen(((Column("h"), Whole(2)),), Whole(1))),
                LayerStep("home.low", Sum(((Column("low"), 1),), 0)),
                LayerStep("home.high", Sum(((Column("high"), 1), (Column("rows"), 10)), 0)),
            ),
        ),
        Layer(Level.PERSON, (LayerStep("code.cash", CaseWhen(((Every((A, Column("some"))), Whole(2)),), Whole(1))),)),
    ),
    tuple(
        Coded(name, level, f"code.{name}", (Meaning(Status.NOT_ELIGIBLE, None, "plan"),) * 3)
        for name, level in (("cash", Level.PERSON), ("home", Level.HOUSEHOLD))
    ),
    (AmountColumns("home", Level.HOUSEHOLD, "home.low", "home.high", 1, "CNY"),),
)
"""A household counts its rows that are not `a`; a person reads what it counted: a stage after another at each level."""


def ran(keys: list[str | None], a: list[bool | None], h: list[bool | None]) -> tuple[pl.DataFrame, pl.DataFrame]:
    rows = frame(keys).with_columns(pl.Series("a", a, dtype=pl.Boolean), pl.Series("h", h, dtype=pl.Boolean))
    return Runner(PLAN, Anniversary(DAY)).run(rows)


def test_layers_run_one_after_the_other_across_the_levels() -> None:
    """What is unknown may be counted at most, not at least; households answer in their first row."""
    people, homes = ran(["a", "a", "b", "b", None], [True, False, None, True, True], [True, True, None, None, False])
    assert dict(people.schema) == {"row": pl.Int64, "cash": pl.UInt8}
    assert people.rows() == [(0, 2), (1, 1), (2, 1), (3, 1), (4, 1)]
    assert dict(homes.schema) == {"row": pl.Int64, "home": pl.UInt8, "home.low": pl.Int64, "home.high": pl.Int64}
    assert homes.rows() == [(0, 2, 1, 21), (2, 1, 0, 21), (4, 1, 0, 10)]


def test_no_rows_have_no_answers() -> None:
    people, homes = ran([], [], [])
    assert (people.height, homes.height) == (0, 0)
    assert people.columns == ["row", "cash"]
