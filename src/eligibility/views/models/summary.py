"""A register's screening in numbers, as the summary file beside its answers has them."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from eligibility.facts.vocabulary import SubjectKind
from eligibility.views.models.base import ExactNumber, StatusCounts, TextModel, ViewModel


class CellErrors(ViewModel):
    """How many lines of a column have the same thing wrong, and what was done about it."""

    column: str
    why: TextModel
    effect: Literal["unknown", "left_out", "noted"]
    """unknown: the cell counts as unknown. left_out: the line was not screened. noted: it was screened, to be compared."""
    lines: int


class ColumnModel(ViewModel):
    """What a column of the register was read as; null where it was left aside or is not known."""

    heading: str
    read_as: str | None
    remark: TextModel | None


class SheetModel(ViewModel):
    """A sheet: how many lines it has, and how many of them ended in each box; they come to all lines."""

    sheet: str | None
    """Its name; null where the file has no sheets."""
    lines: int
    boxes: dict[str, int]
    """heading, person, joined (a further line of the same person), blank, footer, repeated_heading, hidden, left (no longer in
    the register), unreadable, no_table (a sheet that is no register), not_chosen (a sheet that was not
    chosen). Boxes without lines are left out."""
    left: dict[str, int]
    """Why persons are no longer in the register: cancelled, died, stopped, moved."""


class RegisterModel(ViewModel):
    """The file, and how much of it was screened."""

    file: str
    lines: int
    """The lines that are persons, or may be: screened and left out."""
    screened: int
    left_out: int
    households: int
    boxes: dict[str, int]
    """How many lines of all sheets ended in each box."""
    sheets: tuple[SheetModel, ...]
    errors: tuple[CellErrors, ...]
    columns: tuple[ColumnModel, ...]


class SummaryRuleset(ViewModel):
    """The version that answered, by the hash of its meaning."""

    region: str
    version: date
    hash: str
    status: Literal["in_force", "draft"]


class GapCounts(ViewModel):
    """How many answers are of each kind beside what is received."""

    missed: int
    """Entitled now and not receiving."""
    to_verify: int
    """The same, by a plan that has ended and nothing else that is known: never counted as missed."""
    after: int
    """Entitled once another support is granted."""
    not_due: int
    """Receiving, and refused as things are, though it may be had once another support is granted."""
    unjustified: int
    """Receiving, and the refusal is proved."""
    paid_differs: int
    """Entitled and receiving, but what is paid lies outside what the rules give."""
    undetermined: int
    """The answer or the receipt is not known."""
    consistent: int
    """Entitled and receiving."""
    offered: int
    """What the plan only promotes or encourages."""


class MoneyModel(ViewModel):
    """Yuan a month over some answers, as the plan bounds them; null where it states none."""

    at_least: ExactNumber | None
    at_most: ExactNumber | None
    stated: int
    """How many answers have an amount a month in the plan."""
    not_stated: int


class MoneySums(ViewModel):
    """What those entitled get a month, and of it what is missed."""

    entitled: MoneyModel
    missed: MoneyModel
    to_verify: MoneyModel
    """Beside it, what only an ended plan gives."""


class SupportSummary(ViewModel):
    """One support over the whole register."""

    support: str
    title: TextModel
    subject: SubjectKind
    statuses: StatusCounts
    received: int
    gaps: GapCounts
    money_per_month: MoneySums


class PlaceGaps(ViewModel):
    """One support in one place; a small count is hidden (null)."""

    missed: int | None
    to_verify: int | None
    not_due: int | None
    unjustified: int | None
    undetermined: int | None


class PlaceModel(ViewModel):
    """One place of a breakdown; empty for those without one."""

    within: str | None = None
    """The county of a township; absent where all lie in one."""
    place: str
    people: int | None
    supports: dict[str, PlaceGaps]


class QuestionAsked(ViewModel):
    """A question of the calls, and how many households are asked it; `self` stands for the member of the line."""

    path: str
    households: int


class OfficeQuestion(ViewModel):
    """What the office can look up itself, and how many answers it bears on."""

    path: str
    bears_on: int


class CallsModel(ViewModel):
    """Whom to call, and what that decides."""

    households: int
    answers_decided: int
    questions: tuple[QuestionAsked, ...]
    for_the_office: tuple[OfficeQuestion, ...]


class BookUsed(ViewModel):
    """What a screening took from a local book: the hash of its entries, and the areas whose files spoke."""

    hash: str
    areas: tuple[str, ...]


class SummaryModel(ViewModel):
    """A register's screening in numbers."""

    register_: Annotated[RegisterModel, Field(alias="register")]
    ruleset: SummaryRuleset
    as_of: date
    book: BookUsed | None = None
    """The local book in use; absent where none was given."""
    engine: Literal["polars", "duckdb", "spark"]
    notices: tuple[TextModel, ...]
    focus: tuple[str, ...]
    """The supports that the summary is about."""
    supports: tuple[SupportSummary, ...]
    hidden_below: int
    """Counts by place below this number are hidden."""
    by_place: dict[str, tuple[PlaceModel, ...]]
    calls: CallsModel
