"""The model of remedies is their own JSON."""

from __future__ import annotations

import json

from eligibility.guidance.remedy import remedies
from eligibility.views.models.remedy import RemediesModel
from tests.views.conftest import decided


def test_equals_its_own_json() -> None:
    decision = decided("rural_family")
    found = {one.subject.id: remedies(decision, "nursing_subsidy", one.subject.id) for one in decision.outcomes("nursing_subsidy")}
    model = RemediesModel.of("nursing_subsidy", found.items())
    plain = {subject: [way.as_json() for way in ways] for subject, ways in found.items()}
    assert any(found.values()) and json.dumps(model.as_json()) == json.dumps({"support": "nursing_subsidy", "remedies": plain})
