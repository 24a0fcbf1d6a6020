"""A register's file to a sheet of texts: CSV in UTF-8 or GB18030, Excel, Parquet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl

from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text
from eligibility.register.headings import TOP, Head, find_head
from eligibility.register.spellings import Words

REGISTER_SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx", ".xls", ".ods", ".parquet")
_DELIMITERS = ",\t;|"


@dataclass(frozen=True, slots=True, repr=False)
class RegisterSheet:
    """The persons of a file as texts, column by column: `c0`, `c1` …, and `row`, the line as the office counts it.

    `long` are the lines that have more cells than there are headings.
    """

    name: str
    head: Head
    cells: pl.DataFrame
    long: tuple[int, ...] = ()


def read_sheet(path: Path, words: Words) -> RegisterSheet:
    """The sheet of a register's file; of several sheets the one with most known headings.

    Raises:
        EligibilityError: there is no such file, it is of no kind that can be read, or no headings are found in it.
    """
    suffix = path.suffix.lower()
    if path.is_dir() or suffix not in REGISTER_SUFFIXES:
        raise _wrong(ProblemCode.UNKNOWN_FORMAT, path, "名册应为 CSV、Excel 或 Parquet 文件", "must be a CSV, Excel or Parquet file")
    if not path.is_file():
        raise _wrong(ProblemCode.NO_SUCH_FILE, path, "找不到文件", "there is no such file")
    try:
        if suffix == ".parquet":
            return _parquet_file(path, words)
        return _text_file(path, words) if suffix in {".csv", ".txt", ".tsv"} else _workbook_file(path, words)
    except EligibilityError:
        raise
    except OSError as error:
        raise _wrong(ProblemCode.UNREADABLE_FILE, path, "文件无法读取", f"cannot be read ({error.strerror})") from None
    except Exception as error:
        if type(error).__module__.split(".")[0] not in {"polars", "python_calamine", "zipfile"}:
            raise
        zh, en = "文件已损坏，或不是扩展名所示的格式", f"is damaged, or is not what its name says ({type(error).__name__})"
        raise _wrong(ProblemCode.DAMAGED_FILE, path, zh, en) from None


def _required_head(top: Sequence[Sequence[str]], words: Words, path: Path) -> Head:
    head = find_head(top, words)
    if head is None:
        said = Text(f"前{TOP}行里没有能识别的列名", f"has no headings that are known in its first {TOP} lines")
        mend = Text("请在列设置里说明各列的含义。", "Say what the columns mean in the column settings.")
        raise EligibilityError([Problem(ProblemCode.HEADINGS_NOT_FOUND, path.name, said, mend)])
    return head


# -- text


def _text_file(path: Path, words: Words) -> RegisterSheet:
    content = _as_utf8(path)
    delimiter = _delimiter(content)
    reader = csv.reader(_text_lines(content), delimiter=delimiter)
    top, ends = [], []
    for row, _ in zip(reader, range(TOP), strict=False):
        top.append(row)
        ends.append(reader.line_num)
    if not any(any(cell.strip() for cell in row) for row in top):
        raise _wrong(ProblemCode.EMPTY_FILE, path, "文件是空的", "is empty")
    head = _required_head(top, words, path)
    body = _after(content, ends[head.lines - 1])
    long: tuple[int, ...] = ()
    try:
        cells = _fast(body, delimiter, len(head.columns))
    except pl.exceptions.PolarsError:
        cells, long = _careful(body, delimiter, len(head.columns))
    return RegisterSheet(path.name, head, _with_line_numbers(cells, head.lines), tuple(head.lines + line for line in long))


def _after(content: bytes, lines: int) -> bytes:
    """What follows the first lines."""
    start = 0
    for _ in range(lines):
        start = content.find(b"\n", start) + 1 or len(content)
    return content[start:]


def _as_utf8(path: Path) -> bytes:
    """The file as UTF-8; anything else is read as GB18030, which every Chinese Windows writes."""
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16").encode()
    if b"\x00" in content[:4096]:
        raise _wrong(ProblemCode.NOT_TEXT, path, "不是文本文件", "is not a text file")
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        try:
            content = content.decode("gb18030").encode()
        except UnicodeDecodeError as error:
            raise _wrong(
                ProblemCode.UNKNOWN_ENCODING,
                path,
                f"不是UTF-8也不是GB18030编码（第{error.start}字节），请另存为UTF-8",
                f"is neither UTF-8 nor GB18030 (byte {error.start}); save it as UTF-8",
            ) from None
    return content


def _text_lines(content: bytes) -> Iterator[str]:
    return iter(io.TextIOWrapper(io.BytesIO(content), "utf-8", newline=""))


def _delimiter(content: bytes) -> str:
    first = content[:20000].decode("utf-8", errors="ignore")
    return max(_DELIMITERS, key=first.count)


def _fast(content: bytes, delimiter: str, width: int) -> pl.DataFrame:
    schema = {f"c{index}": pl.String for index in range(width)}
    if not content.strip():
        return pl.DataFrame(schema=schema)
    return pl.read_csv(
        content,
        separator=delimiter,
        has_header=False,
        schema=schema,
        infer_schema=False,
    )


def _careful(content: bytes, delimiter: str, width: int) -> tuple[pl.DataFrame, tuple[int, ...]]:
    """Line by line, where some line has more cells than the headings: their numbers come with the cells."""
    rows: list[list[str]] = []
    long: list[int] = []
    for number, row in enumerate(csv.reader(_text_lines(content), delimiter=delimiter), 1):
        if any(cell.strip() for cell in row[width:]):
            long.append(number)
        rows.append([*row[:width], *[""] * (width - len(row))])
    return _framed(rows, width), tuple(long)


# -- workbooks


def _workbook_file(path: Path, words: Words) -> RegisterSheet:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    found: list[tuple[int, int, str, list[list[str]], Head]] = []
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        rows = [[_cell_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
        head = find_head(rows[:TOP], words)
        if head is not None:
            _fill_merged(rows, sheet.merged_cell_ranges or [], head.lines)
            found.append((head.known, -len(found), name, rows, head))
    if not found:
        _required_head([], words, path)
    *_, name, rows, head = max(found)
    return RegisterSheet(f"{path.name} [{name}]", head, _with_line_numbers(_framed(rows[head.lines :], len(rows[0])), head.lines))


def _fill_merged(rows: list[list[str]], merged: Sequence[tuple[tuple[int, int], tuple[int, int]]], lines: int) -> None:
    """Cells merged over several persons (a household's number) hold for each of them; merged headings are left as they are."""
    for (top, left), (bottom, right) in merged:
        for line in range(top, bottom + 1) if top >= lines else ():
            rows[line][left : right + 1] = [rows[top][left]] * (right + 1 - left)


def _cell_text(value: object) -> str:
    """A cell's value as it would be written: whole numbers without a point, days in ISO form."""
    match value:
        case bool():
            return "是" if value else "否"
        case float():
            return f"{Decimal(repr(value)):f}".removesuffix(".0")
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
    return str(value)


def _framed(rows: Sequence[Sequence[str]], width: int) -> pl.DataFrame:
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    return pl.DataFrame({f"c{index}": pl.Series(column, dtype=pl.String) for index, column in enumerate(columns)})


# -- Parquet


def _parquet_file(path: Path, words: Words) -> RegisterSheet:
    table = pl.read_parquet(path)
    head = _required_head([table.columns], words, path)
    cells = table.select(_texts(table[name]).alias(f"c{index}") for index, name in enumerate(table.columns))
    return RegisterSheet(path.name, head, _with_line_numbers(cells, 0))


def _texts(column: pl.Series) -> pl.Series:
    """A typed column as texts; a list is written as its members."""
    kind = column.dtype
    if kind == pl.Boolean:
        return column.replace_strict([True, False], ["是", "否"], default=None, return_dtype=pl.String)
    if isinstance(kind, pl.List):
        return column.cast(pl.List(pl.String)).list.join("；")
    if isinstance(kind, pl.Datetime):
        return column.dt.date().cast(pl.String)
    if kind.is_float():
        return pl.Series([None if value is None else _cell_text(value) for value in column], dtype=pl.String)
    return column.cast(pl.String)


def _with_line_numbers(cells: pl.DataFrame, lines: int) -> pl.DataFrame:
    """The line of each person, counted from the file's first."""
    return cells.with_columns(pl.int_range(lines + 1, lines + pl.len() + 1, dtype=pl.Int64).alias("row"))


def _wrong(code: ProblemCode, path: Path, zh: str, en: str) -> EligibilityError:
    return EligibilityError([Problem(code, path.name, Text(zh, en))])
