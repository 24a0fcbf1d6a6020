"""Certificates and disabilities: what columns and numbers tell, and which of them decides."""

from __future__ import annotations

import pytest

from eligibility.register.reader import Register
from tests.register.readings import Read, line, slips


def test_an_ambiguous_grade_is_unknown_and_said(read: Read) -> None:
    """1-2级 is not taken for either."""
    register = read("姓名,残疾类别,残疾等级\n甲,肢体,1-2级\n乙,肢体,2级")
    assert line(register)["person.grade"] is None and line(register)["person.grade_visual"] == 0
    assert line(register, 1)["person.grade_physical"] == 2
    assert slips(register) == [(2, "残疾等级", "unknown")]


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
    """The second line with one number is left out; which of two grades is right is not known."""
    register = read("姓名,残疾人证号\n甲,62070219900101001441\n甲,62070219900101001442")
    assert register.frame["row"].to_list() == [2] and slips(register) == [(2, "残疾人证号", "unknown"), (3, "残疾人证号", "left_out")]


def test_two_numbers_of_two_persons_are_told(read: Read) -> None:
    register = read("姓名,身份证号,残疾人证号\n甲,620702199001010014,62070219900101002241\n乙,620702199001010022,62070219900101002241")
    assert any("不是同一个人" in said for said in register.slips.filter(row=2)["zh"])


KINDS = ("visual", "hearing", "speech", "physical", "intellectual", "mental")
TICKED = "姓名,视力等级,听力等级,言语等级,肢体等级,智力等级,精神等级,是否多重残疾,残疾等级\n"


def grades(register: Register, at: int = 0) -> dict[str, int]:
    told = {kind: line(register, at).get(f"person.grade_{kind}") for kind in KINDS}
    return {kind: grade for kind, grade in told.items() if grade is not None}


def test_kinds_that_are_ticked_are_the_categories(read: Read) -> None:
    """A lone one has the grade of the whole; of several, and where more are not named, it is not known whose the grade is."""
    register = read(f"{TICKED}甲,√,,,,,,,一级\n乙,,√,√,,,,,二级\n丙,,,,√,,,是,二级\n丁,,,,是,,,否,三级\n戊,,,,,,,,四级\n")
    assert grades(register) == {**dict.fromkeys(KINDS, 0), "visual": 1}
    assert grades(register, 1) == {"visual": 0, "physical": 0, "intellectual": 0, "mental": 0}
    assert grades(register, 2) == {} and grades(register, 3) == {**dict.fromkeys(KINDS, 0), "physical": 3} and grades(register, 4) == {}
    assert register.frame["person.grade"].to_list() == [1, 2, 2, 3, 4] and not slips(register)


def test_where_a_kind_has_no_column_of_ticks_the_others_are_not_known(read: Read) -> None:
    register = read("姓名,视力等级,肢体等级,残疾等级\n甲,√,,一级\n")
    assert grades(register) == {} and line(register)["person.grade"] == 1


def test_a_tick_among_grades_is_told(read: Read) -> None:
    register = read("姓名,视力等级,肢体等级\n甲,√,2\n乙,1,\n")
    assert grades(register) == {"physical": 2} and grades(register, 1) == {"visual": 1}
    assert slips(register) == [(2, "视力等级", "unknown")]


@pytest.mark.parametrize(("said", "known"), [("是", False), ("听力", False), ("否", True), ("无", True), ("", True)])
def test_a_column_that_says_whether_there_are_several(said: str, known: bool, read: Read) -> None:
    """What cannot be read there may name another disability: it is never taken for none."""
    register = read(f"姓名,残疾类别,多重残疾,残疾等级\n甲,肢体,{said},二级\n")
    assert grades(register) == ({**dict.fromkeys(KINDS, 0), "physical": 2} if known else {}) and line(register)["person.grade"] == 2


