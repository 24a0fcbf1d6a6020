"""Number expressions of amounts, and what they come to while facts are unknown: an interval.

A formula has one exact value for every complete record, or none where no tier covers the record. While facts are
unknown it stands for every value that they can still give it. `Interval` bounds these values from below and above. It
never leaves one out; where each fact is read once, both ends are reached.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import Generic, TypeVar, assert_never, final

from eligibility._dataclass import dataclass
from eligibility.logic.expr import Expr, Known
from eligibility.logic.truth import Truth
from eligibility.logic.types import Fact, Number

T = TypeVar("T")


class Rounding(StrEnum):
    """The direction in which a number is made a whole multiple of a step. Half a step goes up."""

    DOWN = "down"
    UP = "up"
    HALF_UP = "half_up"


@dataclass(frozen=True, slots=True)
class Total:
    """An exact sum: each part, a fact or another formula, times its factor, and a constant."""

    parts: tuple[tuple[Fact | Formula, Decimal], ...]
    constant: Decimal


@dataclass(frozen=True, slots=True)
class Least:
    """The smallest of several numbers."""

    args: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Greatest:
    """The greatest of several numbers."""

    args: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Times:
    """The product of two numbers, neither of which is a literal."""

    left: Formula
    right: Formula


@dataclass(frozen=True, slots=True)
class Tier:
    """The value under a condition."""

    when: Expr
    value: Formula


@dataclass(frozen=True, slots=True)
class Tiers:
    """The value of the tier whose condition holds. The conditions exclude each other; what none covers has no value."""

    tiers: tuple[Tier, ...]


@dataclass(frozen=True, slots=True)
class Rounded:
    """A number made a whole multiple of `to`."""

    arg: Formula
    to: Decimal
    how: Rounding


@dataclass(frozen=True, slots=True)
class Bounded:
    """A number that is itself known only to lie from `low` to `high`; without `high` it is open above."""

    low: Formula
    high: Formula | None


Formula = Total | Least | Greatest | Times | Tiers | Rounded | Bounded
"""A number expression. An amount that the text bounds holds a `Bounded`."""

End = Fraction | None
"""An end of an interval; None where it is open."""


def literal(value: Decimal | int) -> Total:
    """A constant number."""
    return Total((), Decimal(value))


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers from `low` to `high`, both included; None is an end that nothing bounds."""

    low: End
    high: End

    @property
    def exact(self) -> bool:
        """Whether it holds a single number."""
        return self.low is not None and self.low == self.high

    def __or__(self, other: Interval) -> Interval:
        """The smallest interval that holds both."""
        return Interval(_outer(min, [self.low, other.low]), _outer(max, [self.high, other.high]))

    def __and__(self, other: Interval) -> Interval | None:
        """What lies in both; None if nothing does."""
        low, high = _within(max, self.low, other.low), _within(min, self.high, other.high)
        return None if low is not None and high is not None and low > high else Interval(low, high)

    def within(self, other: Interval) -> bool:
        """Whether every number of it lies in another."""
        return (self & other) == self

    def __add__(self, other: Interval) -> Interval:
        """The sums of a number of each."""
        return Interval(_added(self.low, other.low), _added(self.high, other.high))

    def times(self, factor: Decimal | Fraction) -> Interval:
        """Every number times a factor."""
        if not factor:
            return exactly(0)
        low, high = (None if end is None else end * Fraction(factor) for end in (self.low, self.high))
        return Interval(low, high) if factor > 0 else Interval(high, low)

    def __mul__(self, other: Interval) -> Interval:
        """The products of a number of each."""
        ends = [_product(one, another) for one, another in product(self._ends(), other._ends())]
        near = [end for end in ends if isinstance(end, Fraction)]
        return Interval(None if -_FAR in ends else min(near), None if _FAR in ends else max(near))

    def _ends(self) -> tuple[_Extended, _Extended]:
        return -_FAR if self.low is None else self.low, _FAR if self.high is None else self.high

    def lowered(self, other: Interval) -> Interval:
        """The smaller of a number of each."""
        return Interval(_outer(min, [self.low, other.low]), _within(min, self.high, other.high))

    def raised(self, other: Interval) -> Interval:
        """The greater of a number of each."""
        return Interval(_within(max, self.low, other.low), _outer(max, [self.high, other.high]))

    def rounded(self, to: Decimal, how: Rounding) -> Interval:
        """Every number made a whole multiple of a step."""
        return Interval(*(None if end is None else rounded(end, to, how) for end in (self.low, self.high)))


