"""What weighs most to a household."""

from __future__ import annotations

import eligibility as el
from eligibility.rules.words import MONEY
from eligibility.views.tiers import WORTH_MONEY, Tier, money_first, tier_of, worth
from tests.views.conftest import decided


def test_the_tiers() -> None:
    tiers = {part.id: tier_of(part) for part in el.load_ruleset("zhangye").parts}
    assert tiers["living_allowance"] is tiers["sunshine_home"] is tiers["pension_contribution"] is Tier.CARE
    assert {tiers[part.id] for part in el.load_ruleset("zhangye").parts if part.area == "rights"} <= {Tier.CARE, Tier.GENERAL}
    assert tiers["employment_services"] is Tier.SERVICE
    assert tiers["birth_defect_prevention"] is Tier.SERVICE, "a health service for all residents is no care of somebody's own"
    assert {tiers[part.id] for part in el.load_ruleset("zhangye").parts if part.benefit.kind == "duty"} == {Tier.DUTY}


def test_what_pays_money_is_worth_money() -> None:
    assert set(WORTH_MONEY) >= MONEY


def test_money_stands_before_services_and_what_applies_now_before_what_waits() -> None:
    outcomes = money_first(outcome for outcome in decided("rural_family") if outcome.status.granted)
    kinds = [outcome.rule.benefit.kind for outcome in outcomes]
    assert kinds.index("cash") == 0 and kinds == sorted(kinds, key=[*WORTH_MONEY, "service", "priority", "rule", "duty"].index)
    waits = [outcome.status is el.Status.ELIGIBLE_AFTER for outcome in outcomes if outcome.rule.benefit.kind == "cash"]
    assert waits == sorted(waits)


def test_whom_money_comes_to_weighs_most() -> None:
    decision = decided("deaf_child")
    child, mother = ([one for one in decision if one.subject.id == who and one.status.granted] for who in ("child", "mother"))
    assert worth(child) == 0 < worth(mother)
