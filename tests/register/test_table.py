"""The same register gives the same answers whatever kind of file it is kept in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

import eligibility as el
from eligibility.register.lines import Box
from eligibility.register.outline import read_outline
from eligibility.register.reader import Register, read_register
from eligibility.register.spellings import Words, words_of
from eligibility.register.table import read_table
from tests.conftest import DAY
from tests.register.books import workbook, write_csv, write_parquet, write_xlsx

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
        read_outline(tmp_path / name, words)


def test_a_missing_file(words: Words, tmp_path: Path) -> None:
    with pytest.raises(el.EligibilityError, match="no such file"):
        read_outline(tmp_path / "none.csv", words)


HEAD = ["姓名", "残疾人证号", "低保"]
PEOPLE = [
    ["甲", "62070219900101001441", "是"],
    ["乙", "62070219900101002241", "是"],
    ["丙", "62070219900101003041", "是"],
    ["丁", "62070219900101004941", "否"],
]


def refused(path: Path, words: Words) -> str:
    with pytest.raises(el.EligibilityError) as caught:
        read_register(path, words, DAY)
    return " ".join(str(problem.as_json()["code"]) for problem in caught.value.problems) + str(caught.value)


def settings(zhangye: el.Ruleset, folder: Path, text: str) -> Words:
    (folder / "own.yaml").write_text(text, "utf-8")
    return words_of(zhangye, folder / "own.yaml")


def test_sheets_of_one_form_are_one_register(words: Words, tmp_path: Path) -> None:
    """The sheet's name is the township; every line says where it stands; notes are no register."""
    sheets = {"甲镇": [HEAD, PEOPLE[0]], "说明": [["本表由各镇填报"]], "乙镇": [["某县名册"], HEAD, *PEOPLE[1:3], ["合计", "", ""]]}
    register = read_register(workbook(tmp_path / "r.xlsx", sheets), words, DAY)
    assert register.about["township"].to_list() == ["甲镇", "乙镇", "乙镇"] and register.lines == 3
    assert register.places is not None
    assert register.places.filter(pl.col("row").is_in(register.frame["row"].implode())).select("sheet", "line").rows() == [
        ("甲镇", 2),
        ("乙镇", 3),
        ("乙镇", 4),
    ]
    assert [(account.sheet, account.lines, account.persons) for account in register.accounts] == [
        ("甲镇", 2, 1),
        ("乙镇", 5, 2),
        ("说明", 1, 0),
    ]


def test_a_township_that_a_column_tells_is_that(words: Words, tmp_path: Path) -> None:
    sheets = {"甲": [[*HEAD, "乡镇"], [*PEOPLE[0], "东镇"]], "乙": [[*HEAD, "乡镇"], [*PEOPLE[1], "西镇"]]}
    assert read_register(workbook(tmp_path / "r.xlsx", sheets), words, DAY).about["township"].to_list() == ["东镇", "西镇"]


@pytest.mark.parametrize("names", [("2025年11月", "2025年12月"), ("甲", "乙")])
def test_the_same_persons_on_two_sheets_are_months(names: tuple[str, str], words: Words, zhangye: el.Ruleset, tmp_path: Path) -> None:
    """Which month counts is for the office to say."""
    path = workbook(tmp_path / "r.xlsx", {names[0]: [HEAD, *PEOPLE[:3]], names[1]: [HEAD, *PEOPLE[1:]]})
    assert "sheets_not_certain" in refused(path, words)
    assert read_register(path, words, DAY, sheets=[names[1]]).lines == 3
    assert read_register(path, settings(zhangye, tmp_path, f"sheets: [{names[0]}]"), DAY).lines == 3


def test_sheets_of_different_forms_are_refused(words: Words, tmp_path: Path) -> None:
    path = workbook(tmp_path / "r.xlsx", {"名册": [HEAD, *PEOPLE], "名单": [["姓名", "性别"], ["戊", "女"]]})
    assert "sheets_not_certain" in refused(path, words)
    assert read_register(path, words, DAY, sheets=["名册"]).lines == 4
    assert "名册" in refused(path, words) and "has no sheet" in _said(path, words)


def _said(path: Path, words: Words) -> str:
    with pytest.raises(el.EligibilityError) as caught:
        read_register(path, words, DAY, sheets=["名录"])
    return str(caught.value)


