"""A register's reading as column settings: given back, it prints itself and changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import eligibility as el
from eligibility.register.outline import read_outline
from eligibility.register.proposal import proposal
from eligibility.register.reader import read_register
from eligibility.register.spellings import words_of
from tests.conftest import DAY, ROOT
from tests.register.books import workbook

FILES = {
    "plain": "姓名,残疾等级,序号,奇怪的列\n甲,一级,1,x\n",
    "groups": "户主,,残疾人,,残疾类别\n姓名,身份证号,姓名,身份证号,\n甲,620702194702020044,乙,620702201912150018,智力\n",
    "asked": "姓名,身份证号码,养老方式,生活补贴（元/月）,等级\n甲,620702194702020044,居家养老,100,一级\n",
    "income": "姓名,残疾等级,人均收入,状态\n甲,一级,4200,正常\n",
    "payments": "姓名,残疾人证号,补贴类型,补贴金额\n甲,62070219750516004141,生活补贴,110\n甲,62070219750516004141,护理补贴,110\n",
    "twice": "姓名,残疾等级,残疾级别,类别\n甲,一级,一级,肢体\n",
    "footers": "序号,姓名,残疾等级,困难残疾人生活补贴\n1,甲,一级,110\n合计,,,110\n",
}


def printed(path: Path, ruleset: el.Ruleset, settings: Path | None = None) -> str:
    words = words_of(ruleset, settings)
    return proposal(read_outline(path, words), words)


def outcome(path: Path, ruleset: el.Ruleset, settings: Path | None = None) -> object:
    """What a register is read as, or why it is refused."""
    try:
        register = read_register(path, words_of(ruleset, settings), DAY)
    except el.EligibilityError as error:
        return str(error)
    return [
        register.frame.rows(named=True),
        register.about.rows(),
        register.slips.rows(),
        [account.as_json() for account in register.accounts],
    ]


def check_round_trip(path: Path, ruleset: el.Ruleset, folder: Path) -> None:
    settings = folder / "columns.yaml"
    settings.write_text(printed(path, ruleset), "utf-8")
    assert printed(path, ruleset, settings) == settings.read_text("utf-8")
    assert outcome(path, ruleset, settings) == outcome(path, ruleset)


@pytest.mark.parametrize("name", FILES)
def test_a_proposal_given_back_prints_itself_and_changes_nothing(name: str, zhangye: el.Ruleset, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(FILES[name], "utf-8")
    check_round_trip(path, zhangye, tmp_path)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_examples_reading_given_back_changes_nothing(suffix: str, tmp_path: Path) -> None:
    ruleset = el.load_ruleset("fuzhou_jx", as_of=DAY)
    check_round_trip(ROOT / "examples" / f"register{suffix}", ruleset, tmp_path)


def test_townships_given_back(zhangye: el.Ruleset, tmp_path: Path) -> None:
    """Also where the second sheet has its columns in another order."""
    sheets = {
        "甲镇": [["姓名", "残疾等级", "序号"], ["甲", "一级", "1"]],
        "乙镇": [["序号", "姓名", "残疾等级"], ["1", "乙", "二级"]],
    }
    path = workbook(tmp_path / "r.xlsx", sheets)
    check_round_trip(path, zhangye, tmp_path)
    assert read_register(path, words_of(zhangye), DAY).about["township"].to_list() == ["甲镇", "乙镇"]


def test_the_offices_words_are_printed_too(zhangye: el.Ruleset, tmp_path: Path) -> None:
    """A mapping may be partial: what it does not name is read as without it, and the print is whole."""
    path, own = tmp_path / "r.csv", tmp_path / "own.yaml"
    path.write_text("姓名,残疾等级,户情,自理\n甲,一级,是,全护理\n", "utf-8")
    own.write_text(
        "columns: {C: {heading: 户情, read: household.dibao}}\nvalues: {person.self_care: {none: [全护理]}}\n"
        "every: {person.certified: true}\n"
        'headings: {person.self_care: [自理]}\n"yes": [对的]\ntotals: ignore\nhouseholds: file\n',
        "utf-8",
    )
    first = printed(path, zhangye, own)
    content = yaml.safe_load(first)
    assert content["columns"]["A"] == {"heading": "姓名", "read": "about.name"} and content["columns"]["C"]["read"] == "household.dibao"
    assert content["every"] == {"person.certified": True} and content["yes"] == ["对的"] and content["totals"] == "ignore"
    assert content["households"] == "file"
    again = tmp_path / "again.yaml"
    again.write_text(first, "utf-8")
    assert printed(path, zhangye, again) == first and outcome(path, zhangye, again) == outcome(path, zhangye, own)


def test_a_proposal_says_what_every_column_is_read_as(zhangye: el.Ruleset, tmp_path: Path) -> None:
    """What is known and tells nothing is left aside, what is not known is said, what must be settled is asked."""
    path = tmp_path / "r.csv"
    path.write_text(FILES["plain"], "utf-8")
    text = printed(path, zhangye)
    content = yaml.safe_load(text)
    assert content["head"] == {"first": 1, "last": 1} and content["lines"] == "persons"
    assert {letter: column["read"] for letter, column in content["columns"].items()} == {
        "A": "about.name",
        "B": "disability.grade",
        "C": "ignore",
        "D": "ignore",
    }
    assert "# 无法识别 / not recognised" in text and "# 不使用" in text
    path.write_text(FILES["asked"], "utf-8")
    assert "read: ask}  # 请确定" in printed(path, zhangye)


def test_chosen_sheets_are_printed(zhangye: el.Ruleset, tmp_path: Path) -> None:
    """Given back, the same sheets are read; otherwise the doubt about them stays one."""
    lines = [["姓名", "残疾人证号"], ["甲", "62070219900101001441"]]
    path = workbook(tmp_path / "r.xlsx", {"11月": lines, "12月": lines})
    words, settings = words_of(zhangye), tmp_path / "columns.yaml"
    settings.write_text(proposal(read_outline(path, words, ["12月"]), words, ["12月"]), "utf-8")
    assert read_register(path, words_of(zhangye, settings), DAY).lines == 1
    check_round_trip(path, zhangye, tmp_path)


def test_what_is_asked_of_a_further_sheet_is_printed_as_asked(zhangye: el.Ruleset, tmp_path: Path) -> None:
    """Given back, it is asked again: nobody who died is read as living because another sheet comes first."""
    head = ["姓名", "残疾人证号", "情况"]
    sheets = {
        "甲镇": [head, ["甲", "62070219900101001441", "好"]],
        "乙镇": [head, ["乙", "62070219900101002241", "死亡"]],
    }
    path = workbook(tmp_path / "r.xlsx", sheets)
    assert "read: ask}" in printed(path, zhangye)
    check_round_trip(path, zhangye, tmp_path)


BEFORE = {
    "汇总": [["某县残疾人两项补贴汇总表"], ["乡镇", "人数", "护理补贴金额"], ["甲镇", "2", "220"], ["合计", "2", "220"]],
    "封面": [["某县残联"], ["二〇二四年"]],
}
LISTED = [["甲镇名册"], [], ["姓名", "残疾人证号", "情况说明"], ["甲", "62070219900101001441", "好"], ["乙", "62070219900101002241", "好"]]


@pytest.mark.parametrize("first", BEFORE)
def test_a_register_behind_another_sheet_given_back(first: str, zhangye: el.Ruleset, tmp_path: Path) -> None:
    """The columns are those of the register, whatever stands before it; where they have moved there, that is refused."""
    path = workbook(tmp_path / "r.xlsx", {first: BEFORE[first], "名册": LISTED})
    check_round_trip(path, zhangye, tmp_path)
    settings = tmp_path / "columns.yaml"
    assert read_register(path, words_of(zhangye, settings), DAY).lines == 2
    settings.write_text("columns: {情况说明: line.remarks}", "utf-8")
    assert read_register(path, words_of(zhangye, settings), DAY).lines == 2
    settings.write_text("columns: {B: {heading: 身份证号, read: about.id_number}, C: {heading: 备注, read: line.remarks}}", "utf-8")
    said = str(outcome(path, zhangye, settings))
    assert "column B is headed '残疾人证号'" in said and "column C is headed '情况说明'" in said and "[名册]" in said
