"""A rule as data: whatever `rulesets show` prints of it stands in it."""

from __future__ import annotations

import json

import pytest

import eligibility as el
from eligibility.i18n import Language
from eligibility.rules.version_lookup import regions, shipped
from eligibility.views.models import RuleModel


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("region", regions(shipped()))
def test_every_shipped_rule(region: str, language: Language) -> None:
    """Each is read back alike; links go both ways."""
    ruleset = el.load_ruleset(region)
    rules = {name: RuleModel.of(support, ruleset, language) for name, support in ruleset.supports.items()}
    for name, rule in rules.items():
        assert RuleModel.model_validate_json(json.dumps(rule.as_json())) == rule
        assert [route.name for route in rule.routes] == [route.name for route in ruleset.supports[name].routes]
        for link in rule.needs:
            if link.support in rules:
                assert name in [other.support for other in rules[link.support].opens]
        for link in rule.opens:
            assert name in [other.support for other in rules[link.support].needs]


def test_a_duty_an_amount_a_deadline_and_a_route_inside_another(zhangye: el.Ruleset) -> None:
    quota = RuleModel.of(zhangye.supports["employer_quota"], zhangye, "en")
    duties = [route.duty for route in quota.routes if route.duty]
    assert quota.subject == "organisation" and duties and all(duty.actual and duty.required for duty in duties)
    assert any(route.deadline for route in quota.routes)
    assert any(route.inside for name in zhangye.supports for route in RuleModel.of(zhangye.supports[name], zhangye, "en").routes)
    stated = [(name, route) for name, one in zhangye.supports.items() for route in RuleModel.of(one, zhangye, "en").routes if route.amount]
    assert all("yuan" in (route.amount or "") for _, route in stated)
