"""What the title of a list, or the name of a sheet, says of everybody below it: which support, which month, and that it is not received."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import polars as pl

from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text
from eligibility.register.headings import Head
from eligibility.register.sheets.sheet import Sheet
from eligibility.register.spellings import Words, spelled

Month = tuple[int | None, str]
"""A year, where it is told, and a month of it (`11`) or a quarter (`Q4`)."""

_NOT_RECEIVED = re.compile(
    r"停发|停止|暂停|暂缓|停保|停领|未领|未享|未发|未获|没有享受|应享|应发未|漏享|漏发|不符合|不享受|不予|未通过|取消|注销|死亡|去世"
    r"|退出|退回|退票|退款|失败|迁出|转出|清退|终止|拟|待发|待审|待批|申请|追回|追缴|扣回|减员"
)
_RECEIVED = re.compile(r"发放|享受|领取|在享|新增|正常")
_LIST = re.compile(r"表|册|名单|名录|明细|清单|台账|人员|对象|情况")
_PLACE = re.compile(r"(镇|乡|街道|街道办|办事处|村|屯|社区|居委会|村委会|苏木|嘎查|农场|林场|牧场|团场|团|园区|开发区|管委会|区|县|旗|市)$")
_DAY = re.compile(r"\d{4}[-年./]\d{1,2}[-月./]\d{1,2}日?")
_DIGITS = {sign: at for at, sign in enumerate("一二三四五六七八九十", 1)} | {"十一": 11, "十二": 12}
_YEAR_MONTH = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:[-./]|年度?)?(0?[1-9]|1[0-2])(?!\d)(?=月|$|\D)(?![-./]\d)")
_MONTH = re.compile(r"(?<!\d)(?:(\d{1,2})月?[-—~至到、])?(\d{1,2}|[一二三四五六七八九]|十[一二]?)月")
_QUARTER = re.compile(r"([一二三四1-4])季度")


@dataclass(frozen=True, slots=True)
class Said:
    """What a title says: the supports and the months that it names, and whether it tells of receiving or of not receiving."""

    supports: frozenset[str] = frozenset()
    months: frozenset[Month] = frozenset()
    received: bool = False
    stopped: bool = False


def said(text: str, words: Words) -> Said:
    """What a title, or the name of a sheet, says."""
    plain = spelled(text)
    stopped = bool(_NOT_RECEIVED.search(plain))
    return Said(supports_in(plain, words), months_in(_DAY.sub(" ", _plain(text))), bool(_RECEIVED.search(plain)) and not stopped, stopped)


def titles_of(sheet: Sheet, head: Head) -> list[str]:
    """The texts above the headings."""
    return [text for line in sheet.top(head.first - 1) for text in dict.fromkeys(line.values())] if head.first > 1 else []


def said_of_sheet(sheet: Sheet, head: Head, words: Words) -> Said:
    """What the name of a sheet and the titles above its headings say together."""
    found = [said(text, words) for text in (sheet.name, *titles_of(sheet, head))]
    stopped = any(one.stopped for one in found)
    return Said(
        frozenset().union(*(one.supports for one in found)),
        frozenset().union(*(one.months for one in found)),
        any(one.received for one in found) and not stopped,
        stopped,
    )


def supports_in(title: str, words: Words) -> frozenset[str]:
    """The supports that a spelled title names, those that a common name stands for included."""
    named: set[str] = set()
    for names in ({name: (support,) for name, support in words.supports.items()}, words.together):
        rest = title
        for name in sorted(names, key=len, reverse=True):
            if len(name) > 3 and name in rest:
                rest = rest.replace(name, " ")
                named.update(names[name])
    return frozenset(named)


def months_in(text: str) -> frozenset[Month]:
    """The months that a text names: 2025-11, 2025年11月, 202511 and 2025-11-01 name one; without a year it stays open."""
    plain = _plain(text)
    day = re.fullmatch(r"(\d{4})-(\d{1,2})-\d{1,2}", plain)
    if day:
        return frozenset({(int(day[1]), str(int(day[2])))})
    found: set[Month] = {(int(match[1]), str(int(match[2]))) for match in _YEAR_MONTH.finditer(plain)}
    numbers = {number for _, number in found}
    years = {int(year) for year in re.findall(r"(?<!\d)((?:19|20)\d{2})(?=年)", plain)} | {year for year, _ in found if year}
    year = years.pop() if len(years) == 1 else None
    for match in _MONTH.finditer(plain):
        for number in (str(_number(part)) for part in match.groups() if part):
            if number not in numbers:
                found.add((year, number))
    found |= {(year, f"Q{_number(match[1])}") for match in _QUARTER.finditer(plain)}
    return frozenset(found)


def other_months(these: frozenset[Month], those: frozenset[Month]) -> bool:
    """Whether two titles name different months; where one names none, or no year, that is no difference."""
    if not these or not those:
        return False
    years, others = {year for year, _ in these if year}, {year for year, _ in those if year}
    return {month for _, month in these} != {month for _, month in those} or bool(years and others and years != others)


def is_place(name: str) -> bool:
    """Whether a name is that of a township or a village by its last word."""
    return bool(_PLACE.search(name.strip()))


def check_parts(sheet: Sheet, head: Head, repeated: pl.Series, footer: pl.Series, words: Words, where: str) -> None:
    """Refuse titles below the headings that say something else than those above: another table begins there.

    `repeated` and `footer` mark the lines below the headings that repeat these, and that are sums and remarks.

    Raises:
        EligibilityError: naming the line.
    """
    body = sheet.cells.filter(pl.col("row") > head.last)
    names = sheet.columns()
    told = pl.sum_horizontal(pl.col(name).str.contains(r"\S").fill_null(False).cast(pl.Int32) for name in names)
    first = pl.coalesce(pl.when(pl.col(name).str.contains(r"\S")).then(pl.col(name)) for name in names)
    marked = body.select("row", told.alias("told"), first.alias("first")).with_columns(repeated.alias("repeated"), footer.alias("footer"))
    marked = marked.with_columns(((pl.col("told") <= 2) & ~pl.col("repeated") & ~pl.col("footer")).alias("title"))
    below = pl.when(~pl.col("title")).then("repeated").fill_null(strategy="backward").fill_null(False)
    telling = pl.col("first").str.contains("|".join(one.pattern for one in (_NOT_RECEIVED, _RECEIVED, _LIST)))
    titles = marked.with_columns(below.alias("above")).filter(pl.col("title") & (pl.col("above") | telling))
    whole = said_of_sheet(sheet, head, words)
    for row, told_cells, text, above in titles.select("row", "told", "first", "above").iter_rows():
        listed = above or bool(_LIST.search(text))
        if (listed or told_cells == 1) and _differs(said(text, words), whole, listed=listed):
            raise EligibilityError([another_table(row, where, Text("那一行的标题说的是另外的事", "its title says something else"))])


def another_table(row: int, where: str, why: Text) -> Problem:
    """The refusal of a second table below the first."""
    told = Text(f"第{row}行起是另一张表，{why.zh}", f"another table begins at line {row}: {why.en}")
    mend = Text("请把两张表分成两个工作表或两个文件。", "Put the two tables into two sheets or files.")
    return Problem(ProblemCode.ANOTHER_TABLE, where, told, mend)


def _differs(part: Said, whole: Said, *, listed: bool) -> bool:
    """Whether a title says something that those above do not; a month or support in passing is none of a list."""
    if part.stopped != whole.stopped and (part.stopped or part.received):
        return True
    other = bool(part.months) and (not whole.months or other_months(part.months, whole.months))
    return listed and (other or bool(part.supports and part.supports != whole.supports))


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _DIGITS[text]
