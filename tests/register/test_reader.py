"""What a register's lines become: facts, unknowns with their errors, lines and households left out."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import eligibility as el
from eligibility.register.reader import read_register
from eligibility.register.spellings import words_of
from tests.conftest import DAY
from tests.register.books import write_csv
from tests.register.readings import Read, line, slips


def test_blank_is_unknown_unless_the_office_says_that_it_is_a_no(read: Read) -> None:
    """An empty cell of a support's column is not a no."""
    text = "姓名,困难残疾人生活补贴\n甲,\n乙,是"
    assert line(read(text))["person.receives.living_allowance"] is None
    told = read(text, "blank_means_no: [person.receives.living_allowance]")
    assert [line(told, at)["person.receives.living_allowance"] for at in (0, 1)] == [False, True]


def test_a_list_of_what_is_received_is_closed(read: Read) -> None:
    """What a readable list does not name, and others do, is not received; beside an unknown name it is unknown."""
    register = read("姓名,已享受待遇\n甲,低保、护理补贴\n乙,无\n丙,护理补贴、慰问金\n丁,")
    received = register.frame["person.receives.nursing_subsidy"].to_list()
    other = register.frame["person.receives.living_allowance"].to_list()
    assert received == [True, False, True, None] and other == [None, False, None, None]
    assert slips(register) == [(4, "已享受待遇", "unknown")]


def test_a_list_of_needs_is_open(read: Read) -> None:
    """It names what is needed most; a column of its own says that all is named."""
    register = read("姓名,服务需求,需求已问全\n甲,康复服务,\n乙,康复服务,是\n丙,无,")
    assert register.frame["person.needs.home_care"].to_list() == [None, None, None]
    assert register.frame["person.needs_complete"].to_list() == [None, True, None]


def test_one_column_of_a_support_tells_only_that_one(read: Read) -> None:
    register = read("姓名,困难残疾人生活补贴\n甲,是")
    assert [name for name in register.frame.columns if name.startswith("person.receives.")] == ["person.receives.living_allowance"]


def test_what_the_office_states_for_everyone(read: Read) -> None:
    register = read("姓名,残疾类别,残疾等级\n甲,肢体,一级", "every: {person.certified: true, household.area: rural}")
    assert line(register)["person.certified"] is True and line(register)["household.area"] == "rural"


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ("person.certified: 610219199003021234x", "person.certified: is neither a yes nor a no"),
        ("person.age: true", "person.age: "), ("person.sex: true", "person.sex: "), ("person.birth_date: [1]", "person.birth_date: "),
        ("person.needs: rehab", "person.needs: is a list"),
    ],
)  # fmt: skip
def test_what_the_office_states_must_be_a_value_of_the_fact(read: Read, stated: str, said: str) -> None:
    with pytest.raises(el.EligibilityError) as caught:
        read("姓名,残疾类别,残疾等级\n甲,肢体,一级", f"every: {{{stated}}}")
    assert f"every.{said}" in str(caught.value) and "6102" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "姓名,出生日期\n甲,2030-01-01\n乙,1990-01-01",
        "姓名,残疾类别,是否持证\n甲,无,是\n乙,肢体,是",
        "姓名,是否特困,已享受待遇\n甲,否,特困供养\n乙,是,特困供养",
    ],
)
def test_what_the_door_refuses_in_one_person(text: str, read: Read) -> None:
    register = read(text)
    assert register.frame["row"].to_list() == [3] and slips(register)[0][::2] == (2, "left_out")


def test_sums_remarks_and_repeated_headings_are_no_persons(read: Read) -> None:
    register = read("序号,姓名,性别\n1,甲,男\n,,\n序号,姓名,性别\n2,乙,女\n合计,2,\n填表人：丙,,")
    assert register.frame["row"].to_list() == [2, 5] and register.lines == 2
    assert [row for row, *_ in slips(register)] == [4, 6, 7]


def test_one_column_that_tells_several_facts(read: Read) -> None:
    register = read("姓名,困难类型\n甲,农村低保\n乙,低保边缘\n丙,一般\n丁,不知何物")
    frame = register.frame
    assert frame["household.dibao"].to_list() == [True, False, False, None] and frame["household.area"][0] == "rural"
    assert frame["household.dibao_margin"].to_list() == [None, True, False, None]
    assert slips(register) == [(5, "困难类型", "unknown")]


HEADINGS = (
    *("户号", "户主姓名", "姓名", "村", "性别", "出生日期", "年龄", "残疾人证号", "身份证号", "残疾类别", "残疾等级", "残疾详情"),
    *("残疾类别及等级", "有效期至", "证件状态", "是否低保", "困难类型", "人均月收入", "家庭人口", "需求", "已享受待遇"),
    *("困难残疾人生活补贴", "城乡", "视力残疾等级", "就业状况", "低保终止日期"),
)
SEEN = (
    "",
    "是",
    "否",
    "无",
    "1",
    "一级",
    "肢体二级",
    "甲",
    "2024-01-01",
    "1990",
    "650",
    "低保",
    "3",
    "农村",
    "62070219900101001441",
    "-",
    "0",
)
CELLS = st.one_of(st.sampled_from(SEEN), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8))


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """Some known headings with anything under them."""
    found = draw(st.lists(st.sampled_from(HEADINGS), min_size=2, max_size=8, unique=True))
    return found, draw(st.lists(st.lists(CELLS, min_size=len(found), max_size=len(found)), max_size=5))


