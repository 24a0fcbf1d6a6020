"""The numbered clauses of a text: every number at the beginning of a line is a clause, or is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from eligibility.rules.clauses import normalised, read_ledger
from eligibility.rules.folders import shipped
from eligibility.rules.numbering import han, marks, read_clauses, value
from eligibility.rules.version_lookup import regions, versions

PLAN = """柳河市“十四五”残疾人保障和发展规划

为保障残疾人的生活，依据有关法律，结合本市实际，制定本规划。

一、总体要求
（一）指导思想。以人为本。
（二）主要目标
专栏1 主要指标
收入\t1. 人均收入\t增长
\t2. 培训人数\t200
二、重点任务
（一）社会保障
1. 落实生活补贴。按月发给。
2. 加强照护服务。
专栏2 重点项目
一、资金类
1. 低保。应保尽保。
2. 临时救助。
二、服务类
1. 托养。日间照料。
3. 完善社会保险。缴费由政府代缴。
（二）就业
1．公益性岗位。
（1）优先安排。
（2）给予补贴。
专栏 3 就业项目
- 1.培训
- 2.见习
三、组织实施
"""


def locators(text: str) -> list[str]:
    return [clause.locator for clause in read_clauses(text)[0]]


def test_every_level_has_its_locator() -> None:
    assert locators(PLAN) == [
        *("题名", "序言", "一", "一（一）", "一（二）", "专栏1", "专栏1 1", "专栏1 2"),
        *("二", "二（一）", "二（一）1", "二（一）2", "专栏2", "专栏2 一", "专栏2 一.1", "专栏2 一.2", "专栏2 二", "专栏2 二.1"),
        *("二（一）3", "二（二）", "二（二）1", "二（二）1（1）", "二（二）1（2）", "专栏3", "专栏3 1", "专栏3 2", "三"),
    ]  # fmt: skip


def test_a_title_that_only_opens_what_stands_below_it_is_a_heading() -> None:
    headings = [clause.locator for clause in read_clauses(PLAN)[0] if clause.heading]
    assert headings == [
        *("题名", "一", "专栏1", "二", "二（一）"),
        *("专栏2", "专栏2 一", "专栏2 二", "二（二）", "二（二）1", "专栏3"),
    ]


def test_first_words_and_lines() -> None:
    by_locator = {clause.locator: clause for clause in read_clauses(PLAN)[0]}
    assert (by_locator["二（一）1"].starts, by_locator["二（一）1"].line) == ("1. 落实生活补贴", 13)
    assert (by_locator["专栏1 1"].starts, by_locator["专栏1 1"].line) == ("1. 人均收入", 9)


def test_items_after_a_box_go_on_with_the_section_where_only_that_counts() -> None:
    """The second 3 can only be the section's: the box has had its own."""
    text = "一、任务\n（一）保障\n1. 甲。\n2. 乙。\n专栏1 项目\n1. 丙。\n2. 丁。\n3. 戊。\n3. 己。\n（二）就业\n"
    assert locators(text)[2:] == ["一（一）1", "一（一）2", "专栏1", "专栏1 1", "专栏1 2", "专栏1 3", "一（一）3", "一（二）"]
    assert not [clause for clause in read_clauses(text)[0] if clause.doubt]


def test_a_later_number_settles_an_earlier_one() -> None:
    """3 fits both; only if it is the section's does the 4 after the next box follow."""
    text = "一、任务\n（一）保障\n1. 甲。\n2. 乙。\n专栏1 项目\n1. 丙。\n2. 丁。\n3. 戊。\n专栏2 项目\n1. 己。\n4. 庚。\n"
    assert locators(text)[2:] == ["一（一）1", "一（一）2", "专栏1", "专栏1 1", "专栏1 2", "一（一）3", "专栏2", "专栏2 1", "一（一）4"]


def test_what_may_be_read_otherwise_says_so() -> None:
    text = "一、任务\n（一）保障\n1. 甲。\n2. 乙。\n专栏1 项目\n1. 丙。\n2. 丁。\n3. 完善制度。\n（二）就业\n"
    (doubtful,) = [clause for clause in read_clauses(text)[0] if clause.doubt]
    assert (doubtful.locator, doubtful.line) == ("一（一）3", 8)
    assert doubtful.doubt is not None
    assert doubtful.doubt.en == "it may also be 专栏1 3, and so on for those that follow"
    assert doubtful.doubt.zh == "也可能是“专栏1 3”，以下各条也是"


