"""Excel workbooks of any size, written column by column as text: fast, and no more than a few batches of lines in memory.

A workbook is a ZIP file of XML (ECMA-376). Texts that repeat are written once, at its end, and their cells name them by number: a sheet is
half as large so. Only so many are kept; the others stand in their cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

import polars as pl

from eligibility.bulk.in_flight import in_flight
from eligibility.bulk.register_schema import PolarsType
from eligibility.register.progress import Advance

SHEET_ROWS = 1_048_575
"""Lines that a sheet holds below its headings."""

MEASURED = 200
"""From how many lines the widths of a sheet's columns are taken."""

WIDEST = 60
"""The width of a column at most, in Latin letters."""

WRAPPED = 36
"""From which width on the texts of a column go on in further lines of their cells."""

LINE_WIDTH, LINE_HEIGHT, HIGHEST = 32, 15.5, 409.0
"""Latin letters that surely stand in one line of such a cell, the height of a line in points, and that of a row at most."""

BATCH = 20_000
"""Lines that are written at once."""

WORKERS = 2
"""How many batches are turned into text while another one is compressed."""

SHARED_ROOM = 64 * 2**20
"""About how many bytes of texts are kept for the end of a workbook at most."""

LONGEST = 32_767
"""Characters that a cell holds. A longer text ends in an ellipsis."""

NUMBER, TEXT = "number", "text"
"""The fields of a column that holds numbers, and in place of some of them a text."""

_LEVEL = 2
"""Of compression: the next one takes two thirds longer for a few hundredths of the size."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_CONTROL = [chr(code) for code in range(0x20) if chr(code) not in "\t\n"] + ["\ufffe", "\uffff"]
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", **{sign: f"_x{ord(sign):04X}_" for sign in _CONTROL}}
"""What XML cannot hold is written as Excel writes it."""

_STYLES = f"""{_XML}<styleSheet xmlns="{_MAIN}">
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>
<border><left/><right/><top/><bottom style="thin"><color auto="1"/></bottom><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment vertical="top"/></xf>
<xf numFmtId="0" fontId="1" fillId="0" borderId="1" xfId="0" applyFont="1" applyBorder="1" applyAlignment="1">
<alignment wrapText="1"/></xf>
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment vertical="top"/></xf>
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">
<alignment horizontal="right" vertical="top" indent="1"/></xf>
</cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""


_PAGE = (
    '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
    "<headerFooter><oddFooter>&amp;C&amp;A  &amp;P / &amp;N</oddFooter></headerFooter>"
)
"""How a sheet is printed: on A4 across, as wide as the page, with its name and the number of the page below."""


def write_xlsx(path: Path, sheets: Mapping[str, pl.LazyFrame], advance: Advance = lambda _: None) -> None:
    """A workbook; a table with more lines than a sheet holds goes on in a next one. `advance` is told the lines written."""
    names: list[str] = []
    shared = SharedTexts()
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as book:
        for name, frame in sheets.items():
            schema = frame.collect_schema()
            for lines in _sheets(frame):
                names.append(_unused(name, names))
                with book.open(_sheet_file(len(names)), "w", force_zip64=True) as file:
                    _write_sheet(file, schema, lines, shared, advance)
        with book.open(_SHARED_FILE, "w", force_zip64=True) as file:
            shared.write(file)
        for file_name, text in _around(names).items():
            book.writestr(file_name, text)


