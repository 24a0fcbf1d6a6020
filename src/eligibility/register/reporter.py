"""Makes the report of a screening: counts what was wrong, says what the reader of the numbers must know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from eligibility._identity import without_identity_numbers
from eligibility.i18n import Language, Text
from eligibility.register.call_list import path_question
from eligibility.register.headings import SheetColumn
from eligibility.register.local_book import BookOfRegister, LineJobs, one_job
from eligibility.register.options import Job
from eligibility.register.reader import Register
from eligibility.register.report import AnsweringRules, CallCounts, ColumnReading, IssueCount, QuestionCount, RegisterCounts, ScreenReport
from eligibility.register.screen import Screening
from eligibility.register.spellings import IGNORED, Words
from eligibility.register.summary import breakdowns
from eligibility.rules.labels import status_on
from eligibility.rules.ruleset import Ruleset

LANGUAGES: tuple[Language, ...] = ("zh", "en")
MOST_LISTED = 20
"""How many questions a report lists at most."""

NO_CERTIFICATES = Text(
    "名册没有写残疾人证是否有效；如全部有效，请在列设置里注明 every: {person.certified: true}",
    "the register does not say whether certificates are valid; if all are, put every: {person.certified: true} into the column settings",
)
NO_STANDARD = Text(
    "没有给出当地低保标准，与收入有关的项目多为待定",
    "the locality's dibao standard was not given: what depends on income stays open",
)
NO_STANDARD_THERE = Text(
    "名册里有的地方没有给出低保标准，那里与收入有关的项目多为待定",
    "the dibao standard of some places in the register was not given: there, what depends on income stays open",
)


def report_of(register: Register, words: Words, screening: Screening, job: Job | LineJobs) -> ScreenReport:
    """The report of a register that was read with some words and screened as a job asks, or each line's own."""
    jobs = one_job(job) if isinstance(job, Job) else job
    job = jobs.whole
    ruleset, tally = job.ruleset, screening.tally
    focus = tuple(dict.fromkeys(counts.support for counts in screening.supports if counts.support in job.focus))
    return ScreenReport(
        heading=_report_heading(job, jobs.book),
        register=RegisterCounts(
            file=register.name,
            lines=register.lines,
            screened=screening.persons,
            households=screening.households,
            issues=tuple(_issues(register)),
            columns=tuple(_column(column, words) for column in register.columns),
            sheets=register.accounts,
        ),
        rules=AnsweringRules(ruleset.region, ruleset.version, ruleset.hash, ruleset.status),
        as_of=job.as_of,
        ended=ruleset.ended(job.as_of),
        engine=job.engine,
        notices=(*_notices(register, jobs), *jobs.notices),
        focus=focus,
        supports=screening.supports,
        by_place=breakdowns(tally, focus),
        calls=_call_counts(screening, ruleset),
        asked=job.ask,
        book=jobs.book,
    )


def _report_heading(job: Job, book: BookOfRegister | None) -> Text:
    """Region, document and day, and the local book in use."""
    ruleset = job.ruleset
    names = [[name[language] for _, name in book.areas] if book else [] for language in LANGUAGES]
    used = Text("、".join(names[0]), ", ".join(names[1]))
    by_book = (
        Text(f" · 标准册 {used.zh} {book.hash[:8]}", f" · local book {used.en} {book.hash[:8]}") if book and book.areas else Text("", "")
    )
    return Text(
        f"{ruleset.title.zh} · {ruleset.document.name} · {status_on(ruleset, job.as_of, 'zh')} · 判定日期 {job.as_of}{by_book.zh}",
        f"{ruleset.title.en} · {ruleset.document.name} · {status_on(ruleset, job.as_of, 'en')} · as of {job.as_of}{by_book.en}",
    )


def _notices(register: Register, jobs: LineJobs) -> Iterator[Text]:
    """What the reader of the numbers must know."""
    job = jobs.whole
    yield from register.notices
    yield from (notice.text for notice in job.ruleset.notices)
    last = job.ruleset.period.last
    if job.ruleset.ended(job.as_of):
        yield Text(
            f"规划已于{last}到期，以下仍按最后版本判定；仅见于该规划的列为“待核实”，不算应享未享",
            f'the plan\'s period ended on {last}; its last version was used. What only that plan gives is "to verify", never "missed"',
        )
    keys = set(register.frame.columns)
    if "person.certified" not in keys or not register.frame["person.certified"].is_not_null().any():
        yield NO_CERTIFICATES
    answering = [*jobs.jobs.values(), *([job] if len(jobs.areas) < len(register.frame) else [])]
    without = [one for one in answering if not any(key.startswith("locality.dibao_standard") for key in (*keys, *one.constants))]
    if without:
        yield NO_STANDARD if len(without) == len(answering) else NO_STANDARD_THERE


def _issues(register: Register) -> Iterator[IssueCount]:
    grouped = register.slips.group_by("column", "zh", "en", "effect").len()
    for column, zh, en, effect, count in grouped.sort("len", "column", "zh", descending=[True, False, False]).iter_rows():
        yield IssueCount(column, Text(zh, en), effect, count)


def _column(column: SheetColumn, words: Words) -> ColumnReading:
    if column.target is None or column.target == IGNORED:
        return ColumnReading(without_identity_numbers(column.heading), None, None, column.target == IGNORED, column.remark)
    return ColumnReading(without_identity_numbers(column.heading), column.target, words.title(column.target), remark=column.remark)


def _call_counts(screening: Screening, ruleset: Ruleset) -> CallCounts:
    plain = pl.col("questions").str.replace(r"^\d+\.", "self.")
    counted = screening.calls.select("questions").explode("questions").drop_nulls().group_by(plain).len()
    top = counted.sort("len", "questions", descending=[True, False]).head(MOST_LISTED)
    return CallCounts(
        households=len(screening.calls),
        decided=int(screening.calls["decides"].sum() or 0),
        questions=tuple(_questions(top.iter_rows(), ruleset)),
        for_office=tuple(_questions(screening.office.most_common(MOST_LISTED), ruleset)),
    )


def _questions(counted: Iterable[tuple[str, int]], ruleset: Ruleset) -> Iterator[QuestionCount]:
    for path, count in counted:
        yield QuestionCount(path, Text(path_question(path, ruleset, "zh"), path_question(path, ruleset, "en")), count)
