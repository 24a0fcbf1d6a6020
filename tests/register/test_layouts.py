"""Layouts as offices keep them: headings of public forms and templates, people made up. Each is read right, or it is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

import eligibility as el
from eligibility.register.reader import Register, read_register
from eligibility.register.spellings import Words, words_of
from tests.conftest import DAY
from tests.register.books import Cells, workbook
from tests.register.test_proposal import check_round_trip

A, B = "62070219900101001441", "62070219900101002241"


@pytest.fixture(scope="module")
def words(zhangye: el.Ruleset) -> Words:
    return words_of(zhangye)


def register(lines: Cells, words: Words, folder: Path) -> Register:
    """The register of one sheet; how it is read, given back, changes nothing."""
    path = workbook(folder / "r.xlsx", {"Sheet1": lines})
    check_round_trip(path, words.ruleset, folder)
    return read_register(path, words, DAY)


def column(found: Register, fact: str) -> list[object]:
    return found.frame[fact].to_list() if fact in found.frame.columns else []


def test_a_federations_certificates(words: Words, tmp_path: Path) -> None:
    """Numbers of either kind, a short status, remarks."""
    heads = [
        "姓名",
        "证件号码",
        "区县",
        "街道",
        "居委",
        "户籍类别",
        "状态",
        "残疾类别",
        "残疾等级",
        "双侧或单侧",
        "户口地址",
        "联系地址",
        "初次申领日期",
        "备注",
    ]
    people = [
        ["甲", A, "甲区", "东街", "一居委", "农业", "正常", "肢体", "一级", "双侧", "x", "x", "2015-01-01", ""],
        ["乙", B, "甲区", "东街", "一居委", "非农业", "注销", "视力", "二级", "", "", "", "", ""],
    ]
    found = register([heads, *people], words, tmp_path)
    assert column(found, "person.grade_physical") == [1] and found.lines == 2
    assert found.about.select("county", "township", "village").rows() == [("甲区", "东街", "一居委")]


def test_a_list_of_payments_whose_support_stands_in_its_title(words: Words, tmp_path: Path) -> None:
    lines = [
        ["困难残疾人生活补贴发放花名册（2025年12月）"],
        ["填报单位：某局", "", "", "", "", "单位：元"],
        ["序号", "姓名", "残疾证号", "补贴标准", "发放月数", "发放金额", "开户行", "银行账号", "备注"],
        ["1", "甲", A, "110", "1", "110", "信用社", "1", ""],
        ["2", "乙", B, "110", "0", "0", "信用社", "2", ""],
        ["合计", "", "", "", "", "110", "", "", ""],
        ["单位负责人：", "", "审核：", "", "", "填表人：", "", "", ""],
    ]
    found = register(lines, words, tmp_path)
    assert column(found, "person.receives.living_allowance") == [True, False] and not column(found, "person.receives.nursing_subsidy")
    lines[0] = ["残疾人两项补贴发放花名册"]
    assert not column(register(lines, words, tmp_path), "person.receives.living_allowance")


def test_a_list_of_both_subsidies(words: Words, tmp_path: Path) -> None:
    """What is paid stands beside what would be paid, under each support."""
    head = [
        "序号",
        "乡镇",
        "村",
        "户主姓名",
        "残疾人姓名",
        "身份证号",
        "残疾证号",
        "困难残疾人生活补贴",
        "",
        "",
        "重度残疾人护理补贴",
        "",
        "",
        "合计",
    ]
    parts = [*[""] * 7, "标准", "月数", "金额", "标准", "月数", "金额", ""]
    people = [
        ["1", "甲镇", "东村", "张", "甲", A[:18], A, "110", "1", "110", "110", "0", "0", "110"],
        ["2", "甲镇", "东村", "李", "乙", B[:18], B, "110", "1", "110", "", "", "", "110"],
        ["合计", *[""] * 8, "220", "", "", "0", "220"],
    ]
    found = register([["残疾人两项补贴发放明细表"], head, parts, *people], words, tmp_path)
    assert column(found, "person.receives.living_allowance") == [True, True]
    assert column(found, "person.receives.nursing_subsidy") == [False, None]


def test_two_columns_of_dibao_agree_or_are_unknown(words: Words, tmp_path: Path) -> None:
    lines = [
        ["低保人员名单"],
        ["序号", "姓名", "身份证", "低保类型", "低保类别", "备注"],
        ["1", "甲", A[:18], "农村低保", "A类", ""],
        ["2", "乙", B[:18], "城市低保", "非低保", ""],
    ]
    found = register(lines, words, tmp_path)
    assert column(found, "household.dibao") == [True, None] and column(found, "household.area") == ["rural", "urban"]
    assert found.slips["column"].to_list() == ["低保类别"]


def test_a_household_in_a_line_of_its_head(words: Words, tmp_path: Path) -> None:
    head = ["序号", "乡镇", "村", "户主", "身份证号", "家庭人口", "保障人数", "低保类别", "月保障金", "致贫原因"]
    found = register([["农村低保花名册"], head, ["1", "甲镇", "东村", "张", A[:18], "3", "2", "A类", "930", "因残"]], words, tmp_path)
    assert column(found, "household.size") == [3] and column(found, "household.dibao") == [True]


def test_parts_of_a_list_have_titles_and_sums(words: Words, tmp_path: Path) -> None:
    """A title of a part is told, and is nobody."""
    lines = [
        ["姓名", "残疾证号", "残疾等级", "生活补贴"],
        *(["甲镇"], ["甲", A, "一级", "110"], ["小计", "", "", "110"]),
        *(["乙镇"], ["乙", B, "二级", "80"], ["小计", "", "", "80"], ["总计", "", "", "190"]),
    ]
    found = register(lines, words, tmp_path)
    assert found.frame["row"].to_list() == [3, 6] and found.accounts[0].boxes["unreadable"] == 2


def test_relatives_who_are_not_disabled(words: Words, tmp_path: Path) -> None:
    head = ["户编号", "与户主关系", "姓名", "身份证号码", "是否残疾", "残疾类别", "残疾等级", "家庭年人均纯收入"]
    people = [["H1", "户主", "张", A[:18], "否", "", "", "4200"], ["H1", "配偶", "王", B[:18], "是", "肢体", "二级", "4200"]]
    found = register([head, *people], words, tmp_path)
    assert column(found, "person.grade") == [0, 2] and column(found, "household.monthly_income_per_capita") == [350, 350]


def test_public_notices_have_no_numbers(words: Words, tmp_path: Path) -> None:
    """Several lines of one person cannot be told there, and that is said."""
    lines = [
        ["某村享受两项补贴人员公示"],
        ["序号", "姓名", "住址", "残疾类别", "残疾等级", "享受补贴类型", "月补贴金额（元）"],
        ["1", "甲", "东村1组", "肢体", "一级", "护理补贴", "110"],
        ["2", "甲", "东村1组", "肢体", "一级", "生活补贴", "110"],
        ["3", "乙", "东村2组", "视力", "二级", "两项补贴", "220"],
    ]
    found = register(lines, words, tmp_path)
    assert found.lines == 3 and any("证号" in notice.zh for notice in found.notices)
    assert column(found, "person.receives.nursing_subsidy") == [True, None, True]


def test_periods_of_validity(words: Words, tmp_path: Path) -> None:
    head = ["姓名", "残疾人证号", "有效期", "证件状态"]
    people = [["甲", A, "2015/3/1 0:00 至 2035/3/1 0:00", "正常"], ["乙", B, "2015.03.01-2023.02.28", "冻结"]]
    found = register([head, *people], words, tmp_path)
    assert [str(day) for day in column(found, "person.certificate_valid_until")] == ["2035-03-01", "2023-02-28"]
    assert column(found, "person.certified") == [True, False]


def test_groups_of_a_head_and_of_members(words: Words, tmp_path: Path) -> None:
    """What is told of the head's household holds for the line; what is told of the head himself does not."""
    lines = [
        ["户主信息", "", "", "", "家庭成员信息", "", "", "保障信息", ""],
        ["户主姓名", "身份证号", "住址", "家庭人口", "姓名", "身份证号", "残疾等级", "保障类别", "低保状态"],
        ["张", "620702194702020044", "东村", "2", "甲", A[:18], "二级", "A类", "在保"],
    ]
    found = register(lines, words, tmp_path)
    assert [str(day) for day in column(found, "person.birth_date")] == ["1990-01-01"] and column(found, "household.size") == [2]
    assert found.frame["household"].to_list() == ["620702194702020044"] and column(found, "household.dibao") == [True]