def sheet_name(name: str, number: int) -> str:
    """A name that Excel takes for a sheet: no forbidden signs, 31 characters at most."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", name).strip() or "-"
    tail = f" {number}" if number > 1 else ""
    return plain[: 31 - len(tail)] + tail


def _unused(name: str, taken: Sequence[str]) -> str:
    """The name of a sheet, numbered where there is one of that name already; capitals make no difference to Excel."""
    before = {one.casefold() for one in taken}
    number = 1
    while sheet_name(name, number).casefold() in before:
        number += 1
    return sheet_name(name, number)


# -- lines


def _sheets(frame: pl.LazyFrame) -> Iterator[Iterator[pl.DataFrame]]:
    """The batches of lines of each sheet, each to be used up before the next; one sheet at least, and one batch in each."""
    batches = (batch for batch in frame.collect_batches(chunk_size=BATCH, maintain_order=True) if batch.height)
    waiting = [next(batches, frame.collect_schema().to_frame())]

    def sheet() -> Iterator[pl.DataFrame]:
        left = SHEET_ROWS
        while left and waiting:
            batch = waiting.pop()
            rest = batch.slice(left)
            waiting.extend([rest] if rest.height else islice(batches, 1))
            yield batch.head(left)
            left -= min(batch.height, left)

    while waiting:
        yield sheet()


def _write_sheet(file: IO[bytes], schema: pl.Schema, lines: Iterator[pl.DataFrame], shared: SharedTexts, advance: Advance) -> None:
    first = next(lines)
    widths = _widths(first)
    told = enumerate(zip(schema.items(), widths, strict=True))
    columns = [_Column(name, kind, _letters(at), width > WRAPPED) for at, ((name, kind), width) in told]
    file.write(f'{_XML}<worksheet xmlns="{_MAIN}">'.encode())
    file.write(b'<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0">')
    file.write(b'<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>')
    file.write(f"<cols>{_widths_said(widths)}</cols><sheetData>{_headings(columns)}".encode())
    count = 0
    batches = _batches(chain([first], lines), shared)
    for text, added in in_flight(lambda batch: (batch.written(columns), batch.lines.height), batches, WORKERS):
        file.write(text)
        count += added
        advance(added)
    file.write(f'</sheetData><autoFilter ref="A1:{columns[-1].letters}{max(count, 1) + 1}"/>'.encode())
    file.write(f"{_PAGE}</worksheet>".encode())


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of a sheet; `wrapped` where its texts go on in further lines of their cells."""

    name: str
    kind: pl.DataType
    letters: str
    wrapped: bool

    def cells(self, shared: SharedOfColumn | None) -> tuple[pl.Expr, ...]:
        """The XML of the column's cells in parts, of which at least one is null where the value is unknown."""
        column = pl.col(self.name)
        if isinstance(self.kind, pl.Struct):
            fields = ((column.struct.field(field.name), field.dtype) for field in self.kind.fields)
            cells = (pl.concat_str(_cell(value, kind, self.letters, _NUMBER_STYLE)) for value, kind in fields)
            return (pl.concat_str(cells, ignore_nulls=True),)
        plain = _NUMBER_STYLE if self.kind.is_numeric() else _TEXT_STYLE
        style = _WRAPPED_STYLE if self.wrapped else plain
        if shared is None:
            return _cell(column, self.kind, self.letters, style)
        texts, numbers = shared
        ends = pl.select(pl.concat_str(pl.lit(f'" s="{style}" t="s"><v>'), numbers, pl.lit("</v></c>"))).to_series()
        end = column.replace_strict(texts, ends, default=None, return_dtype=pl.String)
        return pl.lit(f'<c r="{self.letters}'), pl.col(_AT), end


@dataclass(frozen=True, slots=True)
class _Batch:
    """Some lines of a sheet, with their numbers in it, and by column the texts that are shared."""

    lines: pl.DataFrame
    shared: Mapping[str, SharedOfColumn]

    def written(self, columns: Sequence[_Column]) -> bytes:
        """The XML of the lines."""
        height = _height([column.name for column in columns if column.wrapped])
        opening = (pl.lit('<row r="'), pl.col(_AT), pl.lit('"'), height, pl.lit(">"))
        cells = chain.from_iterable(map(self._cells, columns))
        line = pl.concat_str(*opening, *cells, pl.lit("</row>"), ignore_nulls=True)
        text: bytes = self.lines.select(line.str.join("").cast(pl.Binary)).item()
        return text

    def _cells(self, column: _Column) -> tuple[pl.Expr, ...]:
        """The XML of a column's cells in parts; a cell that is unknown has none of them."""
        cells = column.cells(self.shared.get(column.name))
        all_told = not column.kind.is_float() and self.lines[column.name].null_count() == 0
        return cells if all_told else (pl.concat_str(cells),)


