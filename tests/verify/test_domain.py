"""The declared domains: every number that rules can compare has one, and it holds every value that the door takes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from eligibility.facts.vocabulary import facts
from eligibility.logic.types import Number
from eligibility.verify.domain import FIRST_DAY, LAST_DAY, RANGES, range_of

NUMBERS = sorted(key for key, fact in facts().items() if isinstance(fact.type, Number))


@pytest.mark.parametrize("key", NUMBERS)
def test_every_number_has_a_domain(key: str) -> None:
    kind = facts()[key].type
    assert isinstance(kind, Number)
    found = range_of(kind)
    assert found.low < found.high
    assert (found.low < 0) is (kind.low is None)


def test_money_is_counted_in_fen() -> None:
    found = range_of(Number("CNY/person/month", integral=False))
    assert (found.step, found.scale, found.low) == (Decimal("0.01"), 100, 0)


def test_what_is_not_bounded_below_reaches_as_far_down() -> None:
    found = range_of(Number("years", low=None))
    assert (found.low, found.high) == (-RANGES["years"].high, RANGES["years"].high)


def test_a_unit_without_a_domain_says_where_to_declare_it() -> None:
    with pytest.raises(LookupError, match=r"the unit 'furlongs' has no declared domain in eligibility.verify.domain"):
        range_of(Number("furlongs"))


def test_every_fourth_year_is_a_leap_year() -> None:
    """The solver counts days so: 1900 and 2100 lie outside."""
    from calendar import isleap

    assert all(isleap(year) == (year % 4 == 0) for year in range(FIRST_DAY.year, LAST_DAY.year + 1))
    assert not isleap(FIRST_DAY.year - 1) and not isleap(LAST_DAY.year + 1)
