"""The sheets of a register's file as one table: which sheets count, their headings, and every line in its box."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem, did_you_mean
from eligibility.facts.certificate import plain_number
from eligibility.i18n import Text
from eligibility.register.column_settings import Hidden
from eligibility.register.columns import check_settled, settled_columns, where_of
from eligibility.register.headings import TOP, Head, SheetColumn, find_head, renamed
from eligibility.register.lines import LEAVING, Box, SheetAccount, SortedLines, check_account, hidden_not_certain, sorted_lines
from eligibility.register.sheets.book import Book, read_book
from eligibility.register.sheets.sheet import Line, Sheet
from eligibility.register.spellings import IGNORED, Words
from eligibility.register.totals import check_totals

NAMES = ("about.name", "about.id_number", "certificate.number", "about.head", "about.head_number")
"""What names people."""
SHEET_NAME = "工作表名"
"""The heading of the townships that are told by the names of the sheets."""
_PLAIN_NAME = re.compile(r"^(sheet|table|表|工作表)?\s*\d*$", re.IGNORECASE)
_MONTH_NAME = re.compile(r"\d{1,2}月|^\d{4}([-.年]?\d{0,2})?$|季度|\d{4}年")


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class SheetTable:
    """A sheet that is a register: where its headings stand, and what its columns are."""

    sheet: Sheet
    head: Head
    columns: tuple[SheetColumn, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Outline:
    """What a file holds before its lines are looked at: the sheets that count, the others by name, and notices."""

    name: str
    tables: tuple[SheetTable, ...]
    others: tuple[Sheet, ...]
    hidden: Hidden | None = None
    notices: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class LeftLines:
    """Lines that are not screened, and why."""

    rows: pl.Series
    why: Text


@dataclass(frozen=True, slots=True, repr=False)
class Table:
    """The lines that are persons, of all sheets that count.

    `cells` has `row` and a column of texts for each column in which something stands. Lines of several sheets are numbered
    on: `places` then says the sheet and line of each `row`. `serials` are plain numbers that would be days, by column and row.
    `gone` are the lines of those who left the register, with the columns of `cells`.
    """

    name: str
    columns: tuple[SheetColumn, ...]
    cells: pl.DataFrame
    accounts: tuple[SheetAccount, ...]
    left: tuple[LeftLines, ...] = ()
    places: pl.DataFrame | None = None
    serials: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    notices: tuple[Text, ...] = ()
    gone: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema={"row": pl.Int64}))


def read_outline(path: Path, words: Words, sheets: Sequence[str] = (), *, strict: bool = True) -> Outline:
    """The sheets of a file that count, with their headings; `sheets` are chosen by name.

    What is not certain is refused, or, where this is not `strict`, told among the notices.

    Raises:
        EligibilityError: the file cannot be read, no headings are known in it, or it is not certain which sheets count.
    """
    book = read_book(path)
    named = tuple(sheets) or words.office.sheets
    chosen = _chosen(book, named, path.name)
    found: list[SheetTable] = []
    others = [sheet for sheet in book.sheets if sheet not in chosen]
    for sheet in chosen:
        head = _head_of(book, sheet, words, again=bool(found))
        if head is None:
            others.append(sheet)
        else:
            found.append(SheetTable(sheet, head, settled_columns(head, sheet, words)))
    if not found:
        raise _no_headings(path.name)
    if not named:
        found, left = _naming_people(found)
        others += left
    hidden = words.office.hidden
    doubts: list[Problem] = []
    if not named:
        found, left = _visible(found, hidden, path.name, doubts)
        others += left
    found = [_hidden_columns(table, hidden, path.name, doubts) for table in found]
    doubts += _other_forms(found, path.name)
    if doubts and strict:
        raise EligibilityError(doubts)
    notices = [doubt.message for doubt in doubts]
    notices += [
        Text(
            "这种文件看不出哪些行被隐藏，请另存为 .xlsx 后核对",
            "in such a file hidden lines cannot be seen; save it as .xlsx to be certain",
        )
        for table in found[:1]
        if table.sheet.hidden_unknown
    ]
    return Outline(path.name, tuple(found), tuple(others), hidden, tuple(notices))


def read_table(path: Path, words: Words, sheets: Sequence[str] = ()) -> Table:
    """The persons of a file, with every line of every sheet accounted for.

    Raises:
        EligibilityError: the file cannot be read, or something about it is not certain.
    """
    outline = read_outline(path, words, sheets)
    for table in outline.tables:
        check_settled(table.columns, _place(outline, table))
    parts = [_Part(table, _sorted(outline, table, words)) for table in outline.tables]
    _check_no_months(outline, parts)
    accounts = [*(part.lines.account for part in parts), *(_no_table(sheet) for sheet in outline.others if sheet.lines)]
    for account in accounts:
        check_account(account, outline.name)
    name = outline.name if len(parts) > 1 or not parts[0].table.sheet.name else f"{outline.name} [{parts[0].table.sheet.name}]"
    return _joined(name, parts, tuple(accounts), outline.notices)


@dataclass(frozen=True, slots=True, repr=False)
class _Part:
    """One sheet of the table: its lines by box."""

    table: SheetTable
    lines: SortedLines


# -- which sheets


def _chosen(book: Book, names: Sequence[str], where: str) -> list[Sheet]:
    if not names:
        return [sheet for sheet in book.sheets if sheet.lines]
    known = {sheet.name: sheet for sheet in book.sheets}
    problems = [
        Problem(
            ProblemCode.SHEETS_NOT_CERTAIN,
            where,
            Text(f"没有“{name}”这个工作表", f"has no sheet {name!r}"),
            *did_you_mean(name, known, listed=20),
        )
        for name in names
        if name not in known
    ]
    if problems:
        raise EligibilityError(problems)
    return [known[name] for name in dict.fromkeys(names)]


def _head_of(book: Book, sheet: Sheet, words: Words, *, again: bool) -> Head | None:
    """The headings of a sheet; on further ones what the office says of columns by letter holds for the same headings."""
    if book.headings is None:
        where = f"{book.name} [{sheet.name}]" if sheet.name else book.name
        top = sheet.top(TOP)
        if again and words.office.by_letter:
            plain = find_head(top, replace(words, office=replace(words.office, by_letter={}, by_heading={})), where)
            return None if plain is None else renamed(plain, words.office)
        return find_head(top, words, where)
    lines: list[Line] = [dict(enumerate(book.headings))]
    head = find_head(lines, words, book.name)
    return None if head is None else replace(head, first=0, last=0)


def _no_headings(name: str) -> EligibilityError:
    said = Text(f"前{TOP}行里没有能识别的列名", f"has no headings that are known in its first {TOP} lines")
    mend = Text("请在列设置里说明各列的含义。", "Say what the columns mean in the column settings.")
    return EligibilityError([Problem(ProblemCode.HEADINGS_NOT_FOUND, name, said, mend)])


def _naming_people(tables: list[SheetTable]) -> tuple[list[SheetTable], list[Sheet]]:
    """The tables that name people, where some do: beside them a table of sums is no register."""
    named = [table for table in tables if any(column.target in NAMES for column in table.columns)]
    return (named, [table.sheet for table in tables if table not in named]) if named else (tables, [])


def _visible(tables: list[SheetTable], hidden: Hidden | None, where: str, doubts: list[Problem]) -> tuple[list[SheetTable], list[Sheet]]:
    """The tables without those on hidden sheets; where these are not spoken of, that is a doubt."""
    unseen = [table for table in tables if table.sheet.hidden]
    if not unseen or hidden == "read":
        return tables, []
    names = [table.sheet.name for table in unseen]
    if hidden is None:
        said = Text(f"隐藏的工作表里也有名册（{'、'.join(names)}）", f"has a register on hidden sheets too ({', '.join(names)})")
        doubts.append(hidden_not_certain(where, said))
    if len(unseen) == len(tables):
        return tables, []
    return [table for table in tables if not table.sheet.hidden], [table.sheet for table in unseen]


def _hidden_columns(table: SheetTable, hidden: Hidden | None, where: str, doubts: list[Problem]) -> SheetTable:
    """The table without what its hidden columns tell; where these are not spoken of, that is a doubt."""
    unseen = [column for column in table.columns if column.index in table.sheet.hidden_columns and column.used]
    if not unseen or hidden == "read":
        return table
    if hidden is None:
        names = [f"{column.letter} {column.heading}" for column in unseen]
        doubts.append(hidden_not_certain(where, Text(f"有隐藏的列（{'、'.join(names)}）", f"has hidden columns ({', '.join(names)})")))
        return table
    why = Text("隐藏的列，未使用", "a hidden column; left aside")
    left = {column.index: replace(column, target=IGNORED, remark=why, asked=None) for column in unseen}
    return replace(table, columns=tuple(left.get(column.index, column) for column in table.columns))


def _other_forms(tables: Sequence[SheetTable], where: str) -> list[Problem]:
    """Several sheets are one register only where they tell the same."""
    forms = {frozenset(column.target for column in table.columns if column.used) for table in tables}
    if len(forms) < 2:
        return []
    names = [table.sheet.name for table in tables]
    return [
        _sheets_not_certain(
            where, Text(f"几个工作表的列不一样（{'、'.join(names)}）", f"has sheets of different columns ({', '.join(names)})")
        )
    ]


def _check_no_months(outline: Outline, parts: Sequence[_Part]) -> None:
    """The same persons on two sheets are months, not townships."""
    keys = [_people(part) for part in parts]
    for at, mine in enumerate(keys):
        for other, theirs in enumerate(keys[:at]):
            both = len(mine & theirs)
            if both and (
                5 * both >= min(len(mine), len(theirs)) or all(_MONTH_NAME.search(_sheet_name(parts, one)) for one in (at, other))
            ):
                names = _sheet_name(parts, other), _sheet_name(parts, at)
                said = Text(
                    f"工作表“{names[0]}”和“{names[1]}”里有{both}人相同，像是不同月份",
                    f"has {both} persons on both sheets {names[0]!r} and {names[1]!r}, as if these were months",
                )
                raise EligibilityError([_sheets_not_certain(outline.name, said)])


def _sheet_name(parts: Sequence[_Part], at: int) -> str:
    """The name of a sheet by its place."""
    return parts[at].table.sheet.name


def _people(part: _Part) -> set[str]:
    """The persons of a sheet by their numbers, otherwise by name and birth date or household."""
    rows = part.lines.rows(Box.PERSON)
    cells = part.table.sheet.cells.filter(pl.col("row").is_in(rows.implode()))
    named = where_of(part.table.columns)
    for target in ("certificate.number", "about.id_number"):
        if named.get(target) in cells.columns:
            found = {plain_number(text)[:18] for text in cells[named[target]].drop_nulls() if len(plain_number(text)) >= 18}
            if found:
                return found
    places = [
        named[target]
        for target in ("about.name", "person.birth_date", "about.household", "about.village")
        if named.get(target) in cells.columns
    ]
    if "about.name" not in named or len(places) < 2:
        return set()
    return {"\x1f".join(text or "" for text in line) for line in cells.select(places).iter_rows()}


def _sheets_not_certain(where: str, said: Text) -> Problem:
    mend = Text("请指明用哪些工作表，如列设置 sheets: [ … ]。", "Say which sheets count, as in the column settings: sheets: [ ... ].")
    return Problem(ProblemCode.SHEETS_NOT_CERTAIN, where, said, mend)


# -- the lines


def _place(outline: Outline, table: SheetTable) -> str:
    return f"{outline.name} [{table.sheet.name}]" if table.sheet.name else outline.name


def _sorted(outline: Outline, table: SheetTable, words: Words) -> SortedLines:
    where = _place(outline, table)
    lines = sorted_lines(table.sheet, table.head, table.columns, words, outline.hidden, where)
    if words.office.totals == "check":
        check_totals(table.sheet, table.columns, lines, where)
    return lines


def _no_table(sheet: Sheet) -> SheetAccount:
    box = Box.HIDDEN if sheet.hidden else Box.NO_TABLE
    blank = sheet.lines - len(sheet.cells)
    boxes = {box: len(sheet.cells), Box.BLANK: blank}
    return SheetAccount(sheet.name, sheet.lines, {name: count for name, count in boxes.items() if count})


def _joined(name: str, parts: Sequence[_Part], accounts: tuple[SheetAccount, ...], notices: tuple[Text, ...]) -> Table:
    base = _with_township(parts)
    by_sheet = len(base) > len(parts[0].table.columns)
    cells: list[pl.DataFrame] = []
    gone: list[pl.DataFrame] = []
    left, places = [], []
    serials: dict[int, dict[int, str]] = {}
    offset = 0
    for part in parts:
        table = part.table
        taken = _columns_of(table, base)
        for box, collected in ((Box.PERSON, cells), (Box.LEFT, gone)):
            own = table.sheet.cells.filter(pl.col("row").is_in(part.lines.rows(box).implode()))
            chosen = own.select(pl.col("row") + offset, *(pl.col(f"c{mine}").alias(f"c{theirs}") for mine, theirs in taken.items()))
            if by_sheet:
                chosen = chosen.with_columns(pl.lit(table.sheet.name).alias(f"c{base[-1].index}"))
            collected.append(chosen)
        left += [LeftLines(one.rows + offset, one.why) for one in _left(part.lines)]
        for mine, theirs in taken.items():
            for line, day in table.sheet.serials.get(mine, {}).items():
                serials.setdefault(theirs, {})[line + offset] = day
        lines = part.lines.boxes["row"]
        places.append(
            pl.DataFrame(
                {"row": lines + offset, "sheet": pl.repeat(table.sheet.name, len(lines), dtype=pl.String, eager=True), "line": lines}
            )
        )
        offset += table.sheet.lines
    whole = pl.concat(cells, how="diagonal") if len(cells) > 1 else cells[0]
    others = pl.concat(gone, how="diagonal")
    return Table(name, base, whole, accounts, tuple(left), pl.concat(places) if len(parts) > 1 else None, serials, notices, others)


def _with_township(parts: Sequence[_Part]) -> tuple[SheetColumn, ...]:
    """The columns of the first sheet; the names of several sheets are their townships where no column says it."""
    columns = parts[0].table.columns
    names = [part.table.sheet.name for part in parts]
    told = any(column.target == "about.township" for column in columns)
    if len(parts) == 1 or told or any(_PLAIN_NAME.search(name) or _MONTH_NAME.search(name) for name in names):
        return columns
    return (*columns, SheetColumn(max(column.index for column in columns) + 1, SHEET_NAME, "about.township"))


def _columns_of(table: SheetTable, base: Sequence[SheetColumn]) -> dict[int, int]:
    """The columns of a sheet in which something stands, with the places of the same columns in the first sheet."""
    places = {column.target: column.index for column in reversed(base) if column.used}
    same = {column.index for column in base}
    found = {}
    for column in table.columns:
        if f"c{column.index}" not in table.sheet.cells.columns or not column.used:
            continue
        shared = column.target in {"line.remarks", "line.left_on", "line.standing", "about.hardship"}
        place = column.index if shared and column.index in same else places.get(column.target)
        if place is not None:
            found[column.index] = place
    return found


_NOBODY = Text("没有姓名和证号，或只写了一格，不知道是不是一个人", "names nobody, or has one cell: whether it is a person is not known")
_LONG = Text("本行的格数多于表头", "the line has more cells than there are headings")
_FOOTER = Text("是合计、说明或重复的表头，不是一个人", "is a sum, a remark or a repeated heading, no person")


def _left(lines: SortedLines) -> list[LeftLines]:
    boxes = lines.boxes
    unreadable = boxes.filter(pl.col("box") == Box.UNREADABLE.value)
    gone = boxes.filter(pl.col("box") == Box.LEFT.value)
    footers = boxes.filter(pl.col("box").is_in([Box.FOOTER.value, Box.REPEATED_HEADING.value]))
    found = [
        LeftLines(footers["row"], _FOOTER),
        LeftLines(unreadable.filter("long")["row"], _LONG),
        LeftLines(unreadable.filter(~pl.col("long"))["row"], _NOBODY),
        LeftLines(lines.rows(Box.HIDDEN), Text("隐藏的行，按列设置不算", "a hidden line, which does not count by the column settings")),
    ]
    found += [
        LeftLines(gone.filter(pl.col("reason") == why)["row"], Text(f"状态为{said.zh}，已不在册", f"has left the register: {said.en}"))
        for why, said in LEAVING.items()
    ]
    return [one for one in found if len(one.rows)]
