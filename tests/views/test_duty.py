"""How a duty stands, in words: whole persons beside the exact figure."""

from __future__ import annotations

from decimal import Decimal

import pytest

import eligibility as el
from eligibility.decide.compliance import Met
from eligibility.rules.support import Compliance
from eligibility.views.duty import met_text


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
