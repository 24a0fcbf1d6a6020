"""By when to apply: exactly what deciding on every day gives."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

import eligibility as el
from eligibility.views.deadline import last_days, turning_days
from tests.card.conftest import REGIONS, example
from tests.conftest import decide

START = date(2025, 3, 1)


def person(name: str, born: str, **more: Any) -> dict[str, Any]:
    known = {
        "certified": True,
        "disabilities": [{"category": "intellectual", "grade": 2}],
        "needs": ["rehab", "rehab_training", "training"],
    }
    return {"id": name, "birth_date": born, **known, **more}


FAMILY = {
    "household": {
        "dibao": False,
        "low_income": True,
        "area": "rural",
        "dibao_end_date": "2022-09-15",
        "members": [
            person("m1", "2018-05-05", student_stage="preschool"),
            person("m2", "2008-08-20", student_stage="compulsory"),
            person("m3", "2009-02-28", certificate_valid_until="2025-06-30"),
            person("m4", "1965-10-10", employment="self_employed", first_employment=True),
        ],
    }
}
"""Birthdays of seven, of seventeen and of sixty, a certificate's last day, and three years since dibao, all before the plan ends."""


@pytest.mark.parametrize("region", REGIONS)
def test_as_if_decided_every_day(region: str) -> None:
    """Law: the last day is the one before the first on which the support is no longer granted, however it is looked for."""
    decision = decide(el.load_ruleset(region, as_of=START), FAMILY, START)
    granted = {key for key, raw in decision.raw.items() if raw.granted is True}
    expected: dict[tuple[str, str], date] = {}
    day = START
    while day < decision.ruleset.period.last:
        day += timedelta(days=1)
        raw = decision.on(day).raw
        expected.update({key: day - timedelta(days=1) for key in granted - expected.keys() if raw[key].granted is not True})
    assert last_days(decision, granted) == expected
    assert date(2025, 6, 30) in expected.values()
    assert region == "zhalainuoer" or len(set(expected.values())) >= 3


def test_birthdays_turn_answers() -> None:
    days = turning_days(example("two_children"))
    assert days[0] == date(2024, 9, 2)
    assert {date(2025, 9, 1), date(2025, 9, 2)} <= set(days)
    assert days[-1] <= date(2025, 12, 31)
