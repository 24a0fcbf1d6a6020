"""Every line of a sheet ends in one box, and the boxes come to all lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eligibility as el
from eligibility.register.lines import Box, SheetAccount, check_account
from eligibility.register.reader import Register, read_register
from eligibility.register.spellings import words_of
from tests.conftest import DAY
from tests.register.books import workbook, write_csv
from tests.register.readings import Read, refusal, slips


def boxes(register: Register) -> dict[str, int]:
    (account,) = register.accounts
    assert sum(account.boxes.values()) == account.lines
    return {box.value: count for box, count in account.boxes.items()}


def test_every_box_is_counted(read: Read) -> None:
    register = read(
        "某县残疾人名册,,,\n序号,姓名,残疾人证号,证件状态\n1,甲,62070219900101001441,正常\n,,,\n序号,姓名,残疾人证号,证件状态\n"
        "2,乙,62070219900101002241,注销\n3,丙,62070219900101003041,死亡\n4,,,\n"
        "合  计,,,\n本页小计,,,\n经办人：,,分管领导：,\n共计3人,,,\n注1：按季发放,,,"
    )
    assert boxes(register) == {
        "heading": 2, "person": 1, "blank": 1, "footer": 5, "repeated_heading": 1, "left": 2, "unreadable": 1,
    }  # fmt: skip
    assert register.lines == 4 and len(register.frame) == 1
    (account,) = register.accounts
    assert account.left == {"cancelled": 1, "died": 1}
    assert account.text().zh.startswith("13行 = 表头2 + 人员1 + 空行1 + 页脚5 + 重复表头1 + 退出状态2（注销1、死亡1） + 不能读1")


def test_a_line_with_a_name_and_a_number_is_a_person(read: Read) -> None:
    """Whatever its first cell says."""
    register = read(
        "审核状态,姓名,残疾人证号\n审核通过,甲,62070219900101001441\n审核中,乙,62070219900101002241\n合计,丙,62070219900101003041"
    )
    assert register.lines == len(register.frame) == 3


@pytest.mark.parametrize(
    "said",
    [
        "合计",
        "合 计",
        "总计：",
        "小  计",
        "本页小计",
        "共2人",
        "共计2人",
        "注：",
        "备注：x",
        "填表人：丁",
        "经办人：",
        "说明：x",
        "单位（盖章）：",
    ],
)
def test_footers_in_every_spelling(said: str, read: Read) -> None:
    register = read(f"序号,姓名,性别\n1,甲,男\n2,乙,女\n{said},,")
    assert boxes(register)["footer"] == 1 and len(register.frame) == 2


@pytest.mark.parametrize("name", ["共青", "注小明", "合计华", "负责"])
def test_a_name_that_begins_like_a_footer(name: str, read: Read) -> None:
    assert len(read(f"序号,姓名,残疾人证号\n1,{name},62070219900101001441").frame) == 1


def test_lines_that_number_the_columns_or_repeat_group_titles(read: Read) -> None:
    register = read(
        "户主,,残疾人,,残疾等级\n姓名,身份证号,姓名,残疾证号,\n1,2,3,4,5\n张,,甲,62070219900101001441,一级\n"
        "户主,,残疾人,,残疾等级\n姓名,身份证号,姓名,残疾证号,\n李,,乙,62070219900101002241,二级"
    )
    assert boxes(register) == {"heading": 2, "person": 2, "repeated_heading": 3}


@pytest.mark.parametrize("said", ["甲,1,2,3,4", "甲,乙,丙,丁,戊", "(1),(2),(3),(4),(5)", "填写说明,必填,必填18位,必填,是/否"])
def test_lines_that_number_or_explain_the_columns(said: str, read: Read) -> None:
    register = read(f"序号,姓名,身份证号,残疾等级,是否低保\n{said}\n1,甲,620702199001010014,一级,是")
    assert boxes(register) == {"heading": 1, "repeated_heading": 1, "person": 1}


def test_a_line_of_short_cells_is_a_person(read: Read) -> None:
    assert len(read("序号,姓名,年龄,残疾等级\n1,甲,2,3\n2,乙,3,4\n3,丙,1,2").frame) == 3


def test_an_example_is_no_person(read: Read) -> None:
    register = read("序号,姓名,身份证号,是否低保\n例,张三,620702199001010022,是\n1,甲,620702199001010014,是")
    assert boxes(register)["footer"] == 1 and len(register.frame) == 1


@pytest.mark.parametrize(
    "said", ["单位负责人：,王某,,经办人：,李某", ",乡镇长签字：,李四,民政办：,王五", "经办人,张三,,审核,李四", "制表人：,丁,,,"]
)
def test_signatures_are_no_persons(said: str, read: Read) -> None:
    register = read(f"序号,姓名,身份证号,残疾等级,是否低保\n1,甲,620702199001010014,一级,是\n{said}")
    assert boxes(register)["footer"] == 1 and len(register.frame) == 1


def test_a_line_that_names_nobody_is_told(read: Read) -> None:
    register = read("姓名,残疾人证号,性别\n甲,62070219900101001441,男\n,,女")
    assert boxes(register)["unreadable"] == 1 and register.lines == 2 and slips(register) == [(3, "", "left_out")]


def test_a_status_takes_a_person_out_with_its_reason(read: Read) -> None:
    register = read("户编号,姓名,低保类型,保障状态\nH1,甲,农村低保,停保\nH2,乙,农村低保,在保\nH3,丙,农村低保,")
    assert register.frame["row"].to_list() == [3, 4] and register.lines == 3
    assert "停保" in register.slips["zh"][0]


def test_an_unknown_status_is_refused_by_its_line(read: Read) -> None:
    """Without a word of what stands there; the office says what it means."""
    text = "姓名,性别,人员状态\n甲,男,正常\n乙,女,张三已经不在了"
    said = refusal(read, text)
    assert "column_not_certain" in said and "第3行" in said and "张三" not in said
    told = read(text, "values: {line.standing: {died: [张三已经不在了]}}")
    assert told.frame["row"].to_list() == [2]


def test_another_table_below_is_refused(read: Read) -> None:
    said = refusal(read, "姓名,残疾等级,性别\n甲,一级,男\n,,\n户主姓名,姓名,残疾类别\n乙,丙,肢体")
    assert "another_table" in said and "第4行" in said
    assert "another_table" in refusal(read, "姓名,残疾等级\n甲,一级\n姓名,性别\n乙,男")


def test_a_line_with_too_many_cells_is_unreadable(read: Read) -> None:
    register = read("姓名,性别\n甲,男\n乙,女,多一格\n丙,男")
    assert boxes(register)["unreadable"] == 1 and slips(register) == [(3, "", "left_out")]


@pytest.fixture
def hidden(tmp_path: Path) -> Path:
    return workbook(tmp_path / "r.xlsx", {"名册": [["姓名", "残疾等级"], ["甲", "一级"], ["乙", "二级"], ["丙", "三级"]]}, hidden_rows=[3])


@pytest.mark.parametrize(("said", "rows"), [("leave", [2, 4]), ("read", [2, 3, 4])])
def test_hidden_lines_count_as_the_office_says(said: str, rows: list[int], hidden: Path, zhangye: el.Ruleset, tmp_path: Path) -> None:
    with pytest.raises(el.EligibilityError, match="hidden"):
        read_register(hidden, words_of(zhangye), DAY)
    own = tmp_path / "own.yaml"
    own.write_text(f"hidden: {said}\n", "utf-8")
    register = read_register(hidden, words_of(zhangye, own), DAY)
    assert register.frame["row"].to_list() == rows and boxes(register).get("hidden", 0) == (said == "leave")


def test_a_sum_that_does_not_come_to_all_lines_stops() -> None:
    sound = SheetAccount("甲", 3, {Box.HEADING: 1, Box.PERSON: 2})
    check_account(sound, "r.csv")
    for boxes in ({Box.HEADING: 1, Box.PERSON: 1}, {Box.HEADING: 1, Box.PERSON: 3, Box.BLANK: -1}):
        with pytest.raises(el.EligibilityError, match="accounted for"):
            check_account(SheetAccount("甲", 3, boxes), "r.csv")


cells = st.sampled_from(
    ["", "甲", "62070219900101001441", "合计", "姓名", "残疾人证号", "注：", "男", "同上", "正常", "#N/A", "3", "共2人", " "]
)


@given(rows=st.lists(st.lists(cells, min_size=3, max_size=4), max_size=8))
def test_whatever_stands_below_the_headings_is_accounted_for(rows: list[list[str]], zhangye: el.Ruleset) -> None:
    """Law: the boxes come to all lines, and persons are those screened and those told."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = write_csv(Path(folder) / "r.csv", ["姓名", "残疾人证号", "性别"], rows)
        try:
            register = read_register(path, words_of(zhangye), DAY)
        except el.EligibilityError as error:
            assert error.problems
            return
    assert sum(boxes(register).values()) == register.accounts[0].lines
    told = set(register.slips.filter(register.slips["effect"] == "left_out")["row"])
    assert register.lines - len(register.frame) <= len(told)


