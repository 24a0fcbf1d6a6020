"""An amount where a condition holds: what contradicts the condition is no part of it, and widens no interval.

A route and the tiers of its amount often read the same facts. While these are unknown, each tier is open by itself although it
cannot hold together with the route. Here the condition of each tier is joined with that of the route and written so that it is
refuted, in strong Kleene logic, exactly where the two cannot hold together; a number that the condition bounds is read within its
bounds. Every engine works out the narrowed formula as it works out any other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import assert_never, final

from eligibility._dataclass import dataclass
from eligibility.logic.amount import (
    Bounded,
    Formula,
    Greatest,
    Interval,
    Least,
    Rounded,
    Rounding,
    Tier,
    Tiers,
    Times,
    Total,
    constant,
    literal,
    numbers_read,
    subformulas,
)
from eligibility.logic.cell_decomposition import line_samples
from eligibility.logic.expr import (
    FALSE,
    TRUE,
    And,
    Atom,
    Compare,
    Expr,
    Has,
    Member,
    Not,
    Or,
    Quantity,
    conjuncts,
    facts_in,
    facts_of,
    holds_at,
    walk,
)
from eligibility.logic.operators import DENIED, MIRRORED, Operator
from eligibility.logic.relevance import Folding, folded_and, folded_not, folded_or, reduce
from eligibility.logic.types import Boolean, Choice, Fact, FactValue, Number

LIMIT = 500
"""Into how many cases a tier is parted at most. Beyond them it stays as it is written: open where its own condition is."""
STEPS = 10**4
"""The steps of a yuan in which numbers are bounded, as registers hold them."""

Leaf = Atom | Has | Quantity
Variable = Fact | Leaf
"""What can be known by itself: a fact, or as a whole a comparison of several facts, a required support, a count of members."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A formula for the records in which a condition holds: it has the same value for each of them.

    Its interval leaves out what the condition makes impossible, unless that hangs on the `loose` facts: while one of these is unknown,
    the interval may be wider than needed.
    """

    formula: Formula
    loose: tuple[Fact, ...]


def narrowed(formula: Formula, holds: Expr) -> Narrowed:
    """A formula where a condition holds."""
    given = _parts(holds)
    narrowing = _Narrowing()
    found = narrowing.under(formula, given)
    loose = [*narrowing.loose, *(fact for fact in dict.fromkeys(numbers_read(formula)) if _is_tied(fact, given, formula))]
    return Narrowed(found, tuple(dict.fromkeys(loose)))


def _parts(condition: Expr) -> tuple[Expr, ...]:
    """The conditions that hold where one does, definitions replaced by their bodies."""
    return tuple(conjuncts([reduce(condition, lambda _: None)]))


@final
class _Narrowing:
    """Narrows one formula."""

    def __init__(self) -> None:
        self.loose: list[Fact] = []

    def under(self, formula: Formula, given: tuple[Expr, ...]) -> Formula:
        """The formula where all of several conditions hold."""
        match formula:
            case Tiers(tiers):
                return Tiers(tuple(self._tiers(tiers, given)))
            case Total(parts, constant):
                return Total(tuple((self._part(part, given), factor) for part, factor in parts), constant)
            case Least(args):
                return Least(tuple(self.under(arg, given) for arg in args))
            case Greatest(args):
                return Greatest(tuple(self.under(arg, given) for arg in args))
            case Times(left, right):
                return Times(self.under(left, given), self.under(right, given))
            case Rounded(arg, to, how):
                return Rounded(self.under(arg, given), to, how)
            case Bounded(low, high):
                return Bounded(self.under(low, given), None if high is None else self.under(high, given))
        assert_never(formula)

    def _tiers(self, tiers: Iterable[Tier], given: tuple[Expr, ...]) -> Iterator[Tier]:
        for tier in tiers:
            own = _parts(tier.when)
            expansion = _Expansion()
            when = expansion.of(folded_and([*own, *_related(own, given)]))
            self.loose += expansion.tied
            if when != FALSE:
                yield Tier(tier.when if when is None else when, self.under(tier.value, (*given, *own)))

    def _part(self, part: Fact | Formula, given: tuple[Expr, ...]) -> Fact | Formula:
        return _within_bounds(part, given) if isinstance(part, Fact) else self.under(part, given)


# -- a condition that is refuted exactly where it is impossible


def _read(expr: Expr) -> Iterator[Variable]:
    yield from facts_in(expr)
    yield from (node for node in walk(expr) if isinstance(node, Has | Quantity))


def _related(own: Iterable[Expr], given: Iterable[Expr]) -> list[Expr]:
    """Those of the given conditions that read what some read, or what others of these read."""
    waiting = list(given)
    found: list[Expr] = []
    reach = {one for expr in own for one in _read(expr)}
    while True:
        near = [one for one in waiting if not reach.isdisjoint(_read(one))]
        if not near:
            return found
        found += near
        reach.update(one for expr in near for one in _read(expr))
        waiting = [one for one in waiting if one not in near]


def _leaves(condition: Expr) -> Iterator[Leaf]:
    return (node for node in walk(condition, members=False) if isinstance(node, Leaf))


def _variable(leaf: Leaf) -> Variable:
    facts = facts_of(leaf)
    return facts[0] if len(facts) == 1 else leaf


@final
class _Expansion:
    """Parts a condition by what it reads more than once, so that in each part everything is read once.

    `tied` are the facts of which a part still reads more than one comparison.
    """

    def __init__(self) -> None:
        self.tied: list[Fact] = []
        self._left = LIMIT

    def of(self, condition: Expr) -> Expr | None:
        """The condition, parted; None where there would be too many parts."""
        found = self._parted(condition, ())
        if self._left > 0:
            return found
        self.tied += dict.fromkeys(facts_in(condition))
        return None

    def _parted(self, condition: Expr, path: tuple[Variable, ...]) -> Expr:
        self._left -= 1
        leaves = Counter(map(_variable, _leaves(condition)))
        variable = next((one for one, times in leaves.items() if times > 1), None)
        if variable is None or self._left <= 0:
            self.tied += _in_several([*path, *leaves]) if condition != FALSE else []
            return condition
        parts: dict[Expr, list[_Cell]] = {}
        cells = list(_cells(variable, condition))
        for cell in cells:
            rest = self._parted(_Putting(cell.truths)(condition), (*path, variable))
            parts.setdefault(rest, []).append(cell)
        return folded_or(folded_and([_any_of(found, len(cells)), rest]) for rest, found in parts.items())


def _in_several(variables: Iterable[Variable]) -> list[Fact]:
    """The facts that several of some things read."""
    read = Counter(fact for one in dict.fromkeys(variables) for fact in ([one] if isinstance(one, Fact) else facts_of(one)))
    return [fact for fact, times in read.items() if times > 1]


@dataclass(frozen=True, slots=True)
class _Cell:
    """Values of a variable that a condition cannot tell apart: the condition that it has one of them, and what is true there."""

    holds: Expr
    truths: Mapping[Leaf, bool]


def _cells(variable: Variable, condition: Expr) -> Iterator[_Cell]:
    leaves = [leaf for leaf in dict.fromkeys(_leaves(condition)) if _variable(leaf) == variable]
    if not isinstance(variable, Fact) or isinstance(variable.type, Boolean):
        yield from (_Cell(leaves[0] if truth else Not(leaves[0]), dict.fromkeys(leaves, truth)) for truth in (True, False))
        return
    atoms = [leaf for leaf in leaves if isinstance(leaf, Atom)]
    values: Sequence[FactValue] = (
        variable.type.values
        if isinstance(variable.type, Choice)
        else line_samples(variable, [atom for atom in atoms if isinstance(atom, Compare)])
    )
    alike: dict[tuple[bool, ...], list[FactValue]] = {}
    for value in values:
        alike.setdefault(tuple(holds_at(atom, {variable: value}.get) for atom in atoms), []).append(value)
    for truths, same in alike.items():
        signed = zip(atoms, truths, strict=True)
        cell = (
            Member(variable, frozenset(value for value in same if isinstance(value, str | int)))
            if isinstance(variable.type, Choice)
            else folded_and(atom if truth else folded_not(atom) for atom, truth in signed)
        )
        yield _Cell(cell, dict(zip(atoms, truths, strict=True)))


def _any_of(cells: Sequence[_Cell], number: int) -> Expr:
    """One of some cells; there are `number` of them in all."""
    if len(cells) == number:
        return TRUE
    sets = [cell.holds for cell in cells if isinstance(cell.holds, Member)]
    if len(sets) == len(cells) and len({one.fact for one in sets}) == 1:
        return Member(sets[0].fact, frozenset().union(*(one.values for one in sets)))
    return folded_or(cell.holds for cell in cells)


@final
class _Putting(Folding):
    """Puts truths in for parts of a condition."""

    def __init__(self, truths: Mapping[Leaf, bool]) -> None:
        self._truths = truths

    def atom(self, expr: Atom) -> Expr:
        return self._put(expr)

    def has(self, expr: Has) -> Expr:
        return self._put(expr)

    def quantity(self, expr: Quantity) -> Expr:
        return self._put(expr)

    def _put(self, expr: Leaf) -> Expr:
        truth = self._truths.get(expr)
        return expr if truth is None else TRUE if truth else FALSE


# -- numbers within the bounds that conditions set them


def _within_bounds(fact: Fact, given: Sequence[Expr]) -> Fact | Formula:
    """A number, read no lower and no higher than the conditions allow."""
    number = _clipped(Total(((fact, Decimal(1)),), Decimal(0)), fact, _bounds(fact, given))
    for other, bounds in filter(None, (_otherwise(one, fact) for one in given)):
        bounded = _clipped(number, fact, bounds)
        if bounded != number:
            number = Tiers((Tier(other, number), Tier(folded_not(other), bounded)))
    return fact if isinstance(number, Total) else number


def _clipped(number: Formula, fact: Fact, bounds: Interval) -> Formula:
    lowest = fact.type.low if isinstance(fact.type, Number) else None
    if bounds.low is not None and (lowest is None or bounds.low > lowest):
        number = Greatest((number, literal(_decimal(bounds.low))))
    if bounds.high is not None:
        number = Least((number, literal(_decimal(bounds.high))))
    return number


def _otherwise(condition: Expr, fact: Fact) -> tuple[Expr, Interval] | None:
    """What else may hold where a condition does, and between which numbers it otherwise leaves a fact: `employees >= 1 or staffing >= 1`.

    None for a condition of another form.
    """
    if not isinstance(condition, Or):
        return None
    bounds = [found for arg in condition.args if (found := _bound(arg, fact)) is not None]
    others = [arg for arg in condition.args if fact not in facts_in(arg)]
    if not bounds or not others or len(bounds) + len(others) < len(condition.args):
        return None
    lows, highs = [low for low, _ in bounds if low is not None], [high for _, high in bounds if high is not None]
    low, high = min(lows) if len(lows) == len(bounds) else None, max(highs) if len(highs) == len(bounds) else None
    return folded_or(others), Interval(low, high)


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / number.denominator


def _bounds(fact: Fact, given: Iterable[Expr]) -> Interval:
    """Between which numbers the conditions that read a fact alone leave it."""
    found = Interval(None, None)
    for low, high in filter(None, (_bound(one, fact) for one in given)):
        found = Interval(
            low if found.low is None else found.low if low is None else max(low, found.low),
            high if found.high is None else found.high if high is None else min(high, found.high),
        )
    return found


def _bound(condition: Expr, fact: Fact) -> tuple[Fraction | None, Fraction | None] | None:
    """The ends that a comparison sets the only fact that it reads; None for any other condition."""
    compared = condition.arg if isinstance(condition, Not) else condition
    if not isinstance(compared, Compare) or facts_of(compared) != (fact,) or STEPS % compared.sum.zero().denominator:
        return None
    ((_, factor),) = compared.sum.terms
    at, whole = compared.sum.zero(), isinstance(fact.type, Number) and fact.type.integral
    op = DENIED[compared.op] if isinstance(condition, Not) else compared.op
    match op if factor > 0 else MIRRORED[op]:
        case Operator.AT_LEAST:
            return Fraction(ceil(at)) if whole else at, None
        case Operator.ABOVE:
            return Fraction(floor(at) + 1) if whole else at, None
        case Operator.AT_MOST:
            return None, Fraction(floor(at)) if whole else at
        case Operator.BELOW:
            return None, Fraction(ceil(at) - 1) if whole else at
        case Operator.EQUAL:
            return at, at
        case Operator.UNEQUAL:
            return None, None


# -- numbers that conditions tie to other facts


def _is_tied(fact: Fact, given: Iterable[Expr], formula: Formula) -> bool:
    """Whether conditions leave a number that the formula reads other values, once more is known, than its own bounds."""
    known = list(given)
    beyond = [one for one in known if fact in facts_in(one) and _bound(one, fact) is None and not _is_followed(one, fact, known, formula)]
    floors = list(_floors(formula)) if beyond else []
    return any(not any(_alike(said, floor) for floor in floors) for one in beyond for said in _said_of(fact, one, True))


def _is_followed(condition: Expr, fact: Fact, given: Sequence[Expr], formula: Formula) -> bool:
    """Whether a number is read within the bounds of a condition as far as what else may hold is refuted, and nothing else bears on that."""
    found = _otherwise(condition, fact)
    if found is None:
        return False
    others = set(_read(found[0]))
    elsewhere = {one for other in given if other != condition for one in _read(other)} | set(numbers_read(formula))
    return others.isdisjoint(elsewhere)


_Line = tuple[Mapping[Fact, Fraction], Fraction]
"""A linear form: the factor of each fact, and the constant."""


def _said_of(fact: Fact, condition: Expr, asserted: bool) -> Iterator[_Line]:
    """What the comparisons of a fact say is not negative, wherever they stand in a condition."""
    match condition:
        case Not(arg):
            yield from _said_of(fact, arg, not asserted)
        case And(args) | Or(args):
            yield from (said for arg in args for said in _said_of(fact, arg, asserted))
        case Compare(total, op) if fact in facts_of(condition):
            factors, constant = {one: Fraction(factor) for one, factor in total.terms}, Fraction(total.constant)
            upwards = (op if asserted else DENIED[op]) in {Operator.AT_LEAST, Operator.ABOVE}
            yield (factors, constant) if upwards else ({one: -factor for one, factor in factors.items()}, -constant)


def _floors(formula: Formula) -> Iterator[_Line]:
    """The numbers that the formula takes only where they are not negative: where a condition says so too, it says nothing new.

    No amount is below 0: the formula itself is taken as nothing where it would be.
    """
    yield from _not_negative(formula)
    for part in subformulas(formula):
        if isinstance(part, Greatest) and literal(0) in part.args:
            yield from (line for arg in part.args for line in _not_negative(arg))


def _not_negative(formula: Formula) -> Iterator[_Line]:
    """The linear forms that might as well be nothing wherever they are negative, where the formula is: it follows them upwards from 0.

    A number that is rounded up does not: just above 0 it is a whole step.
    """
    match formula:
        case Total(parts, constant=0) if len(parts) == 1 and not isinstance(parts[0][0], Fact) and parts[0][1] > 0:
            yield from _lines(formula) or _not_negative(parts[0][0])
        case Total():
            yield from _lines(formula)
        case Least(args) | Greatest(args):
            for arg in args:
                yield from _not_negative(arg)
        case Times(left, right):
            for number, other in ((left, right), (right, left)):
                if (factor := constant(number)) is not None and factor > 0:
                    yield from _not_negative(other)
        case Tiers(tiers):
            for tier in tiers:
                yield from _not_negative(tier.value)
        case Rounded(arg, _, how) if how is not Rounding.UP:
            yield from _not_negative(arg)
        case Bounded(low, high):
            yield from _not_negative(low)
            yield from _not_negative(high) if high is not None else ()


def _lines(formula: Formula) -> list[_Line]:
    """The linear forms that a sum comes to, by the tiers inside it."""
    match formula:
        case Tiers(tiers):
            return [line for tier in tiers for line in _lines(tier.value)]
        case Total(parts, constant):
            found: list[_Line] = [({}, Fraction(constant))]
            for part, factor in parts:
                mine: list[_Line] = [({part: Fraction(1)}, Fraction(0))] if isinstance(part, Fact) else _lines(part)
                found = [_added(one, more, Fraction(factor)) for one in found for more in mine]
            return found
    return []


def _added(one: _Line, other: _Line, times: Fraction) -> _Line:
    factors = {fact: one[0].get(fact, Fraction(0)) + times * other[0].get(fact, Fraction(0)) for fact in {**one[0], **other[0]}}
    return factors, one[1] + times * other[1]


def _alike(one: _Line, other: _Line) -> bool:
    """Whether one form is a positive multiple of another."""
    if one[0].keys() != other[0].keys() or not all(other[0].values()):
        return False
    times = {one[0][fact] / factor for fact, factor in other[0].items()}
    return len(times) == 1 and min(times) > 0 and one[1] == min(times) * other[1]
