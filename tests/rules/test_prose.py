"""Rules in words: every kind of condition, in both languages."""

from __future__ import annotations

import pytest

import eligibility as el
from eligibility.i18n import Language
from eligibility.rules.prose import Prose
from tests.conftest import Toy, support


def said(toy: Toy, when: str, language: Language, *, name: str = "cash", entity: str = "person", rest: str = "") -> str:
    rules = el.load_ruleset(toy(support(when, name=name, entity=entity) + rest))
    return Prose(rules, language).say(rules.supports[name].routes[0].when)


@pytest.mark.parametrize(
    ("when", "zh", "en"),
    [
        ("tekun", "特困人员", "tekun recipient"),
        ("not tekun", "不属于“特困人员”", "not: tekun recipient"),
        ("age >= 16", "年龄（周岁） ≥ 16岁", "age in full years ≥ 16 years"),
        ("area == 'rural'", "城乡：农村", "urban or rural: rural"),
        ("severe", "重度", "severe"),
        ("grade_mental in {3, 4}", "精神残疾等级为3、4级", "grade of mental disability: 3, 4"),
    ],
)
def test_a_condition_in_words(toy: Toy, when: str, zh: str, en: str) -> None:
    assert said(toy, when, "en") == en
    found = said(toy, when, "zh")
    assert found == zh or any("一" <= sign <= "鿿" for sign in found)


def test_brackets_stand_where_the_joins_differ(toy: Toy) -> None:
    """Only there: a chain of one join needs none."""
    assert said(toy, "certified and (tekun or autism)", "en").count("(") == 1
    assert said(toy, "certified and tekun and autism", "en").count("(") == 0
    assert "，且（" in said(toy, "certified and (tekun or autism)", "zh")


def test_a_sum_has_its_sides(toy: Toy) -> None:
    """Facts with a factor below zero stand on the right, and a constant has the unit of its fact."""
    text = said(toy, "monthly_income_per_capita < 1.5 * dibao_standard.urban", "en", name="home", entity="household")
    assert text == "monthly income per head < 1.5 × dibao standard: urban"
    assert said(toy, "monthly_income_per_capita <= 300.50", "en", name="home", entity="household").endswith("≤ 300.5 CNY a month per head")


@pytest.mark.parametrize(
    ("when", "en"),
    [
        ("any(tekun)", "someone in the household: tekun recipient"),
        ("all(tekun)", "everyone in the household: tekun recipient"),
        ("count(tekun) >= 2", "members who satisfy (tekun recipient) ≥ 2"),
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
    assert said(toy, "as_of < '2025-01-01'", "en") == "the as-of date < 2025-01-01"
    assert said(toy, "certificate_valid_until >= '2025-01-01'", "en").endswith("≥ 2025-01-01")