def _batches(lines: Iterable[pl.DataFrame], shared: SharedTexts) -> Iterator[_Batch]:
    """The lines with their numbers in the sheet, below the headings. The texts are numbered here, where the lines come in order."""
    count = 1
    for batch in lines:
        worded = [name for name, kind in batch.schema.items() if kind in (pl.String, pl.Enum)]
        found = {name: texts for name in worded if (texts := shared.of(batch[name])) is not None}
        numbers = pl.int_range(count + 1, count + 1 + batch.height, eager=True).cast(pl.String)
        yield _Batch(batch.with_columns(numbers.alias(_AT)), found)
        count += batch.height


_AT = "\x00line"
"""The column of the lines' numbers; no heading is called so."""

_WRAPPED_STYLE, _TEXT_STYLE, _NUMBER_STYLE = 2, 3, 4
"""The styles of cells: a text that goes on in further lines, another one, and a number, apart from what stands right of it."""


def _cell(column: pl.Expr, kind: PolarsType, letters: str, style: int) -> tuple[pl.Expr, ...]:
    """The XML of cells of one kind that hold their values themselves, in parts."""
    if kind == pl.Boolean:
        opening, text, closing = ' t="b"><v>', column.cast(pl.Int8).cast(pl.String), "</v></c>"
    elif kind.is_numeric():
        told = pl.when(column.is_finite()).then(column) if kind.is_float() else column
        opening, text, closing = "><v>", told.cast(pl.String), "</v></c>"
    else:
        opening, text, closing = ' t="inlineStr"><is><t xml:space="preserve">', _escaped(column.cast(pl.String)), "</t></is></c>"
    return pl.lit(f'<c r="{letters}'), pl.col(_AT), pl.lit(f'" s="{style}"{opening}'), text, pl.lit(closing)


def _height(wrapped: Sequence[str]) -> pl.Expr:
    """How high a row is, where its texts go on in further lines: not every program works it out when it opens a file."""
    if not wrapped:
        return pl.lit("")
    texts = [pl.col(name).cast(pl.String) for name in wrapped]
    widths = [(text.str.len_chars() + text.str.len_bytes()) / 2 for text in texts]
    lines = pl.max_horizontal(
        (width / LINE_WIDTH).ceil() + text.str.count_matches("\n", literal=True) for width, text in zip(widths, texts, strict=True)
    )
    height = pl.min_horizontal(lines * LINE_HEIGHT, pl.lit(HIGHEST)).cast(pl.String)
    return pl.when(lines > 1).then(pl.concat_str(pl.lit(' ht="'), height, pl.lit('"'))).otherwise(pl.lit(""))


def _escaped(text: pl.Expr) -> pl.Expr:
    short = pl.when(text.str.len_chars() > LONGEST).then(pl.concat_str(text.str.slice(0, LONGEST - 1), pl.lit("…"))).otherwise(text)
    literal = short.str.replace_all(r"_(x[0-9A-Fa-f]{4}_)", "_x005F_$1")
    return literal.str.replace_many(list(_ESCAPES), list(_ESCAPES.values()))


def _headings(columns: Sequence[_Column]) -> str:
    texts = pl.DataFrame({"text": [column.name for column in columns]}).select(_escaped(pl.col("text"))).to_series()
    cells = (
        f'<c r="{column.letters}1" s="1" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        for column, text in zip(columns, texts, strict=True)
    )
    return f'<row r="1">{"".join(cells)}</row>'


def _widths(first: pl.DataFrame) -> list[int]:
    """The width of every column: that of the heading, or of the widest of the first lines."""
    return [
        max([_width(name), *(min(_width(str(value)), WIDEST) for value in _plain(first[name].head(MEASURED)) if value is not None)])
        for name in first.columns
    ]


def _plain(values: pl.Series) -> pl.Series:
    """The values of a column; of one that holds numbers and texts, as texts."""
    return (
        values.struct.unnest().select(pl.coalesce(pl.all().cast(pl.String))).to_series() if isinstance(values.dtype, pl.Struct) else values
    )