def test_hidden_sheets_and_columns_are_refused_until_it_is_said(words: Words, zhangye: el.Ruleset, tmp_path: Path) -> None:
    path = workbook(tmp_path / "r.xlsx", {"甲": [HEAD, *PEOPLE[:2]], "乙": [HEAD, PEOPLE[3]]}, hidden=["乙"])
    assert "hidden_not_certain" in refused(path, words)
    assert read_register(path, settings(zhangye, tmp_path, "hidden: leave"), DAY).lines == 2
    assert read_register(path, settings(zhangye, tmp_path, "hidden: read"), DAY).lines == 3
    with xlsxwriter.Workbook(str(tmp_path / "c.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, PEOPLE[0])
        sheet.set_column(2, 2, None, None, {"hidden": True})
    assert "hidden_not_certain" in refused(tmp_path / "c.xlsx", words)
    left = read_register(tmp_path / "c.xlsx", settings(zhangye, tmp_path, "hidden: leave"), DAY)
    assert "household.dibao" not in left.frame.columns


@pytest.mark.parametrize("text", ["姓名,性别\n", "姓名,性别\n,\n", "姓名,性别\n合计,\n"])
def test_a_register_of_nobody_is_refused(text: str, words: Words, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(text, "utf-8")
    assert "no_persons" in refused(tmp_path / "r.csv", words)


def test_a_table_of_sums_beside_a_register_is_none(words: Words, tmp_path: Path) -> None:
    """It names nobody, and is told as no register; empty sheets are not spoken of."""
    path = workbook(tmp_path / "r.xlsx", {"名册": [HEAD, *PEOPLE], "汇总": [["乡镇", "低保"], ["甲镇", "4"]], "Sheet3": []})
    register = read_register(path, words, DAY)
    assert register.lines == 4 and register.places is None
    assert [(account.sheet, dict(account.boxes)) for account in register.accounts[1:]] == [("汇总", {"no_table": 2})]


MONTHS = ("2025年10月重度残疾人护理补贴发放表", "2025年11月重度残疾人护理补贴发放表")


@pytest.mark.parametrize(("names", "titles"), [(("10月", "11月"), ("", "")), (("甲", "乙"), MONTHS)])
def test_sheets_of_different_months_are_not_joined(names: tuple[str, str], titles: tuple[str, str], words: Words, tmp_path: Path) -> None:
    """Though nobody stands on both; the other month is told as not chosen."""
    sheets = {name: [*([title],) * bool(title), HEAD, line] for name, title, line in zip(names, titles, PEOPLE, strict=False)}
    path = workbook(tmp_path / "r.xlsx", sheets)
    assert "sheets_not_certain" in refused(path, words) and "different months" in refused(path, words)
    register = read_register(path, words, DAY, sheets=[names[1]])
    assert register.lines == 1 and list(register.accounts[1].boxes) == [Box.NOT_CHOSEN]
    assert read_register(path, words, DAY, sheets=names).lines == 2


def test_who_stands_on_two_sheets_is_named_by_line(words: Words, tmp_path: Path) -> None:
    """Naming both sheets says that they are one register; the person is then one entered twice."""
    path = workbook(tmp_path / "r.xlsx", {"甲镇": [HEAD, *PEOPLE[:2]], "乙镇": [HEAD, PEOPLE[2], PEOPLE[0]]})
    said = refused(path, words)
    assert "1 person on both sheets '甲镇' and '乙镇' (lines 2 and 3" in said and "name them all" in said
    register = read_register(path, words, DAY, sheets=["甲镇", "乙镇"])
    assert register.lines == 3 and register.accounts[1].boxes[Box.DUPLICATE] == 1


def test_sheets_that_differ_are_told_with_their_columns(words: Words, tmp_path: Path) -> None:
    path = workbook(tmp_path / "r.xlsx", {"甲镇": [HEAD, PEOPLE[0]], "乙镇": [HEAD[:2], PEOPLE[1][:2]]})
    assert "has '低保' on the sheet '甲镇' alone" in refused(path, words)
    head = ["姓名", "残疾人证号", "残疾等级", "发放金额"]
    titles = "困难残疾人生活补贴发放表", "重度残疾人护理补贴发放表"
    sheets = {f"表{at}": [[title], head, [*PEOPLE[at][:2], "一级", "100"]] for at, title in enumerate(titles)}
    assert "other titles on the sheets '表0' and '表1', by which '发放金额'" in refused(workbook(tmp_path / "t.xlsx", sheets), words)


@pytest.mark.parametrize("names", [("生活补贴", "护理补贴"), ("一", "二"), ("甲镇", "新增")])
def test_only_names_of_places_are_townships(names: tuple[str, str], words: Words, tmp_path: Path) -> None:
    path = workbook(tmp_path / "r.xlsx", {name: [HEAD, line] for name, line in zip(names, PEOPLE, strict=False)})
    assert "township" not in read_register(path, words, DAY).about.columns


def test_columns_without_a_heading_are_told(words: Words, tmp_path: Path) -> None:
    lines = [["姓名", "", "残疾人证号"], ["甲", "女", NUMBERS[0], "", "见附件"], ["乙", "", NUMBERS[1]]]
    found = read_register(workbook(tmp_path / "r.xlsx", {"名册": lines}), words, DAY)
    assert [notice.zh for notice in found.notices] == ["B、E列没有列名，未使用"]
    assert found.lines == 2 and found.notices[0].en == "columns B, E without a heading: left aside"


def test_a_death_written_beside_the_table_is_told(words: Words, tmp_path: Path) -> None:
    """In a column without a heading, inside the table or beside it, on any of its sheets."""
    lines = [["姓名", "残疾人证号"], ["甲", NUMBERS[0], "", "2025年3月死亡"], ["乙", NUMBERS[1]]]
    found = read_register(workbook(tmp_path / "r.xlsx", {"名册": lines}), words, DAY)
    assert found.about["doubted"].to_list() == [True, False] and found.slips.select("row", "column", "effect").rows() == [(2, "D", "noted")]
    other = [["姓名", "残疾人证号"], ["丙", "62070219900101003041"]]
    found = read_register(workbook(tmp_path / "s.xlsx", {"甲镇": other, "乙镇": lines}), words, DAY)
    assert found.about.filter("doubted")["row"].to_list() == [4]


NUMBERS = ("62070219900101001441", "62070219900101002241")


def test_remarks_stand_in_other_places_on_another_sheet(words: Words, tmp_path: Path) -> None:
    """Each is joined to its own, by its heading; none is read as another column."""
    sheets = {
        "甲镇": [["姓名", "残疾人证号", "备注", "低保类别", "变动原因"], ["甲", NUMBERS[0], "好", "农村低保", ""]],
        "乙镇": [["姓名", "低保类别", "残疾人证号", "变动原因", "备注"], ["乙", "城市低保", NUMBERS[1], "死亡", "好"]],
    }
    found = read_register(workbook(tmp_path / "r.xlsx", sheets), words, DAY)
    assert found.frame["household.dibao"].to_list() == [True, True] and found.frame["household.area"].to_list() == ["rural", "urban"]
    assert found.slips.select("row", "column", "effect").rows() == [(4, "变动原因", "noted")]


def test_further_remarks_of_another_sheet_are_read_too(words: Words, tmp_path: Path) -> None:
    sheets = {
        "甲镇": [["姓名", "残疾人证号", "备注"], ["甲", NUMBERS[0], "好"]],
        "乙镇": [["姓名", "残疾人证号", "备注", "备注", "变动原因"], ["乙", NUMBERS[1], "", "已去世", "迁出"]],
    }
    found = read_register(workbook(tmp_path / "r.xlsx", sheets), words, DAY)
    assert sorted(found.slips["column"].to_list()) == sorted(["备注", "变动原因"]) and found.slips["row"].to_list() == [4, 4]


def test_what_several_sheets_leave_open_is_asked_at_once(words: Words, tmp_path: Path) -> None:
    """Each question once, though every sheet has it; what is hidden and which sheets count too."""
    head = ["姓名", "残疾人证号", "某某状态"]
    sheets = {
        "甲镇": [head, ["甲", "62070219900101001441", "好"]],
        "乙镇": [head, ["乙", "62070219900101002241", "好"]],
        "丙镇": [[*head[:2], "人均收入"], ["丙", "62070219900101003041", "500"]],
    }
    with pytest.raises(el.EligibilityError) as caught:
        read_table(workbook(tmp_path / "r.xlsx", sheets), words)
    said = caught.value.text("zh").splitlines()
    assert len(said) == 3 and "只有工作表" in said[0] and "某某状态" in said[1] and "人均收入" in said[2]
    for lines in sheets.values():
        lines[0][2] = "人员状态"
    with pytest.raises(el.EligibilityError) as caught:
        read_table(workbook(tmp_path / "s.xlsx", sheets), words)
    assert len(caught.value.text("zh").splitlines()) == 3
