"""One person in several lines: what they tell differently is unknown, whichever line comes first."""

from __future__ import annotations

from eligibility.register.lines import Box
from tests.register.readings import Read, line

HEAD = "姓名,残疾人证号,残疾等级,护理补贴,证件状态,户号\n"
FIRST = "甲,62070219900101001443,一级,否,正常,1\n"


def test_the_first_line_does_not_win(read: Read) -> None:
    for lines in (["否", "是"], ["是", "否"]):
        register = read(HEAD + "".join(FIRST.replace("否", said) for said in lines))
        assert len(register.frame) == 1 and line(register)["person.receives.nursing_subsidy"] is None
        assert register.about.filter("doubted")["row"].to_list() == [2]
        effects = register.slips.select("row", "column", "effect").rows()
        assert (2, "护理补贴", "unknown") in effects and (3, "残疾人证号", "left_out") in effects
        assert "第2行" in register.slips.filter(row=3)["zh"][0]


def test_lines_that_agree_are_not_doubted(read: Read) -> None:
    register = read(HEAD + FIRST * 3)
    assert line(register)["person.receives.nursing_subsidy"] is False and "doubted" not in register.about.columns
    assert register.lines == 1 and register.accounts[0].boxes[Box.DUPLICATE] == 2 and register.accounts[0].boxes[Box.PERSON] == 1


def test_what_a_line_leaves_open_is_no_difference(read: Read) -> None:
    register = read(HEAD + FIRST + FIRST.replace("否", ""))
    assert line(register)["person.receives.nursing_subsidy"] is False


def test_another_name_and_another_household_are_told(read: Read) -> None:
    register = read(HEAD + FIRST + FIRST.replace("甲", "乙").replace("正常,1", "正常,2") + "丙,62070219900101002241,二级,否,正常,1\n")
    assert register.frame["household"].to_list() == [None, "1"]
    assert {"姓名", "户号"} <= set(register.slips.filter(row=2)["column"])


def test_grades_that_differ_are_unknown(read: Read) -> None:
    register = read(HEAD + FIRST + FIRST.replace("001443", "001441").replace("一级", "三级"))
    assert line(register)["person.grade"] is None


def test_a_line_that_has_left_makes_the_other_uncertain(read: Read) -> None:
    for lines in ((FIRST, FIRST.replace("正常", "死亡")), (FIRST.replace("正常", "死亡"), FIRST)):
        register = read(HEAD + "".join(lines))
        assert line(register)["person.certified"] is None and register.about["doubted"].all()
        assert any("同一号码" in said for said in register.slips["zh"])