TITLES = "姓名,残疾人证号,残疾等级,护理补贴,生活补贴,是否低保"


@pytest.mark.parametrize(
    "again",
    [
        "姓名,残疾人证号,残疾等级,生活补贴,护理补贴,是否低保",
        "姓名,性别,残疾人证号,残疾等级,护理补贴,是否低保",
        "姓名,残疾人证号,残疾等级,护理补贴,是否低保",
        "姓名,残疾人证号,残疾等级,护理补贴,生活补贴,是否特困",
        "姓名,残疾人证号,残疾等级,护理补贴,生活补贴,",
        "领款人,证件,是否低保,生活补贴,护理补贴,",
    ],
)
def test_headings_below_are_a_repetition_only_where_every_title_stands_in_its_own_column(again: str, read: Read) -> None:
    """Otherwise receipts would be read from the wrong columns."""
    lines = f"{TITLES}\n甲,62070219900101001441,一级,否,是,是\n{{}}\n乙,62070219900101002241,一级,是,否,是"
    assert "another table begins at line 3" in refusal(read, lines.format(again)) and "第3行起是另一张表" in refusal(
        read, lines.format(again)
    )
    assert boxes(read(lines.format(TITLES)))["repeated_heading"] == 1


def test_a_table_above_the_headings_is_not_lost(read: Read) -> None:
    """Where the second table has more known titles than the first."""
    text = f"姓名,残疾人证号,护理补贴\n甲,62070219900101001441,是\n{TITLES}\n乙,62070219900101002241,一级,是,否,是"
    assert "another table begins at line 3" in refusal(read, text)