def test_the_status_of_dibao_says_who_is_on_it(words: Words, tmp_path: Path) -> None:
    found = register([["姓名", "残疾等级", "低保状态"], ["甲", "一级", "在保"], ["乙", "一级", "停保"]], words, tmp_path)
    assert column(found, "household.dibao") == [True] and found.lines == 2


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("残疾等级（一级、二级、三级、四级）", "disability.grade"),
        ("1.姓名", "about.name"),
        ("（二）残疾类别", "disability.category"),
        ("困难残疾人生活补贴（应发）", None),
        ("残疾等级（原）", None),
        ("护理等级", None),
        ("危房等级", None),
        ("门面电子监控状态", None),
        ("本人姓名", "about.name"),
        ("其中：困难残疾人生活补贴", "person.receives.living_allowance"),
        ("补贴终止年月", "line.left_on"),
        ("供养方式", "about.hardship"),
        ("是否纳入特困人员供养", "person.tekun"),
    ],
)
def test_headings_of_forms_and_templates(heading: str, target: str | None, words: Words) -> None:
    assert words.target(heading) == target


def test_disabilities_in_numbered_columns_are_asked(words: Words, tmp_path: Path) -> None:
    """The second disability is none that the person does not have: neither column is left aside unasked."""
    lines = [["姓名", "残疾证号", "残疾类别1", "残疾等级1", "残疾类别2", "残疾等级2"], ["甲", A, "肢体", "一级", "视力", "二级"]]
    with pytest.raises(el.EligibilityError) as caught:
        register(lines, words, tmp_path)
    assert caught.value.text("zh").count("说的是同一项") == 2
    one = register([["姓名", "残疾类别（1）", "残疾等级1", "联系电话2"], ["甲", "肢体", "一级", "1"]], words, tmp_path)
    assert column(one, "person.grade_physical") == [1]


