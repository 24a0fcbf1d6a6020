"""The caseworker's form: what it takes over, what it leaves alone, and where problems are shown."""

from __future__ import annotations

import json
from typing import Any

import pytest

import eligibility as el
from eligibility.web.pages.desk import DeskReader
from tests.conftest import DAY

NUMBER = "11010519491231002X41"


def reader(ruleset: el.Ruleset, **profile: Any) -> DeskReader:
    return DeskReader(ruleset, el.read_profile(json.dumps(profile)))


def told(found: DeskReader) -> Any:
    return json.loads(found.profile().model_dump_json(exclude_unset=True))


def test_what_the_form_does_not_ask_stays(zhangye: el.Ruleset) -> None:
    found = reader(zhangye, household={"members": [{"id": "m1", "needs": ["rehab"], "sex": "male"}], "size": 4})
    found.read({"m1.sex": ["female"], "household.area": ["rural"]})
    assert told(found)["household"] == {"members": [{"id": "m1", "needs": ["rehab"], "sex": "female"}], "size": 4, "area": "rural"}


def test_an_emptied_field_is_unknown_and_a_question_mark_is_recorded(zhangye: el.Ruleset) -> None:
    found = reader(zhangye, household={"dibao": True, "area": "rural", "members": [{"id": "m1", "sex": "male"}]})
    found.read({"m1.sex": [""], "household.dibao": ["?"], "household.area": ["rural"]})
    assert told(found) == {"household": {"area": "rural", "members": [{"id": "m1"}]}, "dont_know": ["household.dibao"]}


def test_a_number_is_read_and_not_kept(zhangye: el.Ruleset) -> None:
    """What was filled in beside it decides."""
    found = reader(zhangye, household={"members": [{"id": "m1"}]})
    found.read({"number/m1": [NUMBER], "m1.sex": ["male"]})
    member = told(found)["household"]["members"][0]
    assert member == {
        "id": "m1",
        "sex": "male",
        "birth_date": "1949-12-31",
        "certified": True,
        "disabilities": [{"category": "physical", "grade": 1}],
    }
    assert NUMBER not in found.profile().model_dump_json()


def test_what_is_wrong_stands_beside_its_field(zhangye: el.Ruleset) -> None:
    found = reader(zhangye, household={"members": [{"id": "m1"}]})
    form = {"number/m1": ["123"], "m1.birth_date": ["32"], "household.monthly_income_per_capita": ["many"]}
    found.read(form)
    shown = found.shown(form)
    assert [place for place, _ in shown.errors] == ["m1-number", "h-monthly_income_per_capita"]
    assert shown.people[0].number == "123"
    assert repr(shown) == "<DeskForm of 1 people>" and "123" not in repr(shown.people[0])


def test_a_contradiction_is_blamed_on_its_field(zhangye: el.Ruleset) -> None:
    found = reader(zhangye, as_of="2024-06-01", household={"members": [{"id": "m1"}]})
    found.read({"m1.birth_date": ["2030-01-01"]})
    with pytest.raises(el.ProfileError) as caught:
        el.decide(found.profile(), zhangye, as_of=DAY)
    assert found.blame(caught.value) == []
    assert list(found.wrong) == ["m1.birth_date"]


def test_people_come_and_go(zhangye: el.Ruleset) -> None:
    found = reader(zhangye, household={"members": [{"id": "m2", "sex": "male"}]}, dont_know=["m2.tekun"])
    found.add()
    assert found.ids == ["m2", "m1"]
    found.remove("m2")
    assert told(found) == {"household": {"members": [{"id": "m1"}]}, "dont_know": []}


def test_what_is_wrong_does_not_hide_what_is_wrong_beside_it(zhangye: el.Ruleset) -> None:
    """Of what is typed, of what is out of range, and of what contradicts the day: all is told at once, each of its own person."""
    found = reader(zhangye, as_of="2024-06-01", household={"members": [{"id": f"m{number}"} for number in range(1, 5)]})
    form = {"m1.birth_date": ["200"], "m2.birth_date": ["1999-13-01"], "m3.birth_date": ["2030-01-01"], "m4.birth_date": ["1990-01-01"]}
    found.read(form)
    assert found.check(lambda profile: el.decide(profile, zhangye, as_of=DAY)) == []
    told = {place: (text.zh, text.en) for place, text in found.shown(form).errors}
    assert told == {
        "p1-birth_date": (
            "第1个人，出生日期：没有人活到150岁以上，请核对",
            "Person 1, date of birth: nobody is older than 150: check the age",
        ),
        "p2-birth_date": (
            "第2个人，出生日期：不是真实的日期，如 1988-05-17、19880517",
            "Person 2, date of birth: not a date that exists; type for example 1988-05-17 or 19880517",
        ),
        "p3-birth_date": ("第3个人，出生日期：出生日期晚于判定日期", "Person 3, date of birth: is after the as-of date"),
    }


def test_what_has_no_field_on_the_form_is_told_all_the_same(zhangye: el.Ruleset) -> None:
    found = reader(zhangye, as_of="2024-06-01", household={"size": 1, "members": [{"id": "m1"}, {"id": "m2"}]})
    [said] = found.check(lambda profile: el.decide(profile, zhangye, as_of=DAY))
    assert said.zh == "小于所列成员人数" and found.wrong == {}
