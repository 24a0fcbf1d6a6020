"""The files of a screening: answers, errors, summary, calls, picture."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from eligibility.i18n import Text, counted
from eligibility.register import tables
from eligibility.register.chart import draw_summary
from eligibility.register.options import ScreenOptions
from eligibility.register.progress import Advance, ProgressMonitor, ScreenStep
from eligibility.register.reader import Register
from eligibility.register.report import ScreenReport
from eligibility.register.screen import Screening
from eligibility.register.staging import beside, escaped, write_csv
from eligibility.register.workbook import write_xlsx


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file by its name, what writes it (with a notice where something is not as asked), and how much progress it is.

    A file of tables counts the lines of its tables, another one counts one.
    """

    name: str
    size: int
    write: Callable[[Path, Advance], Text | None]


@dataclass(frozen=True, slots=True)
class ScreenFiles:
    """What goes into the files, whose names follow from `out`."""

    register: Register
    screening: Screening
    report: ScreenReport
    options: ScreenOptions
    out: Path

    def write(self, folder: Path, monitor: ProgressMonitor) -> Text | None:
        """Write them all into a folder; a notice where the picture's labels had to be English.

        Raises:
            Cancelled: the run is to stop.
        """
        files = list(self._files())
        monitor.begin(ScreenStep.WRITING, sum(file.size for file in files))
        notices = [file.write(folder / file.name, monitor.advance) for file in files]
        return next((notice for notice in notices if notice is not None), None)

    def names(self) -> list[str]:
        """The names of the files, the answers first, the others by name."""
        return sorted((file.name for file in self._files()), key=lambda name: (name != self.out.name, name))

    def _files(self) -> Iterator[PlannedFile]:
        yield self._answers()
        yield self._errors()
        yield PlannedFile(beside(self.out, "summary", ".json"), 1, self._write_summary)
        if self.report.asked:
            yield self._calls()
        if self.options.picture is not None:
            yield PlannedFile(beside(self.out, "summary", f".{self.options.picture}"), 1, self._draw)

    def _answers(self) -> PlannedFile:
        count, suffix = self.screening.answers, self.out.suffix.lower()
        if suffix == ".parquet":
            return PlannedFile(self.out.name, count, self._write_plain)
        if suffix == ".csv":
            return PlannedFile(self.out.name, count, lambda path, advance: write_csv(self._answers_table(), path, advance))
        counted = sum(len(entry.supports) for entries in self.report.by_place.values() for entry in entries)
        size = count + len(self.report.supports) + counted
        return PlannedFile(self.out.name, size, self._write_workbook)

    def _answers_table(self) -> pl.LazyFrame:
        options = self.options
        return tables.answers(self.screening, self.register, options.ruleset, options.language, ids=options.ids)

    def _write_plain(self, path: Path, advance: Advance) -> None:
        tables.plain_answers(self.screening, self.register, ids=self.options.ids).sink_parquet(path)
        advance(self.screening.answers)

    def _write_workbook(self, path: Path, advance: Advance) -> None:
        report, language = self.report, self.options.language
        names = Text("结果", "answers")[language], Text("汇总", "summary")[language]
        sheets = dict(zip(names, (self._answers_table(), tables.summary(report, language)), strict=True))
        sheets |= {tables.place_title(place)[language]: tables.breakdown(report, place, language) for place in report.by_place}
        _write_book(path, sheets, advance)

    def _errors(self) -> PlannedFile:
        table = tables.errors(self.register, self.options.language)
        name = beside(self.out, "errors", ".csv")
        return PlannedFile(name, len(self.register.slips), lambda path, advance: write_csv(table, path, advance))

    def _write_summary(self, path: Path, advance: Advance) -> None:
        path.write_text(json.dumps(self.report.as_json(), ensure_ascii=False, indent=2), "utf-8")
        advance(1)

    def _calls(self) -> PlannedFile:
        book = (self.options.calls or self.out.suffix.lower()) == ".xlsx"
        name = beside(self.out, "calls", ".xlsx" if book else ".csv")
        return PlannedFile(name, len(self.screening.calls), self._write_call_book if book else self._write_calls)

    def _calls_table(self) -> pl.LazyFrame:
        options = self.options
        return tables.calls(self.screening, self.register, options.ruleset, options.language, ids=options.ids)

    def _write_call_book(self, path: Path, advance: Advance) -> None:
        _write_book(path, tables.by_township(self._calls_table(), self.options.language), advance)

    def _write_calls(self, path: Path, advance: Advance) -> None:
        write_csv(self._calls_table(), path, advance)

    def _draw(self, path: Path, advance: Advance) -> Text | None:
        report, counts = self.report, self.report.register
        title = Text(
            f"名册筛查：{counts.screened:,}人，{counts.households:,}户\n{report.heading.zh}",
            f"Register screened: {counted(counts.screened, 'person')}, {counted(counts.households, 'household')}\n{report.heading.en}",
        )
        notice = draw_summary(path, report.focused, title, report.notices[:4], self.options.language)
        advance(1)
        return notice


def _write_book(path: Path, sheets: Mapping[str, pl.LazyFrame], advance: Advance) -> None:
    write_xlsx(path, {name: escaped(frame) for name, frame in sheets.items()}, advance)
