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


def test_states_of_payment_below_a_title_that_names_the_support(read: Read) -> None:
    """Where no column says the support or the amount, the title does; a payment that failed was not received."""
    head = "重度残疾人护理补贴发放名册,,\n姓名,残疾人证号,发放结果\n"
    register = read(f"{head}甲,{FIRST},发放成功\n乙,{SECOND},退回\n丙,{THIRD},失败")
    assert register.frame["person.receives.nursing_subsidy"].to_list() == [True, False, False] and not slips(register)


def test_states_of_payment_of_which_nobody_says_the_support_are_left_aside_and_told(read: Read) -> None:
    """Where the list is said to be one of payments it is refused: else everyone on it would be taken for unpaid."""
    text = f"姓名,残疾人证号,发放结果\n甲,{FIRST},发放成功"
    register = read(text)
    (remark,) = [column.remark.zh for column in register.columns if column.remark]
    assert remark.startswith("没有写是哪一项补贴，未使用；") and "person.receives." in remark
    for head in ("姓名,残疾人证号,发放结果", "姓名,残疾人证号,发放金额", "姓名,残疾人证号,备注"):
        said = refusal(read, f"{head}\n甲,{FIRST},100", "lines: payments")
        assert said.startswith("column_not_certain") and "没有写发的是哪一项补贴" in said
    paid = read(text, "lines: payments\ncolumns: {发放结果: person.receives.nursing_subsidy}")
    assert line(paid)["person.receives.nursing_subsidy"] is True
    every = read(text, "lines: payments\nevery: {person.receives.nursing_subsidy: true}")
    assert line(every)["person.receives.nursing_subsidy"] is True


def test_a_business_is_the_support_that_a_line_pays(read: Read) -> None:
    register = read(f"成员姓名,成员身份证号,业务名称,发放金额\n甲,{FIRST[:18]},重度残疾人护理补贴,110")
    assert line(register)["person.receives.nursing_subsidy"] is True and register.about["name"].to_list() == ["甲"]


def test_the_month_is_looked_at_wherever_the_support_is_told(read: Read) -> None:
    """In a column of the support, or in the title: of which month a list is tells whether it is the right one."""
    for text in (
        f"姓名,残疾人证号,护理补贴,所属月份\n甲,{FIRST},100,2024-04\n乙,{SECOND},100,{{}}",
        f"重度残疾人护理补贴发放名册,,,\n姓名,残疾人证号,发放金额,所属月份\n甲,{FIRST},100,2024-04\n乙,{SECOND},100,{{}}",
    ):
        assert read(text.format("202404")).months == {(2024, "4")}
        assert "2 months" in refusal(read, text.format("2024-05"), "lines: payments")


@pytest.mark.parametrize("result", ["失败", "账户不符", "退票", "户名错误"])
def test_payments_that_a_column_not_known_says_failed_are_asked(result: str, read: Read) -> None:
    table = f"姓名,身份证号,补贴名称,金额,银行反馈\n甲,620702195806010016,护理补贴,110,{result}"
    assert "line.payment" in refusal(read, table)
    assert line(read(table, "columns: {银行反馈: line.payment}"))["person.receives.nursing_subsidy"] is not True


def test_months_in_a_column_not_known_are_not_added_up(read: Read) -> None:
    """Two months of one person are not one month of twice the amount; months of different persons may be of anything."""
    table = "姓名,身份证号,补贴名称,金额,期别\n甲,620702195806010016,护理补贴,110,2025年9月\n甲,620702195806010016,护理补贴,110,2025年10月"
    assert "line.month" in refusal(read, table)
    assert "2个月份" in refusal(read, table, "columns: {期别: line.month}")
    since = "姓名,身份证号,补贴名称,金额,起算\n甲,620702195806010016,护理补贴,110,2021-05\n乙,620702194909014118,护理补贴,110,2022-07"
    assert len(read(since).frame) == 2
