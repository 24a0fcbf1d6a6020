"""Rules in words: every kind of condition, in both languages."""

from __future__ import annotations

import pytest

import eligibility as el
from eligibility.i18n import Language
from eligibility.rules.prose import Prose, route_name
from tests.conftest import Toy, support


def said(toy: Toy, when: str, language: Language, *, name: str = "cash", entity: str = "person", rest: str = "") -> str:
    rules = el.load_ruleset(toy(support(when, name=name, entity=entity) + rest))
    return Prose(rules, language).say(rules.supports[name].routes[0].when)


@pytest.mark.parametrize(
    ("when", "zh", "en"),
    [
        ("tekun", "特困人员", "tekun recipient"),
        ("not tekun", "不是特困人员", "no tekun recipient"),
        ("age >= 16", "周岁年龄满16岁", "age in full years at least 16 years"),
        ("age < 16", "周岁年龄不满16岁", "age in full years under 16 years"),
        ("age <= 6", "周岁年龄不超过6岁", "age in full years at most 6 years"),
        ("area == 'rural'", "家住农村", "urban or rural: rural"),
        ("student_stage == 'none'", "不在学", "stage of education: not in education"),
        ("needs.home_care", "需要居家服务", "needs: home-based service"),
        ("receives.home", "已享受“家庭”", "receives Home"),
        ("not receives.home", "没有享受“家庭”", "does not receive Home"),
        ("student_stage != 'none'", "在学", "in education"),
        ("not student_stage in {'none', 'preschool'}", "在学，且不是学前教育", "in education and not preschool education"),
        (
            "relation_to_disabled.child or relation_to_disabled.parent",
            "是残疾人的子女，或是残疾人的父母",
            "child of the disabled person or parent of the disabled person",
        ),
        ("not age < 5", "周岁年龄满5岁", "age in full years at least 5 years"),
        ("not grade_mental in {0}", "精神残疾等级为一至四级", "grade of mental disability: 1, 2, 3, 4"),
        ("not certified", "没有有效的残疾人证", "holds no valid certificate"),
        ("severe", "重度", "severe"),
        ("grade_mental in {1, 2, 3, 4}", "精神残疾等级为一至四级", "grade of mental disability: 1, 2, 3, 4"),
        (
            "employment in {'flexible', 'self_employed', 'employed'}",
            "就业状况为单位就业，或自主创业、个体经营，或灵活就业（打零工）",
            "employment status: employed by an organisation or self-employed or in flexible employment (odd jobs)",
        ),
        ("grade_mental in {3, 4}", "精神残疾等级为三级或四级", "grade of mental disability: 3, 4"),
    ],
)
def test_a_condition_in_words(toy: Toy, when: str, zh: str, en: str) -> None:
    assert said(toy, when, "en") == en
    assert said(toy, when, "zh") == zh


def test_brackets_stand_where_the_joins_differ(toy: Toy) -> None:
    """Only there: a chain of one join needs none."""
    assert said(toy, "certified and (tekun or autism)", "en").count("(") == 1
    assert said(toy, "certified and tekun and autism", "en").count("(") == 0
    assert "，且（" in said(toy, "certified and (tekun or autism)", "zh")


def test_a_sum_has_its_sides(toy: Toy) -> None:
    """Facts with a factor below zero stand on the right, and a constant has the unit of its fact."""
    text = said(toy, "monthly_income_per_capita < 1.5 * dibao_standard.urban", "en", name="home", entity="household")
    assert text == "monthly income per head under 1.5 × dibao standard, urban"
    assert said(toy, "monthly_income_per_capita <= 300.50", "en", name="home", entity="household").endswith(
        "at most 300.5 yuan a month per head"
    )


@pytest.mark.parametrize(
    ("when", "en"),
    [
        ("any(tekun)", "someone in the household: tekun recipient"),
        ("all(tekun)", "everyone in the household: tekun recipient"),
        ("count(tekun) >= 2", "members who satisfy (tekun recipient): at least 2"),
        ("disabled_member", "a disabled member in the household"),
    ],
)
def test_members_are_counted_in_words(toy: Toy, when: str, en: str) -> None:
    found = said(toy, when, "en", name="home", entity="household")
    assert found == en or (when == "disabled_member" and "disabled" in found)


def test_a_required_support_is_called_by_its_title(toy: Toy) -> None:
    assert said(toy, "has.card", "en", rest=support("certified", name="card")) == "has or can have: Card"
    assert said(toy, "has.card", "zh", rest=support("certified", name="card")) == "已享受或可享受“卡”"


def test_days_are_written_as_days(toy: Toy) -> None:
    assert said(toy, "as_of < '2025-01-01'", "en") == "the as-of date before 2025-01-01"
    assert said(toy, "certificate_valid_until >= '2025-01-01'", "en").endswith("not before 2025-01-01")
    assert said(toy, "as_of < '2025-01-01'", "zh") == "判定日期早于2025年1月1日"


def test_a_sum_in_chinese_has_no_signs(toy: Toy) -> None:
    text = said(toy, "monthly_income_per_capita < 1.5 * dibao_standard.urban", "zh", name="home", entity="household")
    assert text == "家庭月人均收入低于城市低保标准的1.5倍"
    assert said(toy, "count(tekun) >= 2", "zh", name="home", entity="household") == "家中符合“特困人员”的不少于2人"


def test_a_route_is_called_by_its_number_and_what_it_alone_asks_for(toy: Toy) -> None:
    """A condition that every route has names none of them."""
    others = {"second": "certified and tekun", "third": "certified and severe"}
    more = "".join(f"\n    {name}: {{when: '{when}', modality: mandatory, cite: [一]}}" for name, when in others.items())
    rules = support("certified and severe").replace("cite: [一]}", "cite: [一]}" + more)
    ruleset = el.load_ruleset(toy(rules))
    part = ruleset.supports["cash"].parts[0]
    names = [route_name(part, route.name, ruleset) for route in part.routes]
    assert [name.zh for name in names] == ["途径一", "途径二（特困人员）", "途径三"]
    assert [name.en for name in names] == ["route 1", "route 2 (tekun recipient)", "route 3"]


def test_a_name_in_quotation_marks_is_not_cut(toy: Toy) -> None:
    """The name of a local option may hold brackets."""
    more = "\n    second: {when: 'certified and options.village_care', modality: mandatory, cite: [一]}"
    ruleset = el.load_ruleset(toy(support("certified and severe").replace("cite: [一]}", "cite: [一]}" + more)))
    assert route_name(ruleset.supports["cash"].parts[0], "second", ruleset).zh == "途径二（本地已出台“村（社区）照护服务”）"
