"""Workbooks of Excel: cells of every kind, what is hidden, merged or far away."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
import xlsxwriter

import eligibility as el
from eligibility.register.sheets.book import read_book
from eligibility.register.sheets.xlsx import read_xlsx


def test_every_kind_of_cell(tmp_path: Path) -> None:
    """Errors are errors, days are days, and a long number shows that it was cut."""
    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("名册")
        day = book.add_format({"num_format": "yyyy年m月d日"})
        built_in = book.add_format({"num_format": 14})
        money = book.add_format({"num_format": '#,##0.00"元"'})
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_datetime(1, 0, datetime(2025, 12, 31), day)  # noqa: DTZ001
        sheet.write_datetime(1, 1, datetime(2025, 12, 31, 8), built_in)  # noqa: DTZ001
        sheet.write_number(2, 0, 110, money)
        sheet.write_number(2, 1, 46022)
        sheet.write_boolean(3, 0, True)
        sheet.write_formula(3, 1, "=NA()", None, "#N/A")
        sheet.write_formula(4, 0, "=1+1", None, 2)
        sheet.write_number(4, 1, 620702199205232000)
        sheet.write_rich_string(5, 0, "甲", book.add_format({"bold": True}), "乙")
    (found,) = read_xlsx(ZipFile(path))
    assert found.cells.select("c0", "c1").rows()[1:] == [
        ("2025-12-31", "2025-12-31 08:00:00"),
        ("110", "46022"),
        ("是", "#N/A"),
        ("2", "6.20702E+17"),
        ("甲乙", None),
    ]
    assert found.serials == {1: {3: "2025-12-31"}}


def test_hidden_sheets_lines_and_columns(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name in ("甲", "乙"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["a", "b"])
            sheet.write_row(1, 0, ["c", "d"])
        sheet.hide()
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})
    first, second = read_xlsx(ZipFile(path))
    assert not first.hidden and not first.hidden_rows and not first.hidden_columns
    assert second.hidden and second.hidden_rows == {2} and second.hidden_columns == {1}


def test_cells_far_away_cost_nothing(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write("XFD1048576", "x")
        sheet.write("XFD2", " ")
        sheet.merge_range("A1:A9", "a")
    (found,) = read_xlsx(ZipFile(path))
    assert found.columns() == ["c0", "c1", "c16383"] and len(found.cells) == 2 and found.lines == 1_048_576


def archive(tmp_path: Path, sheet: str, *, book: str = "") -> ZipFile:
    """A workbook of one sheet, its XML written by hand."""
    path = tmp_path / "made.xlsx"
    with ZipFile(path, "w") as file:
        main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        file.writestr(
            "xl/workbook.xml",
            f'<workbook {main} xmlns:r="{relation}">{book}<sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        file.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships><Relationship Id="r1" Type="{relation}/worksheet" Target="/xl/worksheets/a.xml"/></Relationships>',
        )
        file.writestr("xl/worksheets/a.xml", f"<worksheet {main}><sheetData>{sheet}</sheetData></worksheet>")
    return ZipFile(path)


def test_a_formula_without_a_value_is_no_blank(tmp_path: Path) -> None:
    """An empty text that a formula gives is one."""
    cells = '<c r="A1"><f>B1</f></c><c r="B1"><f>C1</f><v></v></c><c r="C1" t="str"><f>D1</f><v></v></c>'
    cells += '<c r="D1" t="inlineStr"><is><t>x</t></is></c>'
    (found,) = read_xlsx(archive(tmp_path, f'<row r="1">{cells}</row>'))
    assert found.cells.select("c0", "c1", "c3").rows() == [("=()", "=()", "x")] and "c2" not in found.cells.columns


def test_cells_without_their_places_stand_one_after_the_other(tmp_path: Path) -> None:
    (found,) = read_xlsx(archive(tmp_path, '<row><c t="b"><v>1</v></c><c><v>2</v></c></row><row r="7" hidden="1"><c><v>3</v></c></row>'))
    assert found.cells.rows(named=True) == [{"row": 1, "c0": "是", "c1": "2"}, {"row": 7, "c0": "3", "c1": None}] and found.hidden_rows == {
        7
    }


def test_days_counted_from_1904(tmp_path: Path) -> None:
    (found,) = read_xlsx(archive(tmp_path, '<row r="1"><c r="A1"><v>44560</v></c></row>', book='<workbookPr date1904="1"/>'))
    assert found.serials == {0: {1: "2025-12-31"}}


def test_an_encoding_that_there_is_not_is_damage(tmp_path: Path) -> None:
    with archive(tmp_path, "") as whole, ZipFile(tmp_path / "other.xlsx", "w") as other:
        for name in whole.namelist():
            head = b'<?xml version="1.0" encoding="UTF-x"?>' if name.endswith("a.xml") else b""
            other.writestr(name, head + whole.read(name))
    with pytest.raises(el.EligibilityError, match="is damaged"):
        read_book(tmp_path / "other.xlsx")


def test_half_of_a_sign_stays_as_it_is_written(tmp_path: Path) -> None:
    """A sign by its number is a sign, and no text holds half of one."""
    cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in ("_x0041_", "_xD800_", "_xdfff_b"))
    with archive(tmp_path, f"<row>{cells}</row>") as file:
        (sheet,) = read_xlsx(file)
    assert sheet.cells.select("c0", "c1", "c2").rows() == [("A", "_xD800_", "_xdfff_b")]


@pytest.mark.parametrize(
    "rows",
    [
        f'<row r="1"><c r="{"B" * 38}1"><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1"><c r="$4"><v>1</v></c></row>',
        '<row r="1048577"><c><v>1</v></c></row>',
        '<row r="0"><c><v>1</v></c></row>',
        '<row r="-3"><c><v>1</v></c></row>',
        f'<row r="1"><c><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:{"Z" * 30}1"/></mergeCells><sheetData>',
    ],
)
def test_what_no_sheet_has_is_damaged(tmp_path: Path, rows: str) -> None:
    """A place beyond the end of a sheet: so many columns would be gone through without end."""
    with pytest.raises(ValueError, match="beyond the end of a sheet"):
        read_xlsx(archive(tmp_path, rows))
