"""Old workbooks of Excel and WPS (.xls, .et): the cells by calamine, what is hidden from the file's own records."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from eligibility.register.sheets.sheet import EPOCH, Line, Merged, Sheet, day_text, number_text, plain_serial, sheet_of

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a compound file begins."""
PROTECTED = "EncryptedPackage".encode("utf-16-le")
"""A stream that only a file with a password has."""

_SHEET, _ROW, _COLUMN, _PASSWORD, _ERROR, _FORMULA, _END = 0x85, 0x208, 0x7D, 0x2F, 0x205, 0x06, 0x0A
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


@dataclass(slots=True)
class _Seen:
    """What the records of a sheet say beside its values."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


def read_legacy(content: bytes) -> list[Sheet]:
    """Every sheet of an old workbook, in its order."""
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    seen = _records_of(content)
    sheets = []
    for index, entry in enumerate(book.sheets_metadata):
        sheet = book.get_sheet_by_name(entry.name)
        hidden = entry.visible != SheetVisibleEnum.Visible
        ranges = [Merged(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or []]
        known = seen[index] if seen is not None and index < len(seen) else None
        lines, serials = _lines(sheet.to_python(skip_empty_area=False), known)
        sheets.append(
            sheet_of(
                entry.name,
                lines,
                merged=ranges,
                hidden=hidden,
                hidden_rows=known.rows if known else (),
                hidden_columns=known.columns if known else (),
                serials=serials,
                hidden_unknown=known is None,
            )
        )
    return sheets


def has_password(content: bytes) -> bool:
    """Whether a compound file can be opened with a password only."""
    if PROTECTED in content:
        return True
    stream = _workbook(content)
    return stream is not None and any(kind == _PASSWORD for kind, _, _ in _records(stream, 0))


def _lines(rows: Sequence[Sequence[object]], seen: _Seen | None) -> tuple[dict[int, Line], dict[int, dict[int, str]]]:
    lines: dict[int, Line] = {}
    serials: dict[int, dict[int, str]] = {}
    for number, row in enumerate(rows, 1):
        line: Line = {}
        for column, value in enumerate(row):
            text = _text(value)
            if text:
                line[column] = text
            if isinstance(value, float) and (day := plain_serial(value)):
                serials.setdefault(column, {})[number] = day
        lines[number] = line
    for (number, column), error in (seen.errors if seen else {}).items():
        lines.setdefault(number, {})[column] = error
    return lines, serials


def _text(value: object) -> str:
    match value:
        case bool():
            return "是" if value else "否"
        case int() | float():
            return number_text(value)
        case datetime() | date():
            return day_text(value)
        case timedelta():
            return day_text(datetime(EPOCH.year, EPOCH.month, EPOCH.day) + value)  # noqa: DTZ001
    return str(value)


# -- the file's own records (BIFF 8 in a compound file)


def _records_of(content: bytes) -> list[_Seen] | None:
    """What the records say of each sheet; None where they cannot be found."""
    stream = _workbook(content)
    if stream is None:
        return None
    starts = [struct.unpack_from("<I", stream, at)[0] for kind, at, size in _records(stream, 0) if kind == _SHEET and size >= 4]
    return [_seen(stream, start) for start in starts] if starts else None


def _seen(stream: bytes, start: int) -> _Seen:
    found = _Seen()
    for kind, at, size in _records(stream, start):
        if kind == _ROW and size >= 16:
            row, options = struct.unpack_from("<H", stream, at)[0], struct.unpack_from("<I", stream, at + 12)[0]
            if options & 0x20:
                found.rows.add(row + 1)
        elif kind == _COLUMN and size >= 10:
            first, last, _, _, options = struct.unpack_from("<5H", stream, at)
            if options & 1:
                found.columns.update(range(first, min(last, 255) + 1))
        elif kind == _ERROR and size >= 8:
            row, column, _ = struct.unpack_from("<3H", stream, at)
            if stream[at + 7]:
                found.errors[row + 1, column] = _ERRORS.get(stream[at + 6], "#VALUE!")
        elif kind == _FORMULA and size >= 14 and stream[at + 12 : at + 14] == b"\xff\xff" and stream[at + 6] == 2:
            row, column, _ = struct.unpack_from("<3H", stream, at)
            found.errors[row + 1, column] = _ERRORS.get(stream[at + 8], "#VALUE!")
    return found


def _records(stream: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """The records from a place to the end of their part: kind, place and length of each."""
    at = start
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<2H", stream, at)
        yield kind, at + 4, size
        if kind == _END:
            return
        at += 4 + size


def _workbook(content: bytes) -> bytes | None:
    """The stream of a compound file that holds the workbook."""
    try:
        return _Compound(content).stream({"workbook", "book"})
    except (struct.error, IndexError, ValueError, OverflowError):
        return None


class _Compound:
    """Reads streams of a compound file: chains of sectors, by a table that says which follows which."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.size = 1 << struct.unpack_from("<H", content, 30)[0]
        self.small_size = 1 << struct.unpack_from("<H", content, 32)[0]
        self.first_folder, _, self.cutoff, self.first_small = struct.unpack_from("<4I", content, 48)
        self.next = self._table()

    def stream(self, names: set[str]) -> bytes | None:
        """The content of the first stream with one of the names."""
        folder = self._chain(self.first_folder)
        entries = [folder[at : at + 128] for at in range(0, len(folder) - 127, 128)]
        for entry in entries:
            length = struct.unpack_from("<H", entry, 64)[0]
            name = entry[: max(length - 2, 0)].decode("utf-16-le", errors="ignore").casefold()
            if name in names and entry[66] == 2:
                first, size = struct.unpack_from("<2I", entry, 116)
                return self._small(entries[0], first)[:size] if size < self.cutoff else self._chain(first)[:size]
        return None

    def _table(self) -> list[int]:
        sectors = list(struct.unpack_from("<109I", self.content, 76))
        more, _ = struct.unpack_from("<2I", self.content, 68)
        seen: set[int] = set()
        while more < 0xFFFFFFFA and more not in seen:
            seen.add(more)
            part = struct.unpack(f"<{self.size // 4}I", self._sector(more))
            sectors += part[:-1]
            more = part[-1]
        table: list[int] = []
        for sector in sectors:
            if sector < 0xFFFFFFFA:
                table += struct.unpack(f"<{self.size // 4}I", self._sector(sector))
        return table

    def _sector(self, number: int) -> bytes:
        found = self.content[(number + 1) * self.size : (number + 2) * self.size]
        return found.ljust(self.size, b"\0")

    def _chain(self, first: int) -> bytes:
        return b"".join(self._sector(number) for number in _followed(first, self.next))

    def _small(self, root: bytes, first: int) -> bytes:
        whole = self._chain(struct.unpack_from("<I", root, 116)[0])
        chain = self._chain(self.first_small)
        following = list(struct.unpack(f"<{len(chain) // 4}I", chain))
        return b"".join(whole[number * self.small_size : (number + 1) * self.small_size] for number in _followed(first, following))


def _followed(first: int, following: list[int]) -> Iterator[int]:
    """The sectors of a chain; one that turns in a circle ends."""
    seen: set[int] = set()
    while first < len(following) and first not in seen:
        seen.add(first)
        yield first
        first = following[first]
