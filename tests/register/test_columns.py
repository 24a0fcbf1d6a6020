"""What the headings leave open: told by the other columns and the cells, otherwise asked."""

from __future__ import annotations

import pytest

from tests.register.readings import Read, line, refusal, slips


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("姓名,身份证号码,养老方式,生活补贴（元/月）\n甲,620702194702020044,居家养老,100", "生活补贴"),
        ("姓名,身份证号码,等级\n甲,620702194702020044,一级", "等级"),
        ("姓名,残疾人证号,类别\n甲,62070219900101001441,低保户", "类别"),
        ("姓名,性别,状态\n甲,男,奇怪", "状态"),
        ("姓名,性别,某某状态\n甲,男,正常", "某某状态"),
        ("姓名,残疾等级,人均收入\n甲,一级,4200", "年收入还是月收入"),
        ("姓名,残疾等级,2024年人均收入\n甲,一级,4200", "年收入还是月收入"),
        ("户主,成员1姓名,成员1身份证号,成员2姓名,成员2身份证号,低保\n甲,乙,1,丙,2,是", "一人一行"),
    ],
)
def test_what_is_not_certain_is_asked(text: str, asked: str, read: Read) -> None:
    said = refusal(read, text)
    assert said.startswith("column_not_certain") and asked in said


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("姓名,残疾人证号,类别,等级\n甲,62070219900101001441,肢体,一级", "person.grade_physical", 1),
        ("残疾人两项补贴发放表,,\n姓名,性别,护理补贴\n甲,男,110", "person.receives.nursing_subsidy", True),
        ("姓名,残疾等级,生活补贴金额（元）\n甲,一级,110", "person.receives.living_allowance", True),
        ("姓名,残疾等级,人均收入\n甲,一级,4200元/年", "household.monthly_income_per_capita", 350),
        ("姓名,残疾等级,年人均收入\n甲,一级,4200", "household.monthly_income_per_capita", 350),
        ("姓名,残疾等级,年人均收入\n甲,一级,350元/月", "household.monthly_income_per_capita", 350),
        ("姓名,证件号码,性别\n甲,62070219900101001441,男", "person.grade_physical", 1),
        ("姓名,证件号码,残疾等级\n甲,620702194702020044,一级", "person.sex", "female"),
    ],
)
def test_what_the_other_columns_and_the_cells_tell(text: str, key: str, value: object, read: Read) -> None:
    assert line(read(text))[key] == value


def test_the_office_may_say_over_what_time_an_income_is(read: Read) -> None:
    text = "姓名,残疾等级,人均收入\n甲,一级,4200"
    year = "columns: {C: {heading: 人均收入, read: household.monthly_income_per_capita, per: year}}"
    assert line(read(text, year))["household.monthly_income_per_capita"] == 350
    assert line(read(text, year.replace("year", "month")))["household.monthly_income_per_capita"] == 4200


def test_a_moved_column_is_refused(read: Read) -> None:
    own = "columns: {B: {heading: 残疾等级, read: disability.grade}}"
    assert "column_moved" in refusal(read, "姓名,性别,残疾等级\n甲,男,一级", own)
    assert "column_moved" in refusal(read, "姓名,性别\n甲,男", own.replace("B:", "F:"))
    assert line(read("姓名,残疾等级\n甲,一级", own))["person.grade"] == 1


def test_a_heading_that_the_register_does_not_have_is_refused(read: Read) -> None:
    said = refusal(read, "姓名,残疾等级,户情况\n甲,一级,是", "columns: {户情: household.dibao}")
    assert "unknown_column" in said and "户情况" in said


@pytest.mark.parametrize("heading", ["临时补助（元）", "取暖补贴", "某状态"])
def test_money_and_statuses_must_be_named_where_columns_are(heading: str, read: Read) -> None:
    """Otherwise an unknown column of money is no more than not recognised."""
    text = f"姓名,残疾等级,{heading}\n甲,一级,100"
    own = "columns: {B: {heading: 残疾等级, read: disability.grade}}"
    assert "column_not_certain" in refusal(read, text, own)
    register = read(text, f"{own[:-1]}, C: {{heading: {heading}, read: ignore}}}}")
    assert register.columns[2].target == "ignored"


def test_two_headings_of_one_entry_are_settled_by_the_office(read: Read) -> None:
    text = "姓名,残疾等级,残疾级别\n甲,一级,二级"
    assert line(read(text, "columns: {残疾等级: ignore}"))["person.grade"] == 2
    assert line(read(text, "columns: {B: {heading: 残疾等级, read: ignore}}"))["person.grade"] == 2


def test_codes_are_read_by_a_mapping_only(read: Read) -> None:
    """1 and 2 are no yes and no of their own."""
    text = "姓名,性别,低保\n甲,男,1\n乙,女,2"
    register = read(text)
    assert register.frame["household.dibao"].to_list() == [None, None] and len(slips(register)) == 2
    told = read(text, "values: {household.dibao: {'yes': [1], 'no': [2]}}")
    assert told.frame["household.dibao"].to_list() == [True, False]
    assert read("姓名,性别,低保\n甲,男,1\n乙,女,0").frame["household.dibao"].to_list() == [True, False]


