"""The condition under which an amount is above or below a number.

It never leaves a record out: where the formula is one that no linear comparison can follow, the condition is true. So what contradicts
it is impossible for everybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import assert_never

from eligibility.logic.amount import Bounded, Formula, Greatest, Least, Rounded, Rounding, Tiers, Times, Total, constant
from eligibility.logic.expr import TRUE, Compare, Const, Expr, Linear
from eligibility.logic.operators import MIRRORED, Operator
from eligibility.logic.relevance import folded_and, folded_or
from eligibility.logic.types import Fact

_BELOW = frozenset({Operator.BELOW, Operator.AT_MOST})
_ABOVE = frozenset({Operator.ABOVE, Operator.AT_LEAST})


def compared(formula: Formula, op: Operator, bound: Fraction | int = 0) -> Expr:
    """The condition that a formula can be below, at most, at least or above a number: it holds for every record of which that is so.

    An amount that the text bounds can be each number within its bounds.
    """
    assert op in _BELOW | _ABOVE, "an amount is compared by its order"
    at = Fraction(bound)
    match formula:
        case Total():
            return _total(formula, op, at)
        case Least(args):
            return _joined((compared(arg, op, at) for arg in args), any_of=op in _BELOW)
        case Greatest(args):
            return _joined((compared(arg, op, at) for arg in args), any_of=op in _ABOVE)
        case Tiers(tiers):
            return folded_or(folded_and([tier.when, compared(tier.value, op, at)]) for tier in tiers)
        case Rounded(arg, to, how):
            return _rounded(arg, Fraction(to), how, op, at)
        case Times(left, right):
            return _product(left, right, op, at)
        case Bounded(low, high):
            return compared(low, op, at) if op in _BELOW else TRUE if high is None else compared(high, op, at)
    assert_never(formula)


def _holds(op: Operator, bound: Fraction) -> bool:
    """Whether nothing is below, at most, at least or above a bound."""
    return (bound > 0 or (bound == 0 and op is Operator.AT_MOST)) if op in _BELOW else bound < 0 or (bound == 0 and op is Operator.AT_LEAST)


def _joined(parts: Iterable[Expr], *, any_of: bool) -> Expr:
    return folded_or(parts) if any_of else folded_and(parts)


def _total(formula: Total, op: Operator, at: Fraction) -> Expr:
    rest = at - Fraction(formula.constant)
    facts = [(part, factor) for part, factor in formula.parts if isinstance(part, Fact)]
    inner = [(part, factor) for part, factor in formula.parts if not isinstance(part, Fact)]
    if not inner:
        return _linear(facts, op, rest)
    if len(formula.parts) == 1:
        (part, factor), *_ = inner
        return compared(part, op if factor > 0 else MIRRORED[op], rest / Fraction(factor))
    for part, factor in inner:
        if isinstance(part, Least | Greatest):
            return _spread(formula, part, factor, op, at)
    return TRUE


def _linear(facts: list[tuple[Fact, Decimal]], op: Operator, rest: Fraction) -> Expr:
    """A sum of facts compared with a number, times what makes the number whole."""
    if not facts:
        return Const(_holds(op, rest))
    scale = rest.denominator
    return Compare(Linear(tuple((fact, factor * scale) for fact, factor in facts), Decimal(int(-rest * scale))), op)


def _spread(total: Total, inner: Least | Greatest, factor: Decimal, op: Operator, at: Fraction) -> Expr:
    """A sum with a smallest or greatest number in it: that of the sums with each of them."""
    others = tuple((part, times) for part, times in total.parts if part is not inner)
    sums = tuple(_with(others, total.constant, arg, factor) for arg in inner.args)
    least = isinstance(inner, Least) == (factor > 0)
    return compared(Least(sums) if least else Greatest(sums), op, at)


def _with(parts: tuple[tuple[Fact | Formula, Decimal], ...], number: Decimal, arg: Formula, factor: Decimal) -> Total:
    """A sum and a formula times a factor, as one sum."""
    if not isinstance(arg, Total):
        return Total((*parts, (arg, factor)), number)
    merged = dict(parts)
    for part, times in arg.parts:
        merged[part] = merged.get(part, Decimal(0)) + times * factor
    return Total(tuple((part, times) for part, times in merged.items() if times), number + arg.constant * factor)


def _rounded(arg: Formula, to: Fraction, how: Rounding, op: Operator, at: Fraction) -> Expr:
    """A number made a whole multiple of a step: it is below a bound where the number itself is below that multiple or its edge."""
    half = to / 2 if how is Rounding.HALF_UP else Fraction(0)
    least = ceil(at / to) if op in {Operator.BELOW, Operator.AT_LEAST} else floor(at / to) + 1
    if how is Rounding.UP:
        return compared(arg, Operator.AT_MOST if op in _BELOW else Operator.ABOVE, (least - 1) * to)
    return compared(arg, Operator.BELOW if op in _BELOW else Operator.AT_LEAST, least * to - half)


def _product(left: Formula, right: Formula, op: Operator, at: Fraction) -> Expr:
    for number, other in ((constant(left), right), (constant(right), left)):
        if number is not None:
            if number == 0:
                return Const(_holds(op, at))
            return compared(other, op if number > 0 else MIRRORED[op], at / number)
    if at != 0 or op not in {Operator.BELOW, Operator.ABOVE}:
        return TRUE
    unlike = op is Operator.BELOW
    signs = [(Operator.ABOVE, Operator.BELOW if unlike else Operator.ABOVE), (Operator.BELOW, Operator.ABOVE if unlike else Operator.BELOW)]
    return folded_or(folded_and([compared(left, one), compared(right, other)]) for one, other in signs)
