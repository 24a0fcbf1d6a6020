"""Where an amount bends as one number grows: the points at which another end of `min` or `max` decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, product
from typing import final

from eligibility.logic.amount import AmountAlgebra, Formula, Rounding
from eligibility.logic.expr import Expr, Known
from eligibility.logic.types import Fact

Line = tuple[Fraction, Fraction]
"""A slope and the value at 0."""


def kinks(formula: Formula, fact: Fact, known: Known) -> set[Fraction]:
    """The values of a number at which an amount can bend, with all other facts as they are known.

    A part that reads another unknown fact has no line: what it decides is not found.
    """
    lines = _Lines(fact, known)
    lines(formula)
    return lines.crossings


@final
class _Lines(AmountAlgebra[frozenset[Line]]):
    """The straight lines that a formula consists of, as functions of one number; where those of `min` and `max` cross."""

    def __init__(self, fact: Fact, known: Known) -> None:
        self._fact = fact
        self._known = known
        self.crossings: set[Fraction] = set()

    def fact(self, fact: Fact) -> frozenset[Line]:
        if fact == self._fact:
            return frozenset({(Fraction(1), Fraction(0))})
        value = self._known(fact)
        return frozenset() if value is None or isinstance(value, str) else frozenset({(Fraction(0), Fraction(value))})

    def total(self, parts: Sequence[tuple[frozenset[Line], Decimal]], constant: Decimal) -> frozenset[Line]:
        factors = [Fraction(factor) for _, factor in parts]
        found = set()
        for chosen in product(*(lines for lines, _ in parts)):
            pairs = list(zip(chosen, factors, strict=True))
            slope = sum((line[0] * factor for line, factor in pairs), Fraction(0))
            found.add((slope, sum((line[1] * factor for line, factor in pairs), Fraction(constant))))
        return frozenset(found)

    def least(self, args: Sequence[frozenset[Line]]) -> frozenset[Line]:
        return self._crossed(args)

    def greatest(self, args: Sequence[frozenset[Line]]) -> frozenset[Line]:
        return self._crossed(args)

    def product(self, left: frozenset[Line], right: frozenset[Line]) -> frozenset[Line]:
        return frozenset(_scaled(one, other) for one, other in product(left, right) if not (one[0] and other[0]))

    def tiers(self, tiers: Sequence[tuple[Expr, frozenset[Line]]]) -> frozenset[Line]:
        return frozenset().union(*(lines for _, lines in tiers))

    def rounded(self, arg: frozenset[Line], to: Decimal, how: Rounding) -> frozenset[Line]:
        return arg

    def bounded(self, low: frozenset[Line], high: frozenset[Line] | None) -> frozenset[Line]:
        return low | (high or frozenset())

    def _crossed(self, args: Sequence[frozenset[Line]]) -> frozenset[Line]:
        for one, other in combinations(args, 2):
            self.crossings |= set(_crossings(one, other))
        return frozenset().union(*args)


def _scaled(one: Line, other: Line) -> Line:
    """The product of two lines of which one is level."""
    (slope, start), factor = (one, other[1]) if not other[0] else (other, one[1])
    return slope * factor, start * factor


def _crossings(ones: frozenset[Line], others: frozenset[Line]) -> Iterator[Fraction]:
    for one, other in product(ones, others):
        if one[0] != other[0]:
            yield (other[1] - one[1]) / (one[0] - other[0])
