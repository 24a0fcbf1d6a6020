"""The shapes of answers that only a server gives; all others are the library's own (`eligibility.views.models`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import JsonValue, WithJsonSchema

from eligibility.durable.case import Change
from eligibility.guidance.interview import Interview, Progress
from eligibility.i18n import Language
from eligibility.rules.labels import document_text
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status
from eligibility.rules.words import Area
from eligibility.views.models.base import LeanModel
from eligibility.views.models.brief import DecisionBrief
from eligibility.views.models.decision import DecisionFull
from eligibility.views.models.problem import ProblemModel
from eligibility.views.models.question import QuestionModel
from eligibility.views.models.rule import RuleModel
from eligibility.views.models.summary import SummaryModel
from eligibility.views.question import Asker
from eligibility.views.subjects import called
from eligibility.web.requests import SHAPE
from eligibility.web.run_files import Step


class Limits(LeanModel):
    """What is accepted at most: bytes of a request, of a batch, of a register; people, organisations, lines; seconds."""

    request_bytes: int
    batch_bytes: int
    register_bytes: int
    members: int
    organisations: int
    batch_lines: int
    register_lines: int
    seconds: float


class ApiIndex(LeanModel):
    """What there is: the engine, how many times each answer is derived, limits, regions, and where everything is."""

    format: Literal["index/1"] = "index/1"
    engine: str
    derivations: Literal[1, 2]
    limits: Limits
    regions: tuple[str, ...]
    links: dict[str, str]


class RulesetVersion(LeanModel):
    """One version of a region's rules."""

    region: str
    version: str
    title: str
    document: str
    status: Literal["in_force", "draft", "scenario"]
    first: date
    """The first day of the plan's period."""
    last: date
    hash: str
    amendments: tuple[str, ...]
    supports: int
    routes: int

    @classmethod
    def of(cls, ruleset: Ruleset, language: Language) -> Self:
        """The head of a ruleset."""
        return cls(
            region=ruleset.region,
            version=ruleset.name,
            title=ruleset.title[language],
            document=document_text(ruleset, language),
            status="scenario" if ruleset.scenario else ruleset.status,
            first=ruleset.period.first,
            last=ruleset.period.last,
            hash=ruleset.hash,
            amendments=tuple(document.name for document in ruleset.amendments),
            supports=len(ruleset.supports),
            routes=sum(len(support.routes) for support in ruleset.supports.values()),
        )


class RegionModel(LeanModel):
    """A region with its versions, the enacted ones first."""

    region: str
    title: str
    versions: tuple[RulesetVersion, ...]


class RegionsModel(LeanModel):
    """All regions."""

    format: Literal["regions/1"] = "regions/1"
    regions: tuple[RegionModel, ...]


class SupportName(LeanModel):
    """A support by id and title, and for whom it is."""

    support: str
    title: str
    area: Area
    subjects: tuple[str, ...]


class SupportsModel(LeanModel):
    """The supports of a version, all or those that were searched for."""

    format: Literal["supports/1"] = "supports/1"
    supports: tuple[SupportName, ...]


class SupportModel(LeanModel):
    """A support's rule, one for each kind of subject that it is for."""

    format: Literal["support/1"] = "support/1"
    support: str
    title: str
    rules: tuple[RuleModel, ...]


class ProgressModel(LeanModel):
    """How far an interview has come, in answers: decided, granted of these, open to questions, left open because a fact is not known."""

    settled: int
    granted: int
    open: int
    left: int
    questions: int
    """How many more questions there are at most."""

    @classmethod
    def of(cls, progress: Progress) -> Self:
        """The progress of an interview."""
        return cls(settled=progress.settled, granted=progress.granted, open=progress.open, left=progress.left, questions=progress.questions)


class NextQuestion(LeanModel):
    """What to ask next; no question where nothing can change any more."""

    format: Literal["next/1"] = "next/1"
    question: QuestionModel | None = None
    progress: ProgressModel

    @classmethod
    def of(cls, interview: Interview, language: Language) -> Self:
        """The next question of an interview."""
        return cls(question=next_question(interview, language), progress=ProgressModel.of(interview.progress))


class ChangeModel(LeanModel):
    """An answer that changed. It is absent before or after where there was no such subject."""

    support: str
    subject: str
    title: str
    before: Status | None = None
    after: Status | None = None


class AnsweredModel(LeanModel):
    """What an answer made of a household: its profile now, what that opened and closed, and the next question."""

    format: Literal["answered/1"] = "answered/1"
    profile: Annotated[dict[str, JsonValue], WithJsonSchema({SHAPE: "Profile"})]
    opened: tuple[ChangeModel, ...]
    """What applies now and did not."""
    closed: tuple[ChangeModel, ...]
    """What applied and does not any more, and what was open and is refused."""
    question: QuestionModel | None = None
    progress: ProgressModel

    @classmethod
    def of(cls, interview: Interview, profile: dict[str, JsonValue], changes: Iterable[Change], language: Language) -> Self:
        """An interview after an answer."""
        told = list(changes)
        titled = interview.decision.ruleset.support_title

        def named(change: Change) -> ChangeModel:
            title = titled(change.support)[language]
            return ChangeModel(support=change.support, subject=change.subject, title=title, before=change.before, after=change.after)

        return cls(
            profile=profile,
            opened=tuple(named(one) for one in told if _granted(one.after) and not _granted(one.before)),
            closed=tuple(named(one) for one in told if _closed(one)),
            question=next_question(interview, language),
            progress=ProgressModel.of(interview.progress),
        )


class BatchLine(LeanModel):
    """One line of a batch's answer, in the order of the requests; `n` counts from 1."""

    n: int
    decision: DecisionBrief | DecisionFull | None = None
    problem: ProblemModel | None = None


class ProposedColumn(LeanModel):
    """A column of a register: its letter and heading, what it would be read as (`ask`: to be settled), why, and some of its values,
    in which names and numbers of people are masked.
    """

    letter: str
    heading: str
    read: str
    per: str | None = None
    note: str
    samples: tuple[str, ...] = ()


class ProposedColumns(LeanModel):
    """How a register would be read, and the same as a file of column settings (YAML), to be mended and sent as `columns`."""

    format: Literal["columns/1"] = "columns/1"
    columns: tuple[ProposedColumn, ...]
    settings: str


class RegisterFile(LeanModel):
    """A file that a run has written."""

    name: str
    bytes: int
    link: str


class RegisterRun(LeanModel):
    """A register: how far its step has come of `total`, and at the end how many persons were decided, its numbers and files, or its
    problem."""

    format: Literal["register/1"] = "register/1"
    id: str
    state: Step
    done: int
    total: int
    files: tuple[RegisterFile, ...]
    summary: SummaryModel | None = None
    problem: ProblemModel | None = None

    def as_json(self) -> dict[str, JsonValue]:
        """The model as plain data; the nulls of a summary are counts that are hidden."""
        data = super().as_json()
        return {**data, "summary": self.summary.as_json()} if self.summary else data


def next_question(interview: Interview, language: Language) -> QuestionModel | None:
    """The next question of an interview; None where there is none."""
    inquiry = interview.next()
    if inquiry is None:
        return None
    situation = interview.decision.situation
    asker = Asker(interview.decision.ruleset, lambda owner: called(situation, owner))
    return QuestionModel.of(asker.of(inquiry), language)


def _granted(status: Status | None) -> bool:
    return status is not None and status.granted


def _closed(change: Change) -> bool:
    return (_granted(change.before) and not _granted(change.after)) or (
        change.before is Status.UNDETERMINED and change.after is Status.NOT_ELIGIBLE
    )
