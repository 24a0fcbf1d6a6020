"""The model of a comparison is its own JSON."""

from __future__ import annotations

import json

import eligibility as el
from eligibility.views.models.comparison import ComparisonModel
from eligibility.views.regions import compare
from tests.conftest import DAY
from tests.views.conftest import decided


def test_equals_its_own_json() -> None:
    rulesets = {region: el.load_ruleset(region, as_of=DAY) for region in ("zhangye", "fuzhou_jx")}
    for name in ("rural_family", "firm_of_60"):
        found = compare(decided(name).profile, rulesets, as_of=DAY)
        assert json.dumps(ComparisonModel.of(found).as_json()) == json.dumps(found.as_json())
