"""A support as the engines use it: its parts, one for each kind of subject, with their routes, benefits and conditions."""

from __future__ import annotations

from dataclasses import Field
from datetime import date
from decimal import Decimal
from typing import ClassVar

from eligibility._cached import cached_property
from eligibility._dataclass import dataclass
from eligibility.facts.vocabulary import SubjectKind
from eligibility.i18n import Text
from eligibility.logic.amount import Formula
from eligibility.logic.expr import Expr, Linear, supports_of
from eligibility.rules.words import Area, BenefitKind, BenefitUnit, Bound, Combine, Extent, Modality, PaidEvery, PaidFrom

PartKey = tuple[str, SubjectKind]
"""A support and the kind of subject that a part of it is for."""


@dataclass(frozen=True, slots=True)
class Amount:
    """Numbers with their bound, as a text has them: exactly, at_least, at_most or between (low and high)."""

    bound: Bound
    low: Decimal
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Benefit:
    """What a support gives. The formula is set only if the plan states money, the extent only if it says how far a fee is lowered."""

    kind: BenefitKind
    formula: Formula | None
    unit: BenefitUnit | None
    extent: Extent | None = None


@dataclass(frozen=True, slots=True)
class Paid:
    """From which month a support is paid, and how often."""

    first: PaidFrom
    every: PaidEvery


@dataclass(frozen=True, slots=True)
class Note:
    """A note that the caseworker should know, given always or only if a condition is proved."""

    text: Text
    when: Expr | None


@dataclass(frozen=True, slots=True)
class Compliance:
    """What a duty counts: the actual number and the required number, where the plan has one.

    What `decided_by` says, where it is known, goes before the numbers; where `excused_by` holds, no number is asked for.
    """

    actual: Linear | None
    required: Linear | None
    decided_by: Expr | None = None
    excused_by: Expr | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline in the text: the date by its strict reading (from then on a warning) and by its wide one (a breach)."""

    warn_from: date
    breach_from: date


@dataclass(frozen=True, slots=True)
class Inside:
    """Another route of the same support that holds whenever this one holds, and why both are written."""

    route: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Statement:
    """What the plan says about how a support is handled: who is in charge, or a paper to bring, with the clauses."""

    text: Text
    cite: tuple[str, ...]
    document: str = ""


class _WorkedOut:
    """A base for what keeps what is worked out of it: that is no part of it, and stays behind when it is pickled."""

    __dataclass_fields__: ClassVar[dict[str, Field[object]]]

    def __getstate__(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class Route(_WorkedOut):
    """One way to a support: its condition, how binding the clause is, and the clauses of `document` that state it.

    `agency` and `papers` apply to this route alone. They are None and empty if the plan names none.
    """

    name: str
    text: str
    when: Expr
    modality: Modality
    cite: tuple[str, ...]
    benefit: Benefit | None
    subject_to: tuple[Text, ...]
    notes: tuple[Note, ...]
    compliance: Compliance | None
    deadline: Deadline | None
    document: str = ""
    inside: Inside | None = None
    agency: Statement | None = None
    papers: tuple[Statement, ...] = ()

    @cached_property
    def clauses(self) -> tuple[tuple[str, str], ...]:
        """Document and locator of every clause."""
        return tuple((self.document, locator) for locator in self.cite)


@dataclass(frozen=True)
class SupportPart(_WorkedOut):
    """What a support is for one kind of subject: a benefit that a plan grants, or a duty that it imposes.

    Most supports have a single part. `id`, `area` and `title` are the support's, and so is `unasked`: an office does it of its own
    accord, and nobody has to apply. `public` is a health service for all residents, disabled or not.
    """

    id: str
    area: Area
    entity: SubjectKind
    title: Text
    routes: tuple[Route, ...]
    unless: tuple[Expr, ...]
    benefit: Benefit
    subject_to: tuple[Text, ...]
    notes: tuple[Note, ...]
    agency: Statement | None = None
    papers: tuple[Statement, ...] = ()
    combine: Combine | None = None
    paid: Paid | None = None
    unasked: bool = False
    public: bool = False

    @property
    def key(self) -> PartKey:
        """The support's id and the kind of subject: unique in a ruleset."""
        return self.id, self.entity

    @cached_property
    def conditions(self) -> tuple[Expr, ...]:
        """Everything that decides whether it is granted: when each route holds, and then what excludes it."""
        return (*(route.when for route in self.routes), *self.unless)

    def benefit_of(self, route: Route) -> Benefit:
        """What a route gives: its own benefit, or the support's."""
        return route.benefit or self.benefit

    @cached_property
    def duties(self) -> tuple[Route, ...]:
        """The routes that say what a duty counts."""
        return tuple(route for route in self.routes if route.compliance is not None)

    @cached_property
    def formulas(self) -> tuple[Formula, ...]:
        """The amounts that the support and its routes state."""
        benefits = (self.benefit, *(route.benefit for route in self.routes if route.benefit))
        return tuple(one.formula for one in benefits if one.formula is not None)

    @property
    def _handled(self) -> tuple[SupportPart | Route, ...]:
        return (self, *self.routes)

    @property
    def agencies(self) -> tuple[Statement, ...]:
        """Who is in charge, over all routes."""
        return tuple(dict.fromkeys(one.agency for one in self._handled if one.agency is not None))

    @property
    def every_paper(self) -> tuple[Statement, ...]:
        """The papers to bring, over all routes."""
        return tuple(dict.fromkeys(paper for one in self._handled for paper in one.papers))

    @cached_property
    def citations(self) -> tuple[tuple[str, str], ...]:
        """Document and locator of every clause that a route cites, in order and without duplicates."""
        return tuple(dict.fromkeys(clause for route in self.routes for clause in route.clauses))

    @property
    def demands(self) -> set[str]:
        """The supports that the routes depend on."""
        return set().union(*(supports_of(route.when) for route in self.routes))


@dataclass(frozen=True, slots=True)
class Support:
    """All that a ruleset says under one id. It has one part for each kind of subject that it is for; its own kind comes first."""

    id: str
    area: Area
    title: Text
    parts: tuple[SupportPart, ...]

    @property
    def kinds(self) -> tuple[SubjectKind, ...]:
        """The kinds of subject that the support is for."""
        return tuple(part.entity for part in self.parts)

    @property
    def routes(self) -> tuple[Route, ...]:
        """The routes of all parts. Their names are unique."""
        return tuple(route for part in self.parts for route in part.routes)

    @property
    def demands(self) -> set[str]:
        """The supports that the routes depend on."""
        return set().union(*(part.demands for part in self.parts))

    @property
    def held(self) -> tuple[SupportPart, ...]:
        """The parts that `has.` reads: those of persons and households."""
        return tuple(part for part in self.parts if part.entity != "organisation")

    def part(self, kind: SubjectKind) -> SupportPart | None:
        """The part for a kind of subject; None if there is none."""
        return next((part for part in self.parts if part.entity == kind), None)

    def part_of(self, route: str | None) -> SupportPart:
        """The part that has a route; for None the first part."""
        return next((part for part in self.parts if route in {one.name for one in part.routes}), self.parts[0])
