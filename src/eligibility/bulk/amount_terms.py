"""Amounts as whole numbers over the rows of one level: both ends of an interval, and whether there is one.

An end is a column of whole numbers in steps of a `scale`-th of a yuan; NULL is an end that nothing bounds. A part that is
used more than once is noted as a column of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import final

from eligibility.logic.amount import AmountAlgebra, Formula, Rounding
from eligibility.logic.expr import Expr
from eligibility.logic.operators import Operator
from eligibility.logic.terms import (
    FALSE_TERM,
    TRUE_TERM,
    UNKNOWN_TERM,
    Divided,
    Higher,
    Lower,
    Product,
    Shifted,
    Sum,
    Term,
    Whole,
    case,
    comparison,
    every,
    known,
    negation,
    some,
)
from eligibility.logic.types import Fact, Number
from eligibility.rules.words import Combine

PLACES = 12
"""The most decimal places of an amount."""
MONEY_SCALE = 10**4
"""The steps of a yuan in which a register holds money."""

Note = Callable[[str, Term], Term]
"""Names a term as a column of its own."""


@dataclass(frozen=True, slots=True)
class Ends:
    """Both ends of an interval in steps of a `scale`-th, and whether there is a value at all."""

    low: Term
    high: Term
    has: Term
    scale: int

    def at(self, scale: int) -> Ends:
        """The same in finer steps."""
        low, high = (_times(end, scale // self.scale) for end in (self.low, self.high))
        return Ends(low, high, self.has, scale)


def nothing(scale: int = 1) -> Ends:
    """No value."""
    return Ends(UNKNOWN_TERM, UNKNOWN_TERM, FALSE_TERM, scale)


@final
class AmountTerms(AmountAlgebra[Ends]):
    """Formulas as terms. `fact` gives the term of a fact or its constant value, `truth` that of a condition."""

    def __init__(self, fact: Callable[[Fact], Term | Decimal | int], truth: Callable[[Expr], Term], note: Note) -> None:
        self._fact = fact
        self._truth = truth
        self._note = note

    def named(self, name: str, formula: Formula) -> Ends:
        """The ends of a formula, as columns of their own."""
        return noted(self._note, name, self(formula))

    def fact(self, fact: Fact) -> Ends:
        assert isinstance(fact.type, Number)
        given = self._fact(fact)
        low = UNKNOWN_TERM if fact.type.low is None else Whole(fact.type.low)
        if isinstance(given, Decimal | int):
            exact = Fraction(given)
            return _point(int(exact * exact.denominator), exact.denominator)
        if given == UNKNOWN_TERM:
            return Ends(low, UNKNOWN_TERM, TRUE_TERM, 1)
        scale = 1 if fact.type.integral else MONEY_SCALE
        value = given if scale == 1 else Shifted(given, scale)
        return Ends(case([(known(given), value)], _times(low, scale)), value, TRUE_TERM, scale)

    def total(self, parts: Sequence[tuple[Ends, Decimal]], constant: Decimal) -> Ends:
        factors = [(part, Fraction(factor)) for part, factor in parts]
        fixed = Fraction(constant)
        scale = lcm(fixed.denominator, *((factor / part.scale).denominator for part, factor in factors))
        lows: list[tuple[Term, int]] = []
        highs: list[tuple[Term, int]] = []
        for part, factor in factors:
            times = int(factor * scale / part.scale)
            ends = (part.low, part.high) if times >= 0 else (part.high, part.low)
            if times:
                lows.append((ends[0], times))
                highs.append((ends[1], times))
        whole = int(fixed * scale)
        return Ends(_sum(lows, whole), _sum(highs, whole), every(part.has for part, _ in parts), scale)

    def least(self, args: Sequence[Ends]) -> Ends:
        return _chosen(args, Lower, open_low=True)

    def greatest(self, args: Sequence[Ends]) -> Ends:
        return _chosen(args, Higher, open_low=False)

    def product(self, left: Ends, right: Ends) -> Ends:
        """The product with a number that is never below 0: the right one."""
        none = comparison([(right.high, 1)], Operator.EQUAL, 0)
        low = case(
            [(none, Whole(0)), (comparison([(left.low, 1)], Operator.AT_LEAST, 0), _product(left.low, right.low))],
            _product(left.low, right.high),
        )
        high = case(
            [(none, Whole(0)), (comparison([(left.high, 1)], Operator.AT_MOST, 0), _product(left.high, right.low))],
            _product(left.high, right.high),
        )
        return Ends(low, high, every([left.has, right.has]), left.scale * right.scale)

    def tiers(self, tiers: Sequence[tuple[Expr, Ends]]) -> Ends:
        parts = [(self._truth(when), ends) for when, ends in tiers]
        scale = lcm(*(ends.scale for _, ends in parts))
        found = nothing(scale)
        for when, ends in parts:
            ruled_out = some([negation(when), negation(ends.has)])
            found = noted(self._note, "tier", joined(found, ends.at(scale), ruled_out, None))
        return found

    def rounded(self, arg: Ends, to: Decimal, how: Rounding) -> Ends:
        step = Fraction(to)
        scale = lcm(arg.scale, step.denominator)
        fine, by = arg.at(scale), int(step * scale)
        low, high = (_times(_divided(end, by, how), step.numerator) for end in (fine.low, fine.high))
        return Ends(low, high, arg.has, step.denominator)

    def bounded(self, low: Ends, high: Ends | None) -> Ends:
        scale = lcm(low.scale, high.scale if high else 1)
        above = high.at(scale).high if high else UNKNOWN_TERM
        return Ends(low.at(scale).low, above, low.has, scale)


def noted(note: Note, name: str, ends: Ends) -> Ends:
    """The ends as columns of their own."""
    low, high, has = note(f"{name}.low", ends.low), note(f"{name}.high", ends.high), note(f"{name}.has", ends.has)
    return Ends(low, high, has, ends.scale)


def above_nothing(ends: Ends) -> Ends:
    """The ends of money, which is never below 0."""
    zero = _point(0, ends.scale)
    return Ends(_chosen([ends, zero], Higher, open_low=False).low, _chosen([ends, zero], Higher, open_low=False).high, ends.has, ends.scale)


def joined(found: Ends, more: Ends, left_out: Term, combine: Combine | None, *, floor: bool = False) -> Ends:
    """What is found so far with one more amount, unless it is left out: the hull, the highest or the sum.

    With `floor` the low end is that of the smallest, as where it is open which of them holds.
    """
    low: Term
    match combine:
        case "sum":
            low, high = _sum([(found.low, 1), (more.low, 1)], 0), _sum([(found.high, 1), (more.high, 1)], 0)
        case "highest":
            low, high = _larger(found.low, more.low), _larger(found.high, more.high)
        case None:
            low, high = _smaller(found.low, more.low), _larger(found.high, more.high)
    if floor:
        low = _smaller(found.low, more.low)
    first = negation(found.has)
    return Ends(
        case([(left_out, found.low), (first, more.low)], low),
        case([(left_out, found.high), (first, more.high)], high),
        case([(left_out, found.has)], TRUE_TERM),
        found.scale,
    )


def together(proved: Ends, open_: Ends, combine: Combine | None, held: Term = FALSE_TERM) -> tuple[Term, Term]:
    """Both ends of the routes that hold and of those that may hold; NULL for a low end where there is no amount.

    Where some route is `held`, be it one that states no amount, nothing is sure of what an open route alone would give.
    """
    both = every([proved.has, open_.has])
    either = some([proved.has, open_.has])
    low = case([(proved.has, proved.low), (every([open_.has, held]), Whole(0)), (open_.has, open_.low)], UNKNOWN_TERM)
    high: list[tuple[Term, Term]] = []
    if combine == "sum":
        high = [(both, _sum([(proved.high, 1), (open_.high, 1)], 0))]
    elif combine == "highest":
        high = [(both, _larger(proved.high, open_.high))]
    found = case([*high, (proved.has, proved.high), (open_.has, open_.high)], UNKNOWN_TERM)
    return low, case([(either, found)], UNKNOWN_TERM)


def _point(value: int, scale: int) -> Ends:
    return Ends(Whole(value), Whole(value), TRUE_TERM, scale)


def _times(term: Term, factor: int) -> Term:
    return _sum([(term, factor)], 0)


def _sum(parts: Sequence[tuple[Term, int]], constant: int) -> Term:
    """A sum of whole multiples; NULL if a part is."""
    if any(part == UNKNOWN_TERM for part, _ in parts):
        return UNKNOWN_TERM
    fixed = constant + sum(factor * part.value for part, factor in parts if isinstance(part, Whole))
    rest = tuple((part, factor) for part, factor in parts if not isinstance(part, Whole))
    if not rest:
        return Whole(fixed)
    return rest[0][0] if len(rest) == 1 and rest[0][1] == 1 and not fixed else Sum(rest, fixed)


def _product(left: Term, right: Term) -> Term:
    if UNKNOWN_TERM in (left, right):
        return UNKNOWN_TERM
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Whole):
            return _times(other, one.value)
    return Product(left, right)


def _divided(term: Term, by: int, how: Rounding) -> Term:
    """A whole number of steps: those that are full, those that are begun, or the nearest, half a step going up."""
    match how:
        case Rounding.DOWN:
            return _floor(term, by)
        case Rounding.UP:
            return _times(_floor(_times(term, -1), by), -1)
        case Rounding.HALF_UP:
            return _floor(_sum([(term, 2)], by), 2 * by)


def _floor(term: Term, by: int) -> Term:
    if isinstance(term, Whole):
        return Whole(term.value // by)
    return term if term == UNKNOWN_TERM or by == 1 else Divided(term, by)


def _smaller(one: Term, other: Term) -> Term:
    return _outer(one, other, Lower, min)


def _larger(one: Term, other: Term) -> Term:
    return _outer(one, other, Higher, max)


def _outer(one: Term, other: Term, node: type[Lower] | type[Higher], choose: Callable[[int, int], int]) -> Term:
    """One of two numbers; NULL if one of them is."""
    if UNKNOWN_TERM in (one, other):
        return UNKNOWN_TERM
    if isinstance(one, Whole) and isinstance(other, Whole):
        return Whole(choose(one.value, other.value))
    return one if one == other else node(one, other)


def _known_one(one: Term, other: Term, join: Callable[[Term, Term], Term]) -> Term:
    """One of two numbers, where NULL does not count."""
    return case([(negation(known(one)), other), (negation(known(other)), one)], join(one, other))


def _chosen(args: Sequence[Ends], node: type[Lower] | type[Higher], *, open_low: bool) -> Ends:
    """The smallest or the greatest of several: the end towards which it is chosen is bounded by any of them."""
    scale = lcm(*(arg.scale for arg in args))
    fine = [arg.at(scale) for arg in args]
    join = _smaller if node is Lower else _larger
    low, high = fine[0].low, fine[0].high
    for arg in fine[1:]:
        low = join(low, arg.low) if open_low else _known_one(low, arg.low, join)
        high = _known_one(high, arg.high, join) if open_low else join(high, arg.high)
    return Ends(low, high, every(arg.has for arg in args), scale)
