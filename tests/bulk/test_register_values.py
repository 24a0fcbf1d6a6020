"""Values that no fact can have are refused with their column, and what Polars cannot read is told without any value."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import eligibility as el
from eligibility.bulk import count, evaluate, evaluate_wide, write_wide
from eligibility.bulk.register_values import check_values, checked_frame, reading
from tests.conftest import DAY

NUMBER = "110105194912310021"
SUPPORTS = ["nursing_subsidy"]
DOORS: dict[str, Callable[[el.Ruleset, Any], object]] = {
    "evaluate": lambda ruleset, frame: evaluate(ruleset, frame, DAY, supports=SUPPORTS).collect(),
    "evaluate, duckdb": lambda ruleset, frame: evaluate(ruleset, frame, DAY, supports=SUPPORTS, engine="duckdb").collect(),
    "evaluate_wide": lambda ruleset, frame: evaluate_wide(ruleset, frame, DAY, supports=SUPPORTS).collect(),
    "count": lambda ruleset, frame: count(ruleset, frame, DAY),
    "write_wide": lambda ruleset, frame: write_wide(ruleset, frame, DAY, Path("never-written.parquet")),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("wrong", [None, {"row": [1]}, "register.parquet", pl.DataFrame({"row": [1]}), pl.Series([1])], ids=type)
def test_a_register_is_a_lazy_frame(zhangye: el.Ruleset, door: str, wrong: Any) -> None:
    with pytest.raises(el.WrongArgument, match=r"frame: must be a LazyFrame, and not .*\. frame\.lazy\(\) or pl\.scan_parquet gives one"):
        DOORS[door](zhangye, wrong)
    assert checked_frame(pl.LazyFrame()).collect().is_empty()


FAILING = {
    "a file that is not there": pl.scan_parquet("/nowhere/register.parquet"),
    "a column that is not there": pl.LazyFrame({"row": [1]}).with_columns(pl.col(NUMBER).alias("person.certified")),
    "a cast that fails": pl.LazyFrame({"row": [1], "person.certified": [NUMBER]}).with_columns(
        pl.col("person.certified").str.to_date("%Y").is_null()
    ),
    "a number too large": pl.LazyFrame({"row": pl.Series([2**64 - 1], dtype=pl.UInt64)}),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("frame", FAILING)
def test_a_frame_that_fails_is_told(zhangye: el.Ruleset, door: str, frame: str) -> None:
    """What Polars raises may quote cells: only its kind is told."""
    with pytest.raises(el.EligibilityError, match=r"the register's frame: cannot be read \(\w+\)\. frame\.collect\(\) says why") as caught:
        DOORS[door](zhangye, FAILING[frame])
    assert caught.value.__suppress_context__
    assert NUMBER not in caught.value.text("zh")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk_is_told(zhangye: el.Ruleset) -> None:
    with pytest.raises(el.EligibilityError, match="full: cannot be written"):
        write_wide(zhangye, pl.LazyFrame({"row": [1]}), DAY, Path("/dev/full"))


@pytest.mark.parametrize("error", [pl.exceptions.PanicException("x"), pl.exceptions.ComputeError("x"), PermissionError(13, "x")])
def test_whatever_polars_raises_is_an_error_of_the_library(error: BaseException) -> None:
    with pytest.raises(el.EligibilityError, match="cannot be read"), reading():
        raise error


def test_what_others_raise_stays() -> None:
    with pytest.raises(KeyboardInterrupt), reading():
        raise KeyboardInterrupt


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("column", "said"),
    [
        (pl.Series("person.grade", [1, 5]), "person.grade: holds a value above 4"),
        (pl.Series("person.grade", [-1, 2]), "person.grade: holds a value below 0"),
        (pl.Series("row", [1, None]), "row: is empty in a row"),
    ],
)
def test_a_value_out_of_its_bounds_is_refused(zhangye: el.Ruleset, door: str, column: pl.Series, said: str) -> None:
    """It would be answered as if it were something else."""
    with pytest.raises(el.EligibilityError, match=said):
        DOORS[door](zhangye, pl.DataFrame({"row": [1, 2]}).with_columns(column).lazy())


@pytest.mark.parametrize(
    ("column", "said"),
    [
        (pl.Series("person.sex", ["male", NUMBER]), "person.sex: holds a value that is none of: male, female"),
        (pl.Series("person.sex", ["女", None], dtype=pl.Categorical), "person.sex: holds a value that is none of: male, female"),
        (pl.Series("person.sex", ["女", None], dtype=pl.Enum(["女"])), "person.sex: holds a value that is none of: male, female"),
        (pl.Series("person.age", [150, 151]), "person.age: holds a value above 150"),
        (pl.Series("household.size", [3, 101]), "household.size: holds a value above 100"),
        (pl.Series("household.monthly_income_per_capita", [Decimal("-0.01"), None]), "holds a value below 0"),
    ],
)
def test_what_no_fact_can_be(column: pl.Series, said: str) -> None:
    rows = pl.DataFrame({"row": [1, 2]}).with_columns(column)
    with pytest.raises(el.EligibilityError, match=said) as caught:
        check_values(rows)
    assert len(caught.value.problems) == 1 and NUMBER not in str(caught.value)


def test_what_is_right_passes() -> None:
    rows = pl.DataFrame(
        {"row": [1, 2], "person.sex": ["female", None], "person.age": [0, 150], "person.grade": [0, 4], "remark": ["x", "y"]}
    )
    check_values(rows)
    check_values(rows.with_columns(pl.lit(None).alias("person.sex"), pl.lit(None).alias("person.age")))


def test_every_row_is_read(zhangye: el.Ruleset) -> None:
    """Beyond the first batch too: a word that its fact does not have would be answered as a no."""
    word = pl.when(pl.col("row") < 300_000).then(None).otherwise(pl.lit("x")).alias("household.area")
    late = pl.DataFrame({"row": range(300_001)}).with_columns(word)
    with pytest.raises(el.EligibilityError, match=r"household\.area: holds a value that is none of"):
        evaluate(zhangye, late.lazy(), DAY, supports=["dibao"]).collect()
