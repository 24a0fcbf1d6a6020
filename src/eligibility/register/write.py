"""Puts a screening's files together: answers, errors, summary, calls, picture."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from eligibility.i18n import Language, Text
from eligibility.register import tables
from eligibility.register.chart import draw
from eligibility.register.report import Report, breakdown_table, place_title
from eligibility.register.staging import beside, write_csv, write_xlsx


@dataclass(frozen=True, slots=True)
class Files:
    """What is written, into `folder`, under the names that go with `out`.

    `ids`: names, telephones and whole numbers are written. `picture`: png, svg or none.
    """

    report: Report
    out: Path
    folder: Path
    language: Language
    ids: bool
    picture: str

    def write(self) -> Text | None:
        """Write them all; a notice where the picture's labels had to be English."""
        self._answers()
        write_csv(tables.errors(self.report.register, self.language), self.folder / beside(self.out, "errors", ".csv"))
        text = json.dumps(self.report.as_json(), ensure_ascii=False, indent=2)
        (self.folder / beside(self.out, "summary", ".json")).write_text(text, "utf-8")
        if self.report.job.ask:
            self._calls()
        return self._drawn()

    def _answers(self) -> None:
        report, target = self.report, self.folder / self.out.name
        if self.out.suffix.lower() == ".parquet":
            tables.plain_answers(report.screening, report.register, ids=self.ids).sink_parquet(target)
            return
        table = tables.answers(report.screening, report.register, report.job.ruleset, self.language, ids=self.ids)
        if self.out.suffix.lower() == ".csv":
            write_csv(table, target)
            return
        zh = self.language == "zh"
        sheets = {"结果" if zh else "answers": table, "汇总" if zh else "summary": tables.summary(report, self.language)}
        sheets |= {
            place_title(place)[self.language]: breakdown_table(report, place, self.language) for place in report.screening.tally.places
        }
        write_xlsx(target, sheets)

    def _calls(self) -> None:
        report = self.report
        table = tables.calls(report.screening, report.register, report.job.ruleset, self.language, ids=self.ids)
        if self.out.suffix.lower() == ".xlsx":
            write_xlsx(self.folder / beside(self.out, "calls", ".xlsx"), tables.by_township(table, self.language))
        else:
            write_csv(table, self.folder / beside(self.out, "calls", ".csv"))

    def _drawn(self) -> Text | None:
        if self.picture == "none":
            return None
        report = self.report
        counts, head = report.screening, report.heading()
        title = Text(
            f"名册筛查：{counts.persons:,}人，{counts.households:,}户\n{head.zh}",
            f"Register screened: {counts.persons:,} persons, {counts.households:,} households\n{head.en}",
        )
        path = self.folder / beside(self.out, "summary", f".{self.picture}")
        return draw(path, report.focus, report.job.ruleset, title, report.notices()[:4], self.language)
