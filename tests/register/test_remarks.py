"""Remarks of death and leaving are told, and decide nothing."""

from __future__ import annotations

import pytest

from tests.register.readings import Read, slips

GONE = """2025年10月死亡 户口迁出 已去世 2024.3病故 因服刑停发 证已注销 亡 病死 已死 销户 低保已取消 退出 终止发放 暂停 停止发放
    户口已迁 迁至某地 已火化 证已作废 已转特困 2025.6停 人已不在"""


@pytest.mark.parametrize("remark", GONE.split())
def test_a_remark_that_speaks_of_leaving(remark: str, read: Read) -> None:
    register = read(f"姓名,性别,备注\n甲,男,{remark}\n乙,女,低保户")
    assert register.frame["row"].to_list() == [2, 3] and register.about["doubted"].to_list() == [True, False]
    assert slips(register) == [(2, "备注", "noted")]


def test_other_remarks_are_left_alone(read: Read) -> None:
    register = read("姓名,性别,备注,变动原因\n甲,男,新增,\n乙,女,,迁出")
    assert register.about["doubted"].to_list() == [False, True]
    assert "doubted" not in read("姓名,性别,备注\n甲,男,新增").about.columns


def test_a_day_of_death_or_leaving(read: Read) -> None:
    register = read("姓名,性别,死亡日期,停发时间\n甲,男,2025-03-01,\n乙,女,,2024年5月\n丙,女,,")
    assert register.about["doubted"].to_list() == [True, True, False]
    assert slips(register) == [(2, "死亡日期", "noted"), (3, "停发时间", "noted")]


@pytest.mark.parametrize("remark", ["新增", "易地搬迁户", "低保户", "一户多残", "迁入"])
def test_remarks_that_speak_of_something_else(remark: str, read: Read) -> None:
    assert "doubted" not in read(f"姓名,性别,备注\n甲,男,{remark}").about.columns


@pytest.mark.parametrize("status", ["停发", "暂停发放", "暂停"])
def test_who_is_not_paid_now_is_in_the_register(status: str, read: Read) -> None:
    register = read(f"姓名,残疾等级,补贴状态,护理补贴\n甲,一级,{status},否\n乙,一级,{status},是\n丙,一级,正常,是\n丁,一级,死亡,是")
    assert register.frame["person.receives.nursing_subsidy"].to_list() == [False, None, True]
    assert register.about["doubted"].to_list() == [True, True, False]
    assert (3, "护理补贴", "unknown") in slips(register)


def test_the_day_on_which_a_support_ended(read: Read) -> None:
    register = read("姓名,残疾等级,护理补贴,护理补贴停发时间,护理补贴起始时间\n甲,一级,是,2025-06,2020-01\n乙,一级,是,,2020-01\n")
    assert register.about["doubted"].to_list() == [True, False] and slips(register) == [(2, "护理补贴停发时间", "noted")]


@pytest.mark.parametrize("name", ["甲（已故）", "乙(迁出)", "丙（2025年3月注销）"])
def test_leaving_in_brackets_behind_a_name(name: str, read: Read) -> None:
    register = read(f"姓名,残疾等级\n{name},一级\n丁（大）,一级\n停云亡,一级\n")
    assert register.about["doubted"].to_list() == [True, False, False] and slips(register) == [(2, "姓名", "noted")]


def test_a_column_of_days_that_says_none(read: Read) -> None:
    register = read("姓名,性别,死亡时间\n甲,男,无\n乙,女,否\n丙,女,-\n丁,女,2025-01-02")
    assert register.about["doubted"].to_list() == [False, False, False, True]
