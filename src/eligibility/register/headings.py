"""Where the headings of a sheet stand, and what each column is read as by its heading alone.

A sheet may begin with titles, and its headings may fill several lines with merged group titles. The line that names most
known columns is the first found; lines of group titles above and of parts below belong to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text, nearest
from eligibility.register.column_settings import ASK, ColumnSettings, Period, letters
from eligibility.register.sheets.sheet import Line
from eligibility.register.spellings import IGNORED, Level, Meaning, Words, spelled

TOP = 30
"""Within how many lines the headings must stand."""
_MOST_HEADING_LINES = 4

_OTHERS = re.compile(
    r"^(户主|监护人|法定监护人|法定代理人|代理人|代领人|代办人|联系人|配偶|委托人|填表人|经办人|照护人|照料人|护理人|扶养人|赡养人|抚养人|父亲|母亲|父母|子女|帮扶人|结对帮扶|帮扶责任人)"
)
"""Group titles over what is told of somebody else than the person of the line."""
_PLACES = ("about.county", "about.township", "about.village", "about.address", "about.hardship")
_DATA = re.compile(r"\d{6,}|^\d{4}[-./年]\d|^[\d.,]+元?$|^(是|否|有|无|男|女|√|×)$")
"""What stands in lines of persons and not in headings."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a sheet: its position, its heading as it stands, what it is read as (None: not known), and a remark.

    `asked` says why it must be said what the column is; `per` over what time its amounts are, where the office says so.
    """

    index: int
    heading: str
    target: str | None
    remark: Text | None = None
    level: Level = Level.EXACT
    asked: Text | None = None
    per: Period | None = None

    @property
    def used(self) -> bool:
        """Whether the column tells something."""
        return self.target is not None and self.target != IGNORED

    @property
    def letter(self) -> str:
        """The letters that a spreadsheet calls it by."""
        return letters(self.index)


@dataclass(frozen=True, slots=True)
class Head:
    """The headings found: their first and last line, and the columns. `context` is all that is said above the persons."""

    first: int
    last: int
    columns: tuple[SheetColumn, ...]
    context: str = ""

    @property
    def known(self) -> int:
        """How many columns tell something."""
        return sum(column.used for column in self.columns)


def find_head(top: Sequence[Line], words: Words, where: str = "") -> Head | None:
    """The headings among the first lines of a sheet; None where no line names two known columns.

    `top` are the first lines, in which a merged cell stands in all its columns.

    Raises:
        EligibilityError: the office names a column by its letter, and another heading stands above it; or the lines that it calls
            headings hold a person's number.
    """
    stated = words.office.head
    if stated is not None:
        first, last = stated
        person = next((at for at in range(first, min(last, len(top)) + 1) if any(map(_holds_number, top[at - 1].values()))), None)
        if person is not None:
            raise EligibilityError([_no_heading(person, where)])
        return _head(top, first - 1, last, words, where) if last <= len(top) else None
    names = [_known(line, words) for line in top]
    if max(names, default=0) < 2 or is_form(top, words):
        return None
    anchor = max(range(len(top)), key=lambda at: (names[at], -at))
    first, last = anchor, anchor + 1
    while first > 0 and last - first < _MOST_HEADING_LINES and _is_group(top[first - 1], top[first]):
        first -= 1
    while last < len(top) and last - first < _MOST_HEADING_LINES and _goes_on(top[first:last], top[last]):
        last += 1
    head = _head(top, first, last, words, where)
    return head if head.known >= 2 else None


def is_form(top: Sequence[Line], words: Words) -> bool:
    """Whether the lines are a form for one person: titles, each with what is filled in to its right, and a number among that."""
    pairs = [pair for line in top for pair in _filled_in(line, words)]
    lines = sum(len(_filled_in(line, words)) > 1 for line in top)
    return lines > 1 and any(_holds_number(text) for text in pairs)


def _filled_in(line: Line, words: Words) -> list[str]:
    """What stands to the right of titles in a line in which title and text take turns; nothing in a line of headings or of persons."""
    cells = [text for _, text in sorted(line.items())]
    cells = [text for at, text in enumerate(cells) if not at or text != cells[at - 1]]
    titles = [words.meaning(text) is not None and not _DATA.search(text) for text in cells]
    turns = titles[0::2].count(True) == len(titles[0::2]) and not any(titles[1::2]) if len(cells) > 3 else False
    return cells[1::2] if turns else []


def _holds_number(text: str) -> bool:
    """Whether a cell holds a number as long as that of an identity card."""
    return bool(re.search(r"\d{15}", re.sub(r"\s", "", text)))


def _no_heading(line: int, where: str) -> Problem:
    said = Text(
        f"head 写的第{line}行里有证件号码，是人员，不是表头", f"line {line} is called a heading (head), and holds a person's number"
    )
    mend = Text(
        "请改正列设置的 head：表头的第一行和最后一行。", "Correct head in the column settings: the first and last line of the headings."
    )
    return Problem(ProblemCode.HEADINGS_NOT_FOUND, where, said, mend)


def _known(line: Line, words: Words) -> int:
    """How many different entries the cells of a line name, those left aside included."""
    found = [meaning for text in line.values() if len(text) <= 40 and not _DATA.search(text) and (meaning := words.meaning(text))]
    return len({meaning.target for meaning in found}) + (sum(meaning.target == IGNORED for meaning in found) > 1)


def _is_group(line: Line, below: Line) -> bool:
    """Whether a line is one of group titles over the headings: several texts, over cells of the line below, none of them data."""
    texts = {" ".join(text.split()) for text in line.values()}
    if len(texts) < 2 or any(_DATA.search(text) or re.search(r"[:：]", text) for text in texts):
        return False
    covered = [column for column in line if column in below and line[column] != below[column]]
    return bool(covered) or all(line.get(column) == text for column, text in below.items())


def _goes_on(above: Sequence[Line], line: Line) -> bool:
    """Whether a line names the parts of headings above: it has cells only under groups and gaps, and none of them is data."""
    if not line or any(_DATA.search(text) for text in line.values()):
        return False
    upper: dict[int, str] = {}
    for one in above:
        upper.update(one)
    parts = 0
    for column, text in line.items():
        alone = upper.get(column)
        if alone == text:
            continue
        spans = alone is None or upper.get(column + 1) == alone or upper.get(column - 1) == alone
        opens = column + 1 not in upper and column + 1 in line
        if not spans and not opens:
            return False
        parts += 1
    return parts > 0


# -- what each column is


def _head(top: Sequence[Line], first: int, last: int, words: Words, where: str) -> Head:
    lines = top[first:last]
    width = max((column for line in lines for column in line), default=-1) + 1
    paths = [_heading_parts(lines, index) for index in range(width)]
    keys = set(words.office.by_heading)
    columns = tuple(_column(index, path, words) for index, path in enumerate(paths))
    said = {spelled(form) for path in paths for form in _forms(path)}
    unknown = sorted(key for key in keys if spelled(key) not in said)
    problems = [_no_such_column(key, paths, words.office.name) for key in unknown]
    for place, named in words.office.by_letter.items():
        stands = columns[place].heading if place < width else ""
        if spelled(named.heading or "") != spelled(stands):
            problems.append(_moved(letters(place), stands, named.heading or "", where))
    if problems:
        raise EligibilityError(problems)
    context = " ".join(text for line in top[:last] for text in dict.fromkeys(line.values()))
    return Head(first + 1, last, columns, context)


def _no_such_column(key: str, paths: Sequence[Sequence[str]], name: str) -> Problem:
    known = ["/".join(path) for path in paths if path]
    near = nearest(key, known)
    mend = Text(f"是否想写“{near}”？", f"Did you mean {near}?") if near else None
    return Problem(ProblemCode.UNKNOWN_COLUMN, name, Text(f"名册里没有“{key}”这一列", f"the register has no column {key!r}"), mend, near)


def _moved(letter: str, stands: str, wanted: str, where: str) -> Problem:
    said = Text(
        f"{letter}列的列名是“{stands}”，列设置写的是“{wanted}”",
        f"column {letter} is headed {stands!r}, and the column settings say {wanted!r}",
    )
    mend = Text("请核对名册的版式，改正列设置。", "Compare the layout of the register, and correct the column settings.")
    return Problem(ProblemCode.COLUMN_MOVED, where, said, mend)


def _column(index: int, path: Sequence[str], words: Words) -> SheetColumn:
    shown = "/".join(path)
    named = words.office.by_letter.get(index)
    if named is not None and named.read != ASK:
        return SheetColumn(index, shown, named.read or IGNORED, level=Level.OFFICE, per=named.per)
    for form in _forms(path):
        one = words.named.get(spelled(form))
        if one is not None:
            return SheetColumn(index, shown, one.read or IGNORED, level=Level.OFFICE, per=one.per)
    meaning = _meaning(path, words)
    if meaning is None:
        return SheetColumn(index, shown, None)
    return SheetColumn(index, shown, meaning.target, level=meaning.level)


def _forms(path: Sequence[str]) -> Iterator[str]:
    """What may be a column's name, the whole first."""
    if path:
        yield "/".join(path)
        for cut in range(len(path)):
            yield "".join(path[cut:])


