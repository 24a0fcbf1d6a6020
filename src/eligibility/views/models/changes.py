"""What is not the same in two versions, as `diff --format json` prints it."""

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from eligibility.rules.status import Status
from eligibility.rules.words import Effect, Modality, MoneyEffect
from eligibility.views.models.base import ExactNumber, TextModel, ViewModel
from eligibility.views.models.decision import GivenModel


class VersionModel(ViewModel):
    """One of the two versions; a scenario by its own name."""

    region: str
    version: str
    hash: str


class ProvedEffect(ViewModel):
    """What the solver proved for every household: the effect, and a household that gains and one that loses, as profiles."""

    effect: Effect | None
    """Null where the solver did not decide."""
    gains: dict[str, JsonValue] | None
    loses: dict[str, JsonValue] | None


class RouteSide(ViewModel):
    """A route in one of the versions."""

    when: str
    prose: str
    modality: Modality
    amount: str | None
    clauses: str


class RouteChangeModel(ViewModel):
    """A route before and after, null where there is none."""

    route: str
    before: RouteSide | None
    after: RouteSide | None
    through: tuple[str, ...]
    """Definitions and options that it reads and that do not mean the same."""
    laws: tuple[str, ...]
    """What the laws say that now rule out other answers than before."""
    also: tuple[str, ...]
    """What else differs: `subject_to`, `notes`, `agency`, `papers`, `compliance`, `deadline`."""


class ProseSides(ViewModel):
    """A condition or a figure before and after, in words; null where there is none."""

    before: str | None
    after: str | None


class SupportChangeModel(ViewModel):
    """A support whose rule is not the same."""

    support: str
    title: TextModel
    declared: Effect | None
    """The effect that the later version declares."""
    money: MoneyEffect | None
    """The declared effect on how much the support gives."""
    proved: ProvedEffect | None
    """Null where there is no solver."""
    routes: tuple[RouteChangeModel, ...]
    unless: ProseSides | None
    """The exclusions, where they changed."""
    benefit: ProseSides | None
    """What the support gives beside its routes, where that changed."""
    other: tuple[Literal["benefit", "combine", "paid", "subject_to", "notes", "agency", "papers", "title", "area", "entity"], ...]
    """Other parts that are not the same."""


class DefinitionSide(ViewModel):
    """A definition in one of the versions, as written and in words."""

    is_: Annotated[str, Field(alias="is")]
    prose: str


class DefinitionChange(ViewModel):
    """A definition before and after, null where there is none."""

    definition: str
    before: DefinitionSide | None
    after: DefinitionSide | None


class FigureChange(ProseSides):
    """A figure before and after."""

    figure: str


class AnswerModel(ViewModel):
    """What one household was answered."""

    status: Status
    route: str | None
    benefit: GivenModel


class ByRouteModel(ViewModel):
    """An answer changed because a route did."""

    route: str
    clauses: str
    through: tuple[str, ...]
    laws: tuple[str, ...]


class ByExclusionModel(ViewModel):
    """An answer changed because the exclusions of its support did."""

    unless: ProseSides


class ByDependencyModel(ViewModel):
    """An answer changed because a support that it depends on did."""

    depends_on: str


class AnswerChange(ViewModel):
    """An answer of one household that is not the same, and by which clauses."""

    support: str
    subject: str
    before: AnswerModel | None
    after: AnswerModel | None
    because: tuple[ByRouteModel | ByExclusionModel | ByDependencyModel, ...]


class ShiftModel(ViewModel):
    """A register's people who gain or lose one support, and of the others those newly open or no longer open."""

    support: str
    gain: int
    lose: int
    opened: int
    settled: int
    raised: int
    lowered: int
    """Those whose least amount a month is higher or lower, and in `more` and `less` what that comes to, in yuan a month."""
    more: ExactNumber
    less: ExactNumber


class AmendingDocument(ViewModel):
    """The document that makes the later version of the earlier one, as its head has it."""

    title: str
    number: str | None
    issued: str | None
    issuer: str | None


class ChangesModel(ViewModel):
    """Two versions and all that is not the same in them; `household` and `register` only where they were asked for."""

    before: VersionModel
    after: VersionModel
    document: AmendingDocument | None
    """Null where the later version is a plan of its own or a scenario."""
    supports: tuple[SupportChangeModel, ...]
    definitions: tuple[DefinitionChange, ...]
    figures: tuple[FigureChange, ...]
    household: tuple[AnswerChange, ...] = ()
    register_: Annotated[tuple[ShiftModel, ...], Field(alias="register")] = ()
