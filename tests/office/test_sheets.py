"""The workbook of a month: the gaps first, numbers as numbers, and names only where they are asked for."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

import pytest

from tests.office.months import certificate, member, number, paid, person
from tests.office.runs import JUNE, MAY, Months

PERSONS = [
    person(0),
    person(1, grade=3),
    person(2),
    person(3, 有效期至="2024-06-10"),
    person(4),
    {**person(5), "残疾人证号": "", "出生日期": "1980-01-01"},
]
DIBAO = [member(0), member(4), {"姓名": "成员5", "出生日期": "1980-01-01", "是否低保": "是"}]
PAID = [paid(0), paid(1), paid(1, "困难残疾人生活补贴", "110"), paid(3), paid(8, amount="150.5")]
GAPS = ["应享未享", "已领，今日不符合", "疑似应退未退", "应发与实发不符", "名册外"]
ORDER = [*GAPS, "可能同一人", "变化", "即将到期", "待核实", "未定（要问什么）", "全部", "汇总"]


def column(sheet: list[list[object]], name: str) -> list[object]:
    at = sheet[0].index(name)
    return [line[at] for line in sheet[1:]]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Months:
    """May, and June compared with it, for all tests that only read them."""
    made = Months(tmp_path_factory.mktemp("office"))
    made.run(PERSONS, DIBAO, PAID, day=MAY)
    made.run(PERSONS, DIBAO, PAID, day=JUNE, since=MAY)
    return made


def test_the_sheets_stand_in_their_order(both: Months) -> None:
    names = list(both.sheets(JUNE))
    assert names[: len(ORDER)] == ORDER and names[-2:] == ["读入核对", "错误"]
    assert "变化" not in both.sheets(MAY)


def test_each_gap_has_its_people_with_clause_and_amounts(months: Months) -> None:
    """Clauses and routes in Chinese; amounts are numbers."""
    months.run(PERSONS, DIBAO, PAID, ask=True)
    sheets = months.sheets()
    assert set(column(sheets["应享未享"], "项目")) == {"重度残疾人护理补贴", "困难残疾人生活补贴"}
    assert all(column(sheets["应享未享"], "依据条款"))
    assert column(sheets["已领，今日不符合"], "实发金额") == [110.0] and "低保" in str(
        column(sheets["已领，今日不符合"], "不符合的原因")[0]
    )
    assert column(sheets["疑似应退未退"], "表内行号") == [3.0] and column(sheets["疑似应退未退"], "工作表") == ["persons.csv"]
    assert column(sheets["名册外"], "实发金额")[0] == 150.5 and column(sheets["名册外"], "来自名册")[0] == "paid.csv"
    assert not any(re.search(r"[a-z]_[a-z]", str(cell)) for name in GAPS for line in sheets.get(name, []) for cell in line)


def test_names_and_numbers_only_where_they_are_asked_for(both: Months, tmp_path: Path) -> None:
    """Every cell of every sheet and file; the same people, and nothing of theirs."""
    content = str(both.sheets(JUNE)) + (both.folder / "2024-06.summary.json").read_text("utf-8")
    content += (both.folder / "2024-06.changes.json").read_text("utf-8")
    for private in ("成员", *(number(index)[6:14] + number(index)[14:] for index in range(9)), certificate(0)):
        assert private not in content
    months = Months(shutil.copytree(both.folder, tmp_path / "office"))
    months.run(PERSONS, DIBAO, PAID, day=JUNE, since=MAY, ids=True)
    content = str(months.sheets(JUNE))
    assert "成员0" in content and certificate(1, 3) in content and number(8) in content


def test_small_counts_are_hidden_without_names(months: Months, both: Months) -> None:
    persons = [{**one, "乡镇": "西乡"} if at > 2 else one for at, one in enumerate(PERSONS)]
    months.run(persons, DIBAO, PAID)
    assert "不公开" in column(months.sheets()["汇总 乡镇（街道）"], "应享未享")
    months.run(persons, DIBAO, PAID, ids=True)
    shown = column(months.sheets()["汇总 乡镇（街道）"], "应享未享")
    assert all(isinstance(count, float) for count in shown) and sum(shown) > 0  # type: ignore[arg-type]
    assert "汇总 乡镇（街道）" not in both.sheets()


def test_money_and_counts_are_numbers(both: Months) -> None:
    """On the sheet of sums too: a sum that is no text can be added up."""
    sheet = both.sheets()["汇总"]
    assert all(isinstance(cell, float) or cell == "" for line in sheet[1:] for cell in line[2:])
    assert {"符合 元/月，至少", "应享未享 元/月，至多"} <= set(sheet[0])


def test_what_ends_soon_stands_by_month(both: Months) -> None:
    """The certificate's last day, and what is then refused."""
    sheet = both.sheets()["即将到期"]
    assert set(column(sheet, "月份")) == {"2024-06"} and set(column(sheet, "日期")) == {"2024-06-10"}
    assert "残疾人证有效期至2024-06-10" in column(sheet, "原因") and "重度残疾人护理补贴" in column(sheet, "项目")


def test_an_error_names_sheet_line_column_and_the_person_s_line(months: Months) -> None:
    payments = [paid(0), paid(2, 是否低保="也许")]
    months.run(PERSONS, DIBAO, payments)
    sheet = months.sheets()["错误"]
    lines = [dict(zip(sheet[0], line, strict=True)) for line in sheet[1:]]
    [wrong] = [line for line in lines if line["列"] == "是否低保" and line["工作表"] == "paid.csv"]
    assert (wrong["表内行号"], wrong["持证名册行号"]) == (3.0, 4.0)


def test_by_default_only_what_the_registers_tell_of(months: Months, both: Months) -> None:
    few = set(column(both.sheets()["全部"], "项目"))
    months.run(PERSONS, DIBAO, PAID, all_supports=True)
    assert few == {"重度残疾人护理补贴", "困难残疾人生活补贴", "最低生活保障"} < set(column(months.sheets()["全部"], "项目"))


def test_it_prints_across_with_its_headings_on_every_page(both: Months) -> None:
    with zipfile.ZipFile(both.folder / "2024-05.xlsx") as book:
        sheet, whole = book.read("xl/worksheets/sheet1.xml").decode(), book.read("xl/workbook.xml").decode()
    assert 'orientation="landscape"' in sheet and 'fitToWidth="1" fitToHeight="0"' in sheet
    assert "_xlnm.Print_Titles" in whole and "'应享未享'!$1:$1" in whole


def test_the_reading_is_accounted_for(both: Months) -> None:
    sheet = both.sheets()["读入核对"]
    assert column(sheet, "工作表") == ["persons.csv", "dibao.csv", "paid.csv", "dibao.csv", "paid.csv"]
    assert column(sheet, "名册外")[-1] == 1.0 and column(sheet, "无可用证号")[-2] == 1.0