def _meaning(path: Sequence[str], words: Words) -> Meaning | None:
    """What a column means by its heading and the group titles above it."""
    if not path:
        return None
    others = [at for at, name in enumerate(path[:-1]) if _OTHERS.search(spelled(name))]
    if others:
        return _of_another(path[others[-1] :], words) or Meaning(IGNORED, Level.DERIVED)
    found = next((meaning for name in _candidates(path) if (meaning := words.meaning(name))), None)
    if found is not None and found.target == "line.standing" and support_of_status(path, words):
        return None
    if found is not None and found.level is Level.SHORT and any("残" in name for name in path[:-1]):
        return Meaning(found.target, Level.DERIVED)
    return found


def support_of_status(path: Sequence[str], words: Words) -> str | None:
    """The receipt of the support whose status a column tells; None where it is of no support."""
    whole = spelled("".join(path))
    bare = whole.removesuffix("状态")
    names = [] if bare == whole else [bare, re.sub(r"(享受|发放|补贴|待遇|保障|人员|当前|目前)$", "", bare)]
    found = (target for name in names if name and (target := words.target(name)))
    return next((target for target in found if target.startswith("person.receives.")), None)


def _of_another(path: Sequence[str], words: Words) -> Meaning | None:
    """What a column under the title of somebody else means: what its whole name says, or what a household is told of by its head."""
    group, lowest = re.sub(r"(基本)?(信息|情况|资料)$", "", spelled(path[0])), path[-1]
    names = ["".join(path), f"{group}{lowest}", *([lowest] if _OTHERS.search(spelled(lowest)) else [])]
    found = next((meaning for name in names if (meaning := words.meaning(name))), None)
    if found is None and group == "户主":
        alone = words.meaning(lowest)
        found = alone if alone and alone.target.startswith(("household.", "about.household", *_PLACES)) else None
    return found


