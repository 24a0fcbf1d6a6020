"""The sheets of a register's file as one table: which sheets count, their headings, and every line in its box."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
from eligibility.register.progress import ProgressMonitor
from eligibility.register.sheets.book import Book, read_book
from eligibility.register.sheets.sheet import Line, Sheet
from eligibility.register.spellings import IGNORED, Words
from eligibility.register.titles import (
    is_edition,
    is_place,
    is_title,
    is_township,
    other_months,
    place_of_title,
    said_of_sheet,
    years_of_name,
)
from eligibility.register.totals import check_totals

NAMES = ("about.name", "about.id_number", "certificate.number", "about.head", "about.head_number")
"""What names people."""
SHEET_NAME = "工作表名"
"""The heading of the townships that are told by the names of the sheets."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class SheetTable:
    """A sheet that is a register: where its headings stand, and what its columns are."""

    sheet: Sheet
    head: Head
    columns: tuple[SheetColumn, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Outline:
    """What a file holds before its lines are looked at: the sheets that count, those that are no register or not chosen, and notices."""

    name: str
    tables: tuple[SheetTable, ...]
    others: tuple[Sheet, ...]
    unchosen: tuple[Sheet, ...] = ()
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
    `gone` are the lines of those who left the register, with the columns of `cells` and the `reason`. `sections` says of each `row`
    in which `part` of the file it stands (a sheet, or what is below a title on it), and which `section` of places that is, where
    titles name places.
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
    sections: pl.DataFrame | None = None


def read_outline(
    path: Path, words: Words, sheets: Sequence[str] = (), monitor: ProgressMonitor | None = None, *, strict: bool = True
) -> Outline:
    """The sheets of a file that count, with their headings; `sheets` are chosen by name, and the monitor is told what is opened.

    What is not certain is refused, or, where this is not `strict`, told among the notices.

    Raises:
        EligibilityError: the file cannot be read, no headings are known in it, or it is not certain which sheets count.
    """
    book = read_book(path, monitor or ProgressMonitor())
    named = tuple(sheets) or words.office.sheets
    chosen = _chosen(book, named, path.name)
    found: list[SheetTable] = []
    others: list[Sheet] = []
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
    if not named:
        doubts += _other_months(found, words, path.name) or _other_editions(found, path.name)
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
    unchosen = tuple(sheet for sheet in book.sheets if named and sheet not in chosen)
    return Outline(path.name, tuple(found), tuple(others), unchosen, hidden, tuple(notices))


def read_table(path: Path, words: Words, sheets: Sequence[str] = (), monitor: ProgressMonitor | None = None) -> Table:
    """The persons of a file, with every line of every sheet accounted for; the monitor is told how much of it is opened.

    Raises:
        EligibilityError: the file cannot be read, or something about it is not certain.
    """
    outline = read_outline(path, words, sheets, monitor)
    for table in outline.tables:
        check_settled(table.columns, _place(outline, table))
    parts = [_Part(table, _sorted(outline, table, words)) for table in outline.tables]
    if not (sheets or words.office.sheets):
        _check_nobody_twice(outline, parts)
    accounts = [part.lines.account for part in parts]
    accounts += [_whole(sheet, Box.HIDDEN if sheet.hidden else Box.NO_TABLE) for sheet in outline.others if sheet.lines]
    accounts += [_whole(sheet, Box.NOT_CHOSEN) for sheet in outline.unchosen if sheet.lines]
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
    found: list[Problem] = []
    for other in tables[1:]:
        mine, theirs = _told_by(tables[0]), _told_by(other)
        names = tables[0].sheet.name, other.sheet.name
        apart = mine.keys() ^ theirs.keys()
        if not apart:
            continue
        if {mine[target] for target in mine.keys() - theirs.keys()} == {theirs[target] for target in theirs.keys() - mine.keys()}:
            headings = _listed(sorted({mine.get(target) or theirs[target] for target in apart}))
            told = Text(
                f"工作表“{names[0]}”和“{names[1]}”的标题不同，列{headings.zh}说的不是同一项",
                f"has other titles on the sheets {names[0]!r} and {names[1]!r}, by which {headings.en} is not the same",
            )
        else:
            told = Text(
                "；".join(f"只有工作表“{name}”有列{headings.zh}" for name, headings in _only(names, mine, theirs)),
                "; ".join(f"has {headings.en} on the sheet {name!r} alone" for name, headings in _only(names, mine, theirs)),
            )
        found.append(_sheets_not_certain(where, told))
    return found[:1]


def _told_by(table: SheetTable) -> dict[str, str]:
    """The headings of the columns that tell something, by what they are read as."""
    return {column.target or "": column.heading for column in reversed(table.columns) if column.used}


def _only(names: tuple[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]) -> Iterator[tuple[str, Text]]:
    """What one of two sheets alone tells, by the sheet's name."""
    for name, own, other in ((names[0], mine, theirs), (names[1], theirs, mine)):
        alone = [heading for target, heading in own.items() if target not in other]
        if alone:
            yield name, _listed(alone)


def _listed(headings: Sequence[str]) -> Text:
    return Text("、".join(f"“{heading}”" for heading in headings), ", ".join(map(repr, headings)))


def _other_months(tables: Sequence[SheetTable], words: Words, where: str) -> list[Problem]:
    """Sheets whose names or titles name different months are not one register."""
    months = [said_of_sheet(table.sheet, table.head, words).months for table in tables]
    for at, mine in enumerate(months):
        for other in range(at):
            if other_months(mine, months[other]):
                names = tables[other].sheet.name, tables[at].sheet.name
                zh, en = (
                    f"工作表“{names[0]}”和“{names[1]}”是不同的月份",
                    f"has different months on sheets {names[0]!r} and {names[1]!r}",
                )
                return [_sheets_not_certain(where, Text(zh, en), _ALL)]
    return []


def _other_editions(tables: Sequence[SheetTable], where: str) -> list[Problem]:
    """Sheets of different years, or of which one is an old state or a copy, are not one register."""
    names = [table.sheet.name for table in tables]
    years = [years_of_name(name) for name in names]
    for at, mine in enumerate(years):
        for other in range(at):
            if mine and years[other] and not mine & years[other]:
                zh, en = (
                    f"工作表“{names[other]}”和“{names[at]}”是不同的年份，不知道哪一张是现在的名册",
                    f"has different years on sheets {names[other]!r} and {names[at]!r}; which is the register of the day is not known",
                )
                return [_sheets_not_certain(where, Text(zh, en), _ALL)]
    edition = next((name for name in names if is_edition(name)), None)
    if edition is None or len(tables) == 1:
        return []
    said = Text(
        f"工作表“{edition}”像是同一份名册另一时候的样子", f"has a sheet {edition!r} that seems to be another state of the same register"
    )
    return [_sheets_not_certain(where, said, _ALL)]


def _check_nobody_twice(outline: Outline, parts: Sequence[_Part]) -> None:
    """Where many stand on two sheets these may be months, or people entered twice: the office says which sheets count."""
    people = [_people(part) for part in parts]
    for at, mine in enumerate(people):
        for other, theirs in enumerate(people[:at]):
            both = sorted(mine.keys() & theirs.keys(), key=mine.__getitem__)
            if both and 5 * len(both) >= min(len(mine), len(theirs)):
                names = parts[other].table.sheet.name, parts[at].table.sheet.name
                told = Text(
                    f"有{len(both)}人在工作表“{names[0]}”和“{names[1]}”上都有（如第{theirs[both[0]]}行和第{mine[both[0]]}行）",
                    f"has {len(both)} {'person' if len(both) == 1 else 'persons'} on both sheets {names[0]!r} and {names[1]!r} "
                    f"(lines {theirs[both[0]]} and {mine[both[0]]}, for one)",
                )
                raise EligibilityError([_sheets_not_certain(outline.name, told, _ALL)])


def _people(part: _Part) -> dict[str, int]:
    """The first line of each person of a sheet, by number, otherwise by name and birth date or household."""
    rows = part.lines.rows(Box.PERSON)
    cells = part.table.sheet.cells.filter(pl.col("row").is_in(rows.implode())).reverse()
    named = where_of(part.table.columns)
    for target in ("certificate.number", "about.id_number"):
        if named.get(target) in cells.columns:
            lines = cells.select(named[target], "row").drop_nulls().iter_rows()
            found = {number[:18]: row for text, row in lines if len(number := plain_number(text)) >= 18}
            if found:
                return found
    places = [
        named[target]
        for target in ("about.name", "person.birth_date", "about.household", "about.village")
        if named.get(target) in cells.columns
    ]
    if "about.name" not in named or len(places) < 2:
        return {}
    return {"\x1f".join(text or "" for text in line): row for row, *line in cells.select("row", *places).iter_rows()}


_ALL = Text("几个工作表合起来才是这一份名册的，把它们都写上。", "Where several together are the register, name them all.")
"""How to say that sheets are neither months nor the same persons twice."""


def _sheets_not_certain(where: str, said: Text, also: Text | None = None) -> Problem:
    zh, en = "请指明用哪些工作表，如列设置 sheets: [ … ]。", "Say which sheets count, as in the column settings: sheets: [ ... ]."
    mend = Text(zh + also.zh, f"{en} {also.en}") if also else Text(zh, en)
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


def _whole(sheet: Sheet, box: Box) -> SheetAccount:
    """The account of a sheet all of whose lines end in one box."""
    boxes = {box: len(sheet.cells), Box.BLANK: sheet.lines - len(sheet.cells)}
    return SheetAccount(sheet.name, sheet.lines, {name: count for name, count in boxes.items() if count})


def _joined(name: str, parts: Sequence[_Part], accounts: tuple[SheetAccount, ...], notices: tuple[Text, ...]) -> Table:
    base = _with_township(parts)
    by_sheet = len(base) > len(parts[0].table.columns)
    cells: list[pl.DataFrame] = []
    gone: list[pl.DataFrame] = []
    left, places = [], []
    serials: dict[int, dict[int, str]] = {}
    sections: list[pl.DataFrame] = []
    offset = 0
    for part in parts:
        table = part.table
        taken = _columns_of(table, base)
        for box, collected in ((Box.PERSON, cells), (Box.LEFT, gone)):
            own = table.sheet.cells.filter(pl.col("row").is_in(part.lines.rows(box).implode()))
            chosen = own.select(pl.col("row") + offset, *(pl.col(f"c{mine}").alias(f"c{theirs}") for mine, theirs in taken.items()))
            if by_sheet:
                chosen = chosen.with_columns(pl.lit(table.sheet.name).alias(f"c{base[-1].index}"))
            if box is Box.LEFT:
                reasons = part.lines.boxes.select(pl.col("row") + offset, "reason")
                chosen = chosen.join(reasons, on="row", how="left", maintain_order="left")
            collected.append(chosen)
        left += [LeftLines(one.rows + offset, one.why) for one in _left(part.lines)]
        for mine, theirs in taken.items():
            for line, day in table.sheet.serials.get(mine, {}).items():
                serials.setdefault(theirs, {})[line + offset] = day
        lines = part.lines.boxes["row"]
        sections.append(_sections(part, offset))
        places.append(
            pl.DataFrame(
                {"row": lines + offset, "sheet": pl.repeat(table.sheet.name, len(lines), dtype=pl.String, eager=True), "line": lines}
            )
        )
        offset += table.sheet.lines
    whole = pl.concat(cells, how="diagonal") if len(cells) > 1 else cells[0]
    others = pl.concat(gone, how="diagonal")
    titled = pl.concat(sections)
    divided = titled["part"].n_unique() > 1 or titled["section"].is_not_null().any()
    return Table(
        name,
        base,
        whole,
        accounts,
        tuple(left),
        pl.concat(places) if len(parts) > 1 else None,
        serials,
        notices,
        others,
        titled if divided else None,
    )


def _sections(part: _Part, offset: int) -> pl.DataFrame:
    """In which part each person stands, and of which place: lines of one cell that name a place, or a list, are titles of parts."""
    boxes = part.lines.boxes.sort("row")
    lone = boxes.filter(pl.col("box").is_in([Box.UNREADABLE.value, Box.FOOTER.value]) & ~pl.col("long"))["row"]
    sheet = part.table.sheet
    begun: list[tuple[int, str, str | None]] = [(0, sheet.name, None)]
    township, village, title = "", "", ""
    for row, *texts in sheet.cells.filter(pl.col("row").is_in(lone.implode())).select("row", *sheet.columns()).sort("row").iter_rows():
        told = {text.strip() for text in texts if text and text.strip()}
        text = told.pop() if len(told) == 1 else ""
        place = place_of_title(text)
        if place is not None:
            township, village = (place, "") if is_township(place) else (township, place)
        elif is_title(text):
            title = text
        else:
            continue
        begun.append((row, "|".join(filter(None, (sheet.name, title))), f"{township}|{village}" if township or village else None))
    titles = pl.DataFrame(begun, schema={"row": pl.Int64, "part": pl.String, "section": pl.String}, orient="row")
    persons = boxes.filter(pl.col("box") == Box.PERSON.value).select("row")
    return persons.join_asof(titles, on="row").with_columns(pl.col("row") + offset)


def _with_township(parts: Sequence[_Part]) -> tuple[SheetColumn, ...]:
    """The columns of the first sheet; names of several sheets that are all places are their townships where no column says it."""
    columns = parts[0].table.columns
    names = [part.table.sheet.name for part in parts]
    told = any(column.target == "about.township" for column in columns)
    if len(parts) == 1 or told or not all(is_place(name) for name in names):
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
