"""The effect of a version on how much a support gives, proved for every household that both versions grant it.

An amount has two ends, each a number of the solver or open. `more` is a household for whom an end is higher than before,
`less` one for whom an end is lower.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from typing import final

import z3

from eligibility.decide.amounts import CLAIMED, where_it_holds
from eligibility.decide.outcome import Outcome
from eligibility.logic.amount import AmountAlgebra, Interval, Rounding
from eligibility.logic.expr import Expr
from eligibility.logic.types import Fact, Number
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.support import PartKey, SupportPart
from eligibility.rules.words import Combine, MoneyEffect
from eligibility.verify.domain import range_of
from eligibility.verify.dual_rail import Translator, Truths, owner_of
from eligibility.verify.effects import NO_HOUSEHOLD, found_for_any, search_between
from eligibility.verify.query import SearchResult, Verdict
from eligibility.verify.symbols import Symbols

MONEY_MEANINGS: Mapping[MoneyEffect, tuple[Verdict, Verdict]] = {
    "more": (Verdict.FOUND, Verdict.NONE),
    "less": (Verdict.NONE, Verdict.FOUND),
    "same": (Verdict.NONE, Verdict.NONE),
    "changed": (Verdict.FOUND, Verdict.FOUND),
}
"""What each effect on the money means: whether some household gets more, and whether some gets less."""


@dataclass(frozen=True, slots=True)
class ProvedMoney:
    """The effect on the amounts of one support; None where the solver did not decide."""

    effect: MoneyEffect | None
    more: SearchResult
    less: SearchResult


def money_effect_on(support: str, before: Ruleset, after: Ruleset, *, seconds: int) -> ProvedMoney:
    """The effect on how much a support gives, from one version to another, over all that both grant it to."""
    old, new = (ruleset.supports.get(support) for ruleset in (before, after))
    if old is None or new is None or _alike(old.parts, new.parts):
        return ProvedMoney("same", NO_HOUSEHOLD, NO_HOUSEHOLD)
    kinds = [kind for kind in old.kinds if kind in new.kinds]
    more = found_for_any([higher_for_some((support, kind), before, after, seconds) for kind in kinds])
    less = found_for_any([higher_for_some((support, kind), after, before, seconds) for kind in kinds])
    effect = next((name for name, verdicts in MONEY_MEANINGS.items() if verdicts == (more.verdict, less.verdict)), None)
    return ProvedMoney(effect, more, less)


def _alike(old: Sequence[SupportPart], new: Sequence[SupportPart]) -> bool:
    """Whether nothing that sets an amount differs: routes, exclusions, benefits, how they are joined."""
    told = [[(part.routes, part.unless, part.benefit, part.combine) for part in parts] for parts in (old, new)]
    return told[0] == told[1] or not any(part.formulas for part in (*old, *new))


def higher_for_some(part: PartKey, before: Ruleset, after: Ruleset, seconds: int) -> SearchResult:
    """A household whom both versions grant a support, with a higher end of the amount in `after`."""

    def wanted(symbols: Symbols) -> z3.BoolRef:
        sides = [side_of(ruleset, part, symbols) for ruleset in (before, after)]
        old, new = (side.ends() for side in sides)
        return z3.And(*(side.granted for side in sides), old.has, new.has, _above(old, new))

    def told(old: Outcome | None, new: Outcome | None) -> bool:
        if old is None or new is None or not (old.status.granted and new.status.granted):
            return False
        return _higher(old.amount.interval, new.amount.interval)

    return search_between(part, before, after, wanted, told, seconds)


def _higher(old: Interval | None, new: Interval | None) -> bool:
    if old is None or new is None:
        return False
    low = (new.low or 0) > (old.low or 0)
    high = old.high is not None and (new.high is None or new.high > old.high)
    return low or high


@dataclass(frozen=True, slots=True)
class SolverEnds:
    """Both ends of an interval as numbers of the solver, each with the truth that it is open; `has`: whether there is a value."""

    low: z3.ArithRef
    high: z3.ArithRef
    below: z3.BoolRef
    above: z3.BoolRef
    has: z3.BoolRef


def _above(old: SolverEnds, new: SolverEnds) -> z3.BoolRef:
    high = z3.And(z3.Not(old.above), z3.Or(new.above, new.high > old.high))
    return z3.Or(new.low > old.low, high)


_NO, _YES = z3.BoolVal(False), z3.BoolVal(True)


def _point(value: Decimal | Fraction | int) -> SolverEnds:
    exact = Fraction(value)
    number = z3.RealVal(f"{exact.numerator}/{exact.denominator}")
    return SolverEnds(number, number, _NO, _NO, _YES)


def _if(test: z3.BoolRef, one: z3.ArithRef, other: z3.ArithRef) -> z3.ArithRef:
    chosen: z3.ArithRef = z3.If(test, one, other)
    return chosen


def _either(test: z3.BoolRef, one: SolverEnds, other: SolverEnds) -> SolverEnds:
    """One of two intervals by a truth."""
    below, above = z3.If(test, one.below, other.below), z3.If(test, one.above, other.above)
    has = z3.If(test, one.has, other.has)
    return SolverEnds(_if(test, one.low, other.low), _if(test, one.high, other.high), below, above, has)


def _hull(one: SolverEnds, other: SolverEnds) -> SolverEnds:
    low, high = _if(one.low <= other.low, one.low, other.low), _if(one.high >= other.high, one.high, other.high)
    both = SolverEnds(low, high, z3.Or(one.below, other.below), z3.Or(one.above, other.above), _YES)
    return _either(z3.Not(one.has), other, _either(z3.Not(other.has), one, both))


def _least(one: SolverEnds, other: SolverEnds) -> SolverEnds:
    low = _if(one.low <= other.low, one.low, other.low)
    high = _if(one.above, other.high, _if(other.above, one.high, _if(one.high <= other.high, one.high, other.high)))
    return SolverEnds(low, high, z3.Or(one.below, other.below), z3.And(one.above, other.above), z3.And(one.has, other.has))


def _greatest(one: SolverEnds, other: SolverEnds) -> SolverEnds:
    high = _if(one.high >= other.high, one.high, other.high)
    low = _if(one.below, other.low, _if(other.below, one.low, _if(one.low >= other.low, one.low, other.low)))
    return SolverEnds(low, high, z3.And(one.below, other.below), z3.Or(one.above, other.above), z3.And(one.has, other.has))


def _plus(one: SolverEnds, other: SolverEnds) -> SolverEnds:
    below, above, has = z3.Or(one.below, other.below), z3.Or(one.above, other.above), z3.And(one.has, other.has)
    return SolverEnds(one.low + other.low, one.high + other.high, below, above, has)


def _times(one: SolverEnds, factor: Decimal) -> SolverEnds:
    number = _point(factor).low
    if factor >= 0:
        return SolverEnds(one.low * number, one.high * number, one.below, one.above, one.has)
    return SolverEnds(one.high * number, one.low * number, one.above, one.below, one.has)


def side_of(ruleset: Ruleset, part: PartKey, symbols: Symbols) -> MoneySide:
    """What a version gives of a support, for the owner of the solver's questions."""
    return MoneySide(ruleset, part, Translator(ruleset, symbols), Translator(ruleset, symbols, derived=False))


