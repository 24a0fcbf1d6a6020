"""The columns of a register: which are read, of which types, and what is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

import eligibility as el
from eligibility.bulk.columns import check_columns
from eligibility.bulk.evaluation import evaluate
from eligibility.bulk.register_schema import MONEY, column_type, conformed, fact_columns
from eligibility.errors import Problem
from eligibility.facts.vocabulary import facts
from tests.conftest import DAY


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("row", pl.Int64),
        ("person.certified", pl.Boolean),
        ("person.grade", pl.Int64),
        ("person.sex", pl.String),
        ("person.birth_date", pl.Date),
        ("household.monthly_income_per_capita", MONEY),
        ("person.name", None),
        ("organisation.staffing", None),
    ],
)
def test_a_column_has_the_type_of_its_fact(key: str, kind: Any) -> None:
    assert column_type(key) == kind


def test_other_columns_are_left_aside() -> None:
    schema = {"row": pl.Int64(), "person.certified": pl.Boolean(), "remark": pl.String(), "household": pl.String()}
    assert fact_columns(schema) == ["row", "person.certified", "household"]


@pytest.mark.parametrize(
    ("key", "given", "good"),
    [
        ("person.age", pl.Int8(), True),
        ("person.age", pl.Float64(), False),
        ("household.monthly_income_per_capita", pl.Int64(), True),
        ("household.monthly_income_per_capita", pl.Decimal(10, 2), True),
        ("household.monthly_income_per_capita", pl.Float64(), False),
        ("household.monthly_income_per_capita", pl.String(), False),
        ("person.sex", pl.Categorical(), True),
        ("person.certified", pl.Int64(), False),
        ("person.certified", pl.Null(), True),
        ("person.birth_date", pl.Datetime(), False),
        ("person.age", pl.Enum(["王芳", "110105194912310021"]), False),
        ("person.certified", pl.Struct({"王芳": pl.Int8}), False),
        ("household", pl.Int32(), True),
        ("household", pl.Categorical(), True),
        ("household", pl.Null(), True),
        ("household", pl.Float64(), False),
        ("household", pl.List(pl.String), False),
        ("household", pl.Object(), False),
        ("household", pl.Struct({"王芳": pl.Int8}), False),
    ],
)
def test_a_type_must_hold_its_fact_exactly(key: str, given: pl.DataType, good: bool) -> None:
    """No float touches a threshold, no text is a number, and a column of nothing is unknown in every row."""
    schema = {"row": pl.Int64(), key: given}
    if good:
        assert fact_columns(schema) == ["row", key]
        return
    with pytest.raises(el.EligibilityError, match=f"{key}: is a column of") as caught:
        fact_columns(schema)
    assert "王芳" not in caught.value.text("zh"), "a type may hold names"


def test_all_that_is_wrong_at_once() -> None:
    with pytest.raises(el.EligibilityError) as caught:
        fact_columns({"person.age": pl.Float64(), "person.certified": pl.Int64()})
    assert [problem.where for problem in caught.value.problems] == ["row", "person.age", "person.certified"]  # type: ignore[union-attr]


def test_columns_come_in_the_types_that_the_engines_expect() -> None:
    frame = pl.LazyFrame(
        {"row": [1], "person.age": [30], "household.monthly_income_per_capita": [650], "remark": ["x"], "person.sex": [None]},
        schema_overrides={"person.age": pl.Int8},
    )
    found = conformed(frame).collect()
    assert dict(found.schema) == {
        "row": pl.Int64(), "person.age": pl.Int64(), "household.monthly_income_per_capita": MONEY, "person.sex": pl.String(),
    }  # fmt: skip
    assert found["household.monthly_income_per_capita"].to_list() == [Decimal(650)]


def test_every_column_that_is_read_is_a_fact() -> None:
    assert all(column_type(key) is None for key in facts() if key.startswith("organisation."))


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("person.certifed", "person.certified"),
        ("household.dibbao", "household.dibao"),
        ("person.needs.rehabb", "person.needs.rehab"),
        ("person.receives.dibaoo", "person.receives.dibao"),
        ("locality.options.nursing_subsidy_othr", "locality.options.nursing_subsidy_other"),
        ("person.王芳", "person.sex"),
        ("household.", "household.size"),
        ("Person.grade", "person.grade"),
        ("persons.grade", "person.grade"),
        ("person .grade", "person.grade"),
        ("Households.area", "household.area"),
        ("Household", "household"),
        (" household", "household"),
    ],
)
def test_a_misspelt_column_of_a_fact_is_refused(zhangye: el.Ruleset, name: str, nearest: str | None) -> None:
    """It would be ignored, and what it says would be unknown for everyone."""
    with pytest.raises(el.EligibilityError) as caught:
        check_columns(["row", "person.certified", name], zhangye)
    (problem,) = caught.value.problems
    assert isinstance(problem, Problem)
    assert problem.nearest == nearest
    with pytest.raises(el.EligibilityError, match="columns: "):
        evaluate(zhangye, pl.LazyFrame({"row": [1], name: [True]}), DAY)


def test_other_columns_are_the_registers_own(zhangye: el.Ruleset) -> None:
    check_columns(
        [
            "row",
            "household",
            "name",
            "remark",
            "person_certified",
            "personal.note",
            "organisation.type",
            "person.receives.dibao",
            "person.grade_mental",
        ],
        zhangye,
    )
