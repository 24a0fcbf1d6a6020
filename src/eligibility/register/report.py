"""What came of screening a register, in numbers and without persons: as data, as JSON, and as text for a reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from eligibility._json import JsonObject
from eligibility.bulk.engines import BulkEngine
from eligibility.errors import checked_language
from eligibility.i18n import Language, Text, counted
from eligibility.register.call_list import CALL_QUESTIONS
from eligibility.register.gaps import GAPS, Gap
from eligibility.register.issues import Treatment
from eligibility.register.layout import aligned, wrapped
from eligibility.register.lines import Box, SheetAccount
from eligibility.register.local_book import BookOfRegister
from eligibility.register.money import Sum
from eligibility.register.summary import SMALL, PlaceCounts, SupportCounts
from eligibility.rules.labels import STATUSES
from eligibility.rules.status import Status
from eligibility.rules.words import TextStatus

LISTED = 12
"""How many supports the table of the text shows; all are in the JSON and the workbook."""
QUESTIONS_LISTED = 5
"""How many of the questions asked most the text shows."""
OFFICE_LISTED = 3
"""How many of the questions that the office answers itself the text shows."""

_ANSWERED = (Status.ELIGIBLE, Status.ELIGIBLE_AFTER, Status.UNDETERMINED)
_SHOWN: tuple[Gap, ...] = ("missed", "unjustified", "consistent", "undetermined")
_SHOWN_AFTER: tuple[Gap, ...] = ("missed", "to_verify", *_SHOWN[1:])
"""The gaps that the table of the text shows, in the plan's period and after it."""


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """How a column was read: `target` is the entry, `title` what the entry is called.

    A column that is known and tells nothing is left `aside`; one without a target that is not left aside is not known.
    """

    heading: str
    target: str | None
    title: Text | None
    aside: bool = False
    remark: Text | None = None

    def as_json(self) -> JsonObject:
        return {"heading": self.heading, "read_as": self.target, "remark": self.remark.as_json() if self.remark else None}


@dataclass(frozen=True, slots=True)
class IssueCount:
    """How many lines have the same thing wrong in the same column."""

    column: str
    why: Text
    effect: Treatment
    lines: int

    def as_json(self) -> JsonObject:
        return {"column": self.column, "why": self.why.as_json(), "effect": self.effect, "lines": self.lines}


@dataclass(frozen=True, slots=True)
class RegisterCounts:
    """The register: how many persons it has, how many of them were screened, how its columns were read, what was wrong.

    `lines` are the lines that are persons, or may be; `sheets` say of each sheet in which box its lines ended.
    """

    file: str
    lines: int
    screened: int
    households: int
    issues: tuple[IssueCount, ...]
    columns: tuple[ColumnReading, ...]
    sheets: tuple[SheetAccount, ...] = ()

    @property
    def left_out(self) -> int:
        return self.lines - self.screened

    def as_json(self) -> JsonObject:
        return {
            "file": self.file,
            "lines": self.lines,
            "screened": self.screened,
            "left_out": self.left_out,
            "households": self.households,
            "boxes": {box.value: sum(sheet.boxes.get(box, 0) for sheet in self.sheets) for box in Box},
            "sheets": [sheet.as_json() for sheet in self.sheets],
            "errors": [issue.as_json() for issue in self.issues],
            "columns": [column.as_json() for column in self.columns],
        }


@dataclass(frozen=True, slots=True)
class AnsweringRules:
    """The ruleset that answered; `hash` is that of its meaning."""

    region: str
    version: date
    hash: str
    status: TextStatus

    def as_json(self) -> dict[str, str]:
        return {"region": self.region, "version": self.version.isoformat(), "hash": self.hash, "status": self.status}


@dataclass(frozen=True, slots=True)
class QuestionCount:
    """A question: the path that it is about, its wording, and how many households it is put to or answers it bears on."""

    path: str
    wording: Text
    count: int


@dataclass(frozen=True, slots=True)
class CallCounts:
    """The calls: how many households are asked, how many answers that decides, the questions put most often.

    `for_office` are what the office can look up itself.
    """

    households: int
    decided: int
    questions: tuple[QuestionCount, ...]
    for_office: tuple[QuestionCount, ...]

    def as_json(self) -> JsonObject:
        return {
            "households": self.households,
            "answers_decided": self.decided,
            "questions": [{"path": one.path, "households": one.count} for one in self.questions],
            "for_the_office": [{"path": one.path, "bears_on": one.count} for one in self.for_office],
        }


