"""Months of one office worked out one after the other in a test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from eligibility.office.changes import Change
from eligibility.office.month import MonthOptions
from eligibility.office.office_file import read_office
from eligibility.office.run import OfficeResult, screen_office
from tests.office.months import PLACE, Line, write_month

MAY, JUNE = "2024-05-28", "2024-06-28"


class Months:
    """An office in a folder: each month is written, worked out, and compared with the one before where that is asked."""

    def __init__(self, folder: Path, options: MonthOptions | None = None, kind: str = ".xlsx") -> None:
        """With `kind` .csv no workbook is written, which takes a third of the time."""
        self.folder = folder
        self.kind = kind
        self.options = options or MonthOptions(ask=False)

    def run(
        self, persons: Sequence[Line], dibao: Sequence[Line] = (), payments: Sequence[Line] = (), day: str = MAY, since: str = "",
        place: str = PLACE, change: tuple[str, str] = ("", ""), **options: Any,
    ) -> OfficeResult:  # fmt: skip
        file = write_month(self.folder, persons, dibao, payments, day=day, month=day[:7], state="state", place=place)
        file.write_text(file.read_text("utf-8").replace(*change, 1), "utf-8")
        before = self.folder / "state" / f"{since[:7]}.parquet" if since else None
        return screen_office(read_office(file), self.folder / f"{day[:7]}{self.kind}", replace(self.options, **options), before)

    def changes(self, before: Sequence[Sequence[Line]], after: Sequence[Sequence[Line]], **more: Any) -> list[Change]:
        """What changed from May to June."""
        self.run(*before, day=MAY)
        found = self.run(*after, day=JUNE, since=MAY, **more).changes
        assert found is not None
        return list(found.changes)

    def sheets(self, day: str = MAY) -> dict[str, list[list[Any]]]:
        """The sheets of a month's workbook, headings first."""
        book = CalamineWorkbook.from_path(str(self.folder / f"{day[:7]}.xlsx"))
        return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def told(changes: Sequence[Change], support: str | None) -> list[tuple[str, str | None, str | None, list[dict[str, Any]]]]:
    """The changes of one support: event, before, now, and why."""
    return [(one.event, one.was, one.now, [cause.as_json() for cause in one.why]) for one in changes if one.support == support]
