"""The ruleset files' shapes: closed and strict, as `docs/rulesets.md` describes them."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from eligibility.facts.vocabulary import SubjectKind
from eligibility.rules.words import Area, BenefitKind, BenefitUnit, Effect, Modality, Standing

Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,79}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


def _misfit(zh: str, en: str) -> PydanticCustomError:
    return PydanticCustomError("wrong_value", "{en}", {"zh": zh, "en": en})


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Pair(Shape):
    zh: Line
    en: Line


class NoteShape(Pair):
    when: Line | None = None


class SupportTitle(Pair):
    area: Area


class SupportsFile(Shape):
    supports: dict[Word, SupportTitle]


class DocumentShape(Shape):
    title: Line
    number: str | None = None
    issued: date | None = None
    issuer: Line | None = None


class PeriodShape(Shape):
    from_: Annotated[date, Field(alias="from")]
    until: date

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.until < self.from_:
            raise _misfit("规划期的结束早于开始", "the period ends before it begins")
        return self


class NoticeShape(Pair):
    code: Word


class RulesetFile(Shape):
    region: Word
    titles: Pair
    adcode: Annotated[str, StringConstraints(pattern=r"^\d{6}$")]
    document: DocumentShape
    status: Standing
    period: PeriodShape
    national: date
    notices: tuple[NoticeShape, ...] = ()
    readings: tuple[Pair, ...] = ()
    options: dict[Word, Pair] = {}


class RemovedShape(Shape):
    """What an amendment takes away, by name; routes by their support."""

    supports: tuple[Word, ...] = ()
    routes: dict[Word, tuple[Word, ...]] = {}
    definitions: tuple[Word, ...] = ()
    figures: tuple[Word, ...] = ()


class AmendmentFile(Shape):
    """The head of a version that is written as a change of another one; what is not given stays as it was."""

    amends: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,80}$")]
    enacted: bool = True
    titles: Pair | None = None
    document: DocumentShape | None = None
    status: Standing | None = None
    period: PeriodShape | None = None
    national: date | None = None
    notices: tuple[NoticeShape, ...] = ()
    readings: tuple[Pair, ...] = ()
    options: dict[Word, Pair] = {}
    adopts: Literal["all"] | tuple[Word, ...] = ()
    remove: RemovedShape = RemovedShape()
    effects: dict[Word, Effect] = {}

    @field_validator("amends", mode="before")
    @classmethod
    def _named(cls, value: object) -> object:
        return value.isoformat() if isinstance(value, date) else value

    @model_validator(mode="after")
    def _own(self) -> Self:
        if self.enacted and self.document is None:
            raise _misfit(
                "修订要写明文件 document；设想要写 enacted: false", "an amendment names its document; a scenario says enacted: false"
            )
        if not self.enacted and self.titles is None:
            raise _misfit("设想要有 titles", "a scenario has titles")
        return self


class SourceShape(Shape):
    document: Line
    locator: str
    seen: bool


class DefinitionShape(Pair):
    for_: Annotated[SubjectKind, Field(alias="for")]
    is_: Annotated[Line, Field(alias="is")]
    source: SourceShape | None = None
    cite: tuple[Line, ...] = ()


class DefinitionsFile(Shape):
    definitions: dict[Word, DefinitionShape]


class Bounds(Shape):
    exactly: Decimal | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    between: tuple[Decimal, Decimal] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(bound is not None for bound in (self.exactly, self.at_least, self.at_most, self.between)) != 1:
            raise _misfit("exactly、at_least、at_most、between 只写一个", "give one of exactly, at_least, at_most, between")
        return self


class FigureShape(Pair):
    unit: Line
    cite: Annotated[tuple[Line, ...], Field(min_length=1)]
    value: Decimal | None = None
    exactly: Decimal | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    between: tuple[Decimal, Decimal] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(bound is not None for bound in (self.value, self.exactly, self.at_least, self.at_most, self.between)) != 1:
            raise _misfit("value、exactly、at_least、at_most、between 只写一个", "give one of value, exactly, at_least, at_most, between")
        return self


class FiguresFile(Shape):
    figures: dict[Word, FigureShape]


class BenefitShape(Shape):
    kind: BenefitKind
    amount: Bounds | Annotated[str, StringConstraints(pattern=r"^figures\.[a-z0-9_]+$")] | None = None
    unit: BenefitUnit | None = None


class ComplianceShape(Shape):
    actual: Any
    required: Any


class DeadlineShape(Shape):
    warn_from: date
    breach_from: date

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.breach_from < self.warn_from:
            raise _misfit("breach_from 早于 warn_from", "breach_from comes before warn_from")
        return self


class InsideShape(Pair):
    """Why a route stands beside another one of the same support that holds wherever it holds."""

    route: Word


class SaidShape(Pair):
    cite: Annotated[tuple[Line, ...], Field(min_length=1)]


class RouteShape(Shape):
    when: Line
    modality: Modality
    cite: tuple[Line, ...] = ()
    benefit: BenefitShape | None = None
    subject_to: tuple[Pair, ...] = ()
    notes: tuple[NoteShape, ...] = ()
    compliance: ComplianceShape | None = None
    deadline: DeadlineShape | None = None
    inside: InsideShape | None = None
    agency: SaidShape | None = None
    papers: tuple[SaidShape, ...] = ()


class SupportShape(Shape):
    support: Word
    for_: Annotated[SubjectKind, Field(alias="for")]
    routes: Annotated[dict[Word, RouteShape], Field(min_length=1)]
    unless: tuple[Line, ...] = ()
    benefit: BenefitShape
    subject_to: tuple[Pair, ...] = ()
    notes: tuple[NoteShape, ...] = ()
    agency: SaidShape | None = None
    papers: tuple[SaidShape, ...] = ()


class SupportChange(Shape):
    """A support as an amendment writes it: whole where it is new, otherwise only what changes; routes are put in by name."""

    support: Word
    for_: Annotated[SubjectKind | None, Field(alias="for")] = None
    routes: dict[Word, RouteShape] = {}
    unless: tuple[Line, ...] | None = None
    benefit: BenefitShape | None = None
    subject_to: tuple[Pair, ...] | None = None
    notes: tuple[NoteShape, ...] | None = None
    agency: SaidShape | None = None
    papers: tuple[SaidShape, ...] | None = None


class ChangesFile(Shape):
    supports: tuple[SupportChange, ...]


class AreaFile(Shape):
    supports: tuple[SupportShape, ...]


class ConflictShape(Shape):
    between: tuple[Word, Word]
    reason: Pair
    source: SourceShape
    better: Word | None = None


class ConflictsFile(Shape):
    conflicts: tuple[ConflictShape, ...]


class CaseShape(Shape):
    case: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,120}$")]
    expect: Annotated[dict[str, Any], Field(min_length=1)]
    as_of: date | None = None
    why: str | None = None
    profile: dict[str, Any] | None = None
    person: dict[str, Any] | None = None
    household: dict[str, Any] | None = None
    locality: dict[str, Any] | None = None
    organisation: dict[str, Any] | None = None


class CasesFile(Shape):
    cases: tuple[CaseShape, ...]


class ClauseShape(Shape):
    starts: Annotated[str, StringConstraints(min_length=2, max_length=60)]
    hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None
    heading: bool = False


class ClausesFile(Shape):
    clauses: dict[str, ClauseShape]


class UnencodedShape(Shape):
    clauses: Annotated[tuple[Line, ...], Field(min_length=1)]
    what: Line
    reason: Line
    id: str | None = None


class UnencodedFile(Shape):
    unencoded: tuple[UnencodedShape, ...]
