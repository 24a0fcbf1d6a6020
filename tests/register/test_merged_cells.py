"""Cells merged over the lines of several persons: what is each one's own stands in the first line alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

import eligibility as el
from eligibility.register.reader import Register, read_register
from eligibility.register.spellings import words_of
from tests.conftest import DAY
from tests.register.readings import slips

HEADS = ["户号", "姓名", "身份证号", "残疾类别", "残疾等级", "低保"]
A, B = "620702199001010014", "620702199001010022"


def read(folder: Path, rules: el.Ruleset, second: list[str]) -> Register:
    """Two lines of one household; household, category, grade and dibao are merged over both."""
    with xlsxwriter.Workbook(str(folder / "r.xlsx"), {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADS)
        for column, text in enumerate(["1", "甲", A, "肢体", "一级", "是"]):
            if column in {1, 2}:
                sheet.write(1, column, text)
                sheet.write(2, column, second[column - 1])
            else:
                sheet.merge_range(1, column, 2, column, text)
    return read_register(folder / "r.xlsx", words_of(rules), DAY)


def test_a_grade_is_that_of_the_first_line(zhangye: el.Ruleset, tmp_path: Path) -> None:
    """The guardian below is not graded; who lives together and is on dibao holds for both."""
    found = read(tmp_path, zhangye, ["乙", B])
    assert found.frame["person.grade"].to_list() == [1, None] and found.frame["household.dibao"].to_list() == [True, True]
    assert found.frame["household"].n_unique() == 1
    assert slips(found) == [(3, "残疾类别", "unknown"), (3, "残疾等级", "unknown")]


@pytest.mark.parametrize("number", [A])
def test_several_lines_of_one_person_share_a_grade(number: str, zhangye: el.Ruleset, tmp_path: Path) -> None:
    found = read(tmp_path, zhangye, ["甲", number])
    assert found.frame["person.grade"].to_list() == [1] and [effect for _, _, effect in slips(found)] == ["left_out"]