class MoneySide:
    """One version's amount of a support for the owner that is asked about."""

    def __init__(self, ruleset: Ruleset, part: PartKey, then: Translator, now: Translator) -> None:
        found = ruleset.part(*part)
        assert found is not None
        self.part = found
        self.owner = owner_of(part[1])
        self._then, self._now = then, now
        self.granted = then.granted(part[0], self.owner).proved

    def ends(self) -> SolverEnds:
        """Both ends over the routes that hold and those still open from which a claim follows."""
        part, amounts = self.part, _Amounts(self._then, self.owner)
        now = [self._truth(self._now, route.when).proved for route in part.routes]
        any_now = any_then = z3.Or(*now)
        proved, open_ = _nothing(), _nothing()
        for route, held in zip(part.routes, now, strict=True):
            formula = part.benefit_of(route).formula
            then = self._truth(self._then, route.when)
            any_then = z3.Or(any_then, then.proved)
            if formula is None:
                continue
            ends = _greatest(amounts(where_it_holds(formula, route, self._then.ruleset)), _point(0))
            holds = z3.If(any_now, held, then.proved)
            proved = _joined(proved, ends, holds, part.combine, floor=False)
            if route.modality in CLAIMED:
                open_ = _joined(open_, ends, z3.And(z3.Not(holds), z3.Not(then.refuted)), part.combine, floor=True)
        return _together(proved, open_, part.combine, any_then)

    def _truth(self, rules: Translator, when: Expr) -> Truths:
        return rules.unless_excluded(rules.truth(when, self.owner), self.part, self.owner)


def _nothing() -> SolverEnds:
    zero = _point(0)
    return SolverEnds(zero.low, zero.high, _NO, _NO, _NO)


