"""The same register in every kind of file that offices keep."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl
import xlsxwriter

Cells = Sequence[Sequence[str]]


def text(headings: Sequence[str], lines: Cells) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([headings, *lines])
    return out.getvalue()


def write_csv(path: Path, headings: Sequence[str], lines: Cells, encoding: str = "utf-8") -> Path:
    path.write_bytes(text(headings, lines).encode(encoding))
    return path


def write_parquet(path: Path, headings: Sequence[str], lines: Cells) -> Path:
    columns = {heading: [line[index] or None for line in lines] for index, heading in enumerate(headings)}
    pl.DataFrame(columns, schema=dict.fromkeys(headings, pl.String)).write_parquet(path)
    return path


def write_xlsx(path: Path, groups: Mapping[str, Sequence[str]], lines: Cells, merged: Sequence[tuple[int, int, int]] = ()) -> Path:
    """A title, group titles merged over their columns, headings, then the lines.

    `merged` are runs of a column's lines: column, first, last.
    """
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("名册")
        width = sum(map(len, groups.values()))
        sheet.merge_range(0, 0, 0, width - 1, "某县残疾人名册")
        column = 0
        for group, headings in groups.items():
            if len(headings) == 1:
                sheet.merge_range(1, column, 2, column, headings[0])
            else:
                sheet.merge_range(1, column, 1, column + len(headings) - 1, group)
                sheet.write_row(2, column, headings)
            column += len(headings)
        for at, line in enumerate(lines, 3):
            sheet.write_row(at, 0, [cell or None for cell in line])
        for column, first, last in merged:
            sheet.merge_range(first + 3, column, last + 3, column, lines[first][column])
    return path


def workbook(path: Path, sheets: Mapping[str, Cells], hidden: Sequence[str] = (), hidden_rows: Sequence[int] = ()) -> Path:
    """A workbook of several sheets, cell by cell; some sheets, or some lines of all, hidden."""
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False}) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for at, line in enumerate(lines):
                for column, cell in enumerate(line):
                    if cell:
                        sheet.write(at, column, cell)
            for number in hidden_rows:
                sheet.set_row(number - 1, None, None, {"hidden": True})
            if name in hidden:
                sheet.hide()
    return path
