"""Which sheets of a file are the register: their headings, what is hidden, and whether several are one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem, did_you_mean
from eligibility.i18n import Text
from eligibility.register.column_settings import Hidden
from eligibility.register.columns import settled_columns
from eligibility.register.headings import TOP, Head, SheetColumn, find_head, is_form, renamed
from eligibility.register.lines import hidden_not_certain
from eligibility.register.merged_cells import without_shared
from eligibility.register.progress import ProgressMonitor
from eligibility.register.sheets.book import Book, read_book
from eligibility.register.sheets.sheet import Line, Sheet
from eligibility.register.spellings import IGNORED, Level, Words, spelled
from eligibility.register.titles import is_edition, names_the_gone, other_months, said_of_sheet, supports_in, years_of_name

NAMES = ("about.name", "about.id_number", "certificate.number", "about.head", "about.head_number")
"""What names people."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class SheetTable:
    """A sheet that is a register: where its headings stand, and what its columns are."""

    sheet: Sheet
    head: Head
    columns: tuple[SheetColumn, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Outline:
    """What a file holds before its lines are looked at: the sheets that count, those that are no register or not chosen, and notices.

    `doubts` are what is not certain of the sheets: nothing is read until they are settled.
    """

    name: str
    tables: tuple[SheetTable, ...]
    others: tuple[Sheet, ...]
    unchosen: tuple[Sheet, ...] = ()
    hidden: Hidden | None = None
    notices: tuple[Text, ...] = ()
    doubts: tuple[Problem, ...] = ()

    @property
    def told(self) -> tuple[Text, ...]:
        """The doubts and notices in words."""
        return (*(doubt.message for doubt in self.doubts), *self.notices)


def read_outline(path: Path, words: Words, sheets: Sequence[str] = (), monitor: ProgressMonitor | None = None) -> Outline:
    """The sheets of a file that count, with their headings; `sheets` are chosen by name, and the monitor is told what is opened.

    Raises:
        EligibilityError: the file cannot be read, no headings are known in it, or the office's file does not fit them.
    """
    book = read_book(path, monitor or ProgressMonitor())
    named = tuple(sheets) or words.office.sheets
    chosen = _chosen(book, named, path.name)
    found: list[SheetTable] = []
    others: list[Sheet] = []
    misfits: dict[str, EligibilityError] = {}
    for sheet in chosen:
        try:
            head = _head_of(book, sheet, words)
        except EligibilityError as error:
            misfits[sheet.name] = error
            head = _head_elsewhere(sheet, words)
        if head is None:
            others.append(sheet)
        else:
            columns = settled_columns(head, sheet, words)
            found.append(SheetTable(without_shared(sheet, columns, head.last), head, columns))
    if not found:
        form = next((sheet for sheet in chosen if is_form(sheet.top(TOP), words)), None)
        raise next(iter(misfits.values()), _no_headings(path.name) if form is None else _form(path.name))
    if not named:
        found, left = _naming_people(found)
        others += left
    hidden = words.office.hidden
    doubts: list[Problem] = []
    if not named:
        found, left = _visible(found, hidden, path.name, doubts)
        others += left
    if found[0].sheet.name in misfits:
        raise misfits[found[0].sheet.name]
    found = [_hidden_columns(table, hidden, path.name, doubts) for table in found]
    doubts += [*_nobody_named(found, path.name), *_other_forms(found, path.name)]
    if not named:
        doubts += _gone_people(found, path.name)
        doubts += _other_months(found, words, path.name) or _other_editions(found, path.name) or _other_supports(found, words, path.name)
    notices = [
        Text(
            "这种文件看不出哪些行被隐藏，请另存为 .xlsx 后核对",
            "in such a file hidden lines cannot be seen; save it as .xlsx to be certain",
        )
        for table in found[:1]
        if table.sheet.hidden_unknown
    ]
    if book.comments:
        notices.append(
            Text(
                "单元格带有批注，批注不读；批注里写了死亡、迁出、停发等的，请写进备注列",
                "has comments on cells, which are not read; write what they say of death, leaving or a pause into a column of remarks",
            )
        )
    unchosen = tuple(sheet for sheet in book.sheets if named and sheet not in chosen)
    return Outline(path.name, tuple(found), tuple(others), unchosen, hidden, tuple(notices), tuple(doubts))


def _chosen(book: Book, names: Sequence[str], where: str) -> list[Sheet]:
    if not names:
        return [sheet for sheet in book.sheets if sheet.lines]
    known = {sheet.name: sheet for sheet in book.sheets}
    problems = [
        Problem(
            ProblemCode.SHEETS_NOT_CERTAIN,
            where,
            Text(f"没有“{name}”这个工作表", f"has no sheet {name!r}"),
            *did_you_mean(name, filter(None, known), listed=20),
        )
        for name in names
        if name not in known
    ]
    if problems:
        raise EligibilityError(problems)
    return [known[name] for name in dict.fromkeys(names)]


def _head_of(book: Book, sheet: Sheet, words: Words) -> Head | None:
    """The headings of a sheet, with what the office says of its columns.

    Raises:
        EligibilityError: they do not stand as the office says.
    """
    if book.headings is None:
        return find_head(sheet.top(_looked_at(words)), words, f"{book.name} [{sheet.name}]" if sheet.name else book.name)
    lines: list[Line] = [dict(enumerate(book.headings))]
    head = find_head(lines, words, book.name)
    return None if head is None else replace(head, first=0, last=0)


def _looked_at(words: Words) -> int:
    """How many lines are looked at for the headings: as far as the office says that they stand."""
    return max(TOP, words.office.head[1]) if words.office.head else TOP


def _head_elsewhere(sheet: Sheet, words: Words) -> Head | None:
    """The headings of a sheet of which the office does not speak: what it says of columns holds for the same headings."""
    plain = find_head(sheet.top(TOP), replace(words, office=replace(words.office, by_letter={}, by_heading={}, head=None)))
    return None if plain is None else renamed(plain, words.office)


def _no_headings(name: str) -> EligibilityError:
    said = Text(f"前{TOP}行里没有能识别的列名", f"has no headings that are known in its first {TOP} lines")
    mend = Text(
        "请在列设置里说明各列的含义；表头在更下面的，写明在第几行到第几行，如 head: {first: 42, last: 43}。",
        "Say what the columns mean in the column settings; where the headings stand further below, as in head: {first: 42, last: 43}.",
    )
    return EligibilityError([Problem(ProblemCode.HEADINGS_NOT_FOUND, name, said, mend)])


def _form(name: str) -> EligibilityError:
    said = Text(
        "是一人一张的表格（左边是栏目，右边是填的内容），不是名册",
        "is a form for one person (titles with what is filled in beside them), no register",
    )
    mend = Text("请做成一人一行的名册。", "Make it a register of one line a person.")
    return EligibilityError([Problem(ProblemCode.NO_PERSONS, name, said, mend)])


def _nobody_named(tables: Sequence[SheetTable], where: str) -> list[Problem]:
    """A table whose columns tell of no person, nor of a household: its lines are villages, firms or sums."""
    if any(_of_people(column) for table in tables for column in table.columns):
        return []
    said = Text(
        "没有姓名、证号或户的列，也没有性别、年龄、残疾类别等列，看不出一行是不是一个人（像是单位或各村的统计表）",
        "has no column of names, numbers or households, and none of sex, age or disability: whether a line is a person is not known "
        "(it may be a table of firms or of sums by village)",
    )
    mend = Text(
        "统计表不是名册；一行是一个人的，请在列设置的 columns 里写明姓名或证号是哪一列（about.name、about.id_number）。",
        "A table of sums is no register; where a line is a person, say in the column settings, under columns, which column holds the name "
        "or number (about.name, about.id_number).",
    )
    return [Problem(ProblemCode.COLUMN_NOT_CERTAIN, where, said, mend)]


def _of_people(column: SheetColumn) -> bool:
    """Whether a column says that the lines of a table are persons or households."""
    target = column.target or ""
    return (
        target in (*NAMES, *_TELLING) or target.startswith(("disability.", "certificate.", "person.grade")) or column.level is Level.OFFICE
    )


_TELLING = ("about.household", "about.disabled", "line.number", "person.birth_date", "person.age", "person.sex", "person.certified")


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


# -- whether several sheets are one register


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
        found.append(sheets_not_certain(where, told))
    return found[:1]


def _told_by(table: SheetTable) -> dict[str, str]:
    """The headings of the columns that tell something, by what they are read as."""
    return {column.target or "": column.heading for column in reversed(table.columns) if column.used and column.heading}


def _only(names: tuple[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]) -> Iterator[tuple[str, Text]]:
    """What one of two sheets alone tells, by the sheet's name."""
    for name, own, other in ((names[0], mine, theirs), (names[1], theirs, mine)):
        alone = [heading for target, heading in own.items() if target not in other]
        if alone:
            yield name, _listed(alone)


def _listed(headings: Sequence[str]) -> Text:
    return Text("、".join(f"“{heading}”" for heading in headings), ", ".join(map(repr, headings)))


def _gone_people(tables: Sequence[SheetTable], where: str) -> list[Problem]:
    """Lists of people who died, moved away or were cancelled, where no status of each line says so, are not screened as if they had not."""
    told = [table for table in tables if not any(column.target == "line.standing" and column.used for column in table.columns)]
    names = [table.sheet.name for table in told if names_the_gone(table.sheet, table.head)]
    if not names:
        return []
    listed = _listed([name for name in names if name])
    said = Text(
        f"标题或工作表名{f'（{listed.zh}）' if listed.zh else ''}写的是死亡、注销或迁出的人，不知道要不要判定他们",
        f"has a title or the name of a sheet{f' ({listed.en})' if listed.en else ''} by which its people died, moved away or were "
        "cancelled; whether they are to be screened is not known",
    )
    mend = Text(
        "不要判定的，请在列设置里只写别的工作表，如 sheets: [ … ]；要判定的，把这张表也写上，没有工作表名的，删去这个标题。",
        "If not, name the other sheets alone in the column settings, as in sheets: [ ... ]; if so, name this one too, or take out the "
        "title where the file has no sheets.",
    )
    return [Problem(ProblemCode.SHEETS_NOT_CERTAIN, where, said, mend)]


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
                return [sheets_not_certain(where, Text(zh, en), ALL_TOGETHER)]
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
                return [sheets_not_certain(where, Text(zh, en), ALL_TOGETHER)]
    edition = next((name for name in names if is_edition(name)), None)
    if edition is None or len(tables) == 1:
        return []
    said = Text(
        f"工作表“{edition}”像是同一份名册另一时候的样子", f"has a sheet {edition!r} that seems to be another state of the same register"
    )
    return [sheets_not_certain(where, said, ALL_TOGETHER)]


def _other_supports(tables: Sequence[SheetTable], words: Words, where: str) -> list[Problem]:
    """Sheets that are named for different supports, with amounts that do not say of which: one is not the other's continuation."""
    paid = [table for table in tables if any(words.target(column.heading) == "line.amount" for column in table.columns)]
    named = [(table.sheet.name, supports_in(spelled(table.sheet.name), words)) for table in paid]
    named = [(name, supports) for name, supports in named if supports]
    other = next((name for name, supports in named if supports != named[0][1]), None)
    if other is None:
        return []
    said = Text(
        f"工作表“{named[0][0]}”和“{other}”的表名是不同的补贴，金额列没有写是哪一项",
        f"has sheets {named[0][0]!r} and {other!r} that are named for different supports, and amounts that do not say of which",
    )
    return [sheets_not_certain(where, said, ALL_TOGETHER)]


ALL_TOGETHER = Text("几个工作表合起来才是这一份名册的，把它们都写上。", "Where several together are the register, name them all.")
"""How to say that sheets are neither months nor the same persons twice."""


def sheets_not_certain(where: str, said: Text, also: Text | None = None) -> Problem:
    """The question which sheets count."""
    zh, en = "请指明用哪些工作表，如列设置 sheets: [ … ]。", "Say which sheets count, as in the column settings: sheets: [ ... ]."
    mend = Text(zh + also.zh, f"{en} {also.en}") if also else Text(zh, en)
    return Problem(ProblemCode.SHEETS_NOT_CERTAIN, where, said, mend)
