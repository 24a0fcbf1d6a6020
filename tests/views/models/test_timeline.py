"""The model of a timeline is its own JSON."""

from __future__ import annotations

import json
from datetime import date

import pytest

from eligibility.guidance.timeline import timeline
from eligibility.views.models.timeline import TimelineModel
from tests.views.conftest import decided


@pytest.mark.parametrize("name", ["rural_family", "deaf_child", "firm_of_60"])
def test_equals_its_own_json(name: str) -> None:
    decision = decided(name)
    found = timeline(decision.profile, decision.ruleset.region, decision.as_of, date(2028, 1, 1))
    assert found.moments and json.dumps(TimelineModel.of(found).as_json()) == json.dumps(found.as_json())
