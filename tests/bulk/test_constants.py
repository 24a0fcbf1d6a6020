"""Facts that are the same in every row are refused where they are none, as columns are."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

import eligibility as el
from eligibility.bulk import evaluate
from eligibility.bulk.constants import checked_constants
from tests.conftest import DAY

RURAL = "locality.dibao_standard.rural"


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("locality.dibao_standart.rural", 480, "there is no 'locality.dibao_standart.rural'. Did you mean locality.dibao_standard."),
        ("locality.options.nursing_subsidy_othr", True, "Did you mean locality.options.nursing_subsidy_other"),
        ("locality.options.110105194912310021", True, "constants: there is no entry of that name"),
        (RURAL, "480", "must be a whole number or a Decimal, so that it is exact, and not str"),
        (RURAL, 480.5, "so that it is exact, and not float"),
        (RURAL, Decimal("NaN"), "so that it is exact, and not Decimal"),
        (RURAL, True, "and not bool"),
        (RURAL, -1, "must be 0 or more"),
        ("person.age", 151, "must be 150 or less"),
        ("person.age", Decimal("3.5"), "person.age: must be a whole number, and not Decimal"),
        ("person.certified", "yes", "person.certified: must be True or False, and not str"),
        ("locality.options.nursing_subsidy_other", 1, "must be True or False, and not int"),
        ("person.sex", "女", "person.sex: must be one of: male, female"),
        ("person.grade", 5, "person.grade: must be one of: 0, 1, 2, 3, 4"),
        ("person.birth_date", "2000-01-01", "must be a day, such as date(2024, 6, 1), and not str"),
        ("person.birth_date", datetime(2000, 1, 1, tzinfo=UTC), "and not datetime"),
    ],
)  # fmt: skip
def test_a_constant_is_a_value_of_a_fact(zhangye: el.Ruleset, key: str, value: Any, said: str) -> None:
    """One that is not would be passed over, or answer as if it were a no."""
    with pytest.raises(el.EligibilityError) as caught:
        evaluate(zhangye, pl.LazyFrame({"row": [1]}), DAY, {key: value})
    assert said in str(caught.value) and len(caught.value.problems) == 1


@pytest.mark.parametrize("wrong", [1, "x", object(), [("a", 1)]])
def test_constants_are_a_mapping(zhangye: el.Ruleset, wrong: Any) -> None:
    with pytest.raises(el.WrongArgument, match="constants: must be a mapping of keys to values, and not "):
        evaluate(zhangye, pl.LazyFrame({"row": [1]}), DAY, wrong)


def test_days_become_ordinals_and_what_is_not_known_stays_so(zhangye: el.Ruleset) -> None:
    born = date(2000, 1, 1)
    given = {"person.birth_date": born, RURAL: Decimal(480), "person.sex": None}
    assert checked_constants(given, zhangye) == {"person.birth_date": born.toordinal(), RURAL: Decimal(480), "person.sex": None}  # type: ignore[arg-type]
    assert checked_constants(None, zhangye) == {}
