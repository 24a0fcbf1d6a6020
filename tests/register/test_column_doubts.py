"""What cells and titles say against a heading: numbers of other persons, pauses, other supports, other units. People are made up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.register.readings import Read, line, refusal, slips

A, B, C = "62070219900101001441", "62070219900101002241", "62070219900101003041"
HEAD = "姓名,残疾人证号"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (f"生活补贴,,,,护理补贴,,\n姓名,残疾证号,补贴金额,,残疾人,证件号码,金额\n甲,{A},80,,乙,{B},90\n丙,{C},80,,丁,{B},90", "证件号码"),
        (f"性别,姓名及身份证号,残疾等级\n男,甲{A[:18]},一级\n女,乙{B[:18]},二级", "姓名及身份证号"),
        (f"{HEAD},某号\n甲,{A},{B[:18]}", "某号"),
    ],
)
def test_numbers_of_other_persons_are_asked(text: str, asked: str, read: Read) -> None:
    said = refusal(read, text)
    assert said.startswith("column_not_certain") and asked in said and "另一张表" in said and "another table" in said


def test_numbers_that_are_somebody_elses_or_the_persons_own(read: Read) -> None:
    """The heading says whose they are, or they are those of the line."""
    text = f"{HEAD},家长身份证号,学籍号,户名身份证号\n甲,{A},{B[:18]},G{A[:18]},{C[:18]}"
    assert line(read(text))["person.grade_physical"] == 1


def test_two_numbers_of_two_persons_in_most_lines_are_asked(read: Read) -> None:
    text = f"姓名,身份证号,残疾证号\n甲,{A[:18]},{B}\n乙,{B[:18]},{C}"
    said = refusal(read, text)
    assert "大多不是同一个人" in said and said.count("column_not_certain") == 1
    assert read(text, "columns: {残疾证号: ignore}").frame["person.sex"].is_not_null().all()
    one = read(f"姓名,身份证号,残疾证号\n甲,{A[:18]},{A}\n乙,{B[:18]},{C}")
    assert one.about["doubted"].to_list() == [False, True]


def test_a_pause_in_a_column_that_is_not_known_is_asked(read: Read) -> None:
    text = f"{HEAD},补贴类型,变动类型,金额\n甲,{A},护理补贴,新增,90\n乙,{B},护理补贴,停发,90"
    assert "变动类型" in refusal(read, text) and "line.standing" in refusal(read, text)
    found = read(text, "columns: {变动类型: line.standing}")
    assert found.frame["person.receives.nursing_subsidy"].to_list() == [True, None]
    assert len(read(f"{HEAD},变动类型\n甲,{A},停发").frame) == 1


@pytest.mark.parametrize("title", ["经济困难失能老年人护理补贴花名册", "高龄老人补贴名册", "困难残疾人生活补贴发放表"])
def test_a_short_name_below_the_title_of_something_else_is_asked(title: str, read: Read) -> None:
    said = refusal(read, f"{title},,\n姓名,残疾等级,护理补贴\n甲,一级,50")
    assert "标题说的是另一项补贴" in said and "person.receives.nursing_subsidy" in said


def test_a_short_name_below_its_own_title(read: Read) -> None:
    found = read("重度残疾人护理补贴发放表,,\n姓名,残疾等级,护理补贴\n甲,一级,50")
    assert line(found)["person.receives.nursing_subsidy"] is True


@pytest.mark.parametrize("flag", ["死亡标识", "是否户籍注销", "迁出情况"])
def test_a_flag_of_death_or_leaving_is_asked(flag: str, read: Read) -> None:
    assert flag in refusal(read, f"{HEAD},{flag}\n甲,{A},0\n乙,{B},1")
    assert len(read(f"{HEAD},{flag}\n甲,{A},否\n乙,{B},0").frame) == 2


def test_days_and_reasons_of_death_are_told(read: Read) -> None:
    found = read(f"{HEAD},死亡登记日期,死亡原因,父亲死亡时间\n甲,{A},2025-03-01,疾病,\n乙,{B},无,,2001-01-01")
    assert slips(found) == [(2, "死亡登记日期", "noted"), (2, "死亡原因", "noted")]


@pytest.mark.parametrize("column", ["审批意见", "复核结果", "年审情况"])
def test_a_refusal_by_the_office_is_told(column: str, read: Read) -> None:
    found = read(f"{HEAD},{column}\n甲,{A},不同意\n乙,{B},同意\n丙,{C},不合格")
    assert slips(found) == [(2, column, "noted"), (4, column, "noted")] and found.about["doubted"].to_list() == [True, False, True]


def test_another_unit_than_yuan_in_the_title_is_asked(read: Read) -> None:
    text = f"家庭收入表,,\n单位：万元,,\n{HEAD},%s\n甲,{A},1.2"
    assert "单位不是元" in refusal(read, text % "家庭人均年收入")
    assert line(read(text % "家庭人均年收入（万元）"))["household.monthly_income_per_capita"] == 1000
    assert line(read(text.replace("万元", "元", 1) % "家庭人均年收入"))["household.monthly_income_per_capita"] == Decimal("0.1")


def test_what_letters_would_have_to_name_is_asked_at_once(read: Read) -> None:
    """The answer by letters then leaves nothing open."""
    text = f"{HEAD},补助标准,离托原因\n甲,{A},90,去世"
    assert "补助标准" in refusal(read, text) and "离托原因" in refusal(read, text)
    own = "columns: {C: {heading: 补助标准, read: ignore}, D: {heading: 离托原因, read: line.remarks}}"
    assert len(read(text, own).frame) == 1


def test_names_under_a_heading_that_is_a_fact_too(read: Read) -> None:
    found = read(f"监护人,被监护人,残疾证号\n丙,甲,{A}\n丁,乙,{B}")
    assert found.about["name"].to_list() == ["甲", "乙"] and not len(found.slips)
    assert line(read(f"姓名,残疾证号,被监护人\n甲,{A},是"))["person.guardianship"] is True
