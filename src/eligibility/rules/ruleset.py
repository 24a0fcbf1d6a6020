"""A ruleset as the engines use it: typed, checked and frozen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field, fields, replace
from datetime import date
from typing import TypeVar, cast

from eligibility._dataclass import dataclass
from eligibility._notebook import ShownInNotebooks
from eligibility.codes import ProblemCode
from eligibility.errors import SUPPORT_WORD, Problem, UnknownOutcome, checked_type, unknown_name
from eligibility.facts import labels
from eligibility.facts.vocabulary import SubjectKind
from eligibility.i18n import Text
from eligibility.logic.amount import Formula, conditions_in
from eligibility.logic.expr import Expr
from eligibility.logic.types import Fact
from eligibility.rules.basis import Basis, NationalBases, bases_on
from eligibility.rules.support import PartKey, Support, SupportPart
from eligibility.rules.words import Area, Effect, MoneyEffect, TextStatus

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
    """A defined term of the rules: a condition about an entity, with its source. `lacks` says in words that it does not hold."""

    name: str
    entity: SubjectKind
    text: str
    body: Expr
    title: Text
    origin: Origin | None
    cite: tuple[str, ...]
    national: bool
    document: str = ""
    lacks: Text | None = None


@dataclass(frozen=True, slots=True)
class Implication:
    """A law that leaves some facts of a person only the `allowed` values while `when` holds.

    It refuses and never grants: see `eligibility.rules.implications`.
    """

    name: str
    text: str
    when: Expr
    facts: tuple[Fact, ...]
    allowed: frozenset[bool | int | str]
    title: Text
    origin: Origin
    source: Text

    @property
    def told(self) -> Text:
        """What the law says, with its source."""
        return Text(f"{self.title.zh}（{self.source.zh}）", f"{self.title.en} ({self.source.en})")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the plan, with its unit and clauses. `formulas` give it for each kind of subject that has the facts it reads."""

    name: str
    formulas: Mapping[SubjectKind, Formula]
    unit: str
    cite: tuple[str, ...]
    title: Text
    document: str = ""

    @property
    def formula(self) -> Formula:
        """The formula for the first kind of subject that it fits; one without facts is the same for all."""
        return next(iter(self.formulas.values()))


@dataclass(frozen=True, slots=True)
class LocalStandard:
    """A number that localities set, with its unit (`locality.standards.NAME`)."""

    name: str
    unit: str
    title: Text


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two supports (or benefits received) that cannot be held together. `higher`: the one with the higher amount is taken.

    `cite` and `document`: the clauses of the plan that say so; empty for a national rule.
    """

    pair: tuple[str, str]
    reason: Text
    better: str | None
    origin: Origin
    higher: bool = False
    cite: tuple[str, ...] = ()
    document: str = ""


def conflict_name(pair: tuple[str, str]) -> str:
    """The name of a conflict of a plan: its two supports, joined by `+`."""
    return "+".join(pair)


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
    """An entry of the list of all supports; `unasked` is what an office does of its own accord, `public` what is for all residents."""

    area: Area
    title: Text
    unasked: bool = False
    public: bool = False


class Compiled:
    """A cache of what engines compile from one ruleset: each is made once, even if several threads ask at the same time.

    `prepared` are results that were made beforehand, by the names of their functions: they are read at their first use.
    """

    def __init__(self) -> None:
        self.prepared: Mapping[str, Callable[[], object]] = {}
        self._made: dict[object, object] = {}
        self._making = threading.RLock()

    def of(self, ruleset: Ruleset, make: Callable[[Ruleset], T]) -> T:
        """The result of `make` for the ruleset, made at the first call."""
        if make not in self._made:
            with self._making:
                if make not in self._made:
                    prepared = self.prepared.get(name_of(make)) if self.prepared else None
                    self._made[make] = prepared() if prepared else make(ruleset)
        return cast("T", self._made[make])

    @property
    def made(self) -> Mapping[str, object]:
        """What engines made so far, by the names of the functions. The list of all parts is left out: it is the ruleset's own."""
        return {name_of(make): value for make, value in self._made.items() if make is not _parts}