@dataclass(frozen=True, slots=True)
class ScreenReport:
    """Everything that a screening comes to, without persons.

    `supports` are all supports that were answered, `focus` those of them that the summary is about. `by_place` is by what
    the counts are broken down: county, township, urban and rural. `asked` is false where no questions were worked out,
    `ended` true where the plan's period was over on the day.
    """

    heading: Text
    register: RegisterCounts
    rules: AnsweringRules
    as_of: date
    engine: BulkEngine
    notices: tuple[Text, ...]
    focus: tuple[str, ...]
    supports: tuple[SupportCounts, ...]
    by_place: Mapping[str, tuple[PlaceCounts, ...]]
    calls: CallCounts
    asked: bool
    ended: bool = False
    book: BookOfRegister | None = None

    @property
    def _shown(self) -> tuple[Gap, ...]:
        """The gaps that the table shows; what is not due today only where there is some."""
        shown = _SHOWN_AFTER if self.ended else _SHOWN
        early = any(counts.gaps["not_due"] for counts in self.focused)
        return tuple(gap for one in shown for gap in (("not_due", one) if early and one == "unjustified" else (one,)))

    @property
    def focused(self) -> tuple[SupportCounts, ...]:
        """The counts of the supports that the summary is about."""
        return tuple(counts for counts in self.supports if counts.support in self.focus)

    def as_json(self) -> JsonObject:
        """The report as plain data; counts by place are null where they are small."""
        return {
            "register": self.register.as_json(),
            "ruleset": self.rules.as_json(),
            "as_of": self.as_of.isoformat(),
            **({"book": self.book.as_json()} if self.book else {}),
            "engine": self.engine,
            "notices": [notice.as_json() for notice in self.notices],
            "focus": list(self.focus),
            "supports": [counts.as_json() for counts in self.supports],
            "hidden_below": SMALL,
            "by_place": {place: [one.as_json() for one in entries] for place, entries in self.by_place.items()},
            "calls": self.calls.as_json(),
        }

    def text(self, language: Language, hints: Mapping[Text, Text] = MappingProxyType({})) -> str:
        """The report for a reader, in lines of at most `layout.WIDTH` where its columns and titles let them.

        `hints` says of a notice how the reader gives what is missing.

        Raises:
            WrongArgument: there is no such language.
        """
        checked_language(language)
        return "\n".join(self._lines(language, hints))

    def _lines(self, language: Language, hints: Mapping[Text, Text]) -> Iterator[str]:
        yield self.heading[language]
        yield _read_text(self.register)[language]
        yield from (f"  {sheet.text()[language]}" for sheet in self.register.sheets)
        for text in _column_lists(self.register.columns):
            yield from wrapped(text[language])
        yield from (f"! {notice[language]}{hints[notice][language] if notice in hints else ''}" for notice in self.notices)
        yield ""
        yield from _support_table(self.focused, self._shown, language)
        yield _money_text(self.focused, BY_BOOK if self.book else BY_PLAN)[language]
        yield ""
        if self.asked:
            yield from _call_lines(self.calls, language)


def _read_text(register: RegisterCounts) -> Text:
    unknown, noted = (sum(issue.lines for issue in register.issues if issue.effect == effect) for effect in ("unknown", "noted"))
    return Text(
        f"{register.file}：{register.lines:,}人，判定{register.screened:,}人、{register.households:,}户，未判定{register.left_out:,}人；"
        f"{unknown:,}个单元格无法识别，按“不知道”处理；{noted:,}处请核对",
        f"{register.file}: {counted(register.lines, 'person')}; "
        f"screened {register.screened:,} in {counted(register.households, 'household')}, left out {register.left_out:,}; "
        f"{unknown:,} cells unreadable, taken as unknown; {noted:,} to be checked",
    )


def _column_lists(columns: Sequence[ColumnReading]) -> Iterator[Text]:
    used = [Text(f"{one.heading}→{one.title.zh}", f"{one.heading}→{one.title.en}") for one in columns if one.title is not None]
    yield _list_text("列名理解为：", "read as: ", used, "；")
    aside = [_with_remark(one) for one in columns if one.aside]
    if aside:
        yield _list_text("不使用的列：", "columns left aside: ", aside)
    unknown = [_with_remark(one) for one in columns if one.target is None and not one.aside and one.heading]
    if unknown:
        yield _list_text("无法识别的列：", "columns not recognised: ", unknown)


