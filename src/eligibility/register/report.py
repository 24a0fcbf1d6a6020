"""A screening's summary as data and as the lines that the command prints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from eligibility.facts import labels
from eligibility.i18n import Language, Text
from eligibility.register.call_list import MOST, question
from eligibility.register.gaps import GAPS
from eligibility.register.headings import Column
from eligibility.register.issues import EFFECTS
from eligibility.register.money import Sum
from eligibility.register.options import Job
from eligibility.register.reader import Register
from eligibility.register.screen import Screening
from eligibility.register.spellings import IGNORED, Words
from eligibility.register.summary import SMALL, Line, broken_down
from eligibility.rules.labels import RULESET_STATUSES, STATUSES
from eligibility.rules.status import Status

WIDTH = 140
"""How wide a printed line is at most."""
LISTED = 12
"""How many supports the printed table shows; all are in the JSON and the workbook."""

NO_CERTIFICATES = Text(
    "名册没有说明残疾人证是否有效；若全部有效，请在 --columns 文件里写 every: {person.certified: true}",
    "the register does not say whether certificates are valid; if all are, write every: {person.certified: true} in a file for --columns",
)
NO_STANDARD = Text(
    "没有给出当地低保标准（--locality），与收入有关的项目多为待定",
    "no dibao standard was given (--locality): what depends on income stays open",
)
_ANSWERED = (Status.ELIGIBLE, Status.ELIGIBLE_AFTER, Status.UNDETERMINED)
_SHOWN = ("missed", "unjustified", "consistent", "undetermined")


class Report:
    """Everything there is to say about one screening."""

    def __init__(self, register: Register, words_: Words, screening: Screening, job: Job) -> None:
        self.register = register
        self.words = words_
        self.screening = screening
        self.job = job

    @property
    def focus(self) -> list[Line]:
        """The supports that the summary is about."""
        return [line for line in self.screening.lines if line.support in self.job.focus]

    def heading(self) -> Text:
        """Region, document and day."""
        ruleset = self.job.ruleset
        return Text(
            f"{ruleset.title.zh} · {ruleset.document.name} · {RULESET_STATUSES[ruleset.status].zh} · 判定日期 {self.job.as_of}",
            f"{ruleset.title.en} · {ruleset.document.name} · {RULESET_STATUSES[ruleset.status].en} · as of {self.job.as_of}",
        )

    def notices(self) -> list[Text]:
        """What the reader of the numbers must know."""
        ruleset, found = self.job.ruleset, [*self.register.notices]
        found += [notice.text for notice in ruleset.notices]
        if self.job.as_of > ruleset.period.last:
            found.append(
                Text(
                    f"规划期已于{ruleset.period.last}结束，按最后版本判定",
                    f"the plan's period ended on {ruleset.period.last}; its last version was used",
                )
            )
        keys = set(self.register.frame.columns)
        if "person.certified" not in keys or not self.register.frame["person.certified"].is_not_null().any():
            found.append(NO_CERTIFICATES)
        if not any(key.startswith("locality.dibao_standard") for key in (*keys, *self.job.constants)):
            found.append(NO_STANDARD)
        return found

    # -- as data

    def as_json(self) -> dict[str, Any]:
        """The summary as plain data; counts by place are hidden where they are small."""
        ruleset, tally = self.job.ruleset, self.screening.tally
        focus = [line.support for line in self.focus]
        return {
            "register": {
                "file": self.register.name,
                "lines": self.register.lines,
                "screened": self.screening.persons,
                "left_out": self.register.lines - self.screening.persons,
                "households": self.screening.households,
                "errors": self._errors(),
                "columns": [self._column(column) for column in self.register.columns],
            },
            "ruleset": {"region": ruleset.region, "version": ruleset.version.isoformat(), "hash": ruleset.hash, "status": ruleset.status},
            "as_of": self.job.as_of.isoformat(),
            "engine": self.job.engine,
            "notices": [text.as_json() for text in self.notices()],
            "focus": focus,
            "supports": [line.as_json(ruleset) for line in self.screening.lines],
            "hidden_below": SMALL,
            "by_place": {place: broken_down(counts, tally.people[place], focus) for place, counts in tally.places.items()},
            "calls": {
                "households": len(self.screening.calls),
                "answers_decided": int(self.screening.calls["decides"].sum() or 0),
                "questions": self._most_asked(),
                "for_the_office": [{"path": path, "bears_on": count} for path, count in self.screening.office.most_common(20)],
            },
        }

    def _errors(self) -> list[dict[str, Any]]:
        grouped = (
            self.register.slips.group_by("column", "zh", "en", "effect").len().sort("len", "column", "zh", descending=[True, False, False])
        )
        return [
            {"column": column, "why": {"zh": zh, "en": en}, "effect": effect, "lines": count}
            for column, zh, en, effect, count in grouped.iter_rows()
        ]

    def _column(self, column: Column) -> dict[str, Any]:
        remark = column.remark.as_json() if column.remark else None
        return {"heading": column.heading, "read_as": None if column.target == IGNORED else column.target, "remark": remark}

    def _most_asked(self) -> list[dict[str, Any]]:
        plain = pl.col("questions").str.replace(r"^\d+\.", "self.")
        counted = self.screening.calls.select("questions").explode("questions").drop_nulls().group_by(plain).len()
        top = counted.sort("len", "questions", descending=[True, False]).head(20)
        return [{"path": path, "households": count} for path, count in top.iter_rows()]

    # -- as lines

    def lines(self, language: Language) -> Iterator[str]:
        """What the command prints."""
        yield self.heading()[language]
        yield self._read()[language]
        for text in self._columns():
            yield from wrapped(text[language])
        yield from (f"! {text[language]}" for text in self.notices())
        yield ""
        yield from self._table(language)
        yield ""
        yield from self._asked(language)

    def _read(self) -> Text:
        count = {effect: (self.register.slips["effect"] == effect).sum() for effect in EFFECTS}
        name, all_, screening = self.register.name, self.register.lines, self.screening
        left_out = all_ - screening.persons
        return Text(
            f"{name}：{all_:,}人，判定{screening.persons:,}人、{screening.households:,}户，未判定{left_out:,}人；"
            f"{count['unknown']:,}格读不出，按未知处理；{count['noted']:,}处请核对",
            f"{name}: {all_:,} persons; screened {screening.persons:,} in {screening.households:,} households, left out {left_out:,}; "
            f"{count['unknown']:,} cells unreadable, taken as unknown; {count['noted']:,} to be compared",
        )

    def _columns(self) -> Iterator[Text]:
        columns = self.register.columns
        used = [(column.heading, self.words.title(column.target or "")) for column in columns if column.used]
        yield _listing("读作：", "read as: ", [Text(f"{heading}→{title.zh}", f"{heading}→{title.en}") for heading, title in used], "；")
        aside = [Text(column.heading, column.heading) for column in columns if column.target == IGNORED]
        if aside:
            yield _listing("不使用的列：", "columns left aside: ", aside)
        unknown = [_unknown(column) for column in columns if column.target is None and column.heading]
        if unknown:
            yield _listing("不认识的列：", "columns not known: ", unknown)

    def _table(self, language: Language) -> Iterator[str]:
        ranked = sorted(self.focus, key=lambda line: (-max(line.granted, line.received), -line.statuses[Status.UNDETERMINED]))
        heads = [Text("项目", "support"), *(STATUSES[name] for name in _ANSWERED), Text("已享受", "receiving")]
        heads += [*(GAPS[name] for name in _SHOWN), Text("应享未享 元/月", "missed, yuan/month")]
        yield from aligned([[head[language] for head in heads], *(self._row(line, language) for line in ranked[:LISTED])])
        if len(ranked) > LISTED:
            more = len(ranked) - LISTED
            yield Text(f"另有{more}项，见汇总文件", f"{more} more supports in the summary file")[language]
        yield self._money()[language]

    def _row(self, line: Line, language: Language) -> list[str]:
        counts = [*(line.statuses[name] for name in _ANSWERED), line.received, *(line.gaps[name] for name in _SHOWN)]
        title = self.job.ruleset.support_title(line.support)[language]
        return [title, *(f"{count:,}" for count in counts), line.missed.text(language) or "-"]

    def _money(self) -> Text:
        total = sum((line.entitled for line in self.focus), Sum())
        missed = sum((line.missed for line in self.focus), Sum())
        if not total.stated:
            return Text("规划没有写明这些项目每月的金额", "the plan states no amount a month for these supports")
        return Text(
            f"规划写明的金额：符合者每月{total.text('zh')}元（{total.stated:,}人次；另{total.not_stated:,}人次没有写明金额），"
            f"其中应享未享{missed.text('zh') or '0'}元",
            f"money that the plan states: entitled {total.text('en')} yuan a month ({total.stated:,} answers; {total.not_stated:,} more "
            f"without a stated amount), of it missed {missed.text('en') or '0'}",
        )

    def _asked(self, language: Language) -> Iterator[str]:
        if not self.job.ask:
            return
        ruleset, calls = self.job.ruleset, self.screening.calls
        decided = int(calls["decides"].sum() or 0)
        yield Text(
            f"{len(calls):,}户还要问，每户最多{MOST}问，问完可定{decided:,}项；问得最多的（户数）：",
            f"{len(calls):,} households to be asked, {MOST} questions at most, deciding {decided:,} answers; asked most (households):",
        )[language]
        for entry in self._most_asked()[:5]:
            yield f"  {entry['households']:,}  {question(entry['path'], ruleset, language)}"
        for path, count in self.screening.office.most_common(3):
            asked = question(path, ruleset, language)
            yield Text(f"  本单位可查，关系到{count:,}项：{asked}", f"  for the office itself, bears on {count:,} answers: {asked}")[
                language
            ]


def _listing(zh: str, en: str, items: Sequence[Text], comma: str = "、") -> Text:
    return Text(zh + comma.join(item.zh for item in items), en + {"；": "; "}.get(comma, ", ").join(item.en for item in items))


def _unknown(column: Column) -> Text:
    if column.remark is None:
        return Text(column.heading, column.heading)
    return Text(f"{column.heading}（{column.remark.zh}）", f"{column.heading} ({column.remark.en})")


def wrapped(text: str, width: int = WIDTH) -> Iterator[str]:
    """A long line of items cut after a separator, going on indented; a Chinese character counts two."""
    from rich.cells import cell_len

    line = ""
    for piece in re.findall(r".+?(?:[；、]|[;,] |$)", text):
        if line.strip() and cell_len(line + piece) > width:
            yield line.rstrip()
            line = "    "
        line += piece
    yield line


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns one under the other, numbers to the right; a Chinese character counts two."""
    from rich.cells import cell_len

    widths = [max(cell_len(row[index]) for row in rows) for index in range(len(rows[0]))]
    for row in rows:
        first = row[0] + " " * (widths[0] - cell_len(row[0]))
        yield "  ".join([first, *(" " * (width - cell_len(cell)) + cell for cell, width in zip(row[1:], widths[1:], strict=True))])


