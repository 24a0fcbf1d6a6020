"""Cells as plain texts: errors, dittos and what tells nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

import eligibility as el
from eligibility.register.reader import read_register
from eligibility.register.spellings import words_of
from tests.conftest import DAY
from tests.register.readings import Read, slips


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#NAME?", "#VALUE!", "#n/a", "=NA()", "=VLOOKUP(A1,B:C,2)"])
def test_an_error_is_never_a_no(error: str, read: Read) -> None:
    """Not even where the office says that an empty cell is one."""
    register = read(f"姓名,困难残疾人生活补贴\n甲,{error.replace(',', '')}\n乙,", "blank_means_no: [person.receives.living_allowance]")
    assert register.frame["person.receives.living_allowance"].to_list() == [None, False]
    assert slips(register) == [(2, "困难残疾人生活补贴", "unknown")]


@pytest.mark.parametrize("text", ["也许", "不详"])
def test_what_cannot_be_read_or_is_not_known_is_no_blank(text: str, read: Read) -> None:
    register = read(f"姓名,困难残疾人生活补贴\n甲,{text}\n乙,", "blank_means_no: [person.receives.living_allowance]")
    assert register.frame["person.receives.living_allowance"].to_list() == [None, False]


def test_a_ditto_repeats_the_line_above(read: Read) -> None:
    """And is told; in a name or number it says nothing, nor below a line that is no person."""
    register = read("姓名,村,残疾等级,城乡\n甲,东村,一级,农村\n乙,同上,二级,〃\n小计,,,\n丙,同上,三级,农村\n同上,西村,四级,农村")
    assert register.about["village"].to_list() == ["东村", "东村", None, "西村"]
    assert register.frame["household.area"].to_list() == ["rural", "rural", "rural", "rural"]
    told = set(slips(register))
    assert {(3, "村", "noted"), (3, "城乡", "noted"), (5, "村", "unknown"), (6, "姓名", "unknown")} <= told


def test_marks_of_texts_are_no_part_of_them(read: Read) -> None:
    register = read('姓名,残疾人证号,性别\n甲,\'62070219900101001441,‘男\n乙,"=""62070219900101002241""",女')
    assert register.frame["person.sex"].to_list() == ["male", "female"] and register.frame["person.grade"].to_list() == [1, 1]


def test_a_plain_number_in_a_column_of_days_of_a_workbook_is_a_day(zhangye: el.Ruleset, tmp_path: Path) -> None:
    """A spreadsheet keeps days as numbers; five digits in a text are none."""
    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "出生日期"])
        sheet.write_row(1, 0, ["甲", 32874])
        sheet.write_row(2, 0, ["乙", "32874"])
    register = read_register(path, words_of(zhangye), DAY)
    assert [str(day) for day in register.frame["person.birth_date"]] == ["1990-01-01", "None"]
    assert slips(register) == [(3, "出生日期", "unknown")]
