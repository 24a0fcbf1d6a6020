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
    rules = {part.key: RuleModel.of(part, ruleset, language) for part in ruleset.parts}
    for (name, kind), rule in rules.items():
        assert RuleModel.model_validate_json(json.dumps(rule.as_json())) == rule
        assert [route.name for route in rule.routes] == [route.name for route in ruleset.part(name, kind).routes]
        for link in rule.needs:
            for part in ruleset.held(link.support):
                assert name in [other.support for other in rules[part.key].opens]
        for link in rule.opens:
            opened = [rules[part.key] for part in ruleset.supports[link.support].parts]
            assert name in [other.support for one in opened for other in one.needs]


def test_a_duty_an_amount_a_deadline_and_a_route_inside_another(zhangye: el.Ruleset) -> None:
    quota = RuleModel.of(zhangye.supports["employer_quota"].parts[0], zhangye, "en")
    duties = [route.duty for route in quota.routes if route.duty]
    assert quota.subject == "organisation" and duties and all(duty.actual and duty.required for duty in duties)
    assert any(route.deadline for route in quota.routes)
    assert any(route.inside for one in zhangye.parts for route in RuleModel.of(one, zhangye, "en").routes)
    stated = [(one.id, route) for one in zhangye.parts for route in RuleModel.of(one, zhangye, "en").routes if route.amount]
    assert all("yuan" in (route.amount or "") for _, route in stated)
