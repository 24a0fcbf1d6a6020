"""The verbs of a reading: what tells nothing is null, what is known stays, what cannot be read is said once a line."""

from __future__ import annotations

import polars as pl
import pytest

import eligibility as el
from eligibility.bulk.register_schema import MONEY
from eligibility.register.cell_parsers import read_whole
from eligibility.register.headings import SheetColumn
from eligibility.register.reading import Reading, looked_up
from eligibility.register.spellings import words_of
from eligibility.register.table import Table
from tests.conftest import DAY

CELLS = pl.DataFrame({"c0": [" 35岁", "不详", "", "七"], "row": [2, 3, 4, 5]})


@pytest.fixture
def reading(zhangye: el.Ruleset) -> Reading:
    table = Table("r.csv", (SheetColumn(0, "年龄", "person.age"),), CELLS, ())
    return Reading(table, words_of(zhangye), DAY)


def test_cells_that_tell_nothing_are_null(reading: Reading) -> None:
    told = reading.texts("person.age")
    assert told is not None and told.to_list() == ["35岁", None, None, "七"]
    assert reading.texts("person.sex") is None
    assert reading.heading("person.age") == "年龄" and reading.heading("person.sex") == "person.sex"


def test_what_cannot_be_read_is_null_and_said(reading: Reading) -> None:
    told = reading.texts("person.age")
    assert told is not None
    assert reading.parsed(told, "年龄", read_whole, pl.Int64).to_list() == [35, None, None, None]
    assert reading.slips.frame().select("row", "column", "value", "effect").rows() == [(5, "年龄", "七", "unknown")]


def test_what_is_known_is_not_replaced(reading: Reading) -> None:
    """A later column fills what an earlier one left open, and no more; one of another type is left aside."""
    reading.put("person.age", pl.Series([1, None, None, 4]))
    reading.put("person.age", pl.Series([9, 2, None, 9]))
    reading.put("person.age", pl.Series(["a", "b", "c", "d"]))
    assert reading.frame["person.age"].to_list() == [1, 2, None, 4]


def test_lines_left_out_are_kept_in_mind(reading: Reading) -> None:
    reading.drop(pl.Series([3]))
    reading.drop(pl.Series([5]))
    assert [row for rows in reading.left_out for row in rows] == [3, 5] and not len(reading.slips.frame())


def test_values_are_looked_up_by_their_texts() -> None:
    texts = pl.Series(["a", None, "b", "a"])
    assert looked_up(texts, {"a": 1}, pl.Int64).to_list() == [1, None, None, 1]
    assert looked_up(texts, {}, pl.Boolean).to_list() == [None] * 4
    assert str(looked_up(texts, {"b": "0.5"}, MONEY)[2]) == "0.5000"
