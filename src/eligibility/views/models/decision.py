"""A whole decision as `check --format json` prints it: every outcome, refused ones too, with its receipt."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field

from eligibility.decide.decision import Decision
from eligibility.decide.outcome import Outcome
from eligibility.decide.standing import Standing
from eligibility.facts.vocabulary import SubjectKind
from eligibility.rules.status import Status
from eligibility.rules.words import Area, BenefitKind, BenefitUnit, Modality, PaidEvery, PaidFrom, RestsOn
from eligibility.views.models.base import ClauseModel, ComplianceModel, ExactNumber, TextModel, ViewModel


class PeriodModel(ViewModel):
    """The plan's own first and last day."""

    from_: Annotated[date, Field(alias="from")]
    until: date


class DecisionRuleset(ViewModel):
    """The version that answered, by the hash of its meaning."""

    region: str
    version: date
    hash: str
    status: Literal["in_force", "draft"]
    period: PeriodModel
    scenario: str | None = None
    """The name of a version that nobody enacted; absent for any other."""
    amendments: tuple[str, ...] = ()
    """The documents that amended the plan; absent where there are none."""


class NoticeModel(ViewModel):
    """What concerns the whole answer, or one support of one subject: these are absent where it concerns none."""

    code: str
    zh: str
    en: str
    support: str | None = None
    subject: str | None = None


class SubjectModel(ViewModel):
    """Whom an outcome is for; the id of a household is `household`."""

    kind: SubjectKind
    id: str


class AmountBounds(ViewModel):
    """An amount by its bound: exactly one of these is given."""

    exactly: ExactNumber | None = None
    at_least: ExactNumber | None = None
    at_most: ExactNumber | None = None
    between: tuple[ExactNumber, ExactNumber] | None = None


class BasisSourceModel(ViewModel):
    """A national document; `seen` says whether its text was read. Null is no known number, or no known bound."""

    document: str
    number: str | None
    locator: str
    since: date | None
    until: date | None
    seen: bool


class PaidModel(ViewModel):
    """From which month a support is paid, and how often."""

    first: Annotated[PaidFrom, Field(alias="from")]
    every: PaidEvery
    source: BasisSourceModel | None = None
    """The national document that says it; absent where the local book or the plan does."""


class GivenModel(ViewModel):
    """What is given, and how much: what it would be if granted, where the answer is open."""

    kind: BenefitKind
    amount: AmountBounds | None
    """The range of every value that the unknown facts can still give; null where nothing bounds it."""
    unit: BenefitUnit | None


class OriginModel(ViewModel):
    """An entry of the local book, by which a value is: its area, key and first day, and its document."""

    layer: Literal["book"]
    area: str
    key: str
    since: date
    document: str
    seen: bool
    """The office's own word that the text was read."""


class LayerModel(ViewModel):
    """What one layer says of an amount: an area of the local book, or the plan, which has no entry."""

    layer: Literal["book", "plan"]
    amount: AmountBounds | None
    unit: BenefitUnit | None
    area: str | None = None
    key: str | None = None
    since: date | None = None
    document: str | None = None
    seen: bool | None = None


class CounterModel(ViewModel):
    """Where a support is applied for, as the local book says it."""

    at: TextModel
    phone: str | None
    hours: TextModel | None
    papers: tuple[TextModel, ...]
    from_: Annotated[OriginModel, Field(alias="from")]


class WindowModel(ViewModel):
    """Between which days of every year a support is applied for, as month and day (`03-01`)."""

    opens: str
    closes: str
    """Before `opens` where it is a day of the next year."""
    from_: Annotated[OriginModel, Field(alias="from")]


class EntryModel(ViewModel):
    """An entry of the local book that a decision used."""

    key: str
    area: str
    from_: Annotated[date, Field(alias="from")]
    document: str
    seen: bool


class BookModel(ViewModel):
    """The local book as a decision used it: the hash of the entries used, the areas whose files speak there, and the entries."""

    hash: str
    areas: tuple[str, ...]
    used: tuple[EntryModel, ...]


class BenefitModel(GivenModel):
    """What is given, with what would tell the amount more exactly."""

    missing: tuple[str, ...]
    """The profile paths that alone can still change the amount. Where it is empty the text leaves the rest open."""
    wanted: tuple[str, ...]
    """The local figures that would tell, which only the office knows."""
    routes: tuple[str, ...]
    """The routes that set the amount."""
    why: TextModel | None
    """How it is worked out; null for a plain number."""
    paid: PaidModel | None
    from_: Annotated[OriginModel | None, Field(alias="from")] = None
    """By which entry of the local book the amount is; absent where it is the plan's."""
    bounds: tuple[LayerModel, ...] = ()
    """What the layers farther out say of it, the plan last; absent where it is the plan's."""


