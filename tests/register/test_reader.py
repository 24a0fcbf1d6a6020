"""What a register's lines become: facts, unknowns with their errors, lines and households left out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import eligibility as el
from eligibility.register.reader import Register, read_register
from eligibility.register.spellings import words_of
from tests.conftest import DAY
from tests.register.books import write_csv

Read = Callable[..., Register]


@pytest.fixture
def read(zhangye: el.Ruleset, tmp_path: Path) -> Read:
    """Reads a register given as CSV text, with the office's own words where there are some."""

    def register(text: str, own: str = "") -> Register:
        (tmp_path / "r.csv").write_text(text.strip() + "\n", "utf-8")
        office = tmp_path / "own.yaml" if own else None
        if office:
            office.write_text(own, "utf-8")
        return read_register(tmp_path / "r.csv", words_of(zhangye, office), DAY)

    return register


def line(register: Register, at: int = 0) -> dict[str, Any]:
    return register.frame.row(at, named=True)


def slips(register: Register) -> list[tuple[int, str, str]]:
    return [(row, column, effect) for row, column, effect in register.slips.select("row", "column", "effect").iter_rows()]


def test_an_ambiguous_grade_is_unknown_and_said(read: Read) -> None:
    """1-2级 is not taken for either."""
    register = read("姓名,残疾类别,残疾等级\n甲,肢体,1-2级\n乙,肢体,2级")
    assert line(register)["person.grade"] is None and line(register)["person.grade_visual"] == 0
    assert line(register, 1)["person.grade_physical"] == 2
    assert slips(register) == [(2, "残疾等级", "unknown")]


def test_blank_is_unknown_unless_the_office_says_that_it_is_a_no(read: Read) -> None:
    """An empty cell of a support's column is not a no."""
    text = "姓名,困难残疾人生活补贴\n甲,\n乙,是"
    assert line(read(text))["person.receives.living_allowance"] is None
    told = read(text, "blank_means_no: [person.receives.living_allowance]")
    assert [line(told, at)["person.receives.living_allowance"] for at in (0, 1)] == [False, True]


def test_a_list_of_what_is_received_is_closed(read: Read) -> None:
    """What a readable list does not name is not received; beside an unknown name it is unknown."""
    register = read("姓名,已享受待遇\n甲,低保、护理补贴\n乙,无\n丙,护理补贴、慰问金\n丁,")
    received = register.frame["person.receives.nursing_subsidy"].to_list()
    other = register.frame["person.receives.living_allowance"].to_list()
    assert received == [True, False, True, None] and other == [False, False, None, None]
    assert slips(register) == [(4, "已享受待遇", "unknown")]


def test_one_column_of_a_support_tells_only_that_one(read: Read) -> None:
    register = read("姓名,困难残疾人生活补贴\n甲,是")
    assert [name for name in register.frame.columns if name.startswith("person.receives.")] == ["person.receives.living_allowance"]


def test_what_the_office_states_for_everyone(read: Read) -> None:
    register = read("姓名,残疾类别,残疾等级\n甲,肢体,一级", "every: {person.certified: true, household.area: rural}")
    assert line(register)["person.certified"] is True and line(register)["household.area"] == "rural"


def test_a_certificate_stated_for_everyone_is_not_that_of_a_member_without_disability(read: Read) -> None:
    """A register of families lists members who have no certificate: they are no contradiction."""
    register = read("户号,姓名,残疾类别,残疾等级\nA,甲,肢体,一级\nA,乙,无,", "every: {person.certified: true}")
    assert register.frame["person.certified"].to_list() == [True, None]


def test_the_number_fills_what_is_not_given(read: Read) -> None:
    """Birth date, sex, category and grade stand in the certificate's number; a number alone is no valid certificate."""
    register = read("姓名,残疾人证号\n甲,62070219900101001441")
    found = line(register)
    assert str(found["person.birth_date"]) == "1990-01-01" and found["person.sex"] == "male"
    assert found["person.grade_physical"] == 1 and found["person.grade"] == 1
    assert "person.certified" not in found


