"""The office file that several registers would make: their roles as questions, and nothing screened."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text
from eligibility.office.shapes import Role
from eligibility.register.outline import Outline, SheetTable, read_outline
from eligibility.register.spellings import Words, words_of
from eligibility.register.titles import Month, months_in, said_of_sheet
from eligibility.rules.ruleset import Ruleset

_CERTIFIED = ("certificate.number", "certificate.status", "disability.")
_NUMBERS = ("about.id_number", "certificate.number")
_PAID = ("line.support", "line.payment", "line.month")


@dataclass(frozen=True, slots=True)
class _Likely:
    """What a register seems to be of, and by what."""

    role: Role
    why: Text


def office_proposal(files: Sequence[Path], ruleset: Ruleset, as_of: date, out: Path) -> str:
    """The text of an office file for some registers, as it stands in the folder of `out`; each role is to be settled.

    Raises:
        EligibilityError: a file cannot be read.
    """
    words = words_of(ruleset)
    outlines = [_outline(path, words) for path in files]
    likely = [_likely(outline, words) for outline in outlines]
    return "\n".join(_lines(files, outlines, likely, words, as_of, out)) + "\n"


def _outline(path: Path, words: Words) -> Outline | None:
    """What a file holds; None where no headings are known in it.

    Raises:
        EligibilityError: it cannot be read.
    """
    try:
        return read_outline(path, words)
    except EligibilityError as error:
        if any(not isinstance(one, Problem) or one.code is not ProblemCode.HEADINGS_NOT_FOUND for one in error.problems):
            raise
        return None


def _lines(
    files: Sequence[Path], outlines: Sequence[Outline | None], likely: Sequence[_Likely | None], words: Words, as_of: date, out: Path
) -> Iterator[str]:
    yield "# 请把每份名册的 role: ask 改成括号里的一种，核对月份，再筛查这份文件。"
    yield "# Settle each role: ask, compare the months, and screen this file."
    yield f"office: {words.ruleset.region}"
    yield f"as_of: {as_of}"
    yield '# area: "000000"        # 县（市、区）的代码，用标准册时要写 / the county\'s code, needed with a local book'
    yield "# book: book/            # 地方标准册 / the local book"
    yield "state: none              # 改成 state/ 后，下个月可以比较 / with state/ the next month can be compared"
    yield "registers:"
    for path, outline, one in zip(files, outlines, likely, strict=True):
        yield from _register(path, outline, one, words, out)


def _register(path: Path, outline: Outline | None, likely: _Likely | None, words: Words, out: Path) -> Iterator[str]:
    file = f"    file: {_plain(Path(os.path.relpath(path, out.parent)).as_posix())}"
    if outline is None or likely is None:
        yield "  - role: ask            # persons | facts | payments？没有能识别的列名"
        yield "                         # no headings are known in it"
        yield file
        yield f"    # columns: maps/{path.stem}.yaml   # 先写明表头在哪几行（head）、各列是什么（columns）"
        yield "                         # say first in which lines the headings stand (head), and what the columns are (columns)"
        return
    yield f"  - role: ask            # persons | facts | payments？像是 {likely.role}：{likely.why.zh}"
    yield f"                         # looks like {likely.role}: {likely.why.en}"
    yield file
    for notice in outline.told:
        yield f"    # {notice.zh} / {notice.en}"
    asked = [column for table in outline.tables for column in table.columns if column.asked is not None]
    if asked:
        names = "、".join(f"{column.letter}“{column.heading}”" for column in asked)
        yield f"    # columns: maps/{path.stem}.yaml   # 这些列要先说明：{names} / these columns must be settled first"
    if not any(column.target in _NUMBERS for table in outline.tables for column in table.columns):
        yield "    # 没有认出证号列，请在 columns 里写明是哪一列（about.id_number 或 certificate.number）"
        yield "    # no column of numbers is recognised: say in columns which one it is"
    if likely.role == "payments":
        month = _month(outline, words)
        yield f"    month: {month}" if month else "    # month: 2026-10      # 哪个月的发放？ / for which month?"
        yield "    # absent_means: {receives: [living_allowance, nursing_subsidy]}   # 名单是全的吗？ / is the list whole?"
    elif likely.role == "facts":
        yield "    # absent_means: {household.dibao: false}   # 名单是全的吗？ / is the list whole?"


def _likely(outline: Outline | None, words: Words) -> _Likely | None:
    """By its columns, what a register seems to be of; those that tell nothing alone count too. None where none is known."""
    if outline is None:
        return None
    columns = [column for table in outline.tables for column in table.columns]
    targets = {column.target or "" for column in columns if column.used} | {words.target(column.heading) or "" for column in columns}
    if targets.intersection(_PAID):
        return _Likely("payments", Text("有补贴项目或发放状态", "it has supports or states of payment"))
    if any(target.startswith(_CERTIFIED) for target in targets):
        return _Likely("persons", Text("有残疾人证号或残疾等级", "it has certificates or disabilities"))
    return _Likely("facts", Text("只有家庭或本人的情况", "it has facts of people or households alone"))


def _month(outline: Outline, words: Words) -> str | None:
    """The month that a column of months, or else a title or the name of a sheet names, with its year."""
    found = {month for table in outline.tables for month in _told_months(table, words)}
    found = found or {month for table in outline.tables for month in said_of_sheet(table.sheet, table.head, words).months}
    named = [(year, month) for year, month in found if year is not None and month.isdigit()]
    return f"{named[0][0]}-{int(named[0][1]):02d}" if len(named) == 1 else None


def _told_months(table: SheetTable, words: Words) -> set[Month]:
    """The months that the columns of months name, those included that tell nothing without the support."""
    body = table.sheet.cells.filter(pl.col("row") > table.head.last)
    named = [f"c{column.index}" for column in table.columns if "line.month" in (column.target, words.target(column.heading))]
    texts = [text for name in named if name in body.columns for text in body[name].drop_nulls().unique()]
    return {month for text in texts for month in months_in(text)}


def _plain(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
