"""Several registers as one: joined by number, unknown where they disagree, and nobody lost."""

from __future__ import annotations

from decimal import Decimal

import pytest

import eligibility as el
from tests.office.joins import Join, facts, said
from tests.office.months import certificate, member, number, paid, person

LIVING, NURSING = "person.receives.living_allowance", "person.receives.nursing_subsidy"


def test_what_the_others_tell_is_put_to_the_persons(join: Join) -> None:
    """By the number alone: the certificate's, or the identity card's. Absence from a whole list is a no."""
    found = join([person(0), person(1), person(2)], [member(1)], [paid(0, amount="150"), paid(2, "困难残疾人生活补贴", "110")])
    assert facts(found, "household.dibao") == [False, True, False]
    assert facts(found, NURSING) == [True, False, False] and facts(found, LIVING) == [False, False, True]
    assert facts(found, "person.amounts.nursing_subsidy") == [Decimal(150), None, None]
    assert facts(found, "household.area") == [None, "rural", None]
    assert [(one.name, one.joined, one.outside, one.without_key) for one in found.counts] == [("facts", 1, 0, 0), ("payments", 2, 0, 0)]


def test_without_the_office_s_word_absence_is_unknown(join: Join) -> None:
    found = join([person(0)], [member(1)], [paid(1)], ("absent_means: {household.dibao: false}", "absent_means: {}"))
    assert facts(found, "household.dibao") == [None]


def test_two_hundred_people_and_six_payees_who_are_not_among_them(join: Join) -> None:
    """The six are found, with what they are paid; nobody else is."""
    persons = [person(index) for index in range(200)]
    payments = [paid(index) for index in [*range(100, 200), *range(300, 306)]]
    found = join(persons, [member(index) for index in range(50)], payments)
    assert [number(index) for index in range(300, 306)] == found.outside["key"].to_list()
    assert set(found.outside["paid"].to_list()) == {Decimal(100)} and set(found.outside["support"].to_list()) == {"nursing_subsidy"}
    assert sum(facts(found, NURSING)) == 100 and len(found.register.frame) == 200


def test_who_has_died_and_is_paid_stands_outside_with_the_reason(join: Join) -> None:
    """The register of persons has taken the person out; the list of payments has not."""
    persons = [person(0), person(1, 证件状态="死亡", 死亡日期="2024-03-02")]
    persons[0]["证件状态"] = "正常"
    found = join(persons, [], [paid(0), paid(1)])
    [line] = [line for line in found.outside.iter_rows(named=True) if line["source"] == "paid.csv"]
    assert (line["key"], line["zh"]) == (number(1), "名册写明已死亡（2024-03-02）") and "died" in line["en"]


def test_where_two_disagree_nobody_decides_unless_it_is_said(join: Join) -> None:
    persons, dibao = [person(0, 是否低保="否"), person(1, 是否低保="是")], [member(0)]
    found = join(persons, dibao, [])
    assert facts(found, "household.dibao") == [None, None]
    assert [row for row, text in said(found) if "按不知道处理" in text] == [2, 3]
    for name, expected in (("facts", [True, False]), ("persons", [False, True])):
        found = join(persons, dibao, [], ("state: none", f"state: none\ndecides: {{household.dibao: {name}}}"))
        assert facts(found, "household.dibao") == expected


def test_a_name_never_joins(join: Join) -> None:
    """One name and one birth date without a number are proposed; and a whole list that has such a line does not say that the person
    is not on it."""
    persons = [person(0), person(1)]
    dibao = [{"姓名": "成员0", "身份证号": "", "出生日期": "1980-01-01", "是否低保": "是"}, member(5)]
    found = join(persons, dibao, [])
    assert facts(found, "household.dibao") == [None, False]
    assert [(row, source) for row, _, source in found.alike.iter_rows()] == [(2, "dibao.csv")]
    assert any("没有身份证号" in (text or "") for text in found.outside["zh"])


def test_a_number_that_is_no_key_still_proposes(join: Join) -> None:
    """An old number of fifteen digits, or one with a wrong check character, tells a birth date: with the name it is proposed."""
    old, wrong = number(0)[:6] + number(0)[8:17], number(1)[:17] + ("1" if number(1)[17] != "1" else "2")
    persons = [{**person(index), "残疾人证号": "", "身份证号": text} for index, text in enumerate((old, wrong, number(2)))]
    found = join(persons, [], [paid(0), paid(1), paid(2), paid(1, born="19900101", 姓名="成员3")])
    assert found.alike["row"].to_list() == [2, 3] and set(found.alike["source"]) == {"paid.csv"}
    assert found.counts[-1].joined == 1


def test_one_number_under_two_names_is_joined_and_told(join: Join) -> None:
    found = join([person(0)], [member(0, 姓名="别人")], [])
    assert facts(found, "household.dibao") == [True]
    assert any("另一个姓名" in text for _, text in said(found)) and found.register.about["doubted"].to_list() == [True]


