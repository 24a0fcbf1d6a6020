"""Incomes that look like those of a whole year; the people are made up."""

from __future__ import annotations

from pathlib import Path

import pytest

import eligibility as el
from eligibility.facts.flatten import Values
from eligibility.register.reader import Register, read_register
from eligibility.register.spellings import words_of
from tests.conftest import DAY
from tests.register.readings import slips

STANDARDS: Values = {"locality.dibao_standard.urban": 885, "locality.dibao_standard.rural": 655}
INCOME = "household.monthly_income_per_capita"


def read(text: str, ruleset: el.Ruleset, folder: Path, own: str = "", constants: Values = STANDARDS) -> Register:
    (folder / "r.csv").write_text(text, "utf-8")
    (folder / "own.yaml").write_text(own, "utf-8")
    return read_register(folder / "r.csv", words_of(ruleset, folder / "own.yaml"), DAY, constants=constants)


def listed(heading: str, *incomes: int) -> str:
    return f"姓名,残疾等级,城乡,{heading}\n" + "".join(f"人{at},一级,农村,{income}\n" for at, income in enumerate(incomes))


def test_most_incomes_of_a_month_nine_times_the_standard_are_asked(zhangye: el.Ruleset, tmp_path: Path) -> None:
    text = listed("人均月收入（元）", 7200, 6800, 400)
    with pytest.raises(el.EligibilityError, match="2 of 3 incomes are 9 times the dibao standard or more"):
        read(text, zhangye, tmp_path)
    yearly = read(text, zhangye, tmp_path, f"columns: {{D: {{heading: 人均月收入（元）, read: {INCOME}, per: year}}}}")
    assert yearly.frame[INCOME].to_list()[0] == 600 and not slips(yearly)
    monthly = read(text, zhangye, tmp_path, f"columns: {{D: {{heading: 人均月收入（元）, read: {INCOME}, per: month}}}}")
    assert monthly.frame[INCOME].to_list()[0] == 7200 and not slips(monthly)


def test_a_few_are_told_and_marked(zhangye: el.Ruleset, tmp_path: Path) -> None:
    found = read(listed("人均月收入（元）", 5895, 500, 400, 5894), zhangye, tmp_path)
    assert slips(found) == [(2, "人均月收入（元）", "noted")] and found.about["doubted"].to_list() == [True, False, False, False]
    assert found.frame[INCOME].to_list() == [5895, 500, 400, 5894]


def test_where_a_year_is_written_nothing_is_refused(zhangye: el.Ruleset, tmp_path: Path) -> None:
    found = read(listed("年人均收入", 90000, 80000), zhangye, tmp_path)
    assert [effect for _, _, effect in slips(found)] == ["noted"] * 2


def test_without_a_standard_nothing_is_compared(zhangye: el.Ruleset, tmp_path: Path) -> None:
    assert not slips(read(listed("人均月收入（元）", 7200, 6800), zhangye, tmp_path, constants={}))


def test_a_standard_in_the_register_counts_first(zhangye: el.Ruleset, tmp_path: Path) -> None:
    """Where the area is not known the higher of the two standards counts."""
    text = "姓名,残疾等级,城乡,人均月收入,农村低保标准\n甲,一级,农村,7200,900\n乙,一级,,7200,100\n丙,一级,,700,100\n丁,一级,,700,900\n"
    assert slips(read(text, zhangye, tmp_path, constants={})) == [(3, "人均月收入", "noted")]
    assert not slips(read(text, zhangye, tmp_path, constants={"locality.dibao_standard.urban": 9000}))