def _list_text(zh: str, en: str, items: Sequence[Text], comma: str = "、") -> Text:
    return Text(zh + comma.join(item.zh for item in items), en + {"；": "; "}.get(comma, ", ").join(item.en for item in items))


def _with_remark(column: ColumnReading) -> Text:
    if column.remark is None:
        return Text(column.heading, column.heading)
    return Text(f"{column.heading}（{column.remark.zh}）", f"{column.heading} ({column.remark.en})")


def _support_table(supports: Sequence[SupportCounts], gaps: Sequence[Gap], language: Language) -> Iterator[str]:
    ranked = sorted(supports, key=lambda counts: (-max(counts.granted, counts.received), -counts.statuses[Status.UNDETERMINED]))
    heads = [Text("项目", "support"), *(STATUSES[name] for name in _ANSWERED), Text("已享受", "receiving")]
    heads += [*(GAPS[name] for name in gaps), Text("应享未享 元/月", "missed, yuan/month")]
    yield from aligned([[head[language] for head in heads], *(_support_row(counts, gaps, language) for counts in ranked[:LISTED])])
    if len(ranked) > LISTED:
        more = len(ranked) - LISTED
        yield Text(f"另有{more}项，见汇总文件", f"{more} more supports in the summary file")[language]


def _support_row(counts: SupportCounts, gaps: Sequence[Gap], language: Language) -> list[str]:
    numbers = [*(counts.statuses[name] for name in _ANSWERED), counts.received, *(counts.gaps[name] for name in gaps)]
    return [counts.title[language], *(f"{number:,}" for number in numbers), counts.missed.text(language) or "-"]


BY_PLAN = Text("规划", "the plan")
BY_BOOK = Text("规划和标准册", "the plan and the local book")
"""What tells amounts."""


def _money_text(supports: Sequence[SupportCounts], by: Text) -> Text:
    total = sum((counts.entitled for counts in supports), Sum())
    missed = sum((counts.missed for counts in supports), Sum())
    states = "states" if by is BY_PLAN else "state"
    ended = sum((counts.to_verify for counts in supports), Sum())
    if not total.stated and not ended.stated:
        return Text(f"{by.zh}没有写明这些项目每月的金额", f"{by.en} {states} no amount a month for these supports")
    beside = Text(
        f"；另有待核实{ended.text('zh')}元，只见于已到期的规划",
        f"; beside it {ended.text('en')} to be verified, which only the ended plan gives",
    )
    told = beside if ended.stated else Text("", "")
    if not total.stated:
        return Text(
            f"{by.zh}写明的金额：每月{told.zh[2:]}", f"money that {by.en} {states}, a month: {told.en.removeprefix('; beside it ')}"
        )
    return Text(
        f"{by.zh}写明的金额：符合者每月{total.text('zh')}元（{total.stated:,}人次；另{total.not_stated:,}人次没有写明金额），"
        f"其中应享未享{missed.text('zh') or '0'}元{told.zh}",
        f"money that {by.en} {states}: entitled {total.text('en')} yuan a month ({total.stated:,} answers; {total.not_stated:,} more "
        f"without a stated amount), of it missed {missed.text('en') or '0'}{told.en}",
    )


def _call_lines(calls: CallCounts, language: Language) -> Iterator[str]:
    if calls.households:
        yield Text(
            f"{calls.households:,}户还要问，每户最多{CALL_QUESTIONS}问，问完可定{calls.decided:,}项；问得最多的（户数）：",
            f"{counted(calls.households, 'household')} to be asked, {CALL_QUESTIONS} questions at most, "
            f"deciding {calls.decided:,} answers; asked most (households):",
        )[language]
    else:
        yield Text("没有要问的户", "no household is left to be asked")[language]
    for one in calls.questions[:QUESTIONS_LISTED]:
        yield f"  {one.count:,}  {one.wording[language]}"
    for one in calls.for_office[:OFFICE_LISTED]:
        yield Text(
            f"  本单位可查，关系到{one.count:,}项：{one.wording.zh}",
            f"  for the office itself, bears on {one.count:,} answers: {one.wording.en}",
        )[language]