def test_the_list_of_a_household_speaks_for_all_its_members(join: Join) -> None:
    """Dibao is the household's: a member who is listed makes it that of the others, and nobody of them is absent."""
    persons = [person(0, 户号="A"), person(1, 户号="A"), person(2, 户号="B")]
    assert facts(join(persons, [member(1)], []), "household.dibao") == [True, True, False]


def test_a_head_who_is_listed_speaks_for_the_household(join: Join) -> None:
    """A list that has the heads alone: known by the head's number in the register of persons."""
    persons = [person(0, 户主身份证号=number(90)), person(1, 户主身份证号=number(91))]
    for line in persons:
        del line["户号"]
    found = join(persons, [member(90)], [])
    assert facts(found, "household.dibao") == [True, False]


def test_who_lives_together_may_be_told_by_another_register(join: Join) -> None:
    persons = [person(index) for index in range(3)]
    for line in persons:
        del line["户号"]
    found = join(persons, [member(0, 户号="X"), member(1, 户号="X")], [])
    homes = facts(found, "household")
    assert homes[0] == homes[1] is not None and homes[2] is None


def test_what_came_back_was_not_paid_and_lines_are_added_up(join: Join) -> None:
    payments = [paid(0), paid(0, amount="30"), paid(1, 发放状态="退回")]
    found = join([person(0), person(1)], [], payments)
    assert facts(found, NURSING) == [True, False]
    assert facts(found, "person.amounts.nursing_subsidy") == [Decimal(130), None]


def test_a_person_stands_once(join: Join) -> None:
    """One line with the identity number, one with the certificate's: the first is screened, and marked."""
    persons = [{"姓名": "成员0", "身份证号": number(0), "残疾人证号": ""}, {"姓名": "成员0", "身份证号": "", "残疾人证号": certificate(0)}]
    found = join(persons, [], [])
    assert found.register.frame["row"].to_list() == [2] and any("同一人" in text for _, text in said(found))


def test_accounts_and_telephones_are_carried(join: Join) -> None:
    found = join([person(0)], [], [paid(0, 银行账号="6200000000000000001", 开户行="示例银行")])
    assert found.register.about.select("account", "bank").row(0) == ("6200000000000000001", "示例银行")


def test_facts_that_are_impossible_together_leave_the_person_out(join: Join) -> None:
    """Each register alone is possible; told, and never screened."""
    found = join([person(0, 特困供养="是")], [], [paid(0)], ("state: none", "state: none"))
    assert len(found.register.frame) == 1
    persons = [person(0, 出生日期="1980-01-01")]
    found = join(persons, [member(0, 是否低保="是", 单人户低保="")], [])
    assert len(found.register.frame) == 1


def test_every_line_is_accounted_for(join: Join) -> None:
    """The boxes of every sheet of every register, and where each line stands."""
    found = join([person(0)], [member(0)], [paid(0), paid(9)])
    assert [account.sheet for account in found.register.accounts] == ["persons.csv", "dibao.csv", "paid.csv"]
    assert found.register.places is not None
    assert found.register.places.select("sheet", "line").rows() == [("persons.csv", 2), ("dibao.csv", 2), ("paid.csv", 2), ("paid.csv", 3)]


def test_what_absence_cannot_mean_is_refused(join: Join) -> None:
    for wrong in ("{household.dibaoo: false}", "{household.dibao: vielleicht}", "{receives: [no_such]}"):
        with pytest.raises(el.EligibilityError):
            join([person(0)], [member(0)], [], ("{household.dibao: false}", wrong))


def test_a_number_that_a_spreadsheet_has_cut_is_no_key_though_its_check_fits(join: Join) -> None:
    """One cut number of eleven passes its check: beside a person whose number differs in the last three digits alone it is told, and
    the person is not said to be absent from the list."""
    cut = number(4)[:15] + "000"
    assert cut == number(0)
    found = join([person(4), person(5)], [], [{**paid(4), "身份证号": cut}, paid(5)])
    assert facts(found, NURSING) == [None, True]
    assert [line["zh"] for line in found.outside.iter_rows(named=True) if line["source"] == "paid.csv"] == [
        "证号末尾为000，与持证名册上的人只有后三位不同，可能被表格软件改坏"
    ]


def test_one_person_under_numbers_of_two_kinds_is_no_guess(join: Join) -> None:
    """The first line is screened, what the other tells differently is unknown, and who lives there too."""
    first = {**person(0, grade=1), "身份证号": "", "自理能力": "完全自理"}
    second = {"姓名": "成员0", "身份证号": number(0), "乡镇": "东乡", "村": "一村", "户号": "H9", "自理能力": "半自理", "残疾人证号": ""}
    found = join([first, second, person(1)], [], [])
    assert facts(found, "person.self_care") == [None, None] and len(found.register.frame) == 2
    assert found.register.frame.sort("row")["household"].null_count() == 1
    assert (2, "同一人的另一行填的不一样，按不知道处理") in said(found)
