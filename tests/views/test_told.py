"""What a profile tells, as it is read back: everything that was given, nothing else, and no id or path."""

from __future__ import annotations

import json
import re

import pytest

import eligibility as el
from eligibility.views.told import place_text, told_answers
from tests.conftest import ROOT

EXAMPLES = sorted(path.stem for path in (ROOT / "examples").glob("*.json") if "household" in json.loads(path.read_text("utf-8")))


def told(profile: dict[str, object], ruleset: el.Ruleset) -> dict[str, tuple[str, str | None]]:
    found = told_answers(el.read_profile(json.dumps(profile)), ruleset)
    return {one.path: (one.title.zh, one.answer.zh if one.answer else None) for one in found}


def test_every_kind_of_answer_is_read_back(zhangye: el.Ruleset) -> None:
    profile = {
        "locality": {"adcode": "620702", "dibao_standard": {"rural": 480}, "options": {"village_care": True}},
        "household": {
            "area": "rural",
            "monthly_income_per_capita": "410.50",
            "dibao": False,
            "housing": [],
            "members": [
                {"id": "m1", "age": 36, "certified": True, "disabilities": [{"category": "physical", "grade": 1}, {"category": "visual"}]},
                {
                    "id": "m2",
                    "birth_date": "2017-09-30",
                    "needs": ["rehab_training"],
                    "needs_complete": True,
                    "costs": {"nursing_subsidy": 90},
                },
            ],
        },
        "dont_know": ["m1.tekun", "household.low_income"],
    }
    assert told(profile, zhangye) == {
        "m1.birth_date": ("周岁年龄", "36岁"),
        "m1.certified": ("持有效残疾人证", "是"),
        "m1.disabilities": ("残疾类别和等级", "肢体一级、视力（等级不知道）"),
        "m1.tekun": ("特困人员", None),
        "m2.birth_date": ("出生日期", "2017年9月30日"),
        "m2.needs": ("需求", "康复训练"),
        "m2.costs.nursing_subsidy": ("费用（重度残疾人护理补贴）", "90元"),
        "household.members": ("共同生活的人数", "2人"),
        "household.area": ("城乡", "农村"),
        "household.monthly_income_per_capita": ("家庭月人均收入", "410.5元/人/月"),
        "household.dibao": ("低保家庭", "否"),
        "household.housing": ("住房问题", "都没有"),
        "household.low_income": ("低收入家庭", None),
        "locality.dibao_standard.rural": ("低保标准（农村）", "480元/人/月"),
        "locality.options.village_care": ("当地已出台的可选政策（村（社区）照护服务）", "是"),
    }


@pytest.mark.parametrize("name", EXAMPLES)
def test_nothing_of_an_example_is_left_out_and_no_id_is_shown(zhangye: el.Ruleset, name: str) -> None:
    """Law: as many answers as the file has entries; in Chinese no Latin word."""
    profile = el.read_profile((ROOT / "examples" / f"{name}.json").read_text("utf-8"))
    found = told_answers(profile, zhangye)
    data = json.loads(profile.model_dump_json(exclude_unset=True))
    members = data["household"].get("members", [])
    given = sum(len(member) - 1 for member in members) + sum(name != "members" for name in data["household"]) + bool(members)
    assert len([one for one in found if one.answer and one.entity in {"person", "household"}]) == given
    assert {one.path for one in found if one.answer is None} == set(data.get("dont_know", []))
    shown = " ".join(f"{one.title.zh} {one.answer.zh if one.answer else ''}" for one in found)
    assert re.findall(r"[A-Za-z]{3,}", shown) == []


def test_a_certificate_number_is_not_shown(zhangye: el.Ruleset) -> None:
    number = "11010519491231002X41"
    found = told({"household": {"members": [{"id": "m1", "certificate_no": number}]}}, zhangye)
    assert found["m1.certificate_no"] == ("残疾人证号", "已填，不显示")


def test_a_place_is_said_in_words() -> None:
    assert place_text(("household", "members", 0, "needs")).zh == "第1个人，需求"
    assert place_text(("household", "area")).en == "household, urban or rural"
    assert place_text(("organisations", 1, "type")).zh.startswith("第2个单位，")
    assert place_text(()).zh == ""


def test_several_values_stand_in_one_order_in_every_process(zhangye: el.Ruleset) -> None:
    """By their names: the order of a set differs from process to process, and pages made of it would too."""
    owns = ["mobile_phone", "motor_wheelchair", "guide_dog", "car", "assistive_device", "electric_wheelchair", "broadband"]
    member = {"id": "m1", "equipment": owns}
    answer = told({"household": {"members": [member]}}, zhangye)["m1.equipment"][1]
    in_order = [told({"household": {"members": [{"id": "m1", "equipment": [one]}]}}, zhangye)["m1.equipment"][1] for one in sorted(owns)]
    assert answer == "、".join(map(str, in_order))