def _candidates(path: Sequence[str]) -> list[str]:
    """The whole name, the lowest line, that with its group titles, and the other way round."""
    lowest = path[-1]
    joined = ["".join(path[cut:]) for cut in range(len(path) - 1)]
    return [*joined, lowest, *(f"{lowest}{path[0]}" for _ in path[1:2])]


def _heading_parts(lines: Sequence[Line], index: int) -> list[str]:
    """The heading of a column from its group title down; a group title that is not merged stands over the empty cells right of it."""
    names: list[str] = []
    for depth, line in enumerate(lines):
        name = line.get(index, "")
        if not name and any(index in lower for lower in lines[depth + 1 :]):
            left = max((column for column in line if column < index), default=None)
            if left is not None and any(left in lower and lower[left] != line[left] for lower in lines[depth + 1 :]):
                name = line[left]
        name = " ".join(name.split())
        if name and name not in names:
            names.append(name)
    return names


def renamed(head: Head, office: ColumnSettings) -> Head:
    """Headings of which the office speaks by their letters on another sheet."""
    named = {spelled(column.heading or ""): column for column in office.by_letter.values()}
    named |= {spelled(heading): column for heading, column in office.by_heading.items()}
    found = []
    for column in head.columns:
        one = named.get(spelled(column.heading))
        if one is not None and one.read != ASK:
            column = replace(column, target=one.read or IGNORED, level=Level.OFFICE, per=one.per)
        found.append(column)
    return replace(head, columns=tuple(found))


def by_target(columns: Sequence[SheetColumn]) -> Mapping[str, list[SheetColumn]]:
    """The columns that tell something by what they are read as."""
    found: dict[str, list[SheetColumn]] = {}
    for column in columns:
        if column.used:
            found.setdefault(column.target or "", []).append(column)
    return found
