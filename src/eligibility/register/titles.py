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
"""A year, where it is told, and a month of it (`11`), a quarter (`Q4`) or a half (`H2`)."""

GONE = "死亡|去世|亡故|病故|注销|销户|迁出|外迁"
"""How titles and headings speak of people who died, were cancelled or moved away."""

_GONE_PEOPLE = re.compile(f"{GONE}|户籍迁移")
_LEFT_OUT = re.compile(r"不含|不包括|剔除|除外|扣除|[:：。;；]")
_NOT_RECEIVED = re.compile(
    r"停发|停止|暂停|暂缓|停保|停领|未领|未享|未发|未获|没有享受|应享|应发未|漏享|漏发|不符合|不享受|不予|未通过|取消|注销|死亡|去世"
    r"|退出|退回|退票|退款|失败|迁出|转出|清退|终止|拟|待发|待审|待批|申请|追回|追缴|扣回|减员"
)
_RECEIVED = re.compile(r"发放|享受|领取|在享|新增|正常")
_LIST = re.compile(r"表|册|名单|名录|明细|清单|台账|人员|对象|情况")
_PLACE = re.compile(r"(镇|乡|街道|街道办|办事处|村|屯|社区|居委会|村委会|苏木|嘎查|农场|林场|牧场|团场|团|园区|开发区|管委会|区|县|旗|市)$")
_TOWNSHIP = re.compile(r"(镇|乡|街道|街道办|办事处|苏木|园区|开发区|管委会|区|县|旗|市)$(?<!社区)(?<!小区)")
_GROUP = re.compile(r"第?([一二三四五六七八九十]+|\d+)(村民)?(小组|组|社|队)")
_NUMBERED = re.compile(r"^[(]?([一二三四五六七八九十]+|\d+)[)、.]")
_DAY = re.compile(r"\d{4}[-年./]\d{1,2}[-月./]\d{1,2}日?")
_DIGITS = {sign: at for at, sign in enumerate("一二三四五六七八九十", 1)} | {"十一": 11, "十二": 12}
_YEAR_MONTH = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:[-./]|年度?)?(0?[1-9]|1[0-2])(?!\d)(?=月|$|\D)(?![-./]\d)")
_MONTH = re.compile(r"(?<!\d)(?:(\d{1,2})月?[-—~至到、])?(\d{1,2}|[一二三四五六七八九]|十[一二]?)月")
_QUARTER = re.compile(r"([一二三四1-4])季度")
_HALF = re.compile(r"([上下])半年")
_YEAR = re.compile(r"(?<!\d)(?:((?:19|20)\d{2})|(\d{2})(?=年))(?!\d)(?!年以|年前|年后)")
_YEAR_OF_TITLE = re.compile(r"(?<!\d)((?:19|20)\d{2})年(?!\d)")
_YEAR_LINE = re.compile(r"^\s*((?:19|20)\d{2})\s*年度?\s*$")
_EDITION = re.compile(
    r"[(_-]?旧[)表版]?$|^旧[表版]|作废|备份|副本|(调整|变更|修改|更新)[前后]$|^[上去往今本]年|^[上本][期月]|历史|最新|原始|初稿|终稿"
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a title says: the supports and the months that it names, and whether it tells of receiving or of not receiving."""

    supports: frozenset[str] = frozenset()
    months: frozenset[Month] = frozenset()
    received: bool = False
    stopped: bool = False
    years: frozenset[int] = frozenset()


def said(text: str, words: Words) -> Said:
    """What a title, or the name of a sheet, says."""
    plain = spelled(text)
    stopped = bool(_NOT_RECEIVED.search(plain))
    undated = _DAY.sub(" ", _plain(text))
    years = frozenset(int(year) for year in _YEAR_OF_TITLE.findall(undated))
    return Said(supports_in(plain, words), months_in(undated), bool(_RECEIVED.search(plain)) and not stopped, stopped, years)


def titles_of(sheet: Sheet, head: Head) -> list[str]:
    """The texts above the headings."""
    return [text for line in sheet.top(head.first - 1) for text in dict.fromkeys(line.values())] if head.first > 1 else []


def lone_titles(sheet: Sheet, head: Head) -> list[str]:
    """The texts above the headings that stand in lines of their own, or beside one other."""
    lines = [list(dict.fromkeys(line.values())) for line in sheet.top(head.first - 1)] if head.first > 1 else []
    return [text for line in lines if len(line) <= 2 for text in line]


def names_the_gone(sheet: Sheet, head: Head) -> bool:
    """Whether the name of a sheet, or the title of its list, says that its people died, moved away or were cancelled."""
    titles = [title for title in lone_titles(sheet, head) if _LIST.search(title) and len(title) <= 40]
    return any(_GONE_PEOPLE.search(text) and not _LEFT_OUT.search(text) for text in (sheet.name, *titles))


def said_of_sheet(sheet: Sheet, head: Head, words: Words) -> Said:
    """What the name of a sheet and the titles above its headings say together."""
    found = [said(text, words) for text in (sheet.name, *titles_of(sheet, head))]
    stopped = any(one.stopped for one in found)
    return Said(
        frozenset().union(*(one.supports for one in found)),
        frozenset().union(*(one.months for one in found)),
        any(one.received for one in found) and not stopped,
        stopped,
        frozenset().union(*(one.years for one in found)),
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
    found |= {(year, "H1" if match[1] == "上" else "H2") for match in _HALF.finditer(plain)}
    return frozenset(found)


def years_of_name(name: str) -> frozenset[int]:
    """The years that the name of a sheet names: 2023, 2023年, 名册2023, 23年."""
    return frozenset(int(match[1] or f"20{match[2]}") for match in _YEAR.finditer(_DAY.sub(" ", _plain(name))))


def is_edition(name: str) -> bool:
    """Whether the name of a sheet says that it is one state of a list among others: an old one, a copy, one before a change."""
    return bool(_EDITION.search(_plain(name)))


def other_months(these: frozenset[Month], those: frozenset[Month]) -> bool:
    """Whether two titles name different months; where one names none, or no year, that is no difference."""
    if not these or not those:
        return False
    years, others = {year for year, _ in these if year}, {year for year, _ in those if year}
    return {month for _, month in these} != {month for _, month in those} or bool(years and others and years != others)


def is_place(name: str) -> bool:
    """Whether a name is that of a township or a village by its last word."""
    return bool(_PLACE.search(name.strip()))


def is_township(name: str) -> bool:
    """Whether the name of a place is that of a township, or of something wider."""
    return bool(_TOWNSHIP.search(name))


def place_of_title(title: str) -> str | None:
    """The place that the title of a part names, without its number and count: 一、沙井镇（共3人）; None where it names none."""
    plain = _NUMBERED.sub("", _plain(title))
    plain = re.sub(r"[(][^()]*[)]$|[:]$|共?\d+[人户]$", "", plain)
    plain = re.sub(r"[(][^()]*[)]$|[:]$", "", plain)
    return plain if len(plain) <= 20 and ":" not in plain and (is_place(plain) or _GROUP.fullmatch(plain)) else None


def is_title(text: str) -> bool:
    """Whether the only cell of a line is the title of a part of a list."""
    return bool(_NUMBERED.search(_plain(text)) or _LIST.search(text))


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
    telling = pl.col("first").str.contains("|".join(one.pattern for one in (_NOT_RECEIVED, _RECEIVED, _LIST, _YEAR_LINE)))
    titles = marked.with_columns(below.alias("above")).filter(pl.col("title") & (pl.col("above") | telling))
    whole = said_of_sheet(sheet, head, words)
    for row, told_cells, text, above in titles.select("row", "told", "first", "above").iter_rows():
        listed, alone = above or bool(_LIST.search(text)), told_cells == 1 and bool(_YEAR_LINE.search(text))
        part = said(text, words)
        other_year = bool(part.years) and not part.years & whole.years and (alone or (above and bool(whole.years)))
        if other_year or ((listed or told_cells == 1) and _differs(part, whole, listed=listed)):
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