@pytest.mark.parametrize("heading", ["配偶姓名,配偶身份证号", "子女姓名,子女残疾等级", "配偶姓名,配偶残疾证号"])
def test_relatives_in_columns_are_further_persons(heading: str, read: Read) -> None:
    text = f"姓名,身份证号,残疾等级,{heading}\n甲,620702199001010014,一级,乙,x"
    assert "一户的几个人" in refusal(read, text)
    assert len(read(text.replace(heading, "配偶姓名,监护人身份证号")).frame) == 1


MONTHS = "姓名,身份证号,1月,2月,合计\n甲,620702194702020044,110,,110\n乙,620702201912150018,,110,110\n"


def test_which_of_several_months_is_compared_is_asked(read: Read) -> None:
    text = refusal(read, MONTHS)
    assert "columns C '1月', D '2月': are payments of different months" in text and "C列“1月”、D列“2月”：是不同月份的发放" in text
    named = read(MONTHS, "columns: {D: {heading: 2月, read: person.receives.living_allowance}}")
    assert named.frame["person.receives.living_allowance"].to_list() == [None, True]
    assert [column.target for column in named.columns][2:4] == ["ignored", "person.receives.living_allowance"]


@pytest.mark.parametrize(
    "headings",
    ["2025年1月,2025年2月", "202501,202502", "一月份,十二月份", "2025-01,2025-02", "1月实发,2月实发", "1-3月,4-6月", "一季度,二季度"],
)
def test_months_are_written_in_many_ways(headings: str, read: Read) -> None:
    assert "are payments of different months" in refusal(read, f"姓名,残疾等级,{headings}\n甲,一级,110,110\n")


@pytest.mark.parametrize("headings", ["1月,2月", "1月实发,1月应发", "3月31日,4月30日", "1月工资,备注2"])
def test_what_is_no_payment_of_several_months_is_not_asked(headings: str, read: Read) -> None:
    assert len(read(f"姓名,残疾等级,{headings}\n甲,一级,很好,很好\n").frame) == 1


def test_a_table_beside_another_is_refused(read: Read) -> None:
    text = refusal(read, "序号,姓名,残疾等级,,序号,姓名,残疾等级\n1,甲,一级,,2,乙,二级\n")
    assert text.startswith("another_table\n") and "F列“姓名”起" in text


def test_what_two_columns_say_is_asked_once(read: Read) -> None:
    text = refusal(read, "姓名,残疾等级,残疾级别\n甲,一级,二级\n")
    assert text.count("column_not_certain") == 1 and "写明B、C列各是什么：disability.grade 或 ignore" in text


@pytest.mark.parametrize("heading", ["变更类型", "人员状况", "健康状态", "某情况"])
def test_a_column_that_is_not_read_and_speaks_of_death_is_asked(heading: str, read: Read) -> None:
    text = f"姓名,残疾等级,{heading}\n甲,一级,\n乙,一级,死亡\n"
    assert "whether that is of the person is not known" in refusal(read, text)
    assert len(read(text, f"columns: {{C: {{heading: {heading}, read: line.standing}}}}").frame) == 1
    assert read(text, f"columns: {{C: {{heading: {heading}, read: line.remarks}}}}").about["doubted"].to_list() == [False, True]
    assert len(read(text, f"columns: {{C: {{heading: {heading}, read: ignore}}}}").frame) == 2


def test_what_is_told_of_a_guardian_is_not_asked(read: Read) -> None:
    assert len(read("姓名,残疾等级,监护人,监护人\n,,姓名,健康状态\n甲,一级,乙,死亡\n").frame) == 1


def test_a_month_that_speaks_of_death_is_asked_though_another_is_left_aside(read: Read) -> None:
    text = "姓名,残疾等级,1月,2月\n甲,一级,死亡,好\n"
    assert "C列“1月”" in refusal(read, text, "columns: {D: {heading: 2月, read: ignore}}")


@pytest.mark.parametrize(
    "headings",
    [
        "护理补贴10月,护理补贴11月,护理补贴12月",
        "护理补贴（10月）,护理补贴（11月）,护理补贴（12月）",
        "10月护理补贴,11月护理补贴,12月护理补贴",
        "护理补贴2025年10月,护理补贴2025年11月,护理补贴2025年12月",
        "护理补贴202510,护理补贴202511,护理补贴202512",
        "重度残疾人护理补贴10月份金额,重度残疾人护理补贴11月份金额,重度残疾人护理补贴12月份金额",
    ],
)
def test_months_of_one_support_are_asked_as_months(headings: str, read: Read) -> None:
    """Wherever the month stands in the heading; the answer that is shown names the support."""
    text = f"姓名,残疾等级,{headings}\n甲,一级,110,,110\n"
    said = refusal(read, text)
    assert said.startswith("column_not_certain\n") and "、".join(f"{letter}列" for letter in "CDE")[:1] in said
    assert "是不同月份的发放" in said and "read: person.receives.nursing_subsidy" in said
    last = headings.split(",")[2]
    named = read(text, f"columns: {{E: {{heading: {last}, read: person.receives.nursing_subsidy}}}}")
    assert line(named)["person.receives.nursing_subsidy"] is True
    assert [column.target for column in named.columns][2:4] == ["ignored", "ignored"]


