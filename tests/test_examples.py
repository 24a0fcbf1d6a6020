"""The examples come out as their reader is told."""

from __future__ import annotations

import runpy
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

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
    assert "m4.disabilities" in [question.path for question in decision.to_ask[:2]]
    assert "m4.recognised" not in [question.path for question in decision.to_ask]


def test_how_much_the_made_up_book_tells(capsys: pytest.CaptureFixture[str]) -> None:
    """The numbers that the README and the page of the book give."""
    runpy.run_path(str(EXAMPLES / "count_answers.py"), run_name="__main__")
    head, without, with_book = (line.split() for line in capsys.readouterr().out.splitlines())
    assert head == ["granted", "amount", "counter", "papers"]
    assert (without, with_book) == (["without", "book", "237", "0", "0", "8"], ["with", "book", "237", "9", "113", "105"])


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


def test_two_children() -> None:
    """Six on the eve of the seventh birthday: screening to six; seven: the yearly programme from seven."""
    decision = decided("two_children.json")
    assert decision["child_disability_screening", "m1"].status is el.Status.ELIGIBLE
    assert decision["child_disability_screening", "m2"].status is el.Status.NOT_ELIGIBLE
    assert decision["basic_rehab", "m1"].status is el.Status.NOT_ELIGIBLE
    assert decision["basic_rehab", "m2"].status is el.Status.ELIGIBLE
    assert decision["child_rehab_training", "m1"].route == "main"
    assert decision["child_rehab_devices", "m2"].status is el.Status.ELIGIBLE


def test_student() -> None:
    """A graduate of the year in economic difficulty."""
    decision = decided("student.json")
    assert decision["student_grant", "m1"].status is el.Status.ELIGIBLE
    assert decision["graduate_job_subsidy", "m1"].status is el.Status.ELIGIBLE
    assert decision["vocational_training", "m1"].status is el.Status.ELIGIBLE
    assert decision["nursing_subsidy", "m1"].missing == ["locality.options.nursing_subsidy_other"]
    assert "m1.legal_matter" not in [question.path for question in decision.to_ask]


def test_county_federation() -> None:
    """One of 13 cadres is under 15 percent by 0.95; an organ of 50 posts with one employed is within its duty."""
    decision = decided("county_federation.json")
    share = decision["federation_staff_quota", "o1"].compliance
    assert share is not None
    assert (share.met, share.required, share.actual, share.shortfall) == (False, Decimal("1.95"), 1, Decimal("0.95"))
    organ = decision["employer_quota", "o2"]
    assert organ.route_compliance["organ_50"].met is True
    assert decision["quota_honours_bar", "o2"].status is el.Status.NOT_ELIGIBLE
    assert decision.notices == []


def test_one_opens_others() -> None:
    """Income below the standard: dibao first, and with it the living allowance and what follows an employed recipient."""
    decision = decided("one_opens_others.json")
    dibao = decision["dibao", "household"]
    assert dibao.status is el.Status.ELIGIBLE
    assert decision["living_allowance", "m1"].after == ["dibao"]
    assert decision["dibao_income_deduction", "household"].after == ["dibao"]
    assert decision["litigation_fee_relief", "m1"].after == ["legal_aid"]
    assert decision["living_allowance", "m2"].status is el.Status.NOT_ELIGIBLE
    opened = {outcome.support for outcome in decision.opens(dibao)}
    assert {"living_allowance", "dibao_income_deduction"} <= opened
