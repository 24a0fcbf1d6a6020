"""Tables in plain text: comma, semicolon, tab or bar; UTF-8, UTF-16 or GB18030; line ends of any system."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

import polars as pl

from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text
from eligibility.register.progress import Advance
from eligibility.register.sheets.sheet import Sheet

DELIMITERS = ",\t;|"
_LOOKED_AT = 50
"""How many lines tell the delimiter."""
_LINES_TOLD = 2_000
"""After how many lines it is told how far the file has been read."""


def read_text(content: bytes, where: str, advance: Advance = lambda _: None) -> Sheet:
    """The table in a text file; `advance` is told the bytes read.

    Raises:
        EligibilityError: it is no text, its encoding is not known, or a quotation mark is not closed.
    """
    text = decoded(content, where).replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    delimiter = _delimiter(lines)
    if '"' not in text:
        return _sheet(_plain(lines, delimiter))
    records = []
    share = len(content) / len(lines)
    for record in _records(lines, delimiter, where):
        records.append(record)
        if len(records) % _LINES_TOLD == 0:
            advance(int(share * _LINES_TOLD))
    width = max(map(len, records), default=0)
    return _sheet({f"c{index}": pl.Series([_at(record, index) for record in records], dtype=pl.String) for index in range(width)})


def decoded(content: bytes, where: str) -> str:
    """The text of a file; what is no UTF-8 is read as GB18030, which every Chinese Windows writes.

    Raises:
        EligibilityError: it is no text, or in another encoding.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    if b"\x00" in content[:4096]:
        mend = Text("请用表格软件打开，另存为 .xlsx。", "Open it with a spreadsheet program and save it as .xlsx.")
        raise EligibilityError([Problem(ProblemCode.NOT_TEXT, where, Text("不是文本文件", "is not a text file"), mend)])
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            at = error.start
    said = Text(f"不是UTF-8也不是GB18030编码（第{at}字节），请另存为UTF-8", f"is neither UTF-8 nor GB18030 (byte {at}); save it as UTF-8")
    raise EligibilityError([Problem(ProblemCode.UNKNOWN_ENCODING, where, said)])


def delimited(text: str) -> bool:
    """Whether a text looks like a table."""
    return any(sign in text for sign in DELIMITERS[:2]) and "\n" in text.strip().replace("\r", "\n")


def _delimiter(lines: Sequence[str]) -> str:
    """The sign that most lines have equally often."""
    looked = list(islice((line for line in lines if line.strip()), _LOOKED_AT))

    def score(sign: str) -> tuple[int, int]:
        counts = Counter(line.count(sign) for line in looked if sign in line)
        usual, lines_alike = max(counts.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return lines_alike, usual

    return max(DELIMITERS, key=score)


# -- without quotation marks: at one stroke


def _plain(lines: Sequence[str], delimiter: str) -> dict[str, pl.Series]:
    cut = pl.Series("line", lines, dtype=pl.String).str.strip_chars_end(f"{delimiter} ")
    parts = cut.str.split(delimiter)
    width = parts.list.len().max() if len(parts) else 0
    assert width is None or isinstance(width, int)
    return {f"c{index}": parts.list.get(index, null_on_oob=True) for index in range(width or 0)}


def _sheet(columns: dict[str, pl.Series]) -> Sheet:
    """The lines in which something stands, and the columns."""
    names = list(columns)
    cells = pl.DataFrame(columns).with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("row"))
    if names:
        cells = cells.filter(pl.any_horizontal(pl.col(name).str.contains(r"\S").fill_null(False) for name in names))
    told = cells.select(pl.col(names).str.contains(r"\S").any()) if names else pl.DataFrame()
    kept = [name for name in names if told[name].item()]
    last = cells["row"].max() if names else 0
    assert last is None or isinstance(last, int)
    return Sheet("", cells.select("row", *kept), last or 0, ragged=True)


# -- with quotation marks: line by line


def _records(lines: Sequence[str], delimiter: str, where: str) -> Iterator[list[str]]:
    """The cells of each record; a quoted cell may go on over several lines, but not over what looks like lines of its own."""
    usual = Counter(line.count(delimiter) for line in islice(lines, 1000) if line.strip() and line.count('"') % 2 == 0)
    full = max(max(usual, key=lambda count: (usual[count], count), default=1), 1)
    field = re.compile(rf'"((?:[^"]|"")*)"(?={re.escape(delimiter)}|\Z)|(?!")[^{re.escape(delimiter)}\n]*')
    waiting, begun = "", 0
    for number, line in enumerate(lines, 1):
        text = f"{waiting}\n{line}" if begun else line
        if '"' not in text:
            yield text.split(delimiter)
            continue
        begun = begun or number
        cells = _cells(text, field, delimiter)
        if cells is None:
            if text.count("\n") > 200 or (text != line and line.count(delimiter) >= full):
                raise _not_closed(where, begun)
            waiting = text
            continue
        if any("\n" in cell and cell.count(delimiter) >= full for cell in cells):
            raise _not_closed(where, begun)
        yield cells
        waiting, begun = "", 0
    if begun:
        raise _not_closed(where, begun)


def _cells(text: str, field: re.Pattern[str], delimiter: str) -> list[str] | None:
    """The cells of a record; None while a quoted one is still open."""
    cells: list[str] = []
    at = 0
    while True:
        found = field.match(text, at)
        if found is None:  # a quotation mark opens the cell: it is closed before other signs, or not at all
            end = text.find(delimiter, at)
            end = end if end >= 0 else len(text)
            if text.count('"', at, end) % 2:
                return None
            cells.append(text[at:end])
        else:
            end = found.end()
            cells.append(found[0] if found[1] is None else found[1].replace('""', '"'))
        if end >= len(text):
            return cells
        if text[end] != delimiter:
            return None
        at = end + 1


def _at(record: Sequence[str], index: int) -> str | None:
    return record[index] if index < len(record) else None


def _not_closed(where: str, line: int) -> EligibilityError:
    said = Text(
        f"第{line}行的引号没有配对，后面的行会被并进这一格",
        f"a quotation mark in line {line} is not closed: the lines after it would become one cell",
    )
    mend = Text("请删去这个引号，或把它写成两个。", "Remove the mark, or write it twice.")
    return EligibilityError([Problem(ProblemCode.QUOTE_NOT_CLOSED, where, said, mend)])