def test_months_under_group_titles_and_of_amounts_are_asked_as_months(read: Read) -> None:
    """Of amounts the first month would be one of several: none is taken."""
    grouped = refusal(read, "姓名,残疾等级,10月,,11月,\n,,护理补贴,生活补贴,护理补贴,生活补贴\n甲,一级,110,110,110,\n")
    assert grouped.count("是不同月份的发放") == 2 and "person.receives.living_allowance" in grouped
    assert "是不同月份的发放" in refusal(read, "重度残疾人护理补贴发放表,,,\n姓名,残疾等级,发放金额(10月),发放金额(11月)\n甲,一级,110,\n")


def test_all_that_is_asked_stands_in_one_refusal(read: Read) -> None:
    """Columns that have moved, and columns that the settings do not name."""
    own = "columns: {A: {heading: 户号, read: about.household}, B: {heading: 残疾级别, read: disability.grade}}"
    said = refusal(read, "姓名,残疾等级\n甲,一级", own)
    assert said.startswith("column_moved column_moved\n")
    own = "columns: {B: {heading: 残疾等级, read: disability.grade}}"
    said = refusal(read, "姓名,残疾等级,取暖补贴,某状态,类别\n甲,一级,1,2,3", own)
    assert "C列“取暖补贴”" in said and "D列“某状态”" in said and "E列“类别”" in said
    assert "请在列设置的 columns 里写明D列：说的是哪一项就写哪一项，不用的写 ignore。" in said
    said = refusal(read, "姓名,残疾等级,残疾级别,人员状态\n甲,一级,一级,奇怪")
    assert "说的是同一项" in said and "D列“人员状态”第2行的状态无法识别" in said


def test_the_status_of_a_support_is_not_the_persons(read: Read) -> None:
    """Whoever no longer receives the one support is in the register all the same: what the column tells is asked."""
    table = "姓名,残疾等级,生活补贴状态,护理补贴享受状态\n甲,一级,在享,已注销\n乙,二级,停发,在享"
    said = refusal(read, table)
    assert "person.receives.living_allowance" in said and "person.receives.nursing_subsidy" in said
    own = "columns: {生活补贴状态: person.receives.living_allowance, 护理补贴享受状态: person.receives.nursing_subsidy}"
    register = read(table, own)
    assert [line(register, at)["person.receives.living_allowance"] for at in (0, 1)] == [True, False]
    assert [line(register, at)["person.receives.nursing_subsidy"] for at in (0, 1)] == [None, True]
    grouped = "姓名,残疾等级,困难残疾人生活补贴,\n,,标准,状态\n甲,一级,110,已注销\n乙,二级,110,在享"
    assert "D列“困难残疾人生活补贴/状态”" in refusal(read, grouped)


@pytest.mark.parametrize("heading", ["残疾人姓名（监护人姓名）", "姓名/监护人", "姓名（监护人）", "申请人及监护人姓名"])
def test_a_heading_that_names_a_guardian_too_is_refused(heading: str, read: Read) -> None:
    """The guardian stands in a line below: taken for a disabled person, he would be answered."""
    own = "" if heading != "申请人及监护人姓名" else "headings: {about.name: [申请人及监护人姓名]}"
    assert "写了两个人" in refusal(read, f"序号,{heading},残疾等级,护理补贴\n1,甲,一级,110\n,乙,,", own)


def test_leaving_is_seen_as_the_reason_beside_another_word(read: Read) -> None:
    assert "C列“变动”" in refusal(read, "姓名,残疾等级,变动\n甲,一级,新增\n乙,二级,减少（死亡）")
    assert len(read("姓名,残疾等级,变动\n甲,一级,新增\n乙,二级,续保").frame) == 2


@pytest.mark.parametrize(
    ("heading", "stays", "leaves"),
    [("是否健在", "是", "否"), ("是否在世", "是", "否"), ("是否死亡", "否", "是"), ("是否迁出", "否", "是"), ("是否注销", "", "是")],
)
def test_headings_that_ask_whether_somebody_is_still_there(heading: str, stays: str, leaves: str, read: Read) -> None:
    register = read(f"姓名,残疾等级,{heading}\n甲,一级,{stays}\n乙,二级,{leaves}")
    assert register.frame["row"].to_list() == [2]


def test_a_no_without_a_reason_is_asked(read: Read) -> None:
    assert "第3行的状态无法识别" in refusal(read, "姓名,残疾等级,是否在册\n甲,一级,是\n乙,二级,否")


def test_the_second_script_of_a_heading_does_not_matter(read: Read) -> None:
    """Headings of Xinjiang, Tibet and Inner Mongolia are often written twice."""
    assert line(read("姓名 ئىسمى,残疾等级 མཚན,残疾类别 ᠮᠣᠩ\n甲,一级,肢体"))["person.grade"] == 1
