"""How a register would be read, as a file of column settings: given back, it is read the same, and prints itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from eligibility.i18n import Text
from eligibility.register.column_settings import ASK, IGNORE, SECTIONS
from eligibility.register.headings import SheetColumn
from eligibility.register.outline import Outline
from eligibility.register.spellings import IGNORED, Words, spelled

_PLACES = frozenset({"sheets", "hidden", "head", "lines", "totals", "households", "columns"})
_UNKNOWN = "无法识别 / not recognised"


def proposal(outline: Outline, words: Words, sheets: Sequence[str] = ()) -> str:
    """What every column would be read as, and what else the office's file says; what must be settled is `ask`.

    `sheets` are those chosen by name beside the office's file.
    """
    return "\n".join(_lines(outline, words, tuple(sheets) or words.office.sheets))


def _lines(outline: Outline, words: Words, sheets: Sequence[str]) -> Iterator[str]:
    office = words.office
    for notice in outline.told:
        yield f"# {notice.zh} / {notice.en}"
    if sheets:
        yield f"sheets: {_plain(list(sheets))}"
    if office.hidden:
        yield f"hidden: {office.hidden}"
    heads = {(table.head.first, table.head.last) for table in outline.tables}
    if len(heads) == 1 and (head := heads.pop()) != (0, 0):
        yield f"head: {{first: {head[0]}, last: {head[1]}}}"
    yield "columns:"
    asked = {spelled(column.heading): column for table in outline.tables[1:] for column in table.columns if column.asked is not None}
    for column in outline.tables[0].columns:
        if column.heading:
            elsewhere = asked.get(spelled(column.heading))
            yield _column_line(column if elsewhere is None else replace(elsewhere, index=column.index), words)
    payments = office.lines == "payments" or any(column.target == "line.support" for column in outline.tables[0].columns)
    yield f"lines: {'payments' if payments else 'persons'}"
    if office.totals != "check":
        yield f"totals: {office.totals}"
    if office.households:
        yield f"households: {office.households}"
    for name in SECTIONS:
        if name not in _PLACES and office.content.get(name):
            yield f"{_plain(name) if name in {'yes', 'no'} else name}: {_plain(office.content[name])}"


def _column_line(column: SheetColumn, words: Words) -> str:
    read = ASK if column.asked else IGNORE if column.target in {None, IGNORED} else column.target
    per = f", per: {column.per}" if column.per else ""
    return f"  {column.letter}: {{heading: {_plain(column.heading)}, read: {read}{per}}}  # {_note(column, words)}"


def _note(column: SheetColumn, words: Words) -> str:
    if column.asked is not None:
        target = f"{column.target}？" if column.target else ""
        return f"请确定：{target}{column.asked.zh}"
    if column.used:
        return words.title(column.target or "").zh
    known = words.meaning(column.heading) or words.meaning(column.heading.rpartition("/")[2])
    return Text("不使用", "left aside").zh if known else _UNKNOWN


def _plain(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