def exactly(value: Decimal | Fraction | int) -> Interval:
    """The interval of a single number."""
    return Interval(Fraction(value), Fraction(value))


_Extended = Fraction | float
_FAR = float("inf")


def _product(one: _Extended, other: _Extended) -> _Extended:
    """A product of ends, in which nothing times something without end is nothing."""
    if not one or not other:
        return Fraction(0)
    if isinstance(one, Fraction) and isinstance(other, Fraction):
        return one * other
    return _FAR if (one > 0) == (other > 0) else -_FAR


def _outer(choose: Callable[..., Fraction], ends: Sequence[End]) -> End:
    """The outermost of several ends: open if one is."""
    known = [end for end in ends if end is not None]
    return choose(known) if len(known) == len(ends) else None


def _within(choose: Callable[[Fraction, Fraction], Fraction], one: End, other: End) -> End:
    """The chosen of two ends, where an open one does not count."""
    return other if one is None else one if other is None else choose(one, other)


def _added(one: End, other: End) -> End:
    return None if one is None or other is None else one + other


def rounded(number: Fraction, to: Decimal, how: Rounding) -> Fraction:
    """A number made a whole multiple of a step."""
    steps = number / Fraction(to)
    whole = floor(steps) if how is Rounding.DOWN else ceil(steps) if how is Rounding.UP else floor(steps + Fraction(1, 2))
    return whole * Fraction(to)


class AmountAlgebra(ABC, Generic[T]):
    """Turns a formula into a `T`, from the inside out. A tier's condition is given as it is: the subclass says what it means."""

    def __call__(self, formula: Formula) -> T:
        """What the formula means."""
        match formula:
            case Total(parts, constant):
                return self.total([(self.fact(part) if isinstance(part, Fact) else self(part), factor) for part, factor in parts], constant)
            case Least(args):
                return self.least([self(arg) for arg in args])
            case Greatest(args):
                return self.greatest([self(arg) for arg in args])
            case Times(left, right):
                return self.product(self(left), self(right))
            case Tiers(tiers):
                return self.tiers([(tier.when, self(tier.value)) for tier in tiers])
            case Rounded(arg, to, how):
                return self.rounded(self(arg), to, how)
            case Bounded(low, high):
                return self.bounded(self(low), None if high is None else self(high))
        assert_never(formula)

    @abstractmethod
    def fact(self, fact: Fact) -> T:
        """The value of a fact."""

    @abstractmethod
    def total(self, parts: Sequence[tuple[T, Decimal]], constant: Decimal) -> T:
        """A sum of multiples and a constant."""

    @abstractmethod
    def least(self, args: Sequence[T]) -> T:
        """The smallest number."""

    @abstractmethod
    def greatest(self, args: Sequence[T]) -> T:
        """The greatest number."""

    @abstractmethod
    def product(self, left: T, right: T) -> T:
        """A product of two numbers."""

    @abstractmethod
    def tiers(self, tiers: Sequence[tuple[Expr, T]]) -> T:
        """The value of the tier whose condition holds."""

    @abstractmethod
    def rounded(self, arg: T, to: Decimal, how: Rounding) -> T:
        """A number made a whole multiple of a step."""

    @abstractmethod
    def bounded(self, low: T, high: T | None) -> T:
        """A number that lies between two."""


def interval(formula: Formula, read: Known, truth: Callable[[Expr], Truth]) -> Interval | None:
    """Every value that the formula can still have; None where it has none.

    `read` gives the value of a fact, None if it is unknown: it then has any value of its domain. `truth` gives the truth
    of a tier's condition: while several tiers are possible, the values of all of them count.
    """
    return _Intervals(read, truth)(formula)


