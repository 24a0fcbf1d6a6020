"""Where the headings of a sheet stand, and what each column is read as.

A sheet may begin with titles, and its headings may fill two or three lines with merged group titles. The lines that
name most known columns are the headings.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from eligibility.i18n import Text
from eligibility.register.spellings import IGNORED, Words

TOP = 12
"""Within how many lines the headings must stand."""
_MOST_HEADING_LINES = 3


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of the file: its position, its heading as it stands, what it is read as (None: not known), and a remark."""

    index: int
    heading: str
    target: str | None
    remark: Text | None = None

    @property
    def used(self) -> bool:
        """Whether the column tells something."""
        return self.target is not None and self.target != IGNORED


@dataclass(frozen=True, slots=True)
class Head:
    """The headings found: how many lines before the first person, and the columns."""

    lines: int
    columns: tuple[SheetColumn, ...]

    @property
    def known(self) -> int:
        """How many columns tell something."""
        return sum(column.used for column in self.columns)


def find_head(top: Sequence[Sequence[str]], words: Words) -> Head | None:
    """The headings among the first lines of a sheet; None where no line names two known columns.

    A cell merged over several columns or lines is expected to stand in the first of them, the others empty.
    """
    best: Head | None = None
    rank = (0, 0, 0)
    for start in range(len(top)):
        for depth in range(1, min(_MOST_HEADING_LINES, len(top) - start) + 1):
            if depth > 1 and not _goes_on(top[start : start + depth]):
                break
            head = Head(start + depth, _columns_under(top[start : start + depth], words))
            if (head.known, -depth, -start) > rank:
                best, rank = head, (head.known, -depth, -start)
    return best if best is not None and best.known >= 2 else None


def _goes_on(lines: Sequence[Sequence[str]]) -> bool:
    """Whether the last line goes on with what the line above leaves open: it has cells under empty ones."""
    upper, lower = lines[-2], lines[-1]
    return any(not _at(upper, index) and _at(lower, index) for index in range(len(lower)))


def _columns_under(lines: Sequence[Sequence[str]], words: Words) -> tuple[SheetColumn, ...]:
    width = max(len(line) for line in lines)
    named = [_heading_parts(lines, index) for index in range(width)]
    taken: dict[str, str] = {}
    columns = []
    for index, names in enumerate(named):
        shown = "/".join(names)
        target = next((found for name in _candidates(names) if (found := words.target(name))), None) if names else None
        if target is not None and target != IGNORED and target in taken:
            remark = Text(f"与“{taken[target]}”列重复，未使用", f"says the same as the column {taken[target]!r}; left aside")
            columns.append(SheetColumn(index, shown, None, remark))
            continue
        if target is not None:
            taken[target] = shown
        columns.append(SheetColumn(index, shown, target))
    return tuple(columns)


def _heading_parts(lines: Sequence[Sequence[str]], index: int) -> list[str]:
    """The heading of a column from its group title down; a group title stands over the columns right of it too."""
    names = []
    for depth, line in enumerate(lines):
        name = _at(line, index)
        if not name and depth + 1 < len(lines) and _at(lines[depth + 1], index):
            name = next((found for left in range(index, -1, -1) if (found := _at(line, left))), "")
        if name and name not in names:
            names.append(name)
    return names


def _candidates(names: Sequence[str]) -> list[str]:
    """What may be the column's name: the lowest line, with its group title, and the group title alone where it is the only one."""
    lowest = names[-1]
    return [lowest, *("".join(names[cut:]) for cut in range(len(names) - 1)), *(f"{lowest}{names[0]}" for _ in names[1:2])]


def _at(line: Sequence[str], index: int) -> str:
    return " ".join(line[index].split()) if index < len(line) else ""


def proposal(columns: Sequence[SheetColumn], words: Words) -> str:
    """What every column would be read as, as column settings that the office can mend."""
    lines = ["columns:"]
    for column in columns:
        if not column.heading:
            continue
        target = "ignore" if column.target in {None, IGNORED} else column.target
        note = "不认识 / not known" if column.target is None else words.title(column.target or "").zh
        lines.append(f"  {json.dumps(column.heading, ensure_ascii=False)}: {target}  # {note}")
    return "\n".join(lines)
