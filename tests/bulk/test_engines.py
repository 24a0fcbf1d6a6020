"""The engines of a register by their names: no engine answers for another."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import polars as pl
import pytest

import eligibility as el
from eligibility.bulk import count, evaluate
from eligibility.bulk.engines import ENGINES, BulkEngine, check_engine
from eligibility.cli.screen import TableEngine
from tests.conftest import DAY


def test_the_command_line_offers_every_engine() -> None:
    assert [engine.literal for engine in TableEngine] == list(ENGINES) == list(get_args(BulkEngine))
    for engine in ENGINES:
        check_engine(engine)


@pytest.mark.parametrize(
    ("engine", "said"),
    [
        ("polar", "engine: there is no 'polar'. Did you mean polars?"),
        ("sqlite", "engine: there is no 'sqlite'. One of: polars, duckdb, spark."),
        ("Polars", "Did you mean polars?"),
        (None, "engine: there is no 'None'. One of: polars, duckdb, spark."),
    ],
)
def test_an_engine_that_there_is_not(engine: object, said: str) -> None:
    with pytest.raises(el.EligibilityError) as caught:
        check_engine(engine)
    assert said in str(caught.value)


@pytest.mark.parametrize("door", [evaluate, count])
def test_it_is_refused_before_the_register_is_read(zhangye: el.Ruleset, door: Callable[..., object]) -> None:
    """It was answered by Polars without a word."""
    with pytest.raises(el.EligibilityError, match=r"engine: there is no 'polar'"):
        door(zhangye, pl.LazyFrame({"row": [1]}), DAY, engine="polar")
