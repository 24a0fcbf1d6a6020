"""The same register gives the same answers whatever kind of file it is kept in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

import eligibility as el
from eligibility.register.files import read_sheet
from eligibility.register.reader import Register, read_register
from eligibility.register.spellings import Words, words_of
from tests.conftest import DAY
from tests.register.books import write_csv, write_parquet, write_xlsx

GROUPS = {
    "序号": ["序号"],
    "基本信息": ["户号", "姓名", "性别", "出生日期"],
    "残疾": ["残疾证编号", "残疾类别", "残疾等级"],
    "享受补贴情况": ["困难残疾人生活补贴", "重度残疾人护理补贴"],
}
HEADINGS = [heading for group in GROUPS.values() for heading in group]
LINES = [
    ["1", "甲", "成员一", "男", "1990年1月1日", "62070219900101001441", "肢体", "一级", "是", "110"],
    ["2", "甲", "成员二", "女", "1992.3.4", "", "无", "", "否", "否"],
    ["3", "乙", "成员三", "", "20150506", "", "智力", "三级", "", ""],
]


@pytest.fixture(scope="module")
def words(zhangye: el.Ruleset) -> Words:
    return words_of(zhangye)


Writer = Callable[[Path], Path]
KINDS: dict[str, Writer] = {
    "utf-8": lambda folder: write_csv(folder / "r.csv", HEADINGS, LINES),
    "utf-8-bom": lambda folder: write_csv(folder / "r.csv", HEADINGS, LINES, "utf-8-sig"),
    "gb18030": lambda folder: write_csv(folder / "r.csv", HEADINGS, LINES, "gb18030"),
    "utf-16": lambda folder: write_csv(folder / "r.txt", HEADINGS, LINES, "utf-16"),
    "xlsx": lambda folder: write_xlsx(folder / "r.xlsx", GROUPS, LINES),
    "xlsx-merged-households": lambda folder: write_xlsx(folder / "r.xlsx", GROUPS, LINES, [(1, 0, 1)]),
    "parquet": lambda folder: write_parquet(folder / "r.parquet", HEADINGS, LINES),
}


def facts(register: Register) -> pl.DataFrame:
    """Everything but the line numbers, which are the file's own."""
    frame = register.frame.drop("row")
    return frame.select(sorted(frame.columns))


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_of_file_tells_the_same(kind: str, words: Words, tmp_path: Path) -> None:
    register = read_register(KINDS[kind](tmp_path), words, DAY)
    (tmp_path / "plain").mkdir()
    plain = read_register(KINDS["utf-8"](tmp_path / "plain"), words, DAY)
    assert facts(register).equals(facts(plain))
    assert not len(register.slips)


@pytest.mark.parametrize(("kind", "rows"), [("utf-8", [2, 3, 4]), ("xlsx", [4, 5, 6]), ("parquet", [1, 2, 3])])
def test_lines_are_numbered_as_the_office_counts_them(kind: str, rows: list[int], words: Words, tmp_path: Path) -> None:
    assert read_register(KINDS[kind](tmp_path), words, DAY).frame["row"].to_list() == rows


def test_typed_parquet(words: Words, tmp_path: Path) -> None:
    """Columns that are typed already are read as they are."""
    from datetime import date

    path = tmp_path / "typed.parquet"
    pl.DataFrame(
        {"person.birth_date": [date(1990, 1, 1)], "person.certified": [True], "年龄": [34], "household.monthly_income_per_capita": [719.99],
         "person.needs": [["rehab", "home_care"]]}
    ).write_parquet(path)  # fmt: skip
    line = read_register(path, words, DAY).frame.row(0, named=True)
    assert line["person.birth_date"] == date(1990, 1, 1) and line["person.certified"] is True and line["person.age"] == 34
    assert str(line["household.monthly_income_per_capita"]) == "719.9900"
    assert line["person.needs.rehab"] and line["person.needs.home_care"] and line["person.needs.surgery"] is None


def test_a_number_stored_as_a_number(words: Words, tmp_path: Path) -> None:
    """A certificate number that Excel has kept as a number has lost its last digits, and the error says so."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "n.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "残疾证号"])
        sheet.write(1, 0, "成员一")
        sheet.write_number(1, 1, 620702199001010000)
    slips = read_register(tmp_path / "n.xlsx", words, DAY).slips
    assert "当成数字" in slips["zh"][0]


def test_a_line_with_too_many_cells_is_left_out_and_said(words: Words, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("姓名,性别\n甲,男\n乙,女,多一格\n丙,男\n", "utf-8")
    register = read_register(path, words, DAY)
    assert register.frame["row"].to_list() == [2, 4]
    assert register.slips.select("row", "effect").rows() == [(3, "left_out")]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.docx", b"x", "CSV, Excel or Parquet"),
        ("a.csv", b"", "empty"),
        ("a.csv", b"\x00\x01\x02", "not a text file"),
        ("a.csv", b"\xff\xff\xff\n", "neither UTF-8 nor GB18030"),
        ("a.csv", "甲,乙\n1,2\n".encode(), "no headings that are known"),
        ("a.xlsx", b"not a workbook", "damaged"),
        ("a.parquet", b"not parquet", "damaged"),
    ],
)
def test_what_cannot_be_read_is_said(name: str, content: bytes, said: str, words: Words, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(el.EligibilityError, match=said):
        read_sheet(tmp_path / name, words)


def test_a_missing_file(words: Words, tmp_path: Path) -> None:
    with pytest.raises(el.EligibilityError, match="no such file"):
        read_sheet(tmp_path / "none.csv", words)
