"""Workbooks of LibreOffice (.ods): hidden sheets, lines and columns, merged cells, error cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from xml.etree.ElementTree import Element, iterparse
from zipfile import ZipFile

from eligibility.register.progress import Advance
from eligibility.register.sheets.sheet import (
    COLUMNS,
    LINES,
    NO_VALUE,
    Line,
    Merged,
    Reached,
    Sheet,
    day_text,
    number_text,
    plain_serial,
    sheet_of,
)

_MOST_REPEATED = 2_000_000
"""So many cells are made from lines that are said to be repeated. No register repeats its persons so often."""


def read_ods(archive: ZipFile, advance: Advance = lambda _: None) -> list[Sheet]:
    """Every sheet of a workbook, in its order; `advance` is told the bytes of its content."""
    sheets: list[Sheet] = []
    hidden_styles: set[str] = set()
    with archive.open("content.xml") as file:
        reached = Reached(file, advance)
        for _, element in iterparse(file, events=("end",)):
            match _local(element.tag):
                case "style":
                    if any(_attribute(part, "display") == "false" for part in element if _local(part.tag) == "table-properties"):
                        hidden_styles.add(_attribute(element, "name") or "")
                case "table-row":
                    reached.tell()
                case "table":
                    hidden = (_attribute(element, "style-name") or "") in hidden_styles
                    sheets.append(_sheet(element, hidden=hidden))
                    element.clear()
    return sheets


def _sheet(table: Element, *, hidden: bool) -> Sheet:
    lines: dict[int, Line] = {}
    serials: dict[int, dict[int, str]] = {}
    merged: list[Merged] = []
    hidden_rows: set[int] = set()
    number = repeated = 0
    for row in _inside(table, "table-row"):
        count = _count(row, "number-rows-repeated")
        line, spans = _row(row, number + 1, serials)
        merged += spans
        repeated += len(line) * (min(count, LINES) - 1)
        if repeated > _MOST_REPEATED:
            raise ValueError("a line that is repeated without end")
        for again in range(min(count, LINES - number)) if line else ():
            lines[number + 1 + again] = dict(line)
            if _attribute(row, "visibility") in {"collapse", "filter"}:
                hidden_rows.add(number + 1 + again)
        number += count
    columns: set[int] = set()
    at = 0
    for column in _inside(table, "table-column"):
        count = _count(column, "number-columns-repeated")
        if _attribute(column, "visibility") in {"collapse", "filter"}:
            columns.update(range(at, min(at + count, COLUMNS)))
        at += count
    name = _attribute(table, "name") or ""
    return sheet_of(name, lines, merged=merged, hidden=hidden, hidden_rows=hidden_rows, hidden_columns=columns, serials=serials)


def _row(row: Element, number: int, serials: dict[int, dict[int, str]]) -> tuple[Line, list[Merged]]:
    line: Line = {}
    merged = []
    column = 0
    for cell in row:
        if _local(cell.tag) not in {"table-cell", "covered-table-cell"}:
            continue
        count = _count(cell, "number-columns-repeated")
        text = _text(cell)
        if text and _local(cell.tag) == "table-cell":
            for again in range(min(count, COLUMNS - column)):
                line[column + again] = text
            down, across = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
            if down > 1 or across > 1:
                merged.append(Merged(number, column, number + down - 1, column + across - 1))
            day = plain_serial(float(_attribute(cell, "value") or 0)) if _attribute(cell, "value-type") == "float" else None
            if day:
                serials.setdefault(column, {})[number] = day
        column += count
    return line, merged


def _text(cell: Element) -> str:
    attributes = _local_attributes(cell)
    said = "\n".join("".join(_words(part)) for part in cell if _local(part.tag) == "p")
    if said.startswith(("#", "Err:")):
        return said if said.startswith("#") else "#VALUE!"
    match attributes.get("value-type"):
        case "float" | "currency" | "percentage" if attributes.get("value"):
            return number_text(float(attributes["value"]))
        case "date" if attributes.get("date-value"):
            return day_text(datetime.fromisoformat(attributes["date-value"]))
        case "boolean":
            return "是" if attributes.get("boolean-value") == "true" else "否"
    return said or (NO_VALUE if "formula" in attributes and "value-type" not in attributes else "")


def _words(part: Element) -> Iterator[str]:
    """The text of a paragraph, without notes."""
    if part.text:
        yield part.text
    for inner in part:
        match _local(inner.tag):
            case "s":
                yield " " * _count(inner, "c")
            case "annotation":
                pass
            case _:
                yield from _words(inner)
        if inner.tail:
            yield inner.tail


def _inside(table: Element, tag: str) -> Iterator[Element]:
    """The lines or columns of a table, also those in groups; not those of a table within it."""
    for part in table:
        if _local(part.tag) == tag:
            yield part
        elif _local(part.tag).startswith(("table-row", "table-column", "table-header")):
            yield from _inside(part, tag)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _local_attributes(element: Element) -> Mapping[str, str]:
    return {_local(name): value for name, value in element.attrib.items()}


def _attribute(element: Element, name: str) -> str | None:
    return next((value for key, value in element.attrib.items() if _local(key) == name), None)


def _count(element: Element, name: str) -> int:
    return int(_attribute(element, name) or 1)