class OutcomeRoute(ViewModel):
    """One route of an outcome, with its own status."""

    status: Status
    modality: Modality
    compliance: ComplianceModel | None
    citations: tuple[ClauseModel, ...]


class ReasonModel(ViewModel):
    """One condition that refuses: of a route, or a proved exclusion (route null)."""

    route: str | None
    condition: TextModel
    facts: tuple[str, ...]
    """The profile paths that it rests on."""


class ConflictModel(ViewModel):
    """Another support, had or received, that cannot be held together with this one."""

    support: str
    reason: TextModel
    better: str | None
    """The support that the rule calls the better choice, or whose amount is the higher; null while that is open."""
    choose: Literal["higher"] | None
    """Whether the one with the higher amount is taken."""
    missing: tuple[str, ...]
    """The profile paths that would tell which amount is the higher."""
    wanted: tuple[str, ...]
    """The local figures that would tell it."""


class SaidModel(TextModel):
    """What the plan itself says of how a support is handled, with its clauses."""

    clauses: tuple[str, ...]


class StandingModel(ViewModel):
    """What an answer rests on."""

    rests_on: RestsOn
    """plan: the day lies in the plan's period. After it: national, where the national rule itself reaches the subject; book,
    where a document of the local book is in force; scheme, where the scheme is national and its terms are local, or facts are
    missing; ended_plan, where nothing else is known."""
    sources: tuple[BasisSourceModel, ...]
    """The documents in force, those of the local book first; empty for plan and ended_plan."""
    missing: tuple[str, ...]
    """The profile paths that can still tell whether the national rule itself reaches the subject."""

    @classmethod
    def of(cls, standing: Standing) -> Self:
        """What an answer rests on as a model."""
        return cls.model_validate(standing.as_json())


class OutcomeModel(ViewModel):
    """One support for one subject."""

    support: str
    title: TextModel
    area: Area
    subject: SubjectModel
    status: Status
    route: str | None
    """The route that grants; null where none does."""
    routes: dict[str, OutcomeRoute]
    modality: Modality | None
    """How binding the granting clause is."""
    benefit: BenefitModel
    compliance: ComplianceModel | None
    """Of a duty: the routes that apply and state a number, taken together."""
    after: tuple[str, ...]
    """The supports to be granted first, in the order of application."""
    missing: tuple[str, ...]
    """The profile paths that can still change an open answer, and no other."""
    unless: tuple[str, ...]
    """The profile paths that are unknown and could exclude."""
    because: tuple[ReasonModel, ...] | None
    """Why it is refused; null for every other status."""
    subject_to: tuple[TextModel, ...]
    """Criteria that the plan leaves to other rules."""
    conflicts: tuple[ConflictModel, ...]
    notes: tuple[TextModel, ...]
    citations: tuple[ClauseModel, ...]
    agency: SaidModel | None
    papers: tuple[SaidModel, ...]
    standing: StandingModel
    counter: CounterModel | None = None
    """Where to apply; absent where the local book does not say it."""
    window: WindowModel | None = None
    """Between which days of the year to apply; absent where the local book does not say it."""

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        """An outcome as a model."""
        return cls.model_validate(outcome.as_json())


class ReceiptModel(ViewModel):
    """What binds the answer: engine, rules, facts and day, by hashes. No fact can be read from it."""

    engine: str
    region: str
    version: str
    ruleset: str
    as_of: date
    facts: str
    outcomes: str
    rules: dict[str, str]
    """A short hash of every support's own rule."""
    basis: str | None = None
    """The hash of the national entries that the answers name; absent where they name none."""
    book: str | None = None
    """The hash of the entries of the local book that were used; absent where no book was given."""
    entries: dict[str, str] = Field(default_factory=dict)
    """A short hash of each of them, by area, key and first day; absent where no book was given."""


class DecisionFull(ViewModel):
    """The answers for one household and its organisations, under one ruleset on one day."""

    ruleset: DecisionRuleset
    as_of: date
    book: BookModel | None = None
    """The local book in use; absent where none was given."""
    notices: tuple[NoticeModel, ...]
    outcomes: tuple[OutcomeModel, ...]
    totals: dict[BenefitUnit, AmountBounds | None]
    """By unit, what all claims granted to the family come to, of those that exclude each other only what can be taken together."""
    organisation_totals: dict[str, dict[BenefitUnit, AmountBounds | None]] | None = None
    """The same for each organisation, by its id; absent where the profile has none."""
    receipt: ReceiptModel

    @classmethod
    def of(cls, decision: Decision) -> Self:
        """A decision as a model; its `as_json` is the decision's own."""
        return cls.model_validate(decision.as_json())
