"""Remarks of death and leaving are told, and decide nothing."""

from __future__ import annotations

import pytest

from tests.register.readings import Read, slips


@pytest.mark.parametrize("remark", ["2025年10月死亡", "户口迁出", "已去世", "2024.3 病故", "因服刑停发", "证已注销"])
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