@pytest.mark.parametrize(("until", "certified"), [("2030-01-01", True), ("2024-06-01", True), ("2024-05-31", None), ("长期", True)])
def test_a_number_within_its_days_is_a_valid_certificate(until: str, certified: bool | None, read: Read) -> None:
    """What has expired is for the engines to say."""
    found = line(read(f"姓名,残疾人证号,有效期至\n甲,62070219900101001441,{until}"))
    assert found["person.certified"] is certified


def test_what_is_given_decides_against_the_number(read: Read) -> None:
    register = read("姓名,性别,残疾人证号,残疾类别,残疾等级\n甲,女,62070219900101001441,肢体,二级")
    assert line(register)["person.sex"] == "female" and line(register)["person.grade"] == 2
    assert slips(register) == [(2, "性别", "noted"), (2, "残疾等级", "noted")]


def test_multiple_hides_its_components_unless_they_are_told(read: Read) -> None:
    """Category 7 leaves the components unknown; 残疾详情 tells them."""
    register = read("姓名,残疾类别,残疾等级,残疾详情\n甲,多重,二级,\n乙,多重,二级,肢体二级；智力三级")
    assert line(register)["person.grade"] == 2 and line(register)["person.grade_physical"] is None
    assert line(register, 1)["person.grade_intellectual"] == 3 and line(register, 1)["person.grade_visual"] == 0


def test_one_person_twice(read: Read) -> None:
    """The second line with one number is left out, whatever its category digits are."""
    register = read("姓名,残疾人证号\n甲,62070219900101001441\n甲,62070219900101001442")
    assert register.frame["row"].to_list() == [2] and slips(register) == [(3, "残疾人证号", "left_out")]


def test_lines_of_a_household_that_disagree(read: Read) -> None:
    """All lines of the household are left out and said; an open cell is told by the other line."""
    register = read("户号,姓名,是否低保,城乡\nA,甲,是,农村\nA,乙,否,农村\nB,丙,是,\nB,丁,,城镇")
    assert register.frame.select("row", "household.dibao", "household.area").rows() == [(4, True, "urban"), (5, True, "urban")]
    assert slips(register) == [(2, "是否低保", "left_out"), (3, "是否低保", "left_out")]


def test_more_lines_than_members(read: Read) -> None:
    register = read("户号,姓名,家庭人口\nA,甲,1\nA,乙,1\nB,丙,2")
    assert register.frame["row"].to_list() == [4]


def test_a_member_receives_dibao_but_the_household_has_none(read: Read) -> None:
    register = read("户号,姓名,是否低保,已享受待遇\nA,甲,否,低保\nA,乙,否,\nB,丙,否,无")
    assert register.frame["row"].to_list() == [4]


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


def test_a_heads_name_alone_is_no_household(read: Read) -> None:
    """Two heads of one name would be one household; with the village they are told apart."""
    alone = read("户主姓名,姓名\n张,甲\n张,乙")
    assert alone.frame["household"].to_list() == [None, None] and alone.notices
    placed = read("户主姓名,村,姓名\n张,东村,甲\n张,西村,乙\n张,东村,丙")
    assert placed.frame["household"].to_list()[0] == placed.frame["household"].to_list()[2] != placed.frame["household"].to_list()[1]


def test_one_column_that_tells_several_facts(read: Read) -> None:
    register = read("姓名,困难类型\n甲,农村低保\n乙,低保边缘\n丙,一般\n丁,不知何物")
    frame = register.frame
    assert frame["household.dibao"].to_list() == [True, False, False, None] and frame["household.area"][0] == "rural"
    assert frame["household.dibao_margin"].to_list() == [None, True, False, None]
    assert slips(register) == [(5, "困难类型", "unknown")]


def test_a_column_named_twice_is_said(read: Read) -> None:
    register = read("姓名,残疾等级,残疾级别\n甲,一级,二级")
    assert register.columns[2].target is None and register.columns[2].remark is not None


def test_errors_mask_what_is_like_a_number(read: Read) -> None:
    """No whole identity number is in the error report."""
    register = read("姓名,残疾人证号\n甲,62070219900101009941")
    assert register.slips["value"].to_list() == ["620702********009941"]
    assert "甲" not in repr(register)


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
    evaluate(zhangye, register.frame.lazy(), DAY).collect()
