"""What can still change an amount: the unknown numbers that it reads, and the facts that choose between different amounts.

A choice between amounts is asked of `chosen and granted`: a fact that only decides whether the support is granted is no
question of the amount.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from eligibility._dataclass import dataclass
from eligibility.decide.missing import Questions, paths
from eligibility.facts.flatten import Subject
from eligibility.facts.record import known_of
from eligibility.logic.amount import (
    Bounded,
    Formula,
    Greatest,
    Interval,
    Least,
    Rounded,
    Tier,
    Tiers,
    Times,
    Total,
    interval,
    reads_facts,
    subformulas,
)
from eligibility.logic.expr import FALSE, TRUE, Const, Expr
from eligibility.logic.relevance import folded_and, folded_not, folded_or
from eligibility.logic.truth import Truth
from eligibility.logic.types import Fact
from eligibility.rules.support import Route, SupportPart
from eligibility.rules.words import BenefitUnit

NO_FACTS: frozenset[Fact] = frozenset()


@dataclass(frozen=True, slots=True)
class RouteAmount:
    """A route with its formula in a unit, and the interval that it comes to; None where it states no amount, or no tier covers the
    subject."""

    route: Route
    formula: Formula | None
    interval: Interval | None
    unit: BenefitUnit | None = None


@dataclass(frozen=True, slots=True)
class _Choice:
    """An amount that is given under a condition on the unknown facts. Amounts with the same `value` are the same amount."""

    when: Expr
    formula: Formula | None
    value: object


class AmountQuestions:
    """The unknown facts on which the amount of one support for one subject depends."""

    def __init__(self, questions: Questions, part: SupportPart, subject: Subject) -> None:
        self._questions = questions
        self._part = part
        self._subject = subject
        self._known = known_of(subject)

    def missing(self, proved: Sequence[RouteAmount], open_: Sequence[RouteAmount]) -> tuple[str, ...]:
        """The profile paths whose answers alone can still change the amount."""
        granted = TRUE if proved else self._questions.open_condition(self._part.id, self._subject)
        return tuple(paths(self._of_routes(proved, open_, granted)))

    def _of_routes(self, proved: Sequence[RouteAmount], open_: Sequence[RouteAmount], granted: Expr) -> frozenset[Fact]:
        stating = [one for one in proved if one.interval is not None]
        found = frozenset[Fact]().union(*(self._of(one.formula, granted) for one in stating if one.formula))
        maybe = [one for one in open_ if one.interval is not None and self._adds(one, stating)]
        for one in maybe:
            found |= self._of(one.formula, granted) if one.formula else NO_FACTS
        if proved:
            return found.union(*(self._matter(self._condition(one)) for one in maybe))
        choices = [_Choice(self._condition(one), None, _value(one.formula, one.interval)) for one in open_]
        return found | self._chosen(choices, granted)

    def _adds(self, one: RouteAmount, stating: Sequence[RouteAmount]) -> bool:
        """Whether an open route can change what the routes that hold come to."""
        high = one.interval.high if one.interval else Fraction(0)
        if not stating or high is None:
            return not stating or self._part.combine is not None
        lows = [other.interval.low or Fraction(0) for other in stating if other.interval]
        least = {"sum": Fraction(0), "highest": max(lows, default=Fraction(0))}.get(self._part.combine or "")
        return least is not None and high > least

    def _condition(self, one: RouteAmount) -> Expr:
        return self._questions.condition(one.route.when, self._subject)

    # -- one formula

    def _of(self, formula: Formula, granted: Expr) -> frozenset[Fact]:
        if not reads_facts(formula):
            return NO_FACTS
        match formula:
            case Tiers(tiers):
                return self._of_tiers(tiers, granted)
            case Bounded(low, high):
                return self._of(low, granted) | (self._of(high, granted) if high else NO_FACTS)
        found = self._interval(formula)
        if found is None or (found.exact and not any(isinstance(part, Tiers) for part in subformulas(formula))):
            return NO_FACTS
        match formula:
            case Total(parts):
                return frozenset[Fact]().union(*(self._of_part(part, granted) for part, _ in parts))
            case Least(args):
                return self._of_all(self._below(args), granted)
            case Greatest(args):
                return self._of_all(self._above(args), granted)
            case Times(left, right):
                return self._of_all((left, right), granted)
            case Rounded(arg):
                return self._of(arg, granted)

    def _of_all(self, parts: Iterable[Formula], granted: Expr) -> frozenset[Fact]:
        return frozenset[Fact]().union(*(self._of(part, granted) for part in parts))

    def _of_part(self, part: Fact | Formula, granted: Expr) -> frozenset[Fact]:
        if not isinstance(part, Fact):
            return self._of(part, granted)
        return NO_FACTS if self._known(part) is not None else frozenset({self._questions.owned(part, self._subject)})

    def _below(self, args: Sequence[Formula]) -> list[Formula]:
        """The numbers that can be the smallest."""
        found = [(arg, self._interval(arg)) for arg in args]
        highs = [one.high for _, one in found if one and one.high is not None]
        return [arg for arg, one in found if one and (not highs or one.low is None or one.low < min(highs) or one.high == min(highs))]

    def _above(self, args: Sequence[Formula]) -> list[Formula]:
        """The numbers that can be the greatest."""
        found = [(arg, self._interval(arg)) for arg in args]
        lows = [one.low for _, one in found if one and one.low is not None]
        return [arg for arg, one in found if one and (not lows or one.high is None or one.high > max(lows) or one.low == max(lows))]

    def _of_tiers(self, tiers: Sequence[Tier], granted: Expr) -> frozenset[Fact]:
        choices = []
        for tier in tiers:
            when = self._questions.condition(tier.when, self._subject)
            if self._possible(folded_and([granted, when])):
                choices.append(_Choice(when, tier.value, _value(tier.value, self._interval(tier.value))))
        inner = (self._of(one.formula, folded_and([granted, one.when])) for one in choices if one.formula)
        return frozenset[Fact]().union(*inner, self._chosen(choices, granted))

    def _chosen(self, choices: Sequence[_Choice], granted: Expr) -> frozenset[Fact]:
        """The facts that tell different amounts apart, or an amount from none, while the support is granted."""
        found = NO_FACTS
        for value in dict.fromkeys(choice.value for choice in choices):
            holds = folded_or(choice.when for choice in choices if choice.value == value)
            if isinstance(holds, Const):
                continue
            inside, outside = folded_and([granted, holds]), folded_and([granted, folded_not(holds)])
            found |= self._matter(holds) & self._matter(inside) & self._matter(outside)
        return found

    def _interval(self, formula: Formula) -> Interval | None:
        return interval(formula, self._known, self._truth)

    def _truth(self, when: Expr) -> Truth:
        condition = self._questions.condition(when, self._subject)
        return Truth(condition.value) if isinstance(condition, Const) else Truth.UNKNOWN

    def _possible(self, condition: Expr) -> bool:
        """Whether the unknown facts can still make a condition hold."""
        return condition == TRUE or (condition != FALSE and bool(self._matter(condition)))

    def _matter(self, condition: Expr) -> frozenset[Fact]:
        return self._questions.essential(condition)


def _value(formula: Formula | None, found: Interval | None) -> object:
    """What makes an amount the same as another: its interval, and the formula where facts can still move it."""
    return found if formula is None or not reads_facts(formula) or (found is not None and found.exact) else formula
