"""Workbooks of LibreOffice: cells of every kind, repeated, merged and hidden ones."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest

from eligibility.register.sheets.ods import read_ods
from eligibility.register.sheets.sheet import Sheet

SPACES = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style"))


def sheets(tables: str, styles: str = "") -> list[Sheet]:
    file = io.BytesIO()
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    content = f"<office:automatic-styles>{styles}</office:automatic-styles>{body}"
    with ZipFile(file, "w") as archive:
        archive.writestr("content.xml", f"<office:document-content {SPACES}>{content}</office:document-content>")
    return read_ods(ZipFile(file))


def text(said: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {more}><text:p>{said}</text:p></table:table-cell>'


def row(cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{cells}</table:table-row>"


def table(rows: str) -> str:
    return f'<table:table table:name="s">{rows}</table:table>'


def test_every_kind_of_cell() -> None:
    """What an office notes beside a cell is no part of it."""
    cells = (
        '<table:table-cell office:value-type="float" office:value="46022"/>'
        '<table:table-cell office:value-type="date" office:date-value="2025-12-31"/>'
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
        '<table:table-cell office:value-type="string"><office:annotation><text:p>note</text:p></office:annotation>'
        '<text:p>甲<text:s text:c="2"/>乙</text:p></table:table-cell>'
        '<table:table-cell office:value-type="float" office:value="0"><text:p>#N/A</text:p></table:table-cell>'
        '<table:table-cell office:value-type="float" office:value="0"><text:p>Err:502</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=[.A1]"/>'
    )
    (sheet,) = sheets(f'<table:table table:name="名册">{row(cells)}</table:table>')
    assert sheet.cells.select(sheet.columns()).rows() == [("46022", "2025-12-31", "是", "甲  乙", "#N/A", "#VALUE!", "=()")]
    assert sheet.serials == {0: {1: "2025-12-31"}}


def test_what_fills_the_sheet_to_its_end_costs_nothing() -> None:
    filler = '<table:table-cell table:number-columns-repeated="16383"/>'
    blank = row(filler, 'table:number-rows-repeated="1048574"')
    (sheet,) = sheets(f"<table:table table:name='s'>{row(text('a') + filler)}{blank}{row(text('b'))}</table:table>")
    assert sheet.columns() == ["c0"] and sheet.cells["row"].to_list() == [1, 1_048_576]


def test_merged_cells_hold_for_their_lines() -> None:
    lines = row(text("H1", 'table:number-rows-spanned="2"') + text("甲")) + row("<table:covered-table-cell/>" + text("乙"))
    (sheet,) = sheets(f'<table:table table:name="s">{lines}</table:table>')
    assert sheet.cells.select("c0", "c1").rows() == [("H1", "甲"), ("H1", "乙")]


def test_what_is_hidden() -> None:
    """Sheets by their style, lines and columns by their visibility, in groups too."""
    styles = '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
    filtered = row(text("c"), 'table:visibility="filter"')
    lines = f"{row(text('a') + text('b'))}<table:table-row-group>{filtered}</table:table-row-group>"
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    one = f'<table:table table:name="1">{columns}{lines}</table:table>'
    first, second = sheets(f'{one}<table:table table:name="2" table:style-name="ta2">{lines}</table:table>', styles)
    assert first.hidden_rows == {2} and first.hidden_columns == {1} and not first.hidden and second.hidden


def test_a_line_that_is_repeated_without_end_is_damaged() -> None:
    """A small file would fill the memory."""
    again = 'table:number-rows-repeated="{}"'
    (few,) = sheets(table(row(text("甲"), again.format(3))))
    assert few.cells["c0"].to_list() == ["甲"] * 3
    with pytest.raises(ValueError, match="repeated without end"):
        sheets(table(row(text("甲", 'table:number-columns-repeated="9"'), again.format(10**9))))