def test_that_nothing_is_received_is_no_disability(read: Read) -> None:
    """A cell out of place is not taken for the word that there is none."""
    register = read("姓名,残疾等级,残疾类别\n甲,未享受,肢体\n乙,无,\n")
    assert register.frame["person.grade"].to_list() == [None, 0] and slips(register) == [(2, "残疾等级", "unknown")]


CERTIFICATE = "62070219900101001441"


@pytest.mark.parametrize(
    ("category", "grade", "told", "noted"),
    [("肢体", "", {"physical": 1}, False), ("听力", "", {}, True), ("肢体", "二级", {"physical": 2}, True), ("肢体、听力", "", {}, False)],
)
def test_a_category_without_a_grade_has_that_of_the_number_where_this_names_the_same(
    category: str, grade: str, told: dict[str, int], noted: bool, read: Read
) -> None:
    register = read(f"姓名,残疾人证号,残疾类别,残疾等级\n甲,{CERTIFICATE},{category},{grade}\n")
    assert {kind: one for kind, one in grades(register).items() if one} == told
    assert slips(register) == ([(2, "残疾等级" if grade else "残疾类别", "noted")] if noted else [])


def test_a_grade_that_cannot_be_read_is_not_that_of_the_number(read: Read) -> None:
    """What was written means something: which, is not known."""
    register = read(f"姓名,残疾人证号,残疾类别,残疾等级\n甲,{CERTIFICATE},肢体,1-2级\n")
    assert line(register)["person.grade"] is None and slips(register) == [(2, "残疾等级", "unknown")]


@pytest.mark.parametrize("status", ["挂失", "挂失补办", "待审核"])
def test_a_status_that_does_not_say_whether_a_certificate_holds(status: str, read: Read) -> None:
    """Neither a no, nor a yes by its last day; the line is told."""
    head = "姓名,残疾人证号,有效期至,证件状态"
    register = read(f"{head}\n甲,62070219900101001441,2099-01-01,{status}\n乙,62070219900101002241,2099-01-01,正常")
    assert register.frame["person.certified"].to_list() == [None, True]
    assert slips(register) == [(2, "证件状态", "unknown")]


def test_codes_are_read_where_the_certificate_says_the_same_or_the_office_says_what_they_mean(read: Read) -> None:
    """Elsewhere a digit is no kind of disability: the line is told, and nothing is known of it."""
    text = "姓名,残疾人证号,残疾类别,残疾等级\n甲,62070219900101001441,4,一级\n乙,62070219900101002241,3,一级\n丙,,4,二级\n"
    register = read(text)
    assert register.frame["person.grade_physical"].to_list() == [1, None, None]
    assert slips(register) == [(3, "残疾类别", "unknown"), (4, "残疾类别", "unknown")]
    assert set(register.slips["en"]) == {"looks like a code: say in the column settings, under values, what each means"}
    told = read(text, "values: {disability.category: {physical: [4], speech: [3]}}")
    assert told.frame["person.grade_physical"].to_list() == [1, 0, 2] and told.frame["person.grade_speech"].to_list() == [0, 1, 0]
    both = read("姓名,残疾人证号,残疾类别等级\n甲,62070219900101001441,41\n乙,62070219900101002241,42\n丙,,41\n")
    assert both.frame["person.grade_physical"].to_list() == [1, None, None] and len(slips(both)) == 2


def test_a_grade_holds_beside_a_category_that_cannot_be_read(read: Read) -> None:
    """One cell is unknown, not its neighbour; a grade that cannot be read is told too, and none (0) beside it is not believed."""
    register = read("姓名,残疾类别,残疾等级\n甲,奇怪,二级\n乙,奇怪,五级\n丙,奇怪,0\n丁,肢体,三级")
    assert register.frame["person.grade"].to_list() == [2, None, None, 3]
    told = {(row, column) for row, column, _ in slips(register)}
    assert told == {(2, "残疾类别"), *((row, column) for row in (3, 4) for column in ("残疾类别", "残疾等级"))}
