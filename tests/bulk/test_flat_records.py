"""The record of every row, and the truth of single conditions: as a profile has them, and unknown where they are unknown."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

import eligibility as el
from eligibility.bulk import flat_records
from eligibility.bulk.batches import batches
from eligibility.bulk.flat_records import COMPLETE_COLUMN, FlatRecords, records
from eligibility.logic.expr import Expr
from eligibility.logic.parse import parse
from eligibility.rules.scope import RuleScope
from tests.conftest import DAY, Toy, support

RULES = support("certified and age >= 18") + support("has.cash and household.dibao", name="card")


@pytest.fixture
def rules(toy: Toy) -> el.Ruleset:
    return el.load_ruleset(toy(RULES))


def condition(text: str) -> Expr:
    return parse(text, RuleScope("person", {}, {}, (), (), depends=False))


ADULT, DIBAO = condition("certified and age >= 18"), condition("household.dibao")


def recorded(ruleset: el.Ruleset, frame: pl.DataFrame, *conditions: Expr, complete: bool = False, **constants: Any) -> FlatRecords:
    return records(ruleset, frame.lazy(), DAY, conditions, {key.replace("__", "."): value for key, value in constants.items()}, complete)


REGISTER = pl.DataFrame(
    {
        "row": [1, 2, 3, 4],
        "household": ["a", "a", None, "b"],
        "person.certified": [True, None, True, False],
        "person.birth_date": [date(1990, 6, 1), date(2010, 6, 1), None, date(2006, 6, 1)],
        "household.size": [2, 2, None, 5],
    }
)


def test_a_row_for_each_person_and_a_column_for_each_known_fact(rules: el.Ruleset) -> None:
    found = recorded(rules, REGISTER, ADULT)
    assert found.table["row"].to_list() == [1, 2, 3, 4] and found.table["household"].to_list() == ["a", "a", None, "b"]
    assert found.facts == {"person.certified", "person.age"}
    assert found.table["person.age"].to_list() == [34, 14, None, 18]
    assert found.table[found.conditions[ADULT]].to_list() == [True, False, None, False]


def test_a_household_is_complete_by_its_size_or_by_what_the_office_says(rules: el.Ruleset) -> None:
    """A row without a key is only complete by its size."""
    assert recorded(rules, REGISTER).table[COMPLETE_COLUMN].to_list() == [True, True, False, False]
    assert recorded(rules, REGISTER, complete=True).table[COMPLETE_COLUMN].to_list() == [True, True, False, False]
    unsized = REGISTER.drop("household.size")
    assert recorded(rules, unsized, complete=True).table[COMPLETE_COLUMN].to_list() == [True, True, False, True]


def test_a_fact_of_the_household_stands_in_every_row_of_it(rules: el.Ruleset) -> None:
    """A member who receives dibao makes it known for the others too."""
    frame = REGISTER.with_columns(pl.Series("person.receives.dibao", [None, True, None, None], dtype=pl.Boolean))
    found = recorded(rules, frame, DIBAO)
    assert found.table["household.dibao"].to_list() == [True, True, None, None]
    assert found.table[found.conditions[DIBAO]].to_list() == [True, True, None, None]


def test_what_is_unknown_in_every_row_has_no_column(rules: el.Ruleset) -> None:
    found = recorded(rules, REGISTER.select("row"), ADULT)
    assert found.conditions == {} and found.facts == set()
    assert found.table.columns == ["row", "household", COMPLETE_COLUMN]
    assert found.table["household"].to_list() == [None] * 4 and found.table[COMPLETE_COLUMN].to_list() == [False] * 4


def test_a_constant_is_a_fact_of_every_row_unless_a_column_says_otherwise(rules: el.Ruleset) -> None:
    found = recorded(rules, REGISTER.drop("person.certified"), ADULT, person__certified=True)
    assert found.table[found.conditions[ADULT]].to_list() == [True, False, None, True]
    assert recorded(rules, REGISTER, ADULT, person__certified=True).table["person.certified"].to_list() == [True, None, True, False]


def test_an_empty_register_has_the_same_columns(rules: el.Ruleset) -> None:
    full, empty = (recorded(rules, frame, ADULT) for frame in (REGISTER, REGISTER.clear()))
    assert empty.table.height == 0 and empty.table.schema == full.table.schema
    assert (empty.conditions, empty.facts) == (full.conditions, full.facts)


def test_batches_change_no_record(rules: el.Ruleset, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = recorded(rules, REGISTER, ADULT).table
    monkeypatch.setattr(flat_records, "batches", lambda frame: batches(frame, 1))
    assert recorded(rules, REGISTER, ADULT).table.equals(whole)


def test_a_column_of_the_offices_own_is_not_carried_along(rules: el.Ruleset) -> None:
    found = recorded(rules, REGISTER.with_columns(pl.lit("王芳").alias("name")))
    assert "name" not in found.table.columns
