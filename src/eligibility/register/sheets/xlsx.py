"""Workbooks of Excel (.xlsx, .xlsm): read cell by cell from the file itself.

So that what an office does not see is seen here: hidden sheets, lines and columns, error cells, formulas that were never
worked out, and numbers that were once texts. A stray cell far away costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from posixpath import join, normpath
from typing import IO
from xml.etree.ElementTree import Element, iterparse
from zipfile import ZipFile

from eligibility.register.progress import Advance
from eligibility.register.sheets.sheet import (
    COLUMNS,
    EPOCH,
    EPOCH_1904,
    LINES,
    NO_VALUE,
    Line,
    Merged,
    Reached,
    Sheet,
    number_text,
    plain_serial,
    serial_day,
    sheet_of,
)

_DAY_FORMATS = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
"""The built-in formats of cells that show a day."""
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')


@dataclass(frozen=True, slots=True)
class _Book:
    """What the sheets of a workbook share."""

    texts: list[str]
    days: frozenset[int]
    epoch: date


def read_xlsx(archive: ZipFile, advance: Advance = lambda _: None) -> list[Sheet]:
    """Every sheet of a workbook, in its order; `advance` is told the bytes of its sheets and texts."""
    relations = {one.get("Id"): one for one in _elements(archive, "xl/_rels/workbook.xml.rels", "Relationship")}
    properties = next(_elements(archive, "xl/workbook.xml", "workbookPr"), None)
    epoch = EPOCH_1904 if properties is not None and properties.get("date1904") in {"1", "true"} else EPOCH
    shared = _named(archive, "xl/sharedStrings.xml")
    book = _Book(list(_shared_texts(archive, shared, advance)) if shared else [], _day_styles(archive), epoch)
    sheets = []
    for entry in _elements(archive, "xl/workbook.xml", "sheet"):
        relation = relations.get(next((value for key, value in entry.attrib.items() if key.endswith("}id")), ""))
        if relation is None or not (relation.get("Type") or "").endswith("/worksheet"):
            continue
        target = relation.get("Target") or ""
        path = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        hidden = entry.get("state", "visible") != "visible"
        with archive.open(path) as file:
            sheets.append(_Reader(book).sheet(entry.get("name", ""), file, advance, hidden=hidden))
    return sheets


class _Reader:
    """Reads one sheet."""

    def __init__(self, book: _Book) -> None:
        self.book = book
        self.lines: dict[int, Line] = {}
        self.serials: dict[int, dict[int, str]] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.merged: list[Merged] = []

    def sheet(self, name: str, file: IO[bytes], advance: Advance, *, hidden: bool) -> Sheet:
        number, reached = 0, Reached(file, advance)
        for _, element in iterparse(file, events=("end",)):
            match _local(element.tag):
                case "row":
                    number = int(element.get("r") or number + 1)
                    if not 0 < number <= LINES:
                        raise ValueError("a line beyond the end of a sheet")
                    self._row(element, number)
                    element.clear()
                    reached.tell()
                case "col":
                    if element.get("hidden") in {"1", "true"}:
                        first, last = int(element.get("min", "1")), int(element.get("max", "1"))
                        self.hidden_columns.update(range(first - 1, min(last, COLUMNS)))
                case "mergeCell":
                    self._merge(element.get("ref", ""))
        return sheet_of(
            name,
            self.lines,
            merged=self.merged,
            hidden=hidden,
            hidden_rows=self.hidden_rows,
            hidden_columns=self.hidden_columns,
            serials=self.serials,
        )

    def _row(self, row: Element, number: int) -> None:
        line: Line = {}
        column = -1
        for cell in row:
            if _local(cell.tag) != "c":
                continue
            place = cell.get("r")
            column = _column(place) if place else column + 1
            text = self._text(cell, number, column)
            if text:
                line[column] = text
        if line:
            self.lines[number] = line
            if row.get("hidden") in {"1", "true"}:
                self.hidden_rows.add(number)

    def _text(self, cell: Element, number: int, column: int) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _rich(cell)
        held = {_local(part.tag): part.text for part in cell}
        value = held.get("v")
        if kind == "s":
            return self.book.texts[int(value)] if value else ""
        if kind == "b":
            return {"1": "是", "0": "否"}.get(value or "", "")
        if kind != "n":
            return value or ""
        if not value:
            return NO_VALUE if "f" in held else ""
        return self._number(float(value), int(cell.get("s", "0")), number, column)

    def _number(self, value: float, style: int, number: int, column: int) -> str:
        if style in self.book.days:
            return serial_day(value, self.book.epoch) or number_text(value)
        day = plain_serial(value, self.book.epoch)
        if day:
            self.serials.setdefault(column, {})[number] = day
        return number_text(value)

    def _merge(self, reference: str) -> None:
        found = re.fullmatch(r"\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)", reference)
        if found:
            self.merged.append(Merged(int(found[2]), _column(found[1]), int(found[4]), _column(found[3])))


def _column(place: str) -> int:
    """The number of a column, from 0, by its letters.

    Raises:
        ValueError: no sheet has such a column.
    """
    index = 0
    for sign in place.lstrip("$"):
        if not "A" <= sign <= "Z":
            break
        index = index * 26 + ord(sign) - 64
        if index > COLUMNS:
            break
    if not 0 < index <= COLUMNS:
        raise ValueError("a column beyond the end of a sheet")
    return index - 1


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _named(archive: ZipFile, name: str) -> str | None:
    """A part of the archive by its name, however its letters are written."""
    return next((one for one in archive.namelist() if one.lower() == name.lower()), None)


def _elements(archive: ZipFile, name: str, tag: str) -> Iterator[Element]:
    with archive.open(_named(archive, name) or name) as file:
        for _, element in iterparse(file, events=("end",)):
            if _local(element.tag) == tag:
                yield element


def _shared_texts(archive: ZipFile, name: str, advance: Advance) -> Iterator[str]:
    with archive.open(name) as file:
        reached = Reached(file, advance)
        for _, element in iterparse(file, events=("end",)):
            if _local(element.tag) == "si":
                yield _rich(element)
                element.clear()
                reached.tell()


def _rich(element: Element) -> str:
    """The text of a cell, without how it is read aloud."""
    texts = []
    for part in element:
        match _local(part.tag):
            case "t":
                texts.append(part.text or "")
            case "r" | "is":
                texts.append(_rich(part))
    return _unescaped("".join(texts))


def _unescaped(text: str) -> str:
    """Signs that XML cannot hold are written as their numbers; half of a sign is none."""
    return re.sub(r"_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _day_styles(archive: ZipFile) -> frozenset[int]:
    """The styles of cells that show a day."""
    name = _named(archive, "xl/styles.xml")
    if name is None:
        return frozenset()
    formats: dict[int, str] = {}
    days: set[int] = set()
    for element in _elements(archive, name, "numFmt"):
        formats[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
    for element in _elements(archive, name, "cellXfs"):
        days |= {style for style, one in enumerate(element) if _shows_day(int(one.get("numFmtId", "0")), formats)}
    return frozenset(days)


def _shows_day(number: int, formats: Mapping[int, str]) -> bool:
    if number in formats:
        plain = _LITERAL.sub("", formats[number].partition(";")[0]).casefold()
        return bool(re.search(r"[yde]", plain)) and "general" not in plain
    return number in _DAY_FORMATS
