"""What the people and organisations of a profile are called, and who is meant by a name."""

from __future__ import annotations

import json
from typing import Any

import pytest

import eligibility as el
from eligibility.decide.notices import DecisionNotice
from eligibility.facts.flatten import Situation, flatten
from eligibility.i18n import Text
from eligibility.views.subjects import called, notice_text, subjects_named, who_is, with_owner
from tests.conftest import DAY, Toy, decide, support

PEOPLE = [
    {"id": "m1", "birth_date": "1990-03-02", "sex": "female"},
    {"id": "m2", "birth_date": "2017-09-30", "sex": "female"},
    {"id": "m3", "age": 4},
    {"id": "m4", "age": 70},
    {"id": "m5"},
    {"id": "m6", "age": 41, "sex": "male"},
    {"id": "father", "sex": "male"},
]
BODIES = [{"id": "o1", "type": "enterprise"}, {"id": "o2"}]


def situation(**household: Any) -> Situation:
    people = {"household": household} if household else {}
    return flatten(el.read_profile(json.dumps({**people, "organisations": BODIES})), DAY)


@pytest.fixture(scope="module")
def family() -> Situation:
    return situation(members=PEOPLE)


@pytest.mark.parametrize(
    ("owner", "zh", "en"),
    [
        ("m1", "成员1（女，1990年生）", "member 1 (female, born 1990)"),
        ("m2", "成员2（女孩，2017年生）", "member 2 (girl, born 2017)"),
        ("m3", "成员3（孩子，4岁）", "member 3 (child, age 4)"),
        ("m4", "成员4（70岁）", "member 4 (age 70)"),
        ("m5", "成员5", "member 5"),
        ("m6", "成员6（男，41岁）", "member 6 (male, age 41)"),
        ("father", "成员7（男）", "father"),
        ("o1", "单位1（企业）", "organisation 1 (enterprise)"),
        ("o2", "单位2", "organisation 2"),
        ("household", "全家", "household"),
        ("locality", "当地", "locality"),
        ("x9", "x9", "x9"),
    ],
)
def test_what_somebody_is_called(family: Situation, owner: str, zh: str, en: str) -> None:
    """A number and what tells a member from the others; in English an id that is a word is the name."""
    assert called(family, owner) == Text(zh, en)


@pytest.mark.parametrize("name", ["m2", "2", "成员2", "member 2", "成员2（女孩，2017年生）", "Member 2 (girl, born 2017)"])
def test_a_member_is_meant_by_id_number_or_name(family: Situation, name: str) -> None:
    assert who_is(family, name) == "m2"


def test_a_number_counts_organisations_where_there_are_no_members(family: Situation) -> None:
    assert who_is(situation(), "2") == "o2"
    assert who_is(family, "单位2") == "o2"
    assert (who_is(family, "household"), who_is(family, "全家")) == ("household", "household")


@pytest.mark.parametrize("name", ["8", "0", "²", "m9", "成员", ""])
def test_nobody_is_meant(family: Situation, name: str) -> None:
    assert who_is(family, name) is None


def test_a_notice_names_whom_it_is_about(family: Situation) -> None:
    about = DecisionNotice("x", Text("请核对", "please check"), "", "m5")
    assert notice_text(about, family, "zh") == "成员5：请核对"
    assert notice_text(DecisionNotice("x", Text("请核对", "please check")), family, "en") == "please check"


def test_whom_nobody_has_is_told_with_those_whom_the_profile_has(toy: Toy) -> None:
    """All of them at once, as they are called, or the nearest id."""
    decision = decide(toy(support("certified")), {"household": {"members": [{"id": "m1"}, {"id": "father"}]}})
    assert subjects_named(decision.situation, "1", "father", "全家") == ["m1", "father", "household"]
    with pytest.raises(el.EligibilityError) as caught:
        subjects_named(decision.situation, "9", "fathr")
    assert [problem.mend and problem.mend.zh for problem in caught.value.problems] == ["可用：成员1、成员2、全家。", "是否想写“father”？"]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("m3.age", "m3.age"),
        ("3.age", "m3.age"),
        ("成员3 周岁年龄", "m3.周岁年龄"),
        ("成员3（孩子，4岁） · 周岁年龄", "m3.周岁年龄"),
        ("成员3的周岁年龄", "m3.周岁年龄"),
        ("成员3周岁年龄", "m3.周岁年龄"),
        ("member 3 age in full years", "m3.age in full years"),
        ("father · age", "father.age"),
        ("全家 共同生活人数", "household.共同生活人数"),
        ("locality.dibao_standard.urban", "locality.dibao_standard.urban"),
        ("家庭月人均收入", "家庭月人均收入"),
        ("成员9 周岁年龄", "成员9 周岁年龄"),
    ],
)
def test_a_fact_is_named_after_whom_it_is_about(family: Situation, name: str, path: str) -> None:
    assert with_owner(family, name) == path
