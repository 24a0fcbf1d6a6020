"""A reason as data: of what kind, and what it speaks of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl

import eligibility as el
from eligibility.office.causes import Cause, DayCauses, fact_of, left_of, rules_cause


def test_a_reason_holds_what_is_known_and_no_more() -> None:
    assert fact_of("household.monthly_income_per_capita", Decimal("480.5"), None).as_json() == {
        "kind": "fact", "path": "household.monthly_income_per_capita", "was": 480.5, "now": None,
    }  # fmt: skip
    assert left_of("died", None).as_json() == {"kind": "left", "reason": "died"} and left_of(None, None).as_json() == {"kind": "left"}
    assert Cause("entered").as_json() == {"kind": "entered"}


def test_rules_are_named_with_version_and_clause(zhangye: el.Ruleset) -> None:
    told = rules_cause("2021-01-01", zhangye, "nursing_subsidy").as_json()
    assert (told["kind"], told["was"], told["now"]) == ("rules", "2021-01-01", "2022-04-15") and "三（一）5" in str(told["clause"])


def test_what_time_does_to_a_person() -> None:
    persons = pl.DataFrame(
        {
            "key": ["a", "b", "c"],
            "person.birth_date": [date(2017, 6, 15), None, None],
            "person.certificate_valid_until": [None, date(2024, 6, 10), date(2030, 1, 1)],
        }
    )
    causes = DayCauses(persons, date(2024, 5, 28), date(2024, 6, 28))
    assert [one.path for key in "abc" for one in causes.of(key)] == ["person.age", "person.certificate_valid_until", "as_of"]
    assert causes.certificate("c") is None