@pytest.mark.parametrize("title", ["注销人员：", "注销人员名单", "审批未通过人员", "停发对象"])
def test_the_title_of_those_who_left_is_no_footer(title: str, read: Read) -> None:
    """Whoever stands below it has left: another table."""
    text = f"姓名,残疾人证号,残疾等级\n甲,62070219900101001441,一级\n{title},,\n乙,62070219900101002241,一级\n"
    assert refusal(read, text).startswith("another_table")


@pytest.mark.parametrize(
    "said", ["以下空白", "共2条记录", "审核人员：,乙", "第1页 共2页", "转下页", "总计,贰人", "导出时间：2025-11-20,甲"]
)
def test_more_footers(said: str, read: Read) -> None:
    text = f"姓名,残疾等级,残疾人证号\n甲,一级,62070219900101001441\n乙,一级,62070219900101002241\n{said}\n"
    assert boxes(read(text)) == {"heading": 1, "person": 2, "footer": 1}


def test_every_status_that_is_not_known_is_told_at_once(read: Read) -> None:
    """One refusal names each column."""
    said = refusal(read, "姓名,残疾等级,人员状态,保障状态\n甲,一级,奇怪,正常\n乙,一级,正常,怪事\n")
    assert said.startswith("column_not_certain column_not_certain\n") and "C列“人员状态”第2行" in said and "D列“保障状态”第3行" in said


def test_a_title_with_a_text_behind_it_is_no_name(read: Read) -> None:
    """户主：甲 between the blocks of a list by households is nobody's line; told, and not screened."""
    register = read("姓名,身份证号,残疾等级\n甲,620702199001010014,一级\n户主：乙,家庭住址：东村,\n乙,620702199001010022,二级")
    assert boxes(register) == {"heading": 1, "person": 2, "unreadable": 1} and (3, "", "left_out") in slips(register)


def test_titles_that_come_again_on_each_page(read: Read) -> None:
    """With the number of the page; another place in them is told as before."""
    page = "某县残疾人名册%s,,\n乡镇：东镇,2025年11月,第%d页 共2页\n姓名,身份证号,残疾等级\n"
    first, second = "甲,620702199001010014,一级\n", "乙,620702199001010022,二级"
    register = read(page % ("", 1) + first + page % ("（续表）", 2) + second)
    assert boxes(register) == {"heading": 3, "person": 2, "repeated_heading": 3}
    other = read(page % ("", 1) + first + (page % ("（续表）", 2)).replace("东镇", "西镇") + second)
    assert boxes(other)["unreadable"] == 1 and len(other.frame) == 2
