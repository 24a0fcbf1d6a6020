"""What weighs most: which answers it is about, in every region, and that it puts in order and leaves out nothing."""

from __future__ import annotations

import json

import pytest

import eligibility as el
from eligibility.guidance.interview import Interview
from eligibility.rules.version_lookup import regions, shipped
from eligibility.views.concerns import Concern, touches
from tests.conftest import DAY

FAMILY = {
    "household": {
        "members": [
            {"id": "child", "birth_date": "2018-03-01", "certified": True, "disabilities": [{"category": "mental", "grade": 2}]},
            {"id": "adult", "birth_date": "1980-03-01", "certified": True, "disabilities": [{"category": "physical", "grade": 1}]},
        ]
    }
}


def decided(region: str) -> el.Decision:
    return el.decide(el.read_profile(json.dumps(FAMILY)), el.load_ruleset(region, as_of=DAY), as_of=DAY)


@pytest.mark.parametrize("region", regions(shipped()))
@pytest.mark.parametrize("concern", list(Concern))
def test_every_region_has_something_of_every_concern(region: str, concern: Concern) -> None:
    assert any(touches([concern], outcome) for outcome in decided(region))
    assert concern.label.zh and concern.label.en


def test_the_rehabilitation_of_a_child_is_not_that_of_a_grown_up() -> None:
    found = {one.subject.id for one in decided("zhangye") if touches([Concern.CHILD_REHABILITATION], one)}
    assert found == {"child"}


def test_money_is_told_by_what_is_given() -> None:
    found = {one.rule.benefit.kind for one in decided("zhangye") if touches([Concern.MONEY], one)}
    assert found <= {"cash", "insurance", "award"} and "cash" in found


def test_nothing_weighs_most_where_nothing_is_named() -> None:
    assert not any(touches([], outcome) for outcome in decided("zhangye"))


@pytest.mark.parametrize("concern", [Concern.WORK, Concern.SCHOOL])
def test_questions_are_put_in_order_and_none_is_left_out(zhangye: el.Ruleset, concern: Concern) -> None:
    """Law: with a preference the same questions are worth asking; the first bears on what is preferred."""
    interview = Interview(zhangye, el.read_profile(json.dumps(FAMILY)), as_of=DAY)
    before = interview.progress
    first = interview.next(lambda outcome: touches([concern], outcome))
    assert first is not None
    assert any(touches([concern], outcome) for outcome in first.outcomes)
    assert interview.progress == before
