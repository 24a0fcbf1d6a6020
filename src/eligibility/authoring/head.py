"""What the text of a plan says of itself at its head: title, number, day, issuer, period, region. Nothing is guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,8}〔\d{4}〕\d{1,4}号")
_DAY = re.compile(r"(\d{4})(?:年|\.|-)(\d{1,2})(?:月|\.|-)(\d{1,2})(?!\d)(?!日?(?:起|前|至|以|之|后|止|施行|实施|生效|[-—–~]))")
"""A day of which the text does not say that something holds from it, until it, or before it."""
_NAMED = re.compile(r"《([^《》]{4,60}(?:规划|计划|方案|办法|细则|意见|决定|条例|规定))》")
_TITLE = re.compile(r"^[\s*#]*([^\n。，：:【】]{4,80}(?:规划|计划|方案|办法|细则|意见|决定|条例|规定|通知))[\s*]*$", re.MULTILINE)
_ISSUER = re.compile(r"([\u4e00-\u9fff]{2,30}(?:人民政府|残疾人联合会|民政局|办公室|工作委员会))\s*$", re.MULTILINE)
_YEARS = re.compile(r"(20\d{2})\s*[-—–~至到]+\s*(20\d{2})\s*年")
_DRAFT = re.compile(r"讨论稿|征求意见稿|草案|送审稿")
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,12}?(?:自治州|自治县|自治旗|地区|盟|市|州(?!市)|县|区|旗)")
FIVE_YEARS = {"十三五": 2016, "十四五": 2021, "十五五": 2026, "十六五": 2031}
"""The first year of each five-year plan."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a text says of itself; None where it does not say."""

    title: str | None = None
    number: str | None = None
    issued: date | None = None
    issuer: str | None = None
    period: tuple[date, date] | None = None
    place: str | None = None
    draft: bool = False


def read_head(text: str, end: int) -> Head:
    """What a text says of itself before its first numbered clause, which begins at `end`."""
    top = unicodedata.normalize("NFKC", text[:end]).replace("[", "〔").replace("]", "〕")
    joined = re.sub(r"[ \t*\u3000]+", "", top)
    number, title = _NUMBER.search(joined), _title(joined)
    return Head(
        title=title,
        number=number.group() if number else None,
        issued=next(reversed(list(_days(joined))), None),
        issuer=next((found.group(1) for found in reversed(list(_ISSUER.finditer(joined)))), None),
        period=_period(title or "") or _period(joined),
        place=_place(title or "") or _place(joined),
        draft=_DRAFT.search(joined) is not None,
    )


def _title(top: str) -> str | None:
    """The name of the document: as the notice that prints it has it, otherwise the last line that reads like one."""
    named = _NAMED.search(re.sub(r"\n", "", top)) if "印发" in top else None
    if named:
        return named.group(1)
    lines = [found.group(1) for found in _TITLE.finditer(top)]
    return lines[-1] if lines else None


def _days(top: str) -> Iterator[date]:
    for year, month, day in _DAY.findall(top):
        try:
            yield date(int(year), int(month), int(day))
        except ValueError:
            continue


def _period(words: str) -> tuple[date, date] | None:
    """The first and last day: of the years that are named, otherwise of the five-year plan."""
    years = _YEARS.search(words)
    if years:
        return date(int(years[1]), 1, 1), date(int(years[2]), 12, 31)
    named = next((first for name, first in FIVE_YEARS.items() if name in words), None)
    return (date(named, 1, 1), date(named + 4, 12, 31)) if named else None


def _place(words: str) -> str | None:
    """The place in whose name a title begins."""
    found = _PLACE.match(re.sub(r"^[^\u4e00-\u9fff]+", "", words))
    return found.group() if found else None
