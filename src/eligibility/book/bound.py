"""A local book under the rules of one region: its conditions read in their words, and what speaks in a place on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from eligibility._dataclass import dataclass
from eligibility.book.book import Book
from eligibility.book.entries import AreaBook, BookEntry, Counter, Deadline, Option, Rate, Standard
from eligibility.errors import BookError, RuleProblem
from eligibility.facts.vocabulary import option_fact
from eligibility.logic.amount import Formula, Tier, Tiers, conditions_in
from eligibility.logic.expr import Expr, Not, facts_in
from eligibility.rules.amount_reader import AmountReader, rounded
from eligibility.rules.names import Names
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.support import Benefit, Route, SupportPart
from eligibility.rules.words import BenefitUnit


@dataclass(frozen=True, slots=True)
class BoundRate:
    """A rate with its conditions read for one kind of subject."""

    rate: Rate
    where: Expr | None
    formula: Formula

    @property
    def conditions(self) -> tuple[Expr, ...]:
        """That of the whole rate, and those of its tiers."""
        return (*([] if self.where is None else [self.where]), *conditions_in(self.formula))


@dataclass(frozen=True, slots=True)
class LocalBook:
    """What a book says in one place on one day, under the rules of its region. Of each thing the nearest area speaks first.

    `area` is the code of the place; `layers` are the files of the areas that it lies in, the nearest first.
    """

    area: str
    day: date
    layers: tuple[AreaBook, ...]
    bound: Mapping[str, BoundRate]

    def standards(self) -> dict[str, Standard]:
        """The standards in force by name."""
        return {name: entry for name, entry in self._nearest("standards").items() if isinstance(entry, Standard)}

    def options(self) -> dict[str, Option]:
        """The local options in force by name, adopted or not."""
        return {name: entry for name, entry in self._nearest("options").items() if isinstance(entry, Option)}

    def rates(self, support: str, route: str | None) -> tuple[BoundRate, ...]:
        """The rates in force for a route of a support, the nearest first. In one area a route's own rate goes before the support's."""
        found = []
        for layer in self.layers:
            own = [entry for entry in self._of(layer) if isinstance(entry, Rate) and entry.support == support]
            chosen = [entry for entry in own if entry.route is not None and entry.route == route] or [
                one for one in own if one.route is None
            ]
            found += [self.bound[entry.head.id] for entry in chosen if entry.head.id in self.bound]
        return tuple(found)

    def benefit(self, part: SupportPart, route: Route, speaks: Callable[[Expr], bool] = lambda where: True) -> Benefit:
        """What a route gives: the amount by the rates in force, the nearest first, and the plan's where none speaks.

        Amounts of different units never meet: those of the nearest rate count, for a subject of the nearest that `speaks` for it.
        """
        plan = part.benefit_of(route)
        rates = self.rates(part.id, route.name)
        if len(self.units(part, route)) > 1:
            rates = tuple(bound for bound in rates if bound.where is None or speaks(bound.where))
        if not rates:
            return plan
        unit = rates[0].rate.unit
        formula = plan.formula if plan.unit == unit else None
        for bound in reversed([one for one in rates if one.rate.unit == unit]):
            formula = _before(bound, formula)
        return Benefit(plan.kind, formula, unit, plan.extent)

    def units(self, part: SupportPart, route: Route) -> tuple[BenefitUnit, ...]:
        """The units of the amounts that may speak for a route, each once, the nearest first."""
        plan, found = part.benefit_of(route), dict[BenefitUnit, None]()
        for bound in self.rates(part.id, route.name):
            found[bound.rate.unit] = None
            if bound.where is None:
                return tuple(found)
        if plan.formula is not None and plan.unit is not None:
            found[plan.unit] = None
        return tuple(found)

    def carrying(self, part: SupportPart, route: Route) -> Iterator[Expr | None]:
        """On what it depends that an entry carries an answer by a route: the condition of each rate (None is none), and an adopted
        option that the route reads."""
        yield from (bound.where for bound in self.rates(part.id, route.name))
        read = {fact.key for fact in facts_in(route.when)}
        yield from (None for name, one in self.options().items() if one.adopted and option_fact(name).key in read)

    def conditions(self) -> Iterator[tuple[BoundRate, Expr]]:
        """The conditions of the rates in force: those of whole rates and those of their tiers, each with its rate."""
        heads = {entry.head.id for layer in self.layers for entry in self._of(layer)}
        for bound in (one for name, one in self.bound.items() if name in heads):
            yield from ((bound, when) for when in bound.conditions)

    def conditions_ever(self) -> Iterator[Expr]:
        """The conditions of all rates of the place, on whatever day they are in force."""
        heads = {entry.head.id for layer in self.layers for entry in layer.entries}
        for bound in (one for name, one in self.bound.items() if name in heads):
            yield from bound.conditions

    def formulas(self) -> Iterator[Formula]:
        """The amounts of the rates in force."""
        heads = {entry.head.id for layer in self.layers for entry in self._of(layer)}
        yield from (one.formula for name, one in self.bound.items() if name in heads)

    def counter(self, part: SupportPart) -> Counter | None:
        """Where a support is applied for: in the nearest area that says it, its own counter before that of its area of supports."""
        for layer in self.layers:
            found = {entry.head.name: entry for entry in self._of(layer) if isinstance(entry, Counter)}
            for name in (part.id, part.area):
                if name in found:
                    return found[name]
        return None

    def deadline(self, support: str) -> Deadline | None:
        """Between which days of the year a support is applied for."""
        found = self._nearest("deadlines").get(support)
        return found if isinstance(found, Deadline) else None

    def _of(self, layer: AreaBook) -> Iterator[BookEntry]:
        return (entry for entry in layer.entries if entry.head.in_force(self.day))

    def _nearest(self, room: str) -> dict[str, BookEntry]:
        found: dict[str, BookEntry] = {}
        for layer in self.layers:
            for entry in self._of(layer):
                if entry.head.room == room:
                    found.setdefault(entry.head.name, entry)
        return found


def _before(bound: BoundRate, rest: Formula | None) -> Formula:
    """A rate, and what speaks where its own condition does not hold."""
    if bound.where is None:
        return bound.formula
    others = (Tier(Not(bound.where), rest),) if rest is not None else ()
    return Tiers((Tier(bound.where, bound.formula), *others))


@dataclass(frozen=True, slots=True)
class BoundBook:
    """A book with its rates read for one ruleset. Rates of supports that the ruleset lacks are left out."""

    book: Book
    rates: Mapping[str, BoundRate]

    def at(self, area: str, day: date) -> LocalBook:
        """What the book says in a place on a day."""
        return LocalBook(area, day, self.book.around(area), self.rates)


def book_under(book: Book, ruleset: Ruleset) -> BoundBook:
    """A book under a ruleset, read once for each.

    Raises:
        BookError: a condition has a mistake, at its place in the book's file.
    """
    return ruleset.once(_Reading(book))


@dataclass(frozen=True, slots=True)
class _Reading:
    book: Book

    def __call__(self, ruleset: Ruleset) -> BoundBook:
        names = Names([], frozenset())
        names.definitions, names.figures = dict(ruleset.definitions), dict(ruleset.figures)
        names.catalogue, names.options = dict(ruleset.catalogue), dict(ruleset.options)
        names.standards, names.implications = dict(ruleset.standards), dict(ruleset.implications)
        rates = [entry for entry in self.book.entries() if isinstance(entry, Rate) and entry.support in ruleset.supports]
        bound = {rate.head.id: one for rate in rates if (one := _bound(rate, ruleset, names)) is not None}
        if names.problems:
            raise BookError(names.problems)
        return BoundBook(self.book, bound)


def _bound(rate: Rate, ruleset: Ruleset, names: Names) -> BoundRate | None:
    """A rate with its conditions and amounts read for the kind of subject of its route, or of its support; None if it has a problem."""
    entity = ruleset.supports[rate.support].part_of(rate.route).entity
    source, at = rate.head.place
    formula = AmountReader(names, entity, source).amount(rate.amount, rate.unit, (*at, "is"))
    where = names.expression(rate.where, names.scope(entity, depends=False), source, (*at, "where")) if rate.where else None
    if formula is None or (rate.where is not None and where is None):
        return None
    return BoundRate(rate, where, rounded(formula, rate.rounding) if rate.rounding else formula)


def conditions_of(book: Book, ruleset: Ruleset) -> list[RuleProblem]:
    """What is wrong with the conditions of a book under a ruleset."""
    try:
        book_under(book, ruleset)
    except BookError as error:
        return [problem for problem in error.problems if isinstance(problem, RuleProblem)]
    return []