def proposal(columns: Sequence[Column], words_: Words) -> str:
    """What every column would be read as, as a file for --columns that the office can mend."""
    lines = ["columns:"]
    for column in columns:
        if not column.heading:
            continue
        target = "ignore" if column.target in {None, IGNORED} else column.target
        note = "不认识 / not known" if column.target is None else words_.title(column.target or "").zh
        lines.append(f"  {_quoted(column.heading)}: {target}  # {note}")
    return "\n".join(lines)


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)


def place_title(place: str) -> Text:
    """What a breakdown is by."""
    if place == "household.area":
        return labels.title("household", "area")
    return {"township": Text("乡镇（街道）", "township"), "county": Text("县（市、区）", "county")}[place]


def place_label(place: str, name: str) -> Text:
    """One place of a breakdown."""
    if not name:
        return Text("（未填）", "(not given)")
    return labels.label("household", "area", name) if place == "household.area" else Text(name, name)


def breakdown_table(report: Report, place: str, language: Language) -> pl.LazyFrame:
    """One breakdown as a table: a line a place and support; hidden counts are shown as <5."""
    tally = report.screening.tally
    rows: list[Mapping[str, Any]] = []
    for entry in broken_down(tally.places[place], tally.people[place], [line.support for line in report.focus]):
        for support, counts in entry["supports"].items():
            shown = {GAPS[gap][language]: f"<{SMALL}" if count is None else f"{count}" for gap, count in counts.items()}
            people = entry["people"]
            rows.append(
                {
                    place_title(place)[language]: place_label(place, entry["place"])[language],
                    "人数" if language == "zh" else "persons": f"<{SMALL}" if people is None else f"{people}",
                    "项目" if language == "zh" else "support": report.job.ruleset.support_title(support)[language],
                    **shown,
                }
            )
    return pl.LazyFrame(rows)
