"""Which sheets of a file are the register, and what is asked where that is not certain; the people are made up."""

from __future__ import annotations

from pathlib import Path

import pytest

import eligibility as el
from eligibility.register.outline import read_outline
from eligibility.register.reader import read_register
from eligibility.register.spellings import Words, words_of
from tests.conftest import DAY
from tests.register.books import workbook

NUMBERS = ("62070219900101001441", "62070219900101002241")


@pytest.fixture(scope="module")
def words(zhangye: el.Ruleset) -> Words:
    return words_of(zhangye)


def settings(zhangye: el.Ruleset, folder: Path, text: str) -> Words:
    (folder / "own.yaml").write_text(text, "utf-8")
    return words_of(zhangye, folder / "own.yaml")


@pytest.mark.parametrize("names", [("2023", "2024"), ("23年", "24年"), ("名册", "名册（旧）"), ("调整前", "调整后")])
def test_which_of_several_states_is_the_register_is_asked(
    names: tuple[str, str], words: Words, zhangye: el.Ruleset, tmp_path: Path
) -> None:
    """Other persons stand on them, and still they are not stacked."""
    sheets = {name: [["姓名", "残疾人证号"], [f"人{name}", number]] for name, number in zip(names, NUMBERS, strict=True)}
    path = workbook(tmp_path / "r.xlsx", sheets)
    with pytest.raises(el.EligibilityError) as caught:
        read_register(path, words, DAY)
    (problem,) = caught.value.problems
    assert problem.as_json()["code"] == "sheets_not_certain" and any(name in caught.value.text("zh") for name in names)
    assert read_register(path, words, DAY, sheets=[names[1]]).lines == 1
    assert read_register(path, settings(zhangye, tmp_path, f"sheets: [{', '.join(map(repr, names))}]"), DAY).lines == 2


AMOUNTS = {
    name: [["姓名", "残疾人证号", "补贴金额"], ["甲", number, "110"]]
    for name, number in zip(("生活补贴", "护理补贴"), NUMBERS, strict=True)
}


def test_sheets_named_for_different_supports_are_asked_where_the_amounts_do_not_say_of_which(
    words: Words, zhangye: el.Ruleset, tmp_path: Path
) -> None:
    path = workbook(tmp_path / "r.xlsx", AMOUNTS)
    with pytest.raises(el.EligibilityError, match="named for different supports"):
        read_register(path, words, DAY)
    assert read_register(path, settings(zhangye, tmp_path, "sheets: [护理补贴]"), DAY).lines == 1
    alike = {
        name: [[*line[:2], "护理补贴金额" if at == 0 else line[2]] for at, line in enumerate(lines)] for name, lines in AMOUNTS.items()
    }
    assert read_register(workbook(tmp_path / "s.xlsx", alike), words, DAY).lines == 2


def test_what_is_not_certain_of_the_sheets_is_told_where_nothing_is_screened(words: Words, tmp_path: Path) -> None:
    path = workbook(tmp_path / "r.xlsx", AMOUNTS)
    outline = read_outline(path, words)
    assert len(outline.tables) == 2 and "表名是不同的补贴" in outline.told[0].zh


def test_a_table_that_names_nobody_is_no_register(words: Words, zhangye: el.Ruleset, tmp_path: Path) -> None:
    """Firms, or sums by village: the 1 of a village on dibao is no yes of a person."""
    firms = [["单位名称", "所属乡镇", "联系电话", "审核意见"], ["某公司", "东镇", "0936", "通过"]]
    villages = [["村名", "总户数", "低保户", "特困"], ["东村", "300", "1", "0"]]
    for lines in (firms, villages):
        path = workbook(tmp_path / "r.xlsx", {"一": lines})
        with pytest.raises(el.EligibilityError, match="whether a line is a person is not known") as caught:
            read_outline(path, words).doubts and read_register(path, words, DAY)
        assert "看不出一行是不是一个人" in caught.value.text("zh")
    own = settings(zhangye, tmp_path, "columns: {村名: about.name}")
    assert len(read_register(path, own, DAY).frame) == 1


def test_forms_of_one_person_each_are_no_register(words: Words, tmp_path: Path) -> None:
    form = [
        ["申请表"],
        ["姓名", "甲", "性别", "男", "民族", "汉"],
        ["身份证号", NUMBERS[0][:18], "残疾证号", NUMBERS[0]],
        ["残疾类别", "肢体", "残疾等级", "一级"],
    ]
    path = workbook(tmp_path / "r.xlsx", {"甲": form, "乙": form})
    with pytest.raises(el.EligibilityError, match="a form for one person") as caught:
        read_register(path, words, DAY)
    assert len(caught.value.problems) == 1


def test_headings_far_below_are_where_the_office_says(words: Words, zhangye: el.Ruleset, tmp_path: Path) -> None:
    lines = [[f"说明{number}"] for number in range(41)] + [["姓名", "残疾人证号"], ["甲", NUMBERS[0]]]
    path = workbook(tmp_path / "r.xlsx", {"一": lines})
    with pytest.raises(el.EligibilityError, match="head: "):
        read_outline(path, words)
    own = settings(zhangye, tmp_path, "head: {first: 42, last: 42}")
    assert len(read_register(path, own, DAY).frame) == 1


@pytest.mark.parametrize("sheets", [("在册", "死亡"), ("名册", "户籍迁出"), ("在册", "注销人员")])
def test_a_sheet_of_people_who_are_gone_is_asked(sheets: tuple[str, str], words: Words, zhangye: el.Ruleset, tmp_path: Path) -> None:
    lines = [[["姓名", "残疾人证号"], ["甲", number]] for number in NUMBERS]
    path = workbook(tmp_path / "r.xlsx", dict(zip(sheets, lines, strict=True)))
    (doubt,) = read_outline(path, words).doubts
    assert sheets[1] in doubt.message.zh and "died, moved away or were cancelled" in doubt.message.en
    assert len(read_register(path, settings(zhangye, tmp_path, f"sheets: [{sheets[0]}]"), DAY).frame) == 1
    assert len(read_register(path, settings(zhangye, tmp_path, f"sheets: [{', '.join(sheets)}]"), DAY).frame) == 2


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("某县死亡残疾人名单", True),
        ("残疾人证注销人员花名册", True),
        ("残疾人名册（不含死亡、注销人员）", False),
        ("说明：死亡的请删去", False),
    ],
)
def test_a_title_of_people_who_are_gone_is_asked(title: str, asked: bool, words: Words, tmp_path: Path) -> None:
    path = workbook(tmp_path / "r.xlsx", {"Sheet1": [[title], ["姓名", "残疾人证号"], ["甲", NUMBERS[0]]]})
    assert bool(read_outline(path, words).doubts) is asked
    statuses = [[title], ["姓名", "残疾人证号", "人员状态"], ["甲", NUMBERS[0], "死亡"]]
    assert not read_outline(workbook(tmp_path / "s.xlsx", {"Sheet1": statuses}), words).doubts