def name_of(make: object) -> str:
    """The name by which the result of a function is prepared; empty for what is no function of a module."""
    return f"{getattr(make, '__module__', '')}.{getattr(make, '__qualname__', '')}"


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Ruleset(ShownInNotebooks):
    """One region's plan in one version. `hash` covers the meaning: comments, layout and key order do not change it.

    `amends` names the version that this one amends, `effects` its declared effect on each support, `amendments` the amending
    documents, and `removed_by` the clauses of the last one that take something out. A scenario was not enacted: it has a name,
    and the date of the version that it amends.
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
    implications: Mapping[str, Implication]
    notices: tuple[PlanNotice, ...]
    readings: tuple[Text, ...]
    options: Mapping[str, Text]
    catalogue: Mapping[str, Catalogued]
    raw: Mapping[str, object]
    standards: Mapping[str, LocalStandard] = field(default_factory=dict)
    amends: str | None = None
    scenario: str | None = None
    effects: Mapping[str, Effect] = field(default_factory=dict)
    money_effects: Mapping[str, MoneyEffect] = field(default_factory=dict)
    amendments: tuple[Document, ...] = ()
    removed_by: tuple[str, ...] = ()
    bases: tuple[NationalBases, ...] = ()
    compiled: Compiled = field(default_factory=Compiled, init=False)

    def __repr__(self) -> str:
        return f"<Ruleset {self.region} {self.name} ({len(self.supports)} supports)>"

    def __reduce__(self) -> tuple[Callable[..., Ruleset], tuple[object, ...]]:
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

    def bases_on(self, day: date) -> Mapping[PartKey, Basis]:
        """The national bases that apply on a day, by support and kind of subject."""
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

    def support_id(self, name: str) -> str:
        """The id of a support that is named by its id or by its title in either language; a name that is neither comes back as it is."""
        if name in self.supports:
            return name
        return next((support for support in self.supports if self.support_title(support).is_called(name)), name)

    def known_support(self, name: str) -> str:
        """The id of a support that is called by its id or title.

        Raises:
            UnknownOutcome: there is none; titles that contain the name are offered, or else the nearest id or title.
        """
        support = self.support_id(name)
        if support not in self.supports:
            raise UnknownOutcome([self.no_support(name)])
        return support

    def no_support(self, name: str, at: Text | str = SUPPORT_WORD, known: Iterable[str] | None = None) -> Problem:
        """The problem of a name that no support has: up to ten titles are offered, first those of which it is short, then those that
        contain it, the nearest first; or else the nearest id or title, or else the first titles. `known` are the supports that could be
        meant, by default all."""
        meant = list(self.supports if known is None else known)
        titles = [self.support_title(support) for support in meant]
        holding = sorted((title for title in titles if title.contains(name)), key=lambda title: -title.likeness(name))
        short = sorted((title for title in titles if title.is_shortened(name) and title not in holding), key=lambda title: len(title.zh))
        holding = [*short[:3], *holding]
        said = [word for title in titles for word in (title.zh, title.en)]
        problem = unknown_name(ProblemCode.UNKNOWN_SUPPORT, at, name, [] if holding else [*meant, *said])
        return problem if problem.nearest else replace(problem, mend=_offered(holding[:10] or titles[:10]))

    def support_names(self) -> list[str]:
        """Every name by which a support can be called: the ids and the titles in both languages."""
        titles = [self.support_title(support) for support in self.supports]
        return [*self.supports, *(title.zh for title in titles), *(title.en for title in titles)]

    def cores(self) -> Iterator[Expr]:
        """Every condition of whom a national rule itself reaches, in any version of the national rules."""
        return (basis.core for version in self.bases for basis in version.entries.values() if basis.core is not None)

    def conditions(self) -> Iterator[Expr]:
        """Every condition of the supports: routes, exclusions, notes, tiers of amounts."""
        for part in self.parts:
            yield from (when for formula in part.formulas for when in conditions_in(formula))
            yield from part.conditions
            notes = [*part.notes, *(note for route in part.routes for note in route.notes)]
            yield from (note.when for note in notes if note.when is not None)


def _offered(titles: Iterable[Text]) -> Text:
    zh, en = zip(*((title.zh, title.en) for title in titles), strict=True)
    return Text(f"名称如：{'；'.join(zh)}。", f"Titles such as: {'; '.join(en)}.")


RULESET = Text("规则 Ruleset", "a Ruleset")
RULESET_MEND = Text("规则由 load_ruleset 读取。", "load_ruleset reads one.")
"""What an argument must be that is a ruleset, and how one is had."""


def checked_ruleset(value: object, name: str = "ruleset") -> Ruleset:
    """The value, checked to be a ruleset.

    Raises:
        WrongArgument: it is none.
    """
    return checked_type(value, Ruleset, name, RULESET, RULESET_MEND)


def _parts(ruleset: Ruleset) -> tuple[SupportPart, ...]:
    return tuple(part for support in ruleset.supports.values() for part in support.parts)
