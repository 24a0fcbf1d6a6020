"""A ruleset as the engines see it: typed, checked, frozen."""

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
from eligibility.rules.words import Area, BenefitKind, BenefitUnit, Bound, Effect, Modality, Standing

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Document:
    """The published text that the ruleset encodes."""

    title: str
    number: str | None
    issued: date | None
    issuer: str | None

    @property
    def name(self) -> str:
        """Number where there is one, otherwise the title."""
        return self.number or self.title


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a national rule stands, and whether its original text was seen."""

    document: str
    locator: str
    seen: bool


@dataclass(frozen=True, slots=True)
class Definition:
    """A word of the rules: a condition about an entity, by its source."""

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
    """A figure as the text bounds it: exactly, at_least, at_most or between (low and high)."""

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
    """What is given; the amount only where the plan states money."""

    kind: BenefitKind
    amount: Amount | None
    unit: BenefitUnit | None


@dataclass(frozen=True, slots=True)
class Note:
    """A reading that the caseworker should know, given always or where a condition is proved."""

    text: Text
    when: Expr | None


@dataclass(frozen=True, slots=True)
class Compliance:
    """What a duty counts: the number there is and the number there must be."""

    actual: Linear
    required: Linear


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date in the text, by its strict reading (a warning from then) and its wide one (a breach)."""

    warn_from: date
    breach_from: date


@dataclass(frozen=True, slots=True)
class Inside:
    """Another route of the same support that holds wherever this one holds, and why both stand there."""

    route: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Statement:
    """What the plan itself says of how a support is handled: who is in charge, or a paper to bring; with its clauses."""

    text: Text
    cite: tuple[str, ...]
    document: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """One way to a support: its condition, how binding the clause is, and where it stands: clauses of `document`.

    `agency` and `papers` are those that hold for this route alone; None and empty where the plan names none.
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
class Support:
    """What a plan grants or lays down, for one kind of subject."""

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
    def _handled(self) -> tuple[Support | Route, ...]:
        return (self, *self.routes)

    @property
    def agencies(self) -> tuple[Statement, ...]:
        """Who is in charge, on any route."""
        return tuple(dict.fromkeys(one.agency for one in self._handled if one.agency is not None))

    @property
    def every_paper(self) -> tuple[Statement, ...]:
        """What to bring, on any route."""
        return tuple(dict.fromkeys(paper for one in self._handled for paper in one.papers))

    @property
    def citations(self) -> tuple[tuple[str, str], ...]:
        """Document and locator of every clause cited by a route, in order, once."""
        return tuple(dict.fromkeys(clause for route in self.routes for clause in route.clauses))

    @property
    def demands(self) -> set[str]:
        """The supports that a route depends on."""
        return set().union(*(supports_of(route.when) for route in self.routes))


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
    """Something said with every answer of a ruleset."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Catalogued:
    """An entry of the list of all supports."""

    area: Area
    title: Text


class Compiled:
    """What engines make of one ruleset: each thing once, however many threads ask for it at the same time."""

    def __init__(self) -> None:
        self._made: dict[object, object] = {}
        self._making = threading.RLock()

    def of(self, ruleset: Ruleset, make: Callable[[Ruleset], T]) -> T:
        """What `make` makes of the ruleset."""
        if make not in self._made:
            with self._making:
                if make not in self._made:
                    self._made[make] = make(ruleset)
        return cast("T", self._made[make])


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Ruleset:
    """One region's plan in one version. `hash` is that of its meaning: comments, layout and key order do not touch it.

    `amends` names the version that this one is written as a change of, `effects` what it declares to do to each support,
    and `amendments` the documents put in. A scenario, which nobody enacted, has a name and the date of what it amends.
    `raw` is the plain data that it was made of, the same that `hash` is of.
    `compiled` keeps what engines make of the rules; it adds nothing to the meaning.

    A ruleset is never changed: threads may share it, and with it what is compiled. It can be copied and pickled; what is
    compiled stays behind and is made again at its first use.
    """

    region: str
    version: date
    title: Text
    adcode: str
    document: Document
    status: Standing
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
    compiled: Compiled = field(default_factory=Compiled, init=False)

    def __repr__(self) -> str:
        return f"<Ruleset {self.region} {self.name} ({len(self.supports)} supports)>"

    def __reduce__(self) -> tuple[Callable[..., Ruleset], tuple[Any, ...]]:
        return Ruleset, tuple(getattr(self, one.name) for one in fields(self) if one.init)

    def once(self, make: Callable[[Ruleset], T]) -> T:
        """What a function makes of the rules: made at its first use and kept, for all threads."""
        return self.compiled.of(self, make)

    @property
    def name(self) -> str:
        """What the version is called: its date, or the scenario's own name."""
        return self.scenario or self.version.isoformat()

    def behind(self, support: str) -> set[str]:
        """The supports that a support depends on, at any distance."""
        seen: set[str] = set()
        waiting = [support]
        while waiting:
            rule = self.supports.get(waiting.pop())
            more = rule.demands - seen if rule else set()
            seen |= more
            waiting += more
        return seen

    def support_title(self, support: str) -> Text:
        """The title of any support, and of any other benefit that a person may receive; the id itself where it is neither."""
        known = self.catalogue.get(support)
        return known.title if known else labels.label("person", "receives", support)

    def conditions(self) -> Iterator[Expr]:
        """Every condition of the supports: routes, exclusions, notes."""
        for support in self.supports.values():
            yield from (route.when for route in support.routes)
            yield from support.unless
            notes = [*support.notes, *(note for route in support.routes for note in route.notes)]
            yield from (note.when for note in notes if note.when is not None)