def _widths_said(widths: Sequence[int]) -> str:
    """The widths of the columns; one whose texts go on in further lines is no wider than these need."""
    shown = enumerate((min(width, WRAPPED) for width in widths), 1)
    return "".join(f'<col min="{at}" max="{at}" width="{width + 2}" customWidth="1"/>' for at, width in shown)


def _width(text: str) -> int:
    """How many Latin letters wide a text is; a Chinese character counts two."""
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in text)


def _letters(index: int) -> str:
    """The letters of a column, counted from 0: A to Z, AA …"""
    before, last = divmod(index, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)


# -- texts that are shared


SharedOfColumn = tuple[pl.Series, pl.Series]
"""The distinct texts of some cells, and their numbers in the workbook."""


class SharedTexts:
    """The texts that are kept for the end of a workbook, numbered as they come."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._room = SHARED_ROOM

    def of(self, cells: pl.Series) -> SharedOfColumn | None:
        """The numbers of the texts in some cells; None where hardly any repeats, or there is no room for them."""
        texts = cells.drop_nulls().unique(maintain_order=True)
        if not 0 < 2 * texts.len() <= cells.len() - cells.null_count():
            return None
        known = self._numbers
        listed = texts.to_list()
        new = [text for text in listed if text not in known]
        size = sum(map(len, new)) * 2 + len(new) * _KEEPING
        if size > self._room:
            return None
        self._room -= size
        for text in new:
            known[text] = len(known)
        return texts, pl.Series([known[text] for text in listed])

    def write(self, file: IO[bytes]) -> None:
        """The XML of all texts."""
        file.write(f'{_XML}<sst xmlns="{_MAIN}" uniqueCount="{len(self._numbers)}">'.encode())
        item = pl.concat_str(pl.lit('<si><t xml:space="preserve">'), _escaped(pl.col("text")), pl.lit("</t></si>"))
        waiting = iter(self._numbers)
        while texts := list(islice(waiting, BATCH)):
            file.write(pl.DataFrame({"text": texts}).select(item.str.join("").cast(pl.Binary)).item())
        file.write(b"</sst>")


_KEEPING = 150
"""About how many bytes it takes to keep a text, beside two for each of its signs."""

_TEXTS = ("sharedStrings", "sharedStrings.xml")
_SHARED_FILE = f"xl/{_TEXTS[1]}"


# -- what stands around the sheets


def _sheet_file(number: int) -> str:
    return f"xl/worksheets/sheet{number}.xml"


def _around(names: Sequence[str]) -> Mapping[str, str]:
    """The other files of a workbook: its contents, how they belong together, and the styles."""
    sheets = list(enumerate(names, 1))
    kinds = {f"/{_sheet_file(number)}": "worksheet" for number, _ in sheets}
    kinds |= {"/xl/workbook.xml": "sheet.main", "/xl/styles.xml": "styles", f"/{_SHARED_FILE}": "sharedStrings"}
    said = "".join(f'<Override PartName="{part}" ContentType="{_KIND}.{kind}+xml"/>' for part, kind in kinds.items())
    listed = "".join(f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>' for number, name in sheets)
    parts = {f"rId{number}": ("worksheet", f"worksheets/sheet{number}.xml") for number, _ in sheets}
    titles = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{number - 1}">{escape(_quoted(name))}!$1:$1</definedName>'
        for number, name in sheets
    )
    return {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f"{said}</Types>",
        "_rels/.rels": _related({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/_rels/workbook.xml.rels": _related({**parts, "styles": ("styles", "styles.xml"), "texts": _TEXTS}),
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets>'
        f"<definedNames>{titles}</definedNames></workbook>",
        "xl/styles.xml": _STYLES,
    }


def _quoted(name: str) -> str:
    """The name of a sheet as a reference writes it."""
    return "'" + name.replace("'", "''") + "'"


def _related(parts: Mapping[str, tuple[str, str]]) -> str:
    listed = "".join(f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for name, (kind, target) in parts.items())
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'
