"""The footers of a sheet as controls: the sums and counts that an office has written are compared with what was read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

import polars as pl

from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text, counted
from eligibility.register.cell_parsers import HAN_NUMERALS, Unreadable, han_number, read_money
from eligibility.register.headings import SheetColumn
from eligibility.register.lines import SUM_WORDS, Box, SortedLines
from eligibility.register.sheets.sheet import Sheet
from eligibility.register.spellings import spelled

_SUM = re.compile(r"^(总|本表|全镇|全乡|全村|全县|全区|全市|全街道|全社区)?(合计|总计|总合计|累计|共计)")
_PART = re.compile(r"^.{0,12}小计|^(本页|本村|本组|本户)(合计|共计)")
_RUNNING = re.compile(r"^(本页)?累计")
"""A sum of all lines so far, at the foot of a page."""
_NAMED = re.compile(rf"^(.{{1,12}}?)({SUM_WORDS})")
_PEOPLE = re.compile(r"(?:共计?|合计|总计|小计|累计|总人数|人数合计|共有)[^\d]{0,4}(?:\d+户)?(\d+)(?:人|名|口|条)")
_COUNT = re.compile(r"^(?:共?计?)(?:\d+户)?(\d+)(?:人|名|口)?$")
_PLACES = ("about.village", "about.township", "about.county")


def check_totals(sheet: Sheet, columns: Sequence[SheetColumn], lines: SortedLines, where: str) -> None:
    """Compare the footers with the lines above them.

    Raises:
        EligibilityError: a sum or a number of persons differs.
    """
    boxes = lines.boxes.filter(pl.col("box") != Box.REPEATED_HEADING.value)
    joined = sheet.cells.join(boxes.select("row", "box"), on="row", how="inner").sort("row")
    if not (joined["box"] == Box.FOOTER.value).any():
        return
    found = list(_Controls(joined, columns).differences())
    if found:
        mend = Text(
            "请核对名册；确认无误后可在列设置里写 totals: ignore。",
            "Compare the register; if it is right, put totals: ignore into the column settings.",
        )
        raise EligibilityError([Problem(ProblemCode.TOTALS_DIFFER, where, said, mend if said is found[-1] else None) for said in found])


class _Controls:
    """The footers of a sheet, and the lines of persons that they are about."""

    def __init__(self, lines: pl.DataFrame, columns: Sequence[SheetColumn]) -> None:
        self.lines = lines
        self.columns = [column for column in columns if f"c{column.index}" in lines.columns]
        self.persons = lines.filter(pl.col("box") != Box.FOOTER.value)

    def differences(self) -> Iterator[Text]:
        """What does not agree with the lines that a footer may be about."""
        begin = 0
        for line in self.lines.filter(pl.col("box") == Box.FOOTER.value).iter_rows(named=True):
            row = int(line["row"])
            texts = [_arabic(str(line[name])) for name in self._ordered() if line[name] is not None and str(line[name]).strip()]
            first = next((text for text in texts if _NAMED.search(text) or _SUM.search(text)), texts[0] if texts else "")
            part = bool(_PART.search(first))
            sums = bool(part or _SUM.search(first) or _NAMED.search(first))
            groups = list(self._groups(first, row, begin))
            if part or (sums and not _SUM.search(first)):
                begin = row
            found = [list(self._against(line, row, texts, group, sums=sums)) for group in groups]
            if all(found):
                yield from found[0 if len(groups[0]) else -1]

    def _groups(self, first: str, row: int, begin: int) -> Iterator[pl.DataFrame]:
        """The lines that a footer may be about: those since the last part, those of the place that it names, or all."""
        named = _NAMED.search(first)
        if _PART.search(first) or (named and not _SUM.search(first)):
            yield self.persons.filter(pl.col("row").is_between(begin, row, closed="none"))
            places = [f"c{column.index}" for column in self.columns if column.target in _PLACES]
            if named and places:
                same = self.persons.filter(
                    (pl.col("row") < row)
                    & pl.any_horizontal(pl.col(name).str.strip_chars() == named[1] for name in places).fill_null(False)
                )
                if len(same):
                    yield same
        if _RUNNING.search(first):
            yield self.persons.filter(pl.col("row") < row)
        if not _PART.search(first) or (named and not named[1].startswith("本")):
            yield self.persons

    def _against(self, line: dict[str, object], row: int, texts: Sequence[str], group: pl.DataFrame, *, sums: bool) -> Iterator[Text]:
        """What a footer says of a group of lines, and they do not."""
        told = next((found for text in texts if (found := _PEOPLE.search(text))), None)
        count = int(told[1]) if told else self._count(line) if sums else None
        if count is not None and count not in {len(group), len(group.filter(pl.col("box") != Box.UNREADABLE.value))}:
            said = f"line {row} says {counted(count, 'person')}; lines read as persons: {len(group):,}"
            yield Text(f"第{row}行写“共{count}人”，读到{len(group)}行是人", said)
        if sums:
            yield from self._sums(line, row, group)

    def _count(self, line: dict[str, object]) -> int | None:
        """The number of persons at the place of a name or a number."""
        for column in self.columns:
            if column.target in {"about.name", "about.id_number", "certificate.number"} and line[f"c{column.index}"] is not None:
                found = _COUNT.search(re.sub(r"\.0+$", "", _arabic(str(line[f"c{column.index}"]))))
                if found:
                    return int(found[1])
        return None

    def _ordered(self) -> list[str]:
        return sorted((name for name in self.lines.columns if re.fullmatch(r"c\d+", name)), key=lambda name: int(name[1:]))

    def _sums(self, line: dict[str, object], row: int, persons: pl.DataFrame) -> Iterator[Text]:
        for column in self.columns:
            stated = _amount(line[f"c{column.index}"])
            if stated is None:
                continue
            amounts = [_amount(text) for text in persons[f"c{column.index}"] if text is not None and text.strip()]
            known = [amount for amount in amounts if amount is not None]
            if not known or 2 * len(known) < len(amounts):
                continue
            if column.used and abs(sum(known, Decimal(0)) - stated) >= Decimal("0.005") and _counts(column):
                yield Text(
                    f"第{row}行“{column.heading}”合计写{stated}，各行相加为{sum(known, Decimal(0))}",
                    f"line {row} gives {stated} as the sum of {column.heading!r}; the lines come to {sum(known, Decimal(0))}",
                )


def _counts(column: SheetColumn) -> bool:
    """Whether a sum of the column means something: money and numbers of people, not ages and grades."""
    target = column.target or ""
    return target.startswith(("person.receives", "person.recognised", "line.amount"))


def _arabic(text: str) -> str:
    """A text as it is compared, with numbers of people in Arabic numerals."""
    return re.sub(rf"[{HAN_NUMERALS}]+(?=[人名口])", lambda found: str(han_number(found[0]) or found[0]), spelled(text))


def _amount(text: object) -> Decimal | None:
    """The exact amount in a cell; None where there is none."""
    if text is None:
        return None
    try:
        return read_money(re.sub(r"(人|户|名)$", "", str(text).strip()))
    except Unreadable:
        return None
