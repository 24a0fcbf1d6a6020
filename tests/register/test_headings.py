"""Where headings stand, and what each column is by its heading and the group titles above it."""

from __future__ import annotations

import pytest

import eligibility as el
from eligibility.register.headings import Head, find_head
from eligibility.register.sheets.sheet import Line
from eligibility.register.spellings import Words, words_of
from tests.register.readings import Read, refusal


@pytest.fixture(scope="module")
def words(zhangye: el.Ruleset) -> Words:
    return words_of(zhangye)


def lines(text: str) -> list[Line]:
    """Lines of cells, parted by blanks; - is an empty cell."""
    return [{index: cell for index, cell in enumerate(line.split()) if cell != "-"} for line in text.strip().splitlines()]


def targets(head: Head | None) -> list[str | None]:
    assert head is not None
    return [column.target for column in head.columns]


def test_group_titles_stand_over_the_columns_right_of_them(words: Words) -> None:
    """What is told of a head of household is not told of the person."""
    head = find_head(lines("户主 - 残疾人 - 残疾类别\n姓名 身份证号 姓名 身份证号 -\n甲 1 乙 2 肢体"), words)
    assert head is not None and (head.first, head.last) == (1, 2)
    assert targets(head) == ["about.head", "about.head_number", "about.name", "about.id_number", "disability.category"]
    assert [column.heading for column in head.columns][:3] == ["户主/姓名", "户主/身份证号", "残疾人/姓名"]


@pytest.mark.parametrize("group", ["监护人", "法定代理人", "联系人", "配偶"])
def test_what_is_told_of_somebody_else_is_left_aside(group: str, words: Words) -> None:
    head = find_head(lines(f"残疾人 - {group} -\n姓名 身份证号 姓名 身份证号"), words)
    assert targets(head)[2:] == ["ignored", "ignored"]


def test_the_parts_of_a_heading_stand_below_it(words: Words) -> None:
    """Only what is paid tells a receipt: neither the standard nor the number of months."""
    head = find_head(
        lines("姓名 残疾人证号 困难残疾人生活补贴 - -\n- - 补贴标准 发放月数 发放金额（元）\n甲 62070219750516004141 110 0 0"), words
    )
    assert head is not None and head.last == 2
    assert targets(head)[2:] == ["ignored", "ignored", "person.receives.living_allowance"]


def test_a_line_of_a_person_is_never_a_heading(words: Words) -> None:
    head = find_head(lines("姓名 性别 -\n甲 男 二级"), words)
    assert head is not None and head.last == 1


def test_titles_above_are_no_headings(words: Words) -> None:
    head = find_head(lines("残疾人名册 残疾人名册 残疾人名册\n填报单位：某局 - 2025年12月\n姓名 性别 残疾等级\n甲 男 一级"), words)
    assert head is not None and (head.first, head.last) == (3, 3)


def test_headings_far_down_are_found(words: Words) -> None:
    head = find_head(lines("\n".join(["说明"] * 20) + "\n姓名 性别 残疾等级\n甲 男 一级"), words)
    assert head is not None and head.first == 21


def test_a_line_with_one_known_column_is_no_heading(words: Words) -> None:
    assert find_head(lines("甲 乙\n姓名 某列\n1 2"), words) is None


@pytest.mark.parametrize("headings", ["残疾等级,残疾级别", "残疾类别,残疾种类", "身份证号,公民身份号码"])
def test_two_columns_for_one_entry_are_refused(headings: str, read: Read) -> None:
    """The first of them never wins."""
    said = refusal(read, f"姓名,{headings}\n甲,一级,二级")
    assert "column_not_certain" in said and headings.split(",")[1] in said


def test_the_exact_title_wins_over_a_short_one(read: Read) -> None:
    register = read("姓名,类别,残疾人证号,残疾类别,残疾等级\n甲,低保户,62070219750516004141,肢体,一级")
    assert [column.target for column in register.columns] == [
        "about.name",
        None,
        "certificate.number",
        "disability.category",
        "disability.grade",
    ]
    assert register.columns[1].remark is not None and register.frame["person.grade_physical"].to_list() == [1]


def test_of_two_telephones_one_is_shown(read: Read) -> None:
    """They decide nothing."""
    register = read("姓名,性别,联系电话,手机号\n甲,男,1,2")
    assert [column.target for column in register.columns][2:] == ["about.phone", None]


def test_a_person_is_no_heading_though_the_settings_say_so(read: Read) -> None:
    """Otherwise the person would be lost, and the number would stand in the name of a column."""
    text = "姓名,残疾人证号\n甲,62070219900101001441\n乙,62070219900101002241\n"
    said = refusal(read, text, "head: {first: 1, last: 2}")
    assert said.startswith("headings_not_found") and "第2行里有证件号码" in said and "6207" not in said
    assert read(text, "head: {first: 1, last: 1}").lines == 2
