"""What titles and the names of sheets say; the people are made up."""

from __future__ import annotations

from pathlib import Path

import pytest

import eligibility as el
from eligibility.register.reader import Register, read_register
from eligibility.register.spellings import Words, words_of
from eligibility.register.titles import (
    is_edition,
    is_place,
    is_title,
    is_township,
    months_in,
    other_months,
    place_of_title,
    said,
    years_of_name,
)
from tests.conftest import DAY
from tests.register.books import Cells, workbook

HEAD = ["序号", "姓名", "残疾人证号", "残疾类别", "残疾等级", "发放金额"]
NURSING, LIVING = "2025年11月重度残疾人护理补贴发放表", "2025年11月困难残疾人生活补贴发放表"
FIRST = ["1", "甲", "62070219900101001441", "肢体", "一级", "120"]
SECOND = ["2", "乙", "62070219900101002241", "肢体", "一级", "120"]
RECEIPT = "person.receives.nursing_subsidy"


@pytest.fixture(scope="module")
def words(zhangye: el.Ruleset) -> Words:
    return words_of(zhangye)


def read(lines: Cells, words: Words, folder: Path, sheet: str = "名册") -> Register:
    return read_register(workbook(folder / "r.xlsx", {sheet: lines}), words, DAY)


def refused(lines: Cells, words: Words, folder: Path, sheet: str = "名册") -> str:
    with pytest.raises(el.EligibilityError) as caught:
        read(lines, words, folder, sheet)
    return f"{caught.value} {' '.join(problem.text('zh') for problem in caught.value.problems)}"


@pytest.mark.parametrize(
    "text", ["2025-11", "2025年11月", "202511", "2025.11", "2025/11", "2025-11-01", "２０２５年１１月份", "2025年十一月"]
)
def test_one_month_is_written_in_many_ways(text: str) -> None:
    assert months_in(text) == {(2025, "11")}


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("11月", {(None, "11")}),
        ("10-12月", {(None, "10"), (None, "12")}),
        ("2025年第四季度", {(2025, "Q4")}),
        ("发放月数", set()),
        ("3个月", set()),
        ("2025", set()),
        ("620702199001010014", set()),
    ],
)
def test_months_of_titles(text: str, months: set[object]) -> None:
    assert months_in(text) == months


def test_a_year_that_is_not_told_is_no_difference() -> None:
    assert not other_months(months_in("11月"), months_in("2025年11月")) and not other_months(months_in("甲镇"), months_in("11月"))
    assert other_months(months_in("10月"), months_in("2025年11月")) and other_months(months_in("2024年11月"), months_in("2025年11月"))


def test_what_a_title_says(words: Words) -> None:
    told = said(NURSING, words)
    assert told.supports == {"nursing_subsidy"} and told.months == {(2025, "11")} and told.received and not told.stopped
    assert said("残疾人两项补贴发放表", words).supports == {"living_allowance", "nursing_subsidy"}
    assert said("制表日期：2025年11月30日", words).months == frozenset()
    assert all(said(text, words).stopped for text in ("停发", "应享未享人员花名册", "二、未领取人员", "本月退出名单", "拟享受名单"))


def test_names_of_places() -> None:
    assert all(map(is_place, ("甲镇", "乙乡", "东街道", "东村", "东街社区")))
    assert not any(map(is_place, ("停发", "新增", "一", "生活补贴", "Sheet1", "11月")))


@pytest.mark.parametrize("title", [LIVING, "本月停发人员", "二、未领取人员", "停发", "2025年10月重度残疾人护理补贴发放表"])
def test_a_title_below_that_says_something_else_begins_another_table(title: str, words: Words, tmp_path: Path) -> None:
    text = refused([[NURSING], HEAD, FIRST, [title], HEAD, SECOND], words, tmp_path)
    assert "another table begins at line 4" in text and "第4行起是另一张表" in text


@pytest.mark.parametrize("title", [NURSING, "续表", "乙镇"])
def test_a_title_below_that_says_the_same_is_none(title: str, words: Words, tmp_path: Path) -> None:
    register = read([[NURSING], HEAD, FIRST, [title], HEAD, SECOND], words, tmp_path)
    assert register.frame[RECEIPT].to_list() == [True, True]


@pytest.mark.parametrize(
    ("title", "sheet"),
    [
        ("重度残疾人护理补贴花名册", "停发"),
        ("停发重度残疾人护理补贴人员花名册", "名册"),
        ("重度残疾人护理补贴应享未享人员花名册", "名册"),
    ],
)
def test_a_list_of_those_who_receive_nothing_is_no_receipt(
    title: str, sheet: str, words: Words, zhangye: el.Ruleset, tmp_path: Path
) -> None:
    """What the column is must be said."""
    lines = [[title], HEAD, FIRST, SECOND]
    text = refused(lines, words, tmp_path, sheet)
    assert f"column F is: {RECEIPT}, or ignore" in text and f"写明F列：{RECEIPT} 或 ignore" in text
    (tmp_path / "own.yaml").write_text("columns: {F: {heading: 发放金额, read: ignore}}", "utf-8")
    assert RECEIPT not in read(lines, words_of(zhangye, tmp_path / "own.yaml"), tmp_path, sheet).frame.columns


@pytest.mark.parametrize(
    ("name", "years"),
    [
        ("2023", {2023}),
        ("2024年度", {2024}),
        ("名册2023", {2023}),
        ("23年", {2023}),
        ("2023-2025年", {2023, 2025}),
        ("10年以上", set()),
        ("一", set()),
    ],
)
def test_years_of_a_sheets_name(name: str, years: set[int]) -> None:
    assert years_of_name(name) == years


def test_names_of_other_states_of_a_list() -> None:
    assert all(map(is_edition, ("名册（旧）", "备份", "调整前", "变更后", "去年", "上期", "最新")))
    assert not any(map(is_edition, ("旧城村", "新村", "新增", "肢体", "前进镇", "Sheet1")))


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("一、沙井镇（共3人）", "沙井镇"),
        ("（一）东村：", "东村"),
        ("大满镇 共2人", "大满镇"),
        ("3组", "3组"),
        ("一、视力残疾", None),
        ("王小明", None),
    ],
)
def test_the_place_of_a_title(title: str, place: str | None) -> None:
    assert place_of_title(title) == place


def test_places_that_are_wider_than_a_village() -> None:
    assert all(map(is_township, ("甲镇", "乙乡", "东街道", "城关区"))) and not any(map(is_township, ("东村", "东街社区", "3组")))


def test_titles_of_parts() -> None:
    assert is_title("（一）视力残疾") and is_title("新增人员名单") and not is_title("王小明") and not is_title("以下空白")


def test_years_below_one_another_are_several_tables(words: Words, tmp_path: Path) -> None:
    text = refused([HEAD, ["2023年度"], FIRST, ["2024年度"], SECOND], words, tmp_path)
    assert "another table begins at line 2" in text
    lines = [["2024年残疾人名册"], HEAD, FIRST, ["2023年残疾人名册"], HEAD, SECOND]
    assert "another table begins at line 4" in refused(lines, words, tmp_path)