@final
class _Intervals(AmountAlgebra[Interval | None]):
    def __init__(self, read: Known, truth: Callable[[Expr], Truth]) -> None:
        self._read = read
        self._truth = truth

    def fact(self, fact: Fact) -> Interval:
        value = self._read(fact)
        if value is None:
            return domain(fact)
        assert not isinstance(value, str), f"{fact.key} is no number"
        return exactly(value)

    def total(self, parts: Sequence[tuple[Interval | None, Decimal]], constant: Decimal) -> Interval | None:
        found: Interval = exactly(constant)
        for part, factor in parts:
            if part is None:
                return None
            found += part.times(factor)
        return found

    def least(self, args: Sequence[Interval | None]) -> Interval | None:
        return _folded(args, Interval.lowered)

    def greatest(self, args: Sequence[Interval | None]) -> Interval | None:
        return _folded(args, Interval.raised)

    def product(self, left: Interval | None, right: Interval | None) -> Interval | None:
        return None if left is None or right is None else left * right

    def tiers(self, tiers: Sequence[tuple[Expr, Interval | None]]) -> Interval | None:
        return hull(value for when, value in tiers if self._truth(when) is not Truth.FALSE)

    def rounded(self, arg: Interval | None, to: Decimal, how: Rounding) -> Interval | None:
        return arg and arg.rounded(to, how)

    def bounded(self, low: Interval | None, high: Interval | None) -> Interval | None:
        return low and Interval(low.low, None if high is None else high.high)


def domain(fact: Fact) -> Interval:
    """Every value that a number can have."""
    low = fact.type.low if isinstance(fact.type, Number) else None
    return Interval(None if low is None else Fraction(low), None)


def hull(intervals: Iterable[Interval | None]) -> Interval | None:
    """The smallest interval that holds all; None if there are none."""
    found: Interval | None = None
    for one in intervals:
        found = one if found is None else found if one is None else found | one
    return found


def _folded(args: Sequence[Interval | None], join: Callable[[Interval, Interval], Interval]) -> Interval | None:
    """All arguments joined; one that has no value leaves the whole without one."""
    found: Interval | None = None
    for index, one in enumerate(args):
        if one is None:
            return None
        found = one if index == 0 else join(found, one) if found is not None else None
    return found


# -- what a formula is made of


def inside(formula: Formula) -> tuple[Formula, ...]:
    """The direct parts of the formula that are formulas themselves."""
    match formula:
        case Total(parts):
            return tuple(part for part, _ in parts if not isinstance(part, Fact))
        case Least(args) | Greatest(args):
            return args
        case Times(left, right):
            return (left, right)
        case Tiers(tiers):
            return tuple(tier.value for tier in tiers)
        case Rounded(arg):
            return (arg,)
        case Bounded(low, high):
            return (low,) if high is None else (low, high)
    assert_never(formula)


def subformulas(formula: Formula) -> Iterator[Formula]:
    """The formula and all formulas inside it, outermost first."""
    yield formula
    for part in inside(formula):
        yield from subformulas(part)


def numbers_read(formula: Formula) -> Iterator[Fact]:
    """The facts whose numbers the formula reads. A fact that is read twice is given twice."""
    for part in subformulas(formula):
        if isinstance(part, Total):
            yield from (fact for fact, _ in part.parts if isinstance(fact, Fact))


def conditions_in(formula: Formula) -> Iterator[Expr]:
    """The conditions of all tiers inside the formula."""
    for part in subformulas(formula):
        if isinstance(part, Tiers):
            yield from (tier.when for tier in part.tiers)


def reads_facts(formula: Formula) -> bool:
    """Whether facts decide the formula."""
    return any(True for _ in conditions_in(formula)) or any(True for _ in numbers_read(formula))


def constant(formula: Formula) -> Fraction | None:
    """The value of a formula that reads no facts and leaves nothing open; None for any other."""
    if reads_facts(formula):
        return None
    found = interval(formula, lambda _: None, lambda _: Truth.UNKNOWN)
    return found.low if found is not None and found.exact else None
