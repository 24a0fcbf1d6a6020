"""The shapes of ruleset files: closed and strict, as described in `docs/rulesets.md`."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    Tag,
    field_validator,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError

from eligibility._dataclass import dataclass
from eligibility.facts.vocabulary import SubjectKind
from eligibility.i18n import Text
from eligibility.limits import FRACTION_DIGITS, WHOLE_DIGITS
from eligibility.rules.words import (
    Area,
    BenefitKind,
    BenefitUnit,
    Combine,
    Effect,
    Extent,
    Modality,
    MoneyEffect,
    PaidEvery,
    PaidFrom,
    TextStatus,
)

_PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def misfit(zh: str, en: str, mend: Text | None = None) -> PydanticCustomError:
    """The error of a value that does not fit, in both languages, and where the error does not say it, what mends it."""
    return PydanticCustomError("wrong_value", "{en}", {"zh": zh, "en": en, **({"mend": mend} if mend else {})})


def _two_days(first: str, last: str) -> Text:
    return Text(f"改正 {first} 或 {last}", f"mend {first} or {last}")


def _plain(value: object) -> object:
    """A number of a rule; a text of one only as an office writes it, since Decimal would read 1_000 and full-width digits."""
    if isinstance(value, str) and not _PLAIN_NUMBER.fullmatch(value):
        raise misfit("不是普通写法的数，只写数字和小数点", "is not a plain decimal number: write digits and a point")
    return value


def _ordered(bounds: tuple[Decimal, Decimal]) -> tuple[Decimal, Decimal]:
    if bounds[1] < bounds[0]:
        raise misfit(
            "between 的两个数要从小到大",
            "has its bounds the wrong way round: the smaller comes first",
            Text("把两个数对调", "exchange the two numbers"),
        )
    return bounds


Figure = Annotated[Decimal, Field(ge=0, max_digits=WHOLE_DIGITS + FRACTION_DIGITS, decimal_places=FRACTION_DIGITS), BeforeValidator(_plain)]
Between = Annotated[tuple[Figure, Figure], AfterValidator(_ordered)]
REGION_ID = re.compile(r"[a-z][a-z0-9_]{0,79}", re.ASCII)
Word = Annotated[str, StringConstraints(pattern=rf"^{REGION_ID.pattern}$")]
LineOfText = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


@dataclass(frozen=True, slots=True)
class Alone:
    """For the JSON Schema: a value of one of these types may stand in place of the whole."""

    types: tuple[str, ...]

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, object]:
        return {"anyOf": [{"type": list(self.types)}, handler(core)]}


class Shape(BaseModel):
    """A shape of files. `described` is the page that says which keys there are."""

    described: ClassVar[str] = "docs/rulesets.md"
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class TextShape(Shape):
    zh: LineOfText
    en: LineOfText


class NoteShape(TextShape):
    when: LineOfText | None = None


class SupportTitle(TextShape):
    area: Area
    unasked: bool = False
    public: bool = False


class SupportsFile(Shape):
    supports: dict[Word, SupportTitle]


class DocumentShape(Shape):
    title: LineOfText
    number: str | None = None
    issued: date | None = None
    issuer: LineOfText | None = None


class PeriodShape(Shape):
    from_: Annotated[date, Field(alias="from")]
    until: date

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.until < self.from_:
            raise misfit("规划期的结束早于开始", "the period ends before it begins", _two_days("from", "until"))
        return self


class NoticeShape(TextShape):
    code: Word


class StandardShape(TextShape):
    """A standard that localities set, with the unit of its number."""

    unit: LineOfText


class PairShape(Shape):
    """Two supports that cannot be held together."""

    between: tuple[Word, Word]
    reason: TextShape
    better: Word | None = None
    choose: Literal["higher"] | None = None

    @model_validator(mode="after")
    def _of_the_two(self) -> Self:
        if self.between[0] == self.between[1]:
            raise misfit("between 要写两个不同的项目", "names the same support twice: between takes two")
        if self.better is not None and self.better not in self.between:
            raise misfit("better 要是 between 里的一项", "has a better that is neither of the two under between")
        return self


class PlanConflictShape(PairShape):
    """Two supports that the plan itself lets nobody have together."""

    cite: Annotated[tuple[LineOfText, ...], Field(min_length=1)]


class RulesetFile(Shape):
    region: Word
    titles: TextShape
    adcode: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
    document: DocumentShape
    status: TextStatus
    period: PeriodShape
    national: date
    notices: tuple[NoticeShape, ...] = ()
    readings: tuple[TextShape, ...] = ()
    options: dict[Word, TextShape] = {}
    standards: dict[Word, StandardShape] = {}
    conflicts: tuple[PlanConflictShape, ...] = ()


class RemovedShape(Shape):
    """The names that an amendment removes; routes are listed by support."""

    supports: tuple[Word, ...] = ()
    routes: dict[Word, tuple[Word, ...]] = {}
    definitions: tuple[Word, ...] = ()
    figures: tuple[Word, ...] = ()
    conflicts: tuple[tuple[Word, Word], ...] = ()
    cite: tuple[LineOfText, ...] = ()


class EffectShape(Shape):
    """The declared effect on a support: who has it, and how much those have whom both versions grant it."""

    who: Effect
    money: MoneyEffect | None = None


def _effect(value: object) -> Literal["<who>", "<effect>"]:
    return "<effect>" if isinstance(value, dict | EffectShape) else "<who>"


DeclaredEffect = Annotated[Annotated[Effect, Tag("<who>")] | Annotated[EffectShape, Tag("<effect>")], Discriminator(_effect)]
"""A declared effect; a word alone says who has the support."""


class AmendmentFile(Shape):
    """The head of an amendment. What is not given stays as in the base version."""

    amends: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,80}$")]
    enacted: bool = True
    titles: TextShape | None = None
    document: DocumentShape | None = None
    status: TextStatus | None = None
    period: PeriodShape | None = None
    national: date | None = None
    notices: tuple[NoticeShape, ...] = ()
    readings: tuple[TextShape, ...] = ()
    options: dict[Word, TextShape] = {}
    standards: dict[Word, StandardShape] = {}
    conflicts: tuple[PlanConflictShape, ...] = ()
    adopts: Literal["all"] | tuple[Word, ...] = ()
    remove: RemovedShape = RemovedShape()
    effects: dict[Word, DeclaredEffect] = {}

    def declared(self) -> dict[str, EffectShape]:
        """The declared effects by support."""
        return {name: one if isinstance(one, EffectShape) else EffectShape(who=one) for name, one in self.effects.items()}

    @field_validator("amends", mode="before")
    @classmethod
    def _named(cls, value: object) -> object:
        return value.isoformat() if isinstance(value, date) else value

    @model_validator(mode="after")
    def _own(self) -> Self:
        if self.enacted and self.document is None:
            raise misfit(
                "修订要写明文件 document；设想要写 enacted: false", "an amendment names its document; a scenario says enacted: false"
            )
        if not self.enacted and self.titles is None:
            raise misfit("设想要有 titles", "a scenario has titles")
        return self


class SourceShape(Shape):
    document: LineOfText
    locator: str
    seen: bool


class DefinitionShape(TextShape):
    for_: Annotated[SubjectKind, Field(alias="for")]
    is_: Annotated[LineOfText, Field(alias="is")]
    lacks: TextShape | None = None
    source: SourceShape | None = None
    cite: tuple[LineOfText, ...] = ()


class DefinitionsFile(Shape):
    definitions: dict[Word, DefinitionShape]


def _as_text(value: object) -> object:
    """A number as the text of a number expression."""
    return str(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value


Formula = Annotated[LineOfText, BeforeValidator(_as_text), Alone(("number",))]
"""A number, or a number expression."""


class Bounds(Shape):
    """One bound with its number expression."""

    exactly: Formula | None = None
    at_least: Formula | None = None
    at_most: Formula | None = None
    between: tuple[Formula, Formula] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(bound is not None for bound in (self.exactly, self.at_least, self.at_most, self.between)) != 1:
            raise misfit("exactly、at_least、at_most、between 只写一个", "give one of exactly, at_least, at_most, between")
        return self


def _bounded(value: object) -> object:
    """A number or a number expression alone is an exact amount."""
    if value is None:
        raise misfit("没有写金额：写一个数、算式、范围或各档", "is empty: write a number, an expression, a bound or tiers")
    return value if isinstance(value, dict) else {"exactly": value}


_FORMULA = Alone(("number", "string"))


class TiersShape(Shape):
    """Amounts under conditions that exclude each other."""

    tiers: Annotated[dict[LineOfText, Annotated[Bounds, BeforeValidator(_bounded), _FORMULA]], Field(min_length=1)]


def _amount(value: object) -> Literal["<tiers>", "<bounds>"]:
    return "<tiers>" if isinstance(value, TiersShape) or (isinstance(value, dict) and "tiers" in value) else "<bounds>"


AmountShape = Annotated[
    Annotated[Bounds, BeforeValidator(_bounded), Tag("<bounds>")] | Annotated[TiersShape, Tag("<tiers>")],
    Discriminator(_amount),
    _FORMULA,
]
"""An amount: a number expression, one with a bound, or tiers."""


class RoundShape(Shape):
    """How an amount is rounded, once and at the end: to whole multiples of `to` yuan."""

    to: Annotated[Decimal, Field(gt=0)]
    how: Literal["down", "up", "half_up"]


class FigureShape(TextShape):
    unit: LineOfText
    cite: Annotated[tuple[LineOfText, ...], Field(min_length=1)]
    value: Figure | None = None
    exactly: Figure | None = None
    at_least: Figure | None = None
    at_most: Figure | None = None
    between: Between | None = None
    is_: Annotated[AmountShape | None, Field(alias="is")] = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(bound is not None for bound in (self.value, self.exactly, self.at_least, self.at_most, self.between, self.is_)) != 1:
            raise misfit(
                "value、exactly、at_least、at_most、between、is 只写一个", "give one of value, exactly, at_least, at_most, between, is"
            )
        return self


class FiguresFile(Shape):
    figures: dict[Word, FigureShape]


class BenefitShape(Shape):
    kind: BenefitKind
    amount: AmountShape | None = None
    unit: BenefitUnit | None = None
    round: RoundShape | None = None
    extent: Extent | None = None


class ComplianceShape(Shape):
    actual: object = None
    required: object = None
    decided_by: str | None = None
    excused_by: str | None = None

    @model_validator(mode="after")
    def _stated(self) -> Self:
        if (self.actual is None) != (self.required is None) or (self.actual is None and self.decided_by is None):
            raise misfit("actual 和 required 要一起写，都不写的要写 decided_by", "has actual and required together, or decided_by alone")
        return self


class DeadlineShape(Shape):
    warn_from: date
    breach_from: date

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.breach_from < self.warn_from:
            raise misfit("breach_from 早于 warn_from", "breach_from comes before warn_from", _two_days("warn_from", "breach_from"))
        return self


class InsideShape(TextShape):
    """Why a route is written although another route of the same support holds whenever it holds."""

    route: Word


class PaidShape(Shape):
    """From which month a support is paid, and how often."""

    from_: Annotated[PaidFrom, Field(alias="from")]
    every: PaidEvery = "month"


class SaidShape(TextShape):
    cite: Annotated[tuple[LineOfText, ...], Field(min_length=1)]


class RouteShape(Shape):
    for_: Annotated[SubjectKind | None, Field(alias="for")] = None
    when: LineOfText
    modality: Modality
    cite: tuple[LineOfText, ...] = ()
    benefit: BenefitShape | None = None
    subject_to: tuple[TextShape, ...] = ()
    notes: tuple[NoteShape, ...] = ()
    compliance: ComplianceShape | None = None
    deadline: DeadlineShape | None = None
    inside: InsideShape | None = None
    agency: SaidShape | None = None
    papers: tuple[SaidShape, ...] = ()


class KindShape(Shape):
    """What a support says for one kind of subject in place of what it says for all."""

    unless: tuple[LineOfText, ...] = ()
    benefit: BenefitShape | None = None
    subject_to: tuple[TextShape, ...] = ()
    notes: tuple[NoteShape, ...] = ()
    agency: SaidShape | None = None
    papers: tuple[SaidShape, ...] = ()


class SupportShape(Shape):
    support: Word
    for_: Annotated[SubjectKind, Field(alias="for")]
    routes: Annotated[dict[Word, RouteShape], Field(min_length=1)]
    unless: tuple[LineOfText, ...] = ()
    benefit: BenefitShape
    combine: Combine | None = None
    paid: PaidShape | None = None
    subject_to: tuple[TextShape, ...] = ()
    notes: tuple[NoteShape, ...] = ()
    agency: SaidShape | None = None
    papers: tuple[SaidShape, ...] = ()
    by: dict[SubjectKind, KindShape] = {}


class SupportChangeShape(Shape):
    """A support in an amendment: complete if it is new, otherwise only the changes. Routes are added or replaced by name."""

    support: Word
    for_: Annotated[SubjectKind | None, Field(alias="for")] = None
    routes: dict[Word, RouteShape] = {}
    unless: tuple[LineOfText, ...] | None = None
    benefit: BenefitShape | None = None
    combine: Combine | None = None
    paid: PaidShape | None = None
    subject_to: tuple[TextShape, ...] | None = None
    notes: tuple[NoteShape, ...] | None = None
    agency: SaidShape | None = None
    papers: tuple[SaidShape, ...] | None = None
    by: dict[SubjectKind, KindShape] | None = None


class ChangesFile(Shape):
    supports: tuple[SupportChangeShape, ...]


class AreaFile(Shape):
    supports: tuple[SupportShape, ...]


class ConflictShape(PairShape):
    source: SourceShape


class ConflictsFile(Shape):
    conflicts: tuple[ConflictShape, ...]


class StandardsFile(Shape):
    standards: dict[Word, StandardShape]


class BasisSourceShape(Shape):
    document: LineOfText
    number: LineOfText | None = None
    locator: str = ""
    since: date | None = None
    until: date | None = None
    seen: bool

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.since is not None and self.until is not None and self.until < self.since:
            raise misfit("until 早于 since", "until comes before since", _two_days("since", "until"))
        return self


class NationalPaidShape(PaidShape):
    """From which month a national document pays a support."""

    source: BasisSourceShape


class BasisShape(Shape):
    """The national basis of a support; `core` is a condition, or `local`."""

    core: LineOfText
    sources: tuple[BasisSourceShape, ...]
    paid: NationalPaidShape | None = None

    @model_validator(mode="after")
    def _sourced(self) -> Self:
        if not self.sources:
            raise misfit("sources 至少写一份文件", "sources: name at least one document")
        return self


class BasisFile(Shape):
    basis: dict[Word, BasisShape]


class LawShape(SourceShape):
    """The source of an implication, which messages name: `en` is its English name."""

    en: LineOfText


class ImplicationShape(TextShape):
    """A law by which facts of a person leave others only certain values. `fact` may name several facts."""

    for_: Annotated[Literal["person"], Field(alias="for")]
    when: LineOfText
    fact: Annotated[tuple[LineOfText, ...], Field(min_length=1), Alone(("string",))]
    in_: Annotated[tuple[object, ...], Field(alias="in")]
    source: LawShape

    @field_validator("fact", mode="before")
    @classmethod
    def _several(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value


class ImpliesFile(Shape):
    implies: dict[Word, ImplicationShape]


class CaseShape(Shape):
    """A worked case. One with `todo` is still to be written: it names a clause and is not run."""

    case: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,120}$")]
    todo: LineOfText | None = None
    generated: bool = False
    expect: Annotated[dict[str, object], Field(min_length=1)]
    as_of: date | None = None
    why: str | None = None
    profile: dict[str, object] | None = None
    person: dict[str, object] | None = None
    household: dict[str, object] | None = None
    locality: dict[str, object] | None = None
    organisation: dict[str, object] | None = None


class EquivalentShape(Shape):
    """A mutant that changes no answer, where the solver leaves that open: what is mutated, by name and hash, and the reason."""

    mutant: LineOfText
    condition: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}$")]
    reason: TextShape
    support: Word | None = None
    route: Word | None = None
    definition: Word | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.support is None) == (self.definition is None) or (self.route is not None and self.support is None):
            raise misfit(
                "写 support（可加 route），或写 definition", "give a support, with a route where it is a route's condition, or a definition"
            )
        return self


class CasesFile(Shape):
    """Worked cases. `generated` holds for all of them."""

    cases: tuple[CaseShape, ...] = ()
    generated: bool = False
    equivalent: tuple[EquivalentShape, ...] = ()


class ClauseShape(Shape):
    starts: Annotated[str, StringConstraints(min_length=2, max_length=60)]
    hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None
    heading: bool = False
    cited_by: tuple[LineOfText, ...] | None = None
    todo: bool = False


class ClausesFile(Shape):
    clauses: dict[str, ClauseShape]


def _in_both(value: object) -> object:
    """A text alone is the same in both languages."""
    return {"zh": value, "en": value} if isinstance(value, str) else value


class UnencodedShape(Shape):
    clauses: Annotated[tuple[LineOfText, ...], Field(min_length=1)]
    what: LineOfText
    reason: Annotated[TextShape, BeforeValidator(_in_both), Alone(("string",))]
    id: str | None = None


class UnencodedFile(Shape):
    unencoded: tuple[UnencodedShape, ...] = ()
