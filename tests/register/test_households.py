"""Who lives together, and households whose lines contradict each other."""

from __future__ import annotations

import pytest

from eligibility.register.reader import Register
from tests.register.readings import Read, slips


def test_lines_of_a_household_that_disagree(read: Read) -> None:
    """What they tell differently is unknown, and said in the office's words; an open cell is told by the other line."""
    register = read("户号,姓名,是否低保,城乡\nA,甲,是,农村\nA,乙,否,农村\nB,丙,是,\nB,丁,,城镇")
    found = register.frame.select("row", "household.dibao", "household.area").rows()
    assert found == [(2, None, "rural"), (3, None, "rural"), (4, True, "urban"), (5, True, "urban")]
    assert slips(register) == [(2, "是否低保", "unknown"), (3, "是否低保", "unknown")] and register.slips["value"].to_list() == ["是", "否"]


def test_more_lines_than_members(read: Read) -> None:
    register = read("户号,姓名,家庭人口\nA,甲,1\nA,乙,1\nB,丙,2")
    assert register.frame["row"].to_list() == [4]


def test_a_member_receives_dibao_but_the_household_has_none(read: Read) -> None:
    register = read("户号,姓名,是否低保,已享受待遇\nA,甲,否,低保\nA,乙,否,\nB,丙,否,无")
    assert register.frame["row"].to_list() == [4]


def test_a_heads_name_alone_is_no_household(read: Read) -> None:
    """Two heads of one name would be one household; with the village they are told apart."""
    alone = read("户主姓名,姓名\n张,甲\n张,乙")
    assert alone.frame["household"].to_list() == [None, None] and alone.notices
    placed = read("户主姓名,村,姓名\n张,东村,甲\n张,西村,乙\n张,东村,丙")
    assert placed.frame["household"].to_list()[0] == placed.frame["household"].to_list()[2] != placed.frame["household"].to_list()[1]


def keys(register: Register) -> list[str | None]:
    return register.frame["household"].to_list()


def test_a_key_holds_within_its_village(read: Read) -> None:
    """Numbers that begin again in each village are different households, and that is told."""
    register = read("乡镇,村,户号,姓名,残疾等级\n甲镇,一村,1,甲,一级\n甲镇,一村,1,乙,\n乙镇,九村,1,丙,二级")
    first, second, third = keys(register)
    assert first == second != third and [effect for *_, effect in slips(register)] == ["noted"] * 3


def test_a_line_without_its_village_goes_where_its_key_goes(read: Read) -> None:
    """If the key stands in one village only; if it stands in several, nobody can say where."""
    first, second, *rest = keys(read("村,户号,姓名,性别\n一村,1,甲,男\n,1,乙,女\n一村,2,丙,男\n二村,2,丁,男\n,2,戊,女"))
    assert first == second is not None and len(set(rest)) == 3 and rest[2] is None


def test_several_heads_under_one_key(read: Read) -> None:
    register = read("户号,户主姓名,姓名,性别\n1,张,甲,男\n1,李,乙,男\n2,王,丙,男\n2,,丁,男")
    assert keys(register)[:2] == [None, None] and keys(register)[2] == keys(register)[3] is not None
    assert slips(register) == [(2, "户号", "unknown"), (3, "户号", "unknown")]


@pytest.mark.parametrize("key", ["3.61002E+17", "361002198505051000", "３.６１００２Ｅ+17", "同上", "〃"])
def test_what_a_spreadsheet_has_mangled_is_no_key(key: str, read: Read) -> None:
    """Nor is a ditto: strangers are no household."""
    register = read(f"户主身份证号,姓名,困难类型\n{key},甲,低保\n{key},乙,")
    assert keys(register) == [None, None] and register.frame["household.dibao"].to_list() == [True, None]
    assert [effect for *_, effect in slips(register)] == ["unknown", "unknown"]


@pytest.mark.parametrize(("one", "other"), [("A01", "Ａ０１"), ("h1", "H1"), ("12", "12.0"), ("A 1", "A1")])
def test_a_key_is_the_same_in_any_width_and_case(one: str, other: str, read: Read) -> None:
    first, second = keys(read(f"户号,姓名,性别\n{one},甲,男\n{other},乙,女"))
    assert first == second is not None


@pytest.mark.parametrize("key", ["无", "0", "-", "不详"])
def test_what_says_that_there_is_no_key(key: str, read: Read) -> None:
    assert keys(read(f"户号,姓名,性别\n{key},甲,男\n{key},乙,女")) == [None, None]
