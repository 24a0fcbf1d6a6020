"""Tables of web pages: what many systems export under the name of an Excel file."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from eligibility.register.sheets.sheet import COLUMNS, Line, Merged, Sheet, sheet_of
from eligibility.register.sheets.text import decoded

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def is_html(content: bytes) -> bool:
    """Whether a file is a web page with a table."""
    return b"<table" in content[:200_000].lower() and content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def read_html(content: bytes, where: str) -> list[Sheet]:
    """Every table of a page, in its order; a table within a table is read by itself.

    Raises:
        EligibilityError: the encoding is not known.
    """
    found = _CHARSET.search(content[:4096])
    named = found[1].decode("ascii").lower() if found else ""
    text = content.decode("gb18030", errors="replace") if named in {"gbk", "gb2312", "gb18030"} else decoded(content, where)
    reader = _Tables()
    reader.feed(text)
    reader.close()
    return [table.sheet(f"{number}" if len(reader.tables) > 1 else "") for number, table in enumerate(reader.tables, 1)]


class _Table:
    """The lines of a table as they are read."""

    def __init__(self) -> None:
        self.lines: dict[int, Line] = {}
        self.merged: list[Merged] = []
        self.hidden: set[int] = set()
        self.covered: dict[int, int] = {}
        """Down to which line each column is covered by a cell above."""
        self.row = 0
        self.column = 0
        self.texts: list[str] | None = None
        self.span = (1, 1)

    def begin_row(self, *, hidden: bool) -> None:
        self.end_cell()
        self.row += 1
        self.column = 0
        if hidden:
            self.hidden.add(self.row)

    def begin_cell(self, down: int, across: int) -> None:
        self.end_cell()
        while self.covered.get(self.column, 0) >= self.row:
            self.column += 1
        self.texts, self.span = [], (down, across)

    def end_cell(self) -> None:
        if self.texts is None:
            return
        down, across = self.span[0], max(1, min(self.span[1], COLUMNS - self.column))
        text = " ".join("".join(self.texts).split())
        if text:
            self.lines.setdefault(self.row, {})[self.column] = text
        if down > 1 or across > 1:
            self.merged.append(Merged(self.row, self.column, self.row + down - 1, self.column + across - 1))
            for place in range(self.column, self.column + across):
                self.covered[place] = max(self.covered.get(place, 0), self.row + down - 1)
        self.column += across
        self.texts = None

    def sheet(self, name: str) -> Sheet:
        self.end_cell()
        return sheet_of(name, self.lines, merged=self.merged, hidden_rows=self.hidden)


class _Tables(HTMLParser):
    """Reads the tables of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._open: list[_Table] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "table":
            self._open.append(_Table())
            self.tables.append(self._open[-1])
        elif not self._open:
            return
        elif tag == "tr":
            self._open[-1].begin_row(hidden="hidden" in given or bool(_HIDDEN.search(given.get("style", ""))))
        elif tag in {"td", "th"}:
            self._open[-1].begin_cell(_span(given.get("rowspan")), _span(given.get("colspan")))
        elif tag == "br":
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if not self._open:
            return
        if tag == "table":
            self._open.pop().end_cell()
        elif tag in {"td", "th", "tr"}:
            self._open[-1].end_cell()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1].texts is not None:
            self._open[-1].texts.append(data)


def _span(text: str | None) -> int:
    return min(int(text), 1000) if text and text.isdigit() and int(text) > 0 else 1
