"""Who lives together, and households whose lines contradict each other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

import eligibility as el
from eligibility.register.reader import Register, read_register
from eligibility.register.spellings import Words, words_of
from tests.conftest import DAY
from tests.register.books import Cells, workbook
from tests.register.readings import Read, refusal, slips


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


HEAD = ["户号", "户主", "姓名", "残疾人证号", "低保"]
ONE, OTHER = "62070219900101001441", "62070219900101002241"
UNTOLD = {"肢体": [HEAD, ["1", "", "甲", ONE, "是"]], "视力": [HEAD, ["1", "", "乙", OTHER, "否"]]}


def sheets(lines: Mapping[str, Cells], words: Words, folder: Path) -> Register:
    return read_register(workbook(folder / "r.xlsx", lines), words, DAY)


@pytest.mark.parametrize(("heads", "households"), [(("甲", "甲"), 1), (("甲", "乙"), 2)])
def test_a_key_on_several_sheets_is_one_household_where_the_head_is_the_same(
    heads: tuple[str, str], households: int, zhangye: el.Ruleset, tmp_path: Path
) -> None:
    lines = {"肢体": [HEAD, ["1", heads[0], "甲", ONE, "是"]], "视力": [HEAD, ["1", heads[1], "乙", OTHER, "否"]]}
    found = sheets(lines, words_of(zhangye), tmp_path)
    assert found.frame["household"].n_unique() == households and not found.frame["household"].has_nulls()
    assert found.frame["household.dibao"].to_list() == ([None, None] if households == 1 else [True, False])
    assert slips(found) == (
        [(2, "低保", "unknown"), (4, "低保", "unknown")] if households == 1 else [(2, "户号", "noted"), (4, "户号", "noted")]
    )


@pytest.mark.parametrize(("said", "households"), [("part", 2), ("file", 1)])
def test_a_key_on_several_sheets_without_heads_is_asked(said: str, households: int, zhangye: el.Ruleset, tmp_path: Path) -> None:
    with pytest.raises(el.EligibilityError, match=r"1 key of the column '户号' in several parts \(such as in line 2 of sheet 肢体 and"):
        sheets(UNTOLD, words_of(zhangye), tmp_path)
    (tmp_path / "own.yaml").write_text(f"households: {said}", "utf-8")
    assert sheets(UNTOLD, words_of(zhangye, tmp_path / "own.yaml"), tmp_path).frame["household"].n_unique() == households


@pytest.mark.parametrize(("one", "other"), [("一、沙井镇（共1人）", "二、大满镇"), ("（一）东村", "（二）西村："), ("1组", "第二村民小组")])
def test_a_key_holds_within_the_place_that_is_the_title_of_a_part(one: str, other: str, read: Read) -> None:
    register = read(f"户号,姓名,残疾人证号,低保\n{one},,,\n1,甲,{ONE},是\n{other},,,\n1,乙,{OTHER},否\n")
    assert register.frame["household"].n_unique() == 2 and register.frame["household.dibao"].to_list() == [True, False]


def test_a_key_holds_within_the_group_of_its_village(read: Read) -> None:
    register = read(f"村,组别,户号,姓名,残疾人证号\n东村,1组,1,甲,{ONE}\n东村,2组,1,乙,{OTHER}\n")
    assert register.frame["household"].n_unique() == 2


def test_a_village_of_the_same_name_in_another_township_is_another(read: Read) -> None:
    register = read(f"户号,姓名,残疾人证号\n甲镇,,\n东村,,\n1,甲,{ONE}\n乙镇,,\n东村,,\n1,乙,{OTHER}\n")
    assert register.frame["household"].n_unique() == 2


def test_a_key_under_titles_that_are_no_places_is_asked(read: Read) -> None:
    text = f"户号,姓名,残疾人证号\n（一）视力残疾人名单,,\n1,甲,{ONE}\n（二）肢体残疾人名单,,\n1,乙,{OTHER}\n"
    assert "第3行和第5行" in refusal(read, text)


def test_lines_that_leave_the_key_open_are_told(read: Read) -> None:
    register = read(f"户号,姓名,残疾人证号\n1,甲,{ONE}\n,乙,{OTHER}\n")
    assert register.frame["household"].to_list() == ["1", None] and "1行的“户号”没有写" in register.notices[0].zh
    assert not read(f"户号,姓名,残疾人证号\n1,甲,{ONE}\n2,乙,{OTHER}\n").notices


def test_a_head_without_a_place_is_told(read: Read) -> None:
    """The village stands in the first line of each village alone: the others are not known to live with anybody."""
    register = read("村,户主,姓名,残疾等级\n东村,甲,甲,一级\n,甲,乙,二级\n西村,甲,丙,三级")
    assert register.frame["household"].is_null().to_list() == [False, True, False]
    assert slips(register) == [(3, "户主", "unknown")]
