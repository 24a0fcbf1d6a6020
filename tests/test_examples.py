"""The examples come out as their reader is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import eligibility as el

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


def decided(name: str) -> el.Decision:
    profile = el.read_profile_file(EXAMPLES / name)
    assert profile.as_of is not None
    return el.decide(profile, el.load_ruleset("zhangye", as_of=profile.as_of), as_of=profile.as_of)


def test_rural_family() -> None:
    """A severely disabled adult in a low-income family, with an incomplete answer sheet."""
    decision = decided("rural_family.json")
    assert decision["nursing_subsidy", "m1"].status is el.Status.ELIGIBLE
    assert decision["dibao_single_person", "m1"].status is el.Status.ELIGIBLE
    allowance = decision["living_allowance", "m1"]
    assert (allowance.status, allowance.after) == (el.Status.ELIGIBLE_AFTER, ["dibao_single_person"])
    assert decision["dibao", "household"].status is el.Status.NOT_ELIGIBLE
    assert decision["child_rehab_training", "m3"].status is el.Status.ELIGIBLE
    assert decision["free_public_transport", "m2"].status is el.Status.NOT_ELIGIBLE
    assert decision["nursing_subsidy", "m4"].missing == [
        "locality.options.nursing_subsidy_grade_3_4",
        "locality.options.nursing_subsidy_other",
        "m4.certified",
        "m4.disabilities",
    ]
    assert decision.to_ask[0].path == "m4.disabilities"
    assert "m4.recognised" not in [question.path for question in decision.to_ask]


def test_public_institution() -> None:
    """70 posts and no disabled employee: the duty of one applies, the strict reading of its date has passed, honours are barred."""
    decision = decided("public_institution.json")
    quota = decision["employer_quota", "o1"]
    assert quota.routes == {"general": el.Status.ELIGIBLE, "organ_50": el.Status.NOT_ELIGIBLE, "institution_67": el.Status.ELIGIBLE}
    assert quota.compliance is not None
    assert (quota.compliance.met, quota.compliance.shortfall) == (False, 1)
    assert [notice.code for notice in decision.notices] == ["deadline_warning"]
    assert decision["quota_honours_bar", "o1"].status is el.Status.ELIGIBLE
    later = el.decide(el.read_profile_file(EXAMPLES / "public_institution.json"), decision.ruleset, as_of=date(2026, 1, 1))
    assert [notice.code for notice in later.notices] == ["plan_period_over", "deadline_breach"]
