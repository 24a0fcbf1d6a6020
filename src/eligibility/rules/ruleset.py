"""A ruleset as the engines use it: typed, checked and frozen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar, cast

from eligibility.facts import labels
from eligibility.facts.vocabulary import SubjectKind
from eligibility.i18n import Text
from eligibility.logic.expr import Expr, Linear, supports_of
from eligibility.rules.basis import Basis, NationalBases, bases_on
from eligibility.rules.words import Area, BenefitKind, BenefitUnit, Bound, Effect, Modality, TextStatus

T = TypeVar("T")

PartKey = tuple[str, SubjectKind]
"""A support and the kind of subject that a part of it is for."""


@dataclass(frozen=True, slots=True)
class Document:
    """The published text that the ruleset encodes."""

    title: str
    number: str | None
    issued: date | None
    issuer: str | None

    @property
    def name(self) -> str:
        """The document's number if there is one, otherwise its title."""
        return self.number or self.title


@dataclass(frozen=True, slots=True)
class Origin:
    """The source of a national rule, and whether its original text was seen."""

    document: str
    locator: str
    seen: bool


@dataclass(frozen=True, slots=True)
class Definition:
    """A defined term of the rules: a condition about an entity, with its source."""

    name: str
    entity: SubjectKind
    text: str
    body: Expr
    title: Text
    origin: Origin | None
    cite: tuple[str, ...]
    national: bool
    document: str = ""


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure with the bound that the text gives: exactly, at_least, at_most or between (low and high)."""

    bound: Bound
    low: Decimal
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the plan, with its unit and clauses."""

    name: str
    amount: Amount
    unit: str
    cite: tuple[str, ...]
    title: Text
    document: str = ""


@dataclass(frozen=True, slots=True)
class Benefit:
    """What a support gives. The amount is set only if the plan states money."""

    kind: BenefitKind
    amount: Amount | None
    unit: BenefitUnit | None


@dataclass(frozen=True, slots=True)
class Note:
    """A note that the caseworker should know, given always or only if a condition is proved."""

    text: Text
    when: Expr | None


@dataclass(frozen=True, slots=True)
class Compliance:
    """What a duty counts: the actual number and the required number."""

    actual: Linear
    required: Linear


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


@dataclass(frozen=True, slots=True)
class Route:
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

    @property
    def clauses(self) -> tuple[tuple[str, str], ...]:
        """Document and locator of every clause."""
        return tuple((self.document, locator) for locator in self.cite)


@dataclass(frozen=True, slots=True)
class SupportPart:
    """What a support is for one kind of subject: a benefit that a plan grants, or a duty that it imposes.

    Most supports have a single part. `id`, `area` and `title` are the support's.
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

    @property
    def key(self) -> PartKey:
        """The support's id and the kind of subject: unique in a ruleset."""
        return self.id, self.entity

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

    @property
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


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two supports (or benefits received) that cannot be held together."""

    pair: tuple[str, str]
    reason: Text
    better: str | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Period:
    """The plan's own first and last day."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class PlanNotice:
    """A notice given with every answer of a ruleset."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Catalogued:
    """An entry of the list of all supports."""

    area: Area
    title: Text


class Compiled:
    """A cache of what engines compile from one ruleset: each is made once, even if several threads ask at the same time."""

    def __init__(self) -> None:
        self._made: dict[object, object] = {}
        self._making = threading.RLock()

    def of(self, ruleset: Ruleset, make: Callable[[Ruleset], T]) -> T:
        """The result of `make` for the ruleset, made at the first call."""
        if make not in self._made:
            with self._making:
                if make not in self._made:
                    self._made[make] = make(ruleset)
        return cast("T", self._made[make])


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Ruleset:
    """One region's plan in one version. `hash` covers the meaning: comments, layout and key order do not change it.

    `amends` names the version that this one amends, `effects` its declared effect on each support, and `amendments` the
    amending documents. A scenario was not enacted: it has a name, and the date of the version that it amends.
    `raw` is the plain data that the ruleset was made from; `hash` is computed from it. `bases` are what its supports rest on
    nationally, by version of the national rules; they are no part of the plan and of its hash.
    `compiled` caches what engines compile from the rules; it adds nothing to the meaning.

    A ruleset never changes, so threads may share it with its cache. It can be copied and pickled. The cache is left out and
    is filled again at its first use.
    """

    region: str
    version: date
    title: Text
    adcode: str
    document: Document
    status: TextStatus
    period: Period
    national: date
    hash: str
    supports: Mapping[str, Support]
    definitions: Mapping[str, Definition]
    figures: Mapping[str, Figure]
    conflicts: tuple[Conflict, ...]
    notices: tuple[PlanNotice, ...]
    readings: tuple[Text, ...]
    options: Mapping[str, Text]
    catalogue: Mapping[str, Catalogued]
    raw: Mapping[str, Any]
    amends: str | None = None
    scenario: str | None = None
    effects: Mapping[str, Effect] = field(default_factory=dict)
    amendments: tuple[Document, ...] = ()
    bases: tuple[NationalBases, ...] = ()
    compiled: Compiled = field(default_factory=Compiled, init=False)

    def __repr__(self) -> str:
        return f"<Ruleset {self.region} {self.name} ({len(self.supports)} supports)>"

    def __reduce__(self) -> tuple[Callable[..., Ruleset], tuple[Any, ...]]:
        return Ruleset, tuple(getattr(self, one.name) for one in fields(self) if one.init)

    def once(self, make: Callable[[Ruleset], T]) -> T:
        """The result of a function of the rules, computed at its first use and cached for all threads."""
        return self.compiled.of(self, make)

    @property
    def name(self) -> str:
        """The version's name: its date, or the scenario's own name."""
        return self.scenario or self.version.isoformat()

    def ended(self, day: date) -> bool:
        """Whether the plan's period is over on a day."""
        return day > self.period.last

    def bases_on(self, day: date) -> Mapping[str, Basis]:
        """The national bases that apply on a day, by support."""
        return bases_on(self.bases, day)

    @property
    def parts(self) -> tuple[SupportPart, ...]:
        """The parts of all supports, in order: one for each support and kind of subject."""
        return self.once(_parts)

    def part(self, support: str, kind: SubjectKind) -> SupportPart | None:
        """The part of a support for a kind of subject; None if the ruleset has none."""
        whole = self.supports.get(support)
        return whole.part(kind) if whole else None

    def held(self, support: str) -> tuple[SupportPart, ...]:
        """The parts of a support that `has.` reads; empty if the ruleset has no such support."""
        whole = self.supports.get(support)
        return whole.held if whole else ()

    def behind(self, support: str) -> set[str]:
        """The supports that a support depends on, directly or indirectly."""
        seen: set[str] = set()
        waiting = [support]
        while waiting:
            rule = self.supports.get(waiting.pop())
            more = rule.demands - seen if rule else set()
            seen |= more
            waiting += more
        return seen

    def support_title(self, support: str) -> Text:
        """The title of a support or of another benefit that a person may receive; for anything else the id itself."""
        known = self.catalogue.get(support)
        return known.title if known else labels.label("person", "receives", support)

    def conditions(self) -> Iterator[Expr]:
        """Every condition of the supports: routes, exclusions, notes."""
        for part in self.parts:
            yield from (route.when for route in part.routes)
            yield from part.unless
            notes = [*part.notes, *(note for route in part.routes for note in route.notes)]
            yield from (note.when for note in notes if note.when is not None)


def _parts(ruleset: Ruleset) -> tuple[SupportPart, ...]:
    return tuple(part for support in ruleset.supports.values() for part in support.parts)