def test_a_number_that_does_not_follow_says_so() -> None:
    clauses, _ = read_clauses("一、任务\n1. 甲。\n2. 乙。\n2. 丙。\n4. 丁。\n")
    assert [(clause.locator, clause.doubt.en if clause.doubt else None) for clause in clauses] == [
        ("一", None),
        ("一1", None),
        ("一2", None),
        ("一2（第二个）", "the number 2. does not follow 一2"),
        ("一4", "the number 4. does not follow 一2"),
    ]


def test_an_item_that_begins_with_a_year_is_one() -> None:
    """5.2026年 is item 5; 5.3 is a number with a fraction."""
    clauses, _ = read_clauses("一、任务\n1. 甲。\n2.2026年至2027年，乙。\n3.丙。\n")
    assert [(clause.locator, clause.doubt) for clause in clauses] == [("一", None), ("一1", None), ("一2", None), ("一3", None)]
    assert [clause.locator for clause in read_clauses("一、任务\n1. 甲。\n2.3万人。\n2. 乙。\n")[0]] == ["一", "一1", "一2"]


def test_a_line_that_may_be_the_item_between_is_named() -> None:
    (doubtful,) = [one for one in read_clauses("一、任务\n1. 甲。\n2 乙。\n3. 丙。\n")[0] if one.doubt]
    assert doubtful.doubt is not None
    assert doubtful.doubt.en == "the number 3. does not follow 一1; line 3, 2 乙, may be one between"
    assert doubtful.doubt.zh == "序号“3.”接不上前一条（一1）；第3行“2 乙”可能是中间的一条"


def test_articles_of_an_amending_document() -> None:
    text = "修改规划的决定\n第一条 将津贴改为每月六十元。\n第二条 增加：\n（一）发给三级残疾人。\n（二）按月发给。\n第十一条 施行。\n"
    assert locators(text) == ["题名", "第一条", "第二条", "第二条（一）", "第二条（二）", "第十一条"]


def test_numbers_of_another_kind_are_told() -> None:
    text = "一、任务\n① 甲。\n1) 乙。\nA. 丙。\n第二章 丁\n1.5万元以下。\n第三条款项。\n"
    clauses, others = read_clauses(text)
    assert [clause.locator for clause in clauses] == ["一"]
    assert [(other.line, other.words) for other in others] == [(2, "① 甲"), (3, "1) 乙"), (4, "A. 丙"), (5, "第二章 丁")]


@pytest.mark.parametrize(
    ("line", "level"),
    [("**一、甲**", "chapter"), ("# （二）乙", "section"), ("- 3．丙", "item"), ("<p>4. 丁</p>", "item"), ("重点推进事项五:戊", "box")],
)
def test_marks_of_layout_do_not_hide_a_number(line: str, level: str) -> None:
    assert [mark.level for mark in marks(line)] == [level]


@pytest.mark.parametrize(("digits", "number"), [("一", 1), ("十", 10), ("十四", 14), ("二十", 20), ("九十九", 99), ("7", 7), ("１２", 12)])
def test_values_of_numbers(digits: str, number: int) -> None:
    assert value(digits) == number
    assert value(han(number)) == number


def test_the_shipped_plans_are_read_as_their_ledgers_list_them(request: pytest.FixtureRequest) -> None:
    """Every clause of a ledger that begins with a number is found at its words, in its order."""
    sources = request.config.getoption("--sources")
    if sources is None:
        pytest.skip("needs the texts of the plans: --sources")
    for region in regions(shipped()):
        text = (Path(sources) / f"{region}.txt").read_text("utf-8-sig")
        ledger = read_ledger(shipped() / region / versions(shipped(), region)[0].isoformat())
        assert ledger is not None
        found = [normalised(clause.starts)[:5] for clause in read_clauses(text)[0]]
        listed = [normalised(clause.starts)[:5] for clause in ledger.clauses.values() if marks(clause.starts)]
        lost = [words for words in listed if words not in found]
        assert lost == (["7.残疾人"] if region == "fuzhou_jx" else []), region
