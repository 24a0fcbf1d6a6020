"""The shape of a file: what is checked beyond types."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from eligibility.book.shapes import BookSourceShape, DeadlineShape, RateShape, StandardShape
from eligibility.rules.yaml_schema import Bounds, TiersShape

TERM = {"from": date(2024, 1, 1), "source": "paper"}


def rate(amount: object) -> RateShape:
    return RateShape.model_validate({**TERM, "is": amount, "unit": "CNY/month"})


def test_an_amount_is_written_as_in_rules() -> None:
    assert rate(80).is_ == Bounds(exactly="80")
    tiers = rate({"tiers": {"severe": 80}}).is_
    assert isinstance(tiers, TiersShape) and tiers.tiers == {"severe": Bounds(exactly="80")}


@pytest.mark.parametrize("amount", [{}, {"tiers": {}}, {"tiers": {"severe": 1}, "exactly": 2}, {"at_least": 1, "at_most": 2}, True])
def test_an_amount_is_given_in_one_way(amount: object) -> None:
    with pytest.raises(ValidationError):
        rate(amount)


def test_an_empty_amount_is_said_to_be_empty() -> None:
    with pytest.raises(ValidationError, match="is empty: write a number, an expression, a bound or tiers"):
        rate(None)


@pytest.mark.parametrize("value", [True, "many", -1, "0590", "5e2", "５９０"])
def test_a_standard_is_a_number(value: object) -> None:
    StandardShape.model_validate({**TERM, "is": 480, "unit": "CNY/person/month"})
    with pytest.raises(ValidationError):
        StandardShape.model_validate({**TERM, "is": value, "unit": "CNY/person/month"})


@pytest.mark.parametrize("day", ["02-30", "13-01", "00-10", "3-1", "W01-1", "2024-03-01"])
def test_a_day_of_the_year_exists(day: str) -> None:
    DeadlineShape.model_validate({**TERM, "opens": "02-29", "closes": "12-31"})
    with pytest.raises(ValidationError):
        DeadlineShape.model_validate({**TERM, "opens": day, "closes": "12-31"})


def test_a_source_has_a_name() -> None:
    with pytest.raises(ValidationError):
        BookSourceShape.model_validate({"seen": True, "met": "a page"})
