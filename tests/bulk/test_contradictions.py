"""What contradicts itself in a register: which rows are named, and what no row or only a household's rows together can say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

import eligibility as el
from eligibility.bulk.contradictions import Inconsistency, of_households, of_persons
from eligibility.facts.derived import Contradiction
from tests.conftest import DAY, Toy, support

TYPES: dict[str, Any] = {
    "row": pl.Int64,
    "household": pl.String,
    "person.birth_date": pl.Date,
    "person.age": pl.Int64,
    "household.size": pl.Int64,
}
LAW = """
implies:
  young:
    for: person
    when: age < 16
    fact: employment
    in: [none]
    zh: 未满16周岁不得招用
    en: nobody under 16 may be employed
    source: {document: 劳动法, locator: 第十五条, seen: false, en: "Labour Law, article 15"}
"""


@pytest.fixture
def rules(toy: Toy) -> el.Ruleset:
    return el.load_ruleset(toy(support("certified"), implies=LAW))


def rows(**columns: list[Any]) -> pl.DataFrame:
    numbers = list(range(1, len(next(iter(columns.values()))) + 1))
    given = {"row": numbers, **{name.replace("__", "."): values for name, values in columns.items()}}
    return pl.DataFrame(given, schema_overrides={name: kind for name, kind in TYPES.items() if name in given})


def by_code(found: list[tuple[Any, pl.Series]]) -> dict[str, list[int]]:
    """The rows by code, of those that hold anywhere."""
    return {str(said.code): numbers.to_list() for said, numbers in found if numbers.len()}


def persons(rules: el.Ruleset, frame: pl.DataFrame) -> dict[str, list[int]]:
    found: list[tuple[Inconsistency, pl.Series]] = of_persons(rules, frame, DAY)
    return by_code(found)


def households(rules: el.Ruleset, frame: pl.DataFrame, *, complete: bool = False) -> dict[str, list[int]]:
    return by_code(of_households(rules, frame, DAY, complete=complete))


def test_a_row_is_named_where_its_own_entries_do_not_agree(rules: el.Ruleset) -> None:
    """Born on the day itself is no contradiction; what is unknown contradicts nothing."""
    frame = rows(person__birth_date=[DAY, DAY + timedelta(1), None, date(1990, 6, 1)], person__age=[0, None, 40, 33])
    assert persons(rules, frame) == {"birth_after_as_of": [2], "age_disagrees": [4]}


def test_a_law_is_kept_from_the_date_of_birth_too(rules: el.Ruleset) -> None:
    frame = rows(person__birth_date=[date(2010, 1, 1), date(1990, 1, 1), None], person__employment=["employed", "employed", "employed"])
    ((law, numbers),) = [(said, numbers) for said, numbers in of_persons(rules, frame, DAY) if numbers.len()]
    assert isinstance(law, Contradiction) and law.key == "person.employment" and "劳动法" in law.told.zh
    assert numbers.to_list() == [1]


def test_a_derived_fact_and_not_the_entry_decides(rules: el.Ruleset) -> None:
    """An expired certificate certifies nothing, so that it contradicts no missing disability: it is only told."""
    frame = rows(
        person__certified=[True, True],
        person__grade=[0, 0],
        person__certificate_valid_until=[date(2020, 1, 1), date(2030, 1, 1)],
    )
    assert persons(rules, frame) == {"certificate_expired": [1], "certified_without_disability": [2]}


def test_without_its_columns_nothing_can_be_found(rules: el.Ruleset) -> None:
    assert of_persons(rules, rows(person__certified=[True, None]), DAY) == []
    assert of_households(rules, rows(person__certified=[True, None]), DAY, complete=False) == []


def test_an_empty_register_has_no_rows_to_name(rules: el.Ruleset) -> None:
    frame = rows(household=["a"], person__birth_date=[DAY], person__age=[3], household__size=[1])
    assert persons(rules, frame) == {"age_disagrees": [1]}
    assert persons(rules, frame.clear()) == {}
    assert households(rules, frame.clear(), complete=True) == {}


def test_all_rows_of_a_household_are_named_wherever_they_stand(rules: el.Ruleset) -> None:
    """The rows of a household need not be adjacent; the numbers come in order."""
    frame = rows(household=["b", "a", "b", "a", "b"], household__size=[2, 1, 2, 1, 2])
    assert households(rules, frame) == {"size_below_members": [1, 2, 3, 4, 5]}
    assert households(rules, frame.with_columns(pl.lit(2).alias("household.size"))) == {"size_below_members": [1, 3, 5]}


def test_a_row_without_a_key_is_a_household_of_its_own(rules: el.Ruleset) -> None:
    """Two such rows are not two members of one."""
    frame = rows(household=[None, None, "a", "a"], household__size=[1, 1, 1, 1])
    assert households(rules, frame) == {"size_below_members": [3, 4]}
    assert households(rules, frame.drop("household")) == {}


def test_a_member_who_receives_dibao_denies_that_nobody_does(rules: el.Ruleset) -> None:
    """An unknown member denies nothing."""
    frame = rows(
        household=["a", "a", "b", "b", "c"],
        household__dibao=[False, False, False, False, None],
        person__receives__dibao=[None, True, False, None, True],
    )
    assert households(rules, frame) == {"dibao_denied": [1, 2]}


def test_only_a_whole_household_denies_what_no_member_has(rules: el.Ruleset) -> None:
    """Where more members may exist, one of them can be the one meant; a row without a key is never known to be alone."""
    frame = rows(
        household=["a", "b", "b", None],
        household__disabled_member=[True, True, True, True],
        person__grade=[0, 0, None, 0],
    )
    assert households(rules, frame) == {}
    assert households(rules, frame, complete=True) == {"members_disagree": [1]}
    assert households(rules, frame.with_columns(pl.Series("household.size", [2, 2, 2, 1])), complete=True) == {"members_disagree": [4]}