SOME = ("living_allowance", "nursing_subsidy", "dibao", "home_modification", "assistive_devices")
"""Supports that read what the headings tell; to plan for all of them takes longer than to read the register."""


@given(table=tables())
def test_whatever_stands_in_a_register_is_screened_or_said(table: tuple[list[str], list[list[str]]], zhangye: el.Ruleset) -> None:
    """Law: any text in any column gives facts of the contract's types, or an error line; every line is screened or said to be left out."""
    import tempfile

    from eligibility.bulk import evaluate

    headings, lines = table
    with tempfile.TemporaryDirectory() as folder:
        path = write_csv(Path(folder) / "r.csv", headings, lines)
        try:
            register = read_register(path, words_of(zhangye), DAY)
        except el.EligibilityError:
            return
    left_out = set(register.slips.filter(pl.col("effect") == "left_out")["row"])
    assert set(register.about["row"]) - set(register.frame["row"]) <= left_out
    evaluate(zhangye, register.frame.lazy(), DAY, supports=SOME).collect()


def test_extreme_hardship_beside_dibao_is_neither(read: Read) -> None:
    """One person has not both: the office must say which."""
    register = read("姓名,残疾等级,困难类型,低保类别\n甲,一级,五保,农村低保\n乙,一级,特困,\n丙,一级,,二类\n丁,一级,特困、低保,")
    assert register.frame["person.tekun"].to_list() == [None, True, None, None]
    assert register.frame["household.dibao"].to_list() == [None, None, True, None]
    assert register.about["doubted"].to_list() == [True, False, False, True]
    assert {row for row, column, effect in slips(register) if effect == "unknown"} == {2, 5}


def test_several_persons_in_one_cell_are_told(read: Read) -> None:
    register = read('姓名,身份证号,残疾等级\n王某、李某,620702199001010014,一级\n"张某\n刘某",,二级\n赵某,620702199001010022,一级')
    assert register.frame["row"].to_list() == [4] and register.lines == 3
    assert [slip for slip in slips(register) if slip[2] == "left_out"] == [(2, "姓名", "left_out"), (3, "姓名", "left_out")]


def test_misplaced_names_and_telephones_are_not_shown(read: Read) -> None:
    """In identity columns and free text no words, elsewhere no name of the register, and no telephone in a place."""
    register = read(
        "村,姓名,身份证号,残疾等级,有效期,是否低保,户主\n东村,某甲乙,某丙丁,某戊己,电话13800000000,代领人某庚辛,某庚辛\n"
        "东村 某庚辛 13800000000,某戊己,620702199001010014,1-2级,2030.1.1,某甲乙,"
    )
    told = "".join(text for text in register.slips["value"].drop_nulls())
    assert not any(text in told for text in ("某甲乙", "某丙丁", "某戊己", "某庚辛", "138")) and "1-2级" in told
    assert register.about["village"].to_list() == ["东村", "****"]


def test_those_who_have_left_are_told_with_the_reason_and_the_day(read: Read) -> None:
    """Apart from those who are screened; the day stands as it is written."""
    text = "姓名,残疾人证号,证件状态,死亡日期\n甲,62070219900101001441,正常,\n乙,62070219900101002241,死亡,2026年3月1日"
    register = read(text)
    assert register.frame["row"].to_list() == [2]
    [left] = register.gone.iter_rows(named=True)
    assert (left["row"], left["name"], left["reason"], left["left_on"]) == (3, "乙", "died", "2026年3月1日")


def test_a_bank_account_is_nobodys_fact(read: Read) -> None:
    register = read("姓名,残疾人证号,开户行,银行账号\n甲,62070219900101001441,示例银行,6200000000000000001")
    assert register.about.select("bank", "account").row(0) == ("示例银行", "6200000000000000001")
    assert not [name for name in register.frame.columns if "account" in name]


def test_a_list_of_insurances_is_closed_for_what_the_register_names(read: Read) -> None:
    """A column that names pensions alone says nothing of medical insurance."""
    register = read("姓名,参保险种\n甲,城乡居民养老保险\n乙,无\n丙,职工养老保险")
    assert register.frame["person.insurances.resident_pension"].to_list() == [True, False, False]
    assert register.frame["person.insurances.resident_medical"].to_list() == [None, False, None]


def test_the_kind_of_a_child_tells_an_orphan(read: Read) -> None:
    register = read("姓名,性别,儿童类别\n甲,男,社会散居孤儿\n乙,女,事实无人抚养儿童\n丙,女,别的")
    assert register.frame["person.orphan"].to_list() == [True, None, None]
    assert register.frame["person.unattended_child"].to_list() == [None, True, None]
    assert slips(register) == [(4, "儿童类别", "unknown")]