def test_the_states_of_a_bank(words: Words, tmp_path: Path) -> None:
    """A list by the bank's words: its month is looked at, and what failed was not paid."""
    head = ["所属年月", "姓名", "身份证号", "业务名称", "金额", "代发结果"]
    people = [
        ["202405", "甲", A[:18], "重度残疾人护理补贴", "100", "代发成功"],
        ["202405", "乙", B[:18], "重度残疾人护理补贴", "100", "交易失败"],
    ]
    found = register([head, *people], words, tmp_path)
    assert column(found, "person.receives.nursing_subsidy") == [True, False] and found.months == {(2024, "5")}
    people[1][0] = "202406"
    with pytest.raises(el.EligibilityError, match="2 months"):
        register([head, *people], words, tmp_path)


def test_what_is_paid_this_month_beside_what_was_paid_last_month(words: Words, tmp_path: Path) -> None:
    head = ["姓名", "身份证号", "残疾类别/等级", "上月护理补贴", "本月护理补贴"]
    found = register([head, ["甲", A[:18], "肢体/一级", "100", "0"], ["乙", B[:18], "肢体/二级", "0", "100"]], words, tmp_path)
    assert column(found, "person.receives.nursing_subsidy") == [False, True] and column(found, "person.grade_physical") == [1, 2]


def test_a_quarter_by_months_names_the_support_of_its_title(words: Words, tmp_path: Path) -> None:
    lines = [
        ["2024年二季度重度残疾人护理补贴发放表"],
        ["姓名", "残疾证号", "4月", "5月", "6月", "合计"],
        ["甲", A, "100", "100", "", "200"],
    ]
    with pytest.raises(el.EligibilityError, match=r"is not known.*read: person\.receives\.nursing_subsidy"):
        register(lines, words, tmp_path)


def test_a_code_explained_in_its_heading_is_a_code(words: Words, tmp_path: Path) -> None:
    """The explanation is for people; what the digits mean stands in the office's own file."""
    head = ["姓名", "身份证号", "残疾类别（1视力2听力3言语4肢体5智力6精神7多重）", "残疾等级"]
    found = register([head, ["甲", A[:18], "4", "1"]], words, tmp_path)
    assert column(found, "person.grade_physical") in ([], [None]) and "looks like a code" in found.slips["en"][0]
