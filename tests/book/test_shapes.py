"""The shape of a file: what is checked beyond types."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from eligibility.book.shapes import BookSourceShape, DeadlineShape, LimitsShape, RateShape

TERM = {"from": date(2024, 1, 1), "source": "paper"}


def rate(amount: object) -> RateShape:
    return RateShape.model_validate({**TERM, "is": amount, "unit": "CNY/month"})


def test_a_bare_number_is_an_exact_amount() -> None:
    assert rate(80).is_.exactly == 80 and rate({"tiers": {"severe": 80}}).is_.tiers == {"severe": LimitsShape(exactly=80)}  # type: ignore[arg-type]


@pytest.mark.parametrize("amount", [{}, {"tiers": {}}, {"tiers": {"severe": 1}, "exactly": 2}, {"at_least": 1, "at_most": 2}, True, "-1"])
def test_an_amount_is_given_in_one_way(amount: object) -> None:
    with pytest.raises(ValidationError):
        rate(amount)


@pytest.mark.parametrize("day", ["02-30", "13-01", "00-10", "3-1", "2024-03-01"])
def test_a_day_of_the_year_exists(day: str) -> None:
    DeadlineShape.model_validate({**TERM, "opens": "02-29", "closes": "12-31"})
    with pytest.raises(ValidationError):
        DeadlineShape.model_validate({**TERM, "opens": day, "closes": "12-31"})


def test_a_source_has_a_name() -> None:
    with pytest.raises(ValidationError):
        BookSourceShape.model_validate({"seen": True, "met": "a page"})
