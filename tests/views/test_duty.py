"""How a duty stands, in words: whole persons beside the exact figure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

import eligibility as el
from eligibility.decide.compliance import Met
from eligibility.rules.support import Compliance, Deadline
from eligibility.views.duty import due_text, met_text


def duty() -> Compliance:
    routes = (route for part in el.load_ruleset("changji").parts for route in part.routes)
    return next(route.compliance for route in routes if route.compliance is not None)


@pytest.mark.parametrize(
    ("met", "required", "actual", "zh", "en"),
    [
        (None, None, "1", "是否达标：未知", "met: unknown"),
        (True, None, "1", "达标（以认定为准）", "met, as found by the office"),
        (False, None, "1", "未达标（以认定为准）", "NOT met, as found by the office"),
        (True, "1", "1", "达标：要求不少于1人，现有1人", "met: at least 1 person required, 1 person in place"),
        (
            False,
            "1.4",
            "0",
            "未达标：要求不少于1.4人（即2人），现有0人，还差2人（按比例差1.4人）",
            "NOT met: at least 1.4 persons (so 2 persons) required, 0 persons in place, 2 persons short (1.4 persons by the ratio)",
        ),
        (
            False,
            "3",
            "1",
            "未达标：要求不少于3人，现有1人，还差2人",
            "NOT met: at least 3 persons required, 1 person in place, 2 persons short",
        ),
    ],
)
def test_whole_persons_stand_beside_the_exact_figure(met: bool | None, required: str | None, actual: str, zh: str, en: str) -> None:
    found = Met(met, Decimal(required) if required else None, Decimal(actual))
    assert met_text(found, duty(), "zh") == zh
    assert met_text(found, duty(), "en") == en


def test_by_when_a_duty_is_due_is_said_while_it_is_not_met() -> None:
    """By both readings of the plan's words; that it states no day is said as well."""
    unmet, fulfilled = (Met(met, Decimal(1), Decimal(1)) for met in (False, True))
    both = Deadline(date(2025, 1, 1), date(2026, 1, 1))
    assert due_text(unmet, both, "zh") == "期限：2025年1月1日前（最宽理解为2026年1月1日前）"
    assert due_text(unmet, both, "en") == "due: before 2025-01-01 (before 2026-01-01 on the widest reading)"
    assert due_text(unmet, None, "zh") == "期限：规划没有单写"
    assert due_text(fulfilled, both, "zh") == due_text(fulfilled, None, "en") == ""
