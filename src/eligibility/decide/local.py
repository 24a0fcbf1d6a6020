"""What the local book says of one answer: how much, by which entry, what bounds it, and which documents carry it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from eligibility._dataclass import dataclass
from eligibility._json import JsonObject
from eligibility.decide.amounts import where_it_holds
from eligibility.decide.evaluation import Evaluation
from eligibility.facts.flatten import Subject
from eligibility.facts.record import known_of
from eligibility.facts.vocabulary import option_fact
from eligibility.logic.amount import Formula, Interval, interval
from eligibility.logic.expr import Expr, facts_in
from eligibility.logic.truth import Truth
from eligibility.rules.basis import BasisSource
from eligibility.rules.support import Benefit, Route, SupportPart
from eligibility.rules.words import BenefitUnit

if TYPE_CHECKING:
    from eligibility.book.bound import BoundRate
    from eligibility.book.entries import Rate

CONFIRMED_FOR = 1
"""For how many years the office's last look at a rate is trusted without a word."""


@dataclass(frozen=True, slots=True)
class Layer:
    """What one layer says of an amount: an area of the book, or (without a rate) the plan. None is no word for this subject."""

    rate: Rate | None
    interval: Interval | None
    unit: BenefitUnit | None

    def as_json(self, amount: JsonObject | None) -> JsonObject:
        """The layer with its amount as the decision's JSON writes one."""
        return {**(self.rate.head.origin() if self.rate else {"layer": "plan"}), "amount": amount, "unit": self.unit}


@dataclass(frozen=True, slots=True)
class LocalRate:
    """The nearest rate that speaks for a subject, or may.

    `beside` are the further rates of which it depends on unknown facts whether they speak in its place. `bounds` are the layers
    that speak farther out, the plan last, and `outside` those of them in which the answer's amount does not lie.
    """

    rate: Rate
    beside: tuple[Rate, ...]
    bounds: tuple[Layer, ...]
    outside: tuple[Layer, ...]

    @property
    def entries(self) -> tuple[Rate, ...]:
        """All rates that speak, the nearest first."""
        return (self.rate, *self.beside, *(layer.rate for layer in self.bounds if layer.rate))

    def stale(self, day: date) -> bool:
        """Whether the office has not looked at the rate for more than a year."""
        from dateutil.relativedelta import relativedelta

        return day > (self.rate.confirmed or self.rate.head.first) + relativedelta(years=CONFIRMED_FOR)


def local_rate(
    evaluation: Evaluation, part: SupportPart, subject: Subject, routes: Sequence[Route], found: Interval | None
) -> LocalRate | None:
    """The rate that answers for a subject by one of some routes, whose amount was found; None where no rate speaks for it."""
    for route in routes:
        spoken = list(_spoken(evaluation, subject, _rates(evaluation, part, route)))
        if spoken:
            return _layered(evaluation, subject, spoken, route, part.benefit_of(route), found)
    return None


def _layered(
    evaluation: Evaluation,
    subject: Subject,
    spoken: Sequence[tuple[BoundRate, bool]],
    route: Route,
    plan: Benefit,
    found: Interval | None,
) -> LocalRate:
    last = next((index for index, (_, sure) in enumerate(spoken) if sure), len(spoken) - 1)
    rate, *beside = [bound.rate for bound, _ in spoken[: last + 1]]
    farther = [Layer(bound.rate, _interval(evaluation, bound.formula, route, subject), bound.rate.unit) for bound, _ in spoken[last + 1 :]]
    if plan.formula is not None:
        farther.append(Layer(None, _interval(evaluation, plan.formula, route, subject), plan.unit))
    outside = [layer for layer in farther if _lies_outside(found, rate.unit, layer)]
    return LocalRate(rate, tuple(beside), tuple(farther), tuple(outside))


def _rates(evaluation: Evaluation, part: SupportPart, route: Route) -> tuple[BoundRate, ...]:
    return evaluation.book.local.rates(part.id, route.name) if evaluation.book else ()


def _spoken(evaluation: Evaluation, subject: Subject, rates: Iterable[BoundRate]) -> Iterator[tuple[BoundRate, bool]]:
    """The rates whose own condition is not refuted for a subject, the nearest first, and whether it is proved."""
    for bound in rates:
        truth = _truth(evaluation, bound.where, subject)
        if truth is not Truth.FALSE:
            yield bound, truth is Truth.TRUE


def _truth(evaluation: Evaluation, condition: Expr | None, subject: Subject) -> Truth:
    return Truth.TRUE if condition is None else evaluation.truth(condition, subject)


def _interval(evaluation: Evaluation, formula: Formula, route: Route, subject: Subject) -> Interval | None:
    return interval(where_it_holds(formula, route, evaluation.ruleset), known_of(subject), lambda when: evaluation.truth(when, subject))


def _lies_outside(found: Interval | None, unit: BenefitUnit, layer: Layer) -> bool:
    return found is not None and layer.interval is not None and layer.unit == unit and not found.within(layer.interval)


def local_documents(evaluation: Evaluation, rate: LocalRate | None, route: Route | None) -> tuple[BasisSource, ...]:
    """The documents of the book that carry an answer on the day: of its rate, and of the options that its route needs."""
    if evaluation.book is None:
        return ()
    heads = [rate.rate.head] if rate else []
    read = {fact.key for fact in facts_in(route.when)} if route else set()
    options = evaluation.book.local.options()
    heads += [one.head for name, one in options.items() if one.adopted and option_fact(name).key in read]
    documents = [(head.source, head.first, head.last) for head in heads]
    return tuple(dict.fromkeys(BasisSource(one.document or "", one.number, "", since, until, one.seen) for one, since, until in documents))
