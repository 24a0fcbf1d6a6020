"""The footers of a sheet as controls: the sums and counts that an office has written are compared with what was read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

import polars as pl

from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text
from eligibility.register.cell_parsers import Unreadable, read_money
from eligibility.register.headings import SheetColumn
from eligibility.register.lines import Box, SortedLines
from eligibility.register.sheets.sheet import Sheet
from eligibility.register.spellings import spelled

_SUM = re.compile(r"^(合计|总计|总合计|累计|共计|本表合计|全镇合计|全村合计)")
_PART = re.compile(r"^(小计|本页小计|本页合计|本村小计|本组小计)")
_PEOPLE = re.compile(r"(?:共计?|合计|总计|总人数|人数合计|共有)[^\d]{0,4}(\d+)(?:人|名|口)")


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
        self.certain = self.persons.filter(pl.col("box") != Box.UNREADABLE.value)

    def differences(self) -> Iterator[Text]:
        """What does not agree."""
        begin = 0
        for line in self.lines.filter(pl.col("box") == Box.FOOTER.value).iter_rows(named=True):
            row = int(line["row"])
            texts = [spelled(str(line[name])) for name in self._ordered() if line[name] is not None and str(line[name]).strip()]
            first = texts[0] if texts else ""
            above = self.persons.filter(pl.col("row") < row)
            if _PART.search(first):
                yield from self._sums(line, row, above.filter(pl.col("row") > begin))
                begin = row
            elif _SUM.search(first):
                yield from self._sums(line, row, self.persons)
            told = next((found for text in texts if (found := _PEOPLE.search(text))), None)
            part = bool(_PART.search(first))
            if told and not part and int(told[1]) not in {len(self.persons), len(self.certain)}:
                yield Text(
                    f"第{row}行写“共{told[1]}人”，读到{len(self.persons)}行是人",
                    f"line {row} says {told[1]} persons, and {len(self.persons)} lines are persons",
                )

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
                if column.target == "about.name" and stated != len(persons):
                    yield Text(
                        f"第{row}行写{stated}人，读到{len(persons)}行是人",
                        f"line {row} says {stated} persons, and {len(persons)} lines are persons",
                    )
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


def _amount(text: object) -> Decimal | None:
    """The exact amount in a cell; None where there is none."""
    if text is None:
        return None
    try:
        return read_money(re.sub(r"(人|户|名)$", "", str(text).strip()))
    except Unreadable:
        return None
