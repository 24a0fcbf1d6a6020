"""Who lives together, and households whose lines contradict each other."""

from __future__ import annotations

from tests.register.readings import Read, slips


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


def test_a_heads_name_alone_is_no_household(read: Read) -> None:
    """Two heads of one name would be one household; with the village they are told apart."""
    alone = read("户主姓名,姓名\n张,甲\n张,乙")
    assert alone.frame["household"].to_list() == [None, None] and alone.notices
    placed = read("户主姓名,村,姓名\n张,东村,甲\n张,西村,乙\n张,东村,丙")
    assert placed.frame["household"].to_list()[0] == placed.frame["household"].to_list()[2] != placed.frame["household"].to_list()[1]
