"""The sheets of a register's file as one table, with every line in its box."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.facts.certificate import plain_number
from eligibility.i18n import Text
from eligibility.register.column_settings import letters
from eligibility.register.columns import TOGETHER, open_questions, where_of
from eligibility.register.headings import SheetColumn
from eligibility.register.lines import LEAVING, Box, SheetAccount, SortedLines, check_account, sorted_lines
from eligibility.register.outline import ALL_TOGETHER, Outline, SheetTable, read_outline, sheets_not_certain
from eligibility.register.progress import ProgressMonitor
from eligibility.register.sheets.sheet import Sheet
from eligibility.register.spellings import Words, spelled
from eligibility.register.titles import Month, is_place, is_title, is_township, place_of_title, said_of_sheet
from eligibility.register.totals import check_totals

SHEET_NAME = "工作表名"
"""The heading of the townships that are told by the names of the sheets."""


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
    titles name places. `months` are those that the titles and the names of the sheets name.
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
    months: frozenset[Month] = frozenset()


def read_table(path: Path, words: Words, sheets: Sequence[str] = (), monitor: ProgressMonitor | None = None) -> Table:
    """The persons of a file, with every line of every sheet accounted for; the monitor is told how much of it is opened.

    Raises:
        EligibilityError: the file cannot be read, or something about it is not certain.
    """
    outline = read_outline(path, words, sheets, monitor)
    asked = [problem for table in outline.tables for problem in open_questions(table.columns, _place(outline, table))]
    once = {(problem.message, problem.mend): problem for problem in reversed(asked)}
    open_ = [*outline.doubts, *reversed(once.values())]
    parts, unsorted = _sorted_parts(outline, words)
    _refuse([*open_, *(problem for problem in unsorted if problem.code in _OF_THE_OFFICE)] if open_ else unsorted)
    if not (sheets or words.office.sheets):
        _check_nobody_twice(outline, parts)
    accounts = [part.lines.account for part in parts]
    accounts += [_whole(sheet, Box.HIDDEN if sheet.hidden else Box.NO_TABLE) for sheet in outline.others if sheet.lines]
    accounts += [_whole(sheet, Box.NOT_CHOSEN) for sheet in outline.unchosen if sheet.lines]
    for account in accounts:
        check_account(account, outline.name)
    name = outline.name if len(parts) > 1 or not parts[0].table.sheet.name else f"{outline.name} [{parts[0].table.sheet.name}]"
    months = (said_of_sheet(table.sheet, table.head, words).months for table in outline.tables)
    whole = _joined(name, parts, tuple(accounts), (*outline.notices, *_without_headings(parts)))
    return replace(whole, months=frozenset().union(*months))


def _refuse(problems: Sequence[Problem]) -> None:
    """Refuse what is not certain, all of it at once.

    Raises:
        EligibilityError: there is something.
    """
    if problems:
        raise EligibilityError(problems)


_OF_THE_OFFICE = (ProblemCode.COLUMN_NOT_CERTAIN, ProblemCode.HIDDEN_NOT_CERTAIN)
"""What is for the office to say whatever else is open."""


def _sorted_parts(outline: Outline, words: Words) -> tuple[list[_Part], list[Problem]]:
    """The lines of every sheet by box, and what is not certain of them."""
    parts = []
    problems: list[Problem] = []
    for table in outline.tables:
        try:
            parts.append(_Part(table, _sorted(outline, table, words)))
        except EligibilityError as error:
            problems += [problem for problem in error.problems if isinstance(problem, Problem)]
    return parts, problems


def _without_headings(parts: Sequence[_Part]) -> list[Text]:
    """Columns in which something stands beside persons, and no heading says what."""
    found = []
    for part in parts:
        sheet = part.table.sheet
        known = {f"c{column.index}" for column in part.table.columns if column.heading or column.used}
        beside = sheet.cells.filter(pl.col("row").is_in(part.lines.rows(Box.PERSON).implode()))
        open_ = [name for name in sheet.columns() if name not in known and beside[name].str.contains(r"\S").fill_null(False).any()]
        if open_:
            listed = [letters(int(name[1:])) for name in open_]
            where = Text(f"表“{sheet.name}”", f" of sheet {sheet.name!r}") if len(parts) > 1 else Text("", "")
            zh = f"{where.zh}{'、'.join(listed)}列没有列名，未使用"
            en = f"{'column' if len(listed) == 1 else 'columns'} {', '.join(listed)}{where.en} without a heading: left aside"
            found.append(Text(zh, en))
    return found


@dataclass(frozen=True, slots=True, repr=False)
class _Part:
    """One sheet of the table: its lines by box."""

    table: SheetTable
    lines: SortedLines


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
                raise EligibilityError([sheets_not_certain(outline.name, told, ALL_TOGETHER)])


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
    by_sheet = base[-1].heading == SHEET_NAME
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
    columns = _with_shared(parts)
    names = [part.table.sheet.name for part in parts]
    told = any(column.target == "about.township" for column in columns)
    if len(parts) == 1 or told or not all(is_place(name) for name in names):
        return columns
    return (*columns, SheetColumn(max(column.index for column in columns) + 1, SHEET_NAME, "about.township"))


def _with_shared(parts: Sequence[_Part]) -> tuple[SheetColumn, ...]:
    """The columns of the first sheet, and those of the others that several may tell and that it does not have."""
    base = list(parts[0].table.columns)
    known = {key for key, _ in _shared(base)}
    beyond = max(column.index for part in parts for column in part.table.columns) + 1
    for part in parts[1:]:
        for key, column in _shared(part.table.columns):
            if key not in known:
                known.add(key)
                base.append(replace(column, index=beyond))
                beyond += 1
    return tuple(base)


def _shared(columns: Sequence[SheetColumn]) -> list[tuple[tuple[str | None, str, int], SheetColumn]]:
    """The columns of what several may tell, each by what it tells, its heading, and which of those with that heading it is."""
    count: Counter[tuple[str | None, str]] = Counter()
    found: list[tuple[tuple[str | None, str, int], SheetColumn]] = []
    for column in columns:
        if column.target in TOGETHER:
            name = column.target, spelled(column.heading)
            found.append(((*name, count[name]), column))
            count[name] += 1
    return found


def _columns_of(table: SheetTable, base: Sequence[SheetColumn]) -> dict[int, int]:
    """The columns of a sheet in which something stands, with the places of the same columns in the first sheet."""
    places = {column.target: column.index for column in reversed(base) if column.used and column.target not in TOGETHER}
    shared = {key: column.index for key, column in _shared(base)}
    found = {column.index: shared[key] for key, column in _shared(table.columns)}
    found |= {column.index: places[column.target] for column in table.columns if column.used and column.target in places}
    return {mine: theirs for mine, theirs in found.items() if f"c{mine}" in table.sheet.cells.columns}


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
