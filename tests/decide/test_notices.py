"""What is said of a whole decision: about the plan, the profile, and deadlines of duties."""

from __future__ import annotations

import json
from datetime import date

import pytest

import eligibility as el
from tests.conftest import DAY, HEAD, Toy, amendment, decide, one, support
from tests.decide.test_compliance import DUTY, body


@pytest.mark.parametrize(
    ("day", "code"),
    [("2024-12-31", None), ("2025-01-01", "deadline_warning"), ("2025-12-31", "deadline_warning"), ("2026-01-01", "deadline_breach")],
)
def test_a_deadline_speaks_in_notices_only(toy: Toy, day: str, code: str | None) -> None:
    decision = decide(toy(DUTY), body(staffing=50, disabled_employees=0), date.fromisoformat(day))
    codes = [notice.code for notice in decision.notices if notice.code.startswith("deadline")]
    assert codes == ([code] if code else [])
    assert decision["staff", "o1"].status is el.Status.ELIGIBLE


def test_notices_of_the_plan(toy: Toy) -> None:
    """A draft, a period that is over, a place outside the region."""
    rules = toy(support("certified"), ruleset=HEAD.replace("in_force", "draft"))
    codes = [notice.code for notice in decide(rules, {**one(), "locality": {"adcode": "110101"}}, date(2026, 1, 1)).notices]
    assert codes == ["draft_text", "plan_period_over", "other_region"]
    assert [notice.code for notice in decide(rules, {**one(), "locality": {"adcode": "990001"}}, date(2025, 12, 31)).notices] == [
        "draft_text"
    ]


@pytest.mark.parametrize("facts", [{"staffing": 50, "disabled_employees": 1}, {"staffing": 50}, {"staffing": 49, "disabled_employees": 0}])
def test_a_deadline_is_silent_where_the_duty_is_met_or_unknown_or_does_not_apply(toy: Toy, facts: dict[str, int]) -> None:
    codes = [notice.code for notice in decide(toy(DUTY), body(**facts), date(2026, 6, 1)).notices]
    assert codes == ["plan_period_over"]


def test_a_deadline_names_duty_and_body(toy: Toy) -> None:
    (warning,) = decide(toy(DUTY), body(staffing=50, disabled_employees=0), date(2025, 1, 1)).notices
    assert warning.as_json() == {
        "code": "deadline_warning",
        "zh": "还没有完成：编制。从严理解，应于2025年1月1日前完成",
        "en": "not met: Staff, due before 2025-01-01 on the strict reading",
        "support": "staff",
        "subject": "o1",
    }


@pytest.mark.parametrize(("adcode", "inside"), [("990000", True), ("990001", True), ("990101", False), ("999900", False)])
def test_a_county_lies_in_its_city(toy: Toy, adcode: str, inside: bool) -> None:
    decision = decide(toy(support("certified")), {**one(), "locality": {"adcode": adcode}})
    assert ("other_region" in {notice.code for notice in decision.notices}) is not inside


def test_a_county_has_no_parts(toy: Toy) -> None:
    """The plan of a county is not that of the county beside it."""
    rules = toy(support("certified"), ruleset=HEAD.replace('"990000"', '"990001"'))
    there = {adcode: {**one(), "locality": {"adcode": adcode}} for adcode in ("990001", "990002")}
    codes = {adcode: [notice.code for notice in decide(rules, family).notices] for adcode, family in there.items()}
    assert codes == {"990001": [], "990002": ["other_region"]}


def test_a_scenario_is_said_to_be_one(toy: Toy) -> None:
    head = "enacted: false\ntitles: {zh: 设想, en: what if}\nadopts: all"
    folder = amendment(toy(support("certified")), "what-if", head)
    (notice,) = decide(folder, one()).notices
    assert notice.code == "scenario" and "what if" in notice.text.en and "nothing can be claimed" in notice.text.en


def test_the_plans_own_notices_come_before_those_of_the_profile(toy: Toy) -> None:
    rules = toy(support("certified"), ruleset=HEAD + "notices:\n  - {code: own, zh: 自己的, en: its own}\n")
    notices = decide(rules, one(certified=True, certificate_valid_until="2020-01-01")).notices
    assert [notice.code for notice in notices][:1] == ["own"]
    assert notices[1].subject == "m1" and "certificate" in notices[1].text.en


FAMILY = {"dibao": True, "size": 2}


@pytest.mark.parametrize(
    ("household", "subjects"),
    [
        ({**FAMILY, "members": [{"id": "m1", "tekun": True}, {"id": "m2", "tekun": True}]}, ["household"]),
        ({**FAMILY, "members": [{"id": "m1", "tekun": True}, {"id": "m2", "tekun": False}]}, []),
        ({**FAMILY, "members": [{"id": "m1", "tekun": True}, {"id": "m2"}]}, []),
        ({**FAMILY, "members": [{"id": "m1", "tekun": True}]}, []),
        ({"dibao": False, "members": [{"id": "m1", "tekun": True}]}, []),
        ({"members": [{"id": "m1", "tekun": True, "receives": ["living_allowance"]}, {"id": "m2"}]}, ["m1"]),
    ],
)
def test_what_nobody_can_have_together_is_told_with_its_source(
    zhangye: el.Ruleset, household: dict[str, object], subjects: list[str]
) -> None:
    """In both languages; a member in tekun support beside others on dibao is no contradiction."""
    decision = el.decide(el.read_profile(json.dumps({"household": household})), zhangye, as_of=DAY)
    told = [notice for notice in decision.notices if notice.code == "received_together"]
    assert [notice.subject for notice in told] == subjects
    for notice in told:
        assert "只能有其一" in notice.text.zh and "（" in notice.text.zh and "cannot be" in notice.text.en
    if subjects == ["household"]:
        assert "社会救助暂行办法（国务院令第649号）" in told[0].text.en and "特困" in told[0].text.zh


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"certified": False, "disabilities": [], "diagnosed": True}, True),
        ({"certified": False, "disabilities": [], "circumstances": ["undergoing_assessment"]}, True),
        ({"certified": False, "disabilities": [], "diagnosed": False, "circumstances": []}, False),
        ({"certified": False, "diagnosed": True}, False),
        ({"certified": True, "disabilities": [{"category": "visual", "grade": 1}], "diagnosed": True}, False),
    ],
)
def test_who_is_being_assessed_is_refused_for_now_only(toy: Toy, facts: dict[str, object], told: bool) -> None:
    """Said of whoever has no grade but a diagnosis or an assessment under way, and of nobody else."""
    notices = [notice for notice in decide(toy(support("certified")), one(**facts)).notices if notice.code == "not_assessed_yet"]
    assert [notice.subject for notice in notices] == (["m1"] if told else [])