def _joined(found: SolverEnds, more: SolverEnds, counts: z3.BoolRef, combine: Combine | None, *, floor: bool) -> SolverEnds:
    """What is found so far with one more amount, where it counts."""
    joins: Mapping[Combine | None, Callable[[SolverEnds, SolverEnds], SolverEnds]] = {"sum": _plus, "highest": _greatest, None: _hull}
    both, low = joins[combine](found, more), _hull(found, more)
    joined = SolverEnds(low.low if floor else both.low, both.high, _NO, both.above, _YES)
    return _either(z3.And(counts, more.has), _either(found.has, joined, more), found)


def _together(proved: SolverEnds, open_: SolverEnds, combine: Combine | None, held: z3.BoolRef) -> SolverEnds:
    """Both ends of the routes that hold and of those that may hold. Where one is held that states no amount, an open one is not sure."""
    both, unsure = proved, SolverEnds(_point(0).low, open_.high, _NO, open_.above, open_.has)
    if combine == "sum":
        both = SolverEnds(proved.low, proved.high + open_.high, _NO, z3.Or(proved.above, open_.above), _YES)
    elif combine == "highest":
        higher = _greatest(proved, open_)
        both = SolverEnds(proved.low, higher.high, _NO, higher.above, _YES)
    return _either(proved.has, _either(open_.has, both, proved), _either(held, unsure, open_))


@final
class _Amounts(AmountAlgebra[SolverEnds]):
    """Formulas about one owner."""

    def __init__(self, rules: Translator, owner: str) -> None:
        self._rules = rules
        self._owner = owner

    def fact(self, fact: Fact) -> SolverEnds:
        assert isinstance(fact.type, Number)
        symbol = self._rules.symbols(self._owner, fact)
        number = z3.ToReal(symbol.value) / range_of(fact.type).scale
        low = z3.RealVal(fact.type.low or 0)
        unknown = z3.Not(z3.BoolVal(symbol.known) if isinstance(symbol.known, bool) else symbol.known)
        below = unknown if fact.type.low is None else _NO
        return SolverEnds(_if(unknown, low, number), number, below, unknown, _YES)

    def total(self, parts: Sequence[tuple[SolverEnds, Decimal]], constant: Decimal) -> SolverEnds:
        return reduce(_plus, (_times(part, factor) for part, factor in parts), _point(constant))

    def least(self, args: Sequence[SolverEnds]) -> SolverEnds:
        return reduce(_least, args)

    def greatest(self, args: Sequence[SolverEnds]) -> SolverEnds:
        return reduce(_greatest, args)

    def product(self, left: SolverEnds, right: SolverEnds) -> SolverEnds:
        """The product with a number that is never below 0: the right one."""
        none = z3.And(z3.Not(right.above), right.high == 0)
        low = _if(none, z3.RealVal(0), _if(left.low >= 0, left.low * right.low, left.low * right.high))
        high = _if(none, z3.RealVal(0), _if(left.high <= 0, left.high * right.low, left.high * right.high))
        below = z3.And(z3.Not(none), z3.Or(left.below, z3.And(left.low < 0, right.above)))
        above = z3.And(z3.Not(none), z3.Or(left.above, z3.And(left.high > 0, right.above)))
        return SolverEnds(low, high, below, above, z3.And(left.has, right.has))

    def tiers(self, tiers: Sequence[tuple[Expr, SolverEnds]]) -> SolverEnds:
        found = _nothing()
        for when, ends in tiers:
            out = self._rules.truth(when, self._owner).refuted
            found = _either(z3.Or(out, z3.Not(ends.has)), found, _hull(found, ends))
        return found

    def rounded(self, arg: SolverEnds, to: Decimal, how: Rounding) -> SolverEnds:
        return SolverEnds(_stepped(arg.low, to, how), _stepped(arg.high, to, how), arg.below, arg.above, arg.has)

    def bounded(self, low: SolverEnds, high: SolverEnds | None) -> SolverEnds:
        if high is None:
            return SolverEnds(low.low, low.low, low.below, _YES, low.has)
        return SolverEnds(low.low, high.high, low.below, high.above, low.has)


def _stepped(number: z3.ArithRef, to: Decimal, how: Rounding) -> z3.ArithRef:
    """A number made a whole multiple of a step."""
    step = _point(to).low
    steps = number / step
    match how:
        case Rounding.DOWN:
            whole = z3.ToReal(z3.ToInt(steps))
        case Rounding.UP:
            whole = -z3.ToReal(z3.ToInt(-steps))
        case Rounding.HALF_UP:
            whole = z3.ToReal(z3.ToInt(steps + z3.RealVal("1/2")))
    return whole * step
