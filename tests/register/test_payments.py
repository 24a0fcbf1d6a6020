"""A line for each payment: the lines of one person are one person."""

from __future__ import annotations

import pytest

from eligibility.register.lines import Box
from tests.register.readings import Read, line, refusal, slips

HEAD = "姓名,残疾人证号,补贴类型,补贴金额"
FIRST, SECOND, THIRD = "62070219900101001441", "62070219900101002241", "62070219900101003041"


def test_the_lines_of_one_person_are_joined(read: Read) -> None:
    """Nobody is counted twice; of a support that no line names nothing is known."""
    register = read(f"{HEAD}\n甲,{FIRST},生活补贴,110\n甲,{FIRST},护理补贴,110\n乙,{SECOND},护理补贴,0")
    living, nursing = (register.frame[f"person.receives.{name}"].to_list() for name in ("living_allowance", "nursing_subsidy"))
    assert living == [True, None] and nursing == [True, False] and register.lines == 2
    assert register.accounts[0].boxes[Box.JOINED] == 1 and not slips(register)


def test_what_came_back_was_not_paid(read: Read) -> None:
    register = read(f"{HEAD},发放状态\n甲,{FIRST},生活补贴,110,已发放\n甲,{FIRST},护理补贴,110,退回")
    assert line(register)["person.receives.living_allowance"] is True and line(register)["person.receives.nursing_subsidy"] is False


def test_lines_that_disagree_leave_a_fact_unknown(read: Read) -> None:
    register = read(f"{HEAD},是否低保\n甲,{FIRST},生活补贴,110,是\n甲,{FIRST},护理补贴,110,否")
    assert line(register)["household.dibao"] is None and slips(register) == [(2, "是否低保", "unknown"), (3, "是否低保", "unknown")]


def test_names_never_join(read: Read) -> None:
    """Nor does a number that is not sound."""
    register = read(
        f"{HEAD}\n甲,,生活补贴,110\n甲,,护理补贴,110\n乙,62070219900101001541,护理补贴,110\n乙,62070219900101001541,生活补贴,110"
    )
    assert len(register.frame) == 4


def test_payments_of_several_months_are_refused(read: Read) -> None:
    text = f"{HEAD},发放月份\n甲,{FIRST},生活补贴,110,2025-11\n甲,{FIRST},生活补贴,110,{{}}"
    assert "column_not_certain" in refusal(read, text.format("2025-12"))
    for same in ("2025-11", "2025年11月", "202511"):
        assert len(read(text.format(same)).frame) == 1
    assert len(read(text.format("2025-12"), "columns: {发放月份: ignore}").frame) == 1


def test_lists_of_what_is_received_are_joined(read: Read) -> None:
    register = read(f"姓名,残疾人证号,补贴类型\n甲,{FIRST},生活补贴\n甲,{FIRST},护理补贴", "columns: {补贴类型: person.receives}")
    assert line(register)["person.receives.living_allowance"] is True and line(register)["person.receives.nursing_subsidy"] is True


def test_what_the_lines_of_one_person_pay_is_added_up(read: Read) -> None:
    """By support, of what was paid only; a line for two supports does not say how much of it is which."""
    head = f"{HEAD},发放状态"
    lines = [
        f"甲,{FIRST},护理补贴,100,已发放",
        f"甲,{FIRST},护理补贴,50.5,已发放",
        f"甲,{FIRST},护理补贴,70,退回",
        f"乙,{SECOND},两项补贴,200,已发放",
    ]
    register = read("\n".join([head, *lines]))
    assert [str(amount) for amount in register.frame["person.amounts.nursing_subsidy"]] == ["150.5000", "None"]
    assert register.frame["person.receives.nursing_subsidy"].to_list() == [True, True]


@pytest.mark.parametrize("state", ["退回", "停发", "未发放", "失败（账号错误）"])
def test_a_column_of_a_support_does_not_say_that_a_line_was_paid_which_was_not(state: str, read: Read) -> None:
    """Nor does a list of supports; where nothing is said of the line, the column of the support tells."""
    texts = (
        f"姓名,残疾人证号,护理补贴,发放状态\n甲,{FIRST},100,成功\n乙,{SECOND},100,{state}\n丙,{THIRD},100,",
        f"姓名,残疾人证号,享受待遇,发放状态\n甲,{FIRST},护理补贴,成功\n乙,{SECOND},护理补贴,{state}\n丙,{THIRD},护理补贴,",
    )
    for text in texts:
        register = read(text)
        assert register.frame["person.receives.nursing_subsidy"].to_list() == [True, None, True]
        assert register.about["doubted"].to_list() == [False, True, False]
        assert slips(register) == [(3, text.split(",")[2], "unknown")]


def test_a_state_of_a_payment_that_is_not_known_tells_no_receipt(read: Read) -> None:
    register = read(f"姓名,残疾人证号,护理补贴,发放状态\n甲,{FIRST},100,成功\n乙,{SECOND},100,见附件\n丙,{THIRD},0,退回")
    assert register.frame["person.receives.nursing_subsidy"].to_list() == [True, None, False]
