"""What conditions can tell apart: the values of facts cut into cells, one value standing for each.

Facts that one comparison ties together (income and standard) are cut jointly, over sample points of a cylindrical
decomposition, which is exact for linear comparisons over the rationals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import assert_never

from eligibility.logic.expr import Atom, Compare, Flag, Member, facts_of, holds_at
from eligibility.logic.types import Boolean, Choice, Fact, Number

Value = bool | int | str | Decimal | Fraction

_Point = tuple[tuple[Fact, Value], ...]


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one fact, or of facts tied together.

    `truths` tells for every atom in which cells it holds; `apart` lists for every fact the sets of cells between
    which that fact alone can make the difference.
    """

    truths: Mapping[Atom, tuple[bool, ...]]
    apart: Mapping[Fact, tuple[tuple[int, ...], ...]]

    @property
    def size(self) -> int:
        return len(next(iter(self.truths.values())))


def cells_of(cluster: list[Fact], atoms: Iterable[Atom]) -> Cells:
    """The cells that atoms cut out of the joint domain of a cluster's facts."""
    mine = list(dict.fromkeys(atoms))
    rows: dict[tuple[bool, ...], int] = {}
    apart: dict[Fact, tuple[tuple[int, ...], ...]] = {}
    for target in cluster:
        lines: dict[_Point, dict[int, None]] = {}
        for point in _points(cluster, mine, target):
            values = dict(point)
            row = tuple(holds_at(atom, values.__getitem__) for atom in mine)
            lines.setdefault(point[:-1], {})[rows.setdefault(row, len(rows))] = None
        apart[target] = tuple(dict.fromkeys(tuple(line) for line in lines.values() if len(line) > 1))
    return Cells({atom: tuple(row[index] for row in rows) for index, atom in enumerate(mine)}, apart)


def clusters(atoms: list[Atom]) -> list[list[Fact]]:
    """The facts in order of appearance, those that one comparison ties together in one list."""
    groups: list[list[Fact]] = []
    for atom in atoms:
        facts = facts_of(atom)
        touched = [group for group in groups if any(fact in group for fact in facts)]
        merged = [fact for group in touched for fact in group]
        merged += [fact for fact in dict.fromkeys(facts) if fact not in merged]
        if touched:
            groups[groups.index(touched[0])] = merged
            groups = [group for group in groups if group not in touched[1:]]
        else:
            groups.append(merged)
    return groups


def points(cluster: list[Fact], atoms: list[Atom]) -> list[_Point]:
    """Sample points that meet every cell that the atoms cut out of the joint domain of a cluster's facts."""
    return _points(cluster, list(dict.fromkeys(atoms)), cluster[-1])


def _points(cluster: list[Fact], atoms: list[Atom], target: Fact) -> list[_Point]:
    """Sample points that meet every cell of the cluster's domain, the target last."""
    if len(cluster) == 1:
        return [((target, value),) for value in _values(target, atoms)]
    order = [*(fact for fact in cluster if fact != target), target]
    return _lifted(order, [_row(order, atom) for atom in _cuts(atoms)[1]])


def _values(fact: Fact, atoms: list[Atom]) -> list[Value]:
    """One value for each cell of a fact's domain that the atoms tell apart."""
    match fact.type:
        case Boolean():
            return [False, True]
        case Choice(values=values):
            sets, _ = _cuts(atoms)
            told_apart = {tuple(value in members for members in sets): value for value in reversed(values)}
            return list(told_apart.values())
    return list(line_samples(fact, _cuts(atoms)[1]))


def _cuts(atoms: list[Atom]) -> tuple[list[frozenset[str | int]], list[Compare]]:
    """What cuts a choice, sets of its values, and what cuts a number or day, comparisons."""
    sets, comparisons = [], []
    for atom in atoms:
        match atom:
            case Flag():
                pass
            case Member(values=values):
                sets.append(values)
            case Compare():
                comparisons.append(atom)
            case _:
                assert_never(atom)
    return sets, comparisons


def line_samples(fact: Fact, atoms: Iterable[Compare]) -> list[Fraction]:
    """Values of a number or day that meet every cell that comparisons of it alone cut out."""
    bounds = [atom.sum.zero() for atom in atoms]
    return _between(bounds, _lowest(fact), isinstance(fact.type, Number) and not fact.type.integral)


def _lowest(fact: Fact) -> Fraction | None:
    if isinstance(fact.type, Number):
        return None if fact.type.low is None else Fraction(fact.type.low)
    return Fraction(1)


def _between(bounds: Iterable[Fraction], low: Fraction | None, dense: bool) -> list[Fraction]:
    """Every bound, a value in each gap and beyond both ends, inside the domain; whole values only unless dense."""
    marks = set(bounds) | ({low} if low is not None else {Fraction(0)})
    if dense:
        ordered = sorted(marks)
        gaps = [(a + b) / 2 for a, b in pairwise(ordered)]
        found = {*ordered, *gaps, ordered[0] - 1, ordered[-1] + 1}
    else:
        found = {Fraction(whole) for mark in marks for whole in range(mark.__floor__() - 1, mark.__ceil__() + 2)}
    return sorted(value for value in found if low is None or value >= low)


# -- cylindrical decomposition of tied facts

_Row = tuple[tuple[Fraction, ...], Fraction]
"""A linear form over the cluster's facts: factors and constant; it vanishes on a boundary."""


def _row(order: list[Fact], atom: Compare) -> _Row:
    factors = {fact: Fraction(factor) for fact, factor in atom.sum.terms}
    return tuple(factors.get(fact, Fraction(0)) for fact in order), Fraction(atom.sum.constant)


def _lifted(order: list[Fact], rows: list[_Row]) -> list[_Point]:
    """Points in every cell cut out by the rows: project the last fact away, sample the rest, then lift."""
    *rest, last = order
    low = _lowest(last)
    mine = [row for row in rows if row[0][-1]]
    if low is not None:
        mine.append(((*(Fraction(0) for _ in rest), Fraction(1)), -low))
    bases = _lifted(rest, _projected(rows, mine)) if rest else [()]
    points: list[_Point] = []
    for base in bases:
        bounds = [_solved(row, base) for row in mine]
        points += [(*base, (last, value)) for value in _between(bounds, low, dense=True)]
    return points


def _projected(rows: list[_Row], mine: list[_Row]) -> list[_Row]:
    """The boundaries that the other facts see: rows without the last fact, and where two bounds on it meet."""
    seen: dict[_Row, None] = {_normal((factors[:-1], constant)): None for factors, constant in rows if not factors[-1]}
    for index, (first, a) in enumerate(mine):
        for second, b in mine[index + 1 :]:
            x, y = first[-1], second[-1]
            factors = tuple(p / x - q / y for p, q in zip(first[:-1], second[:-1], strict=True))
            if any(factors):
                seen[_normal((factors, a / x - b / y))] = None
    return list(seen)


def _normal(row: _Row) -> _Row:
    factors, constant = row
    lead = next(factor for factor in factors if factor)
    return tuple(factor / lead for factor in factors), constant / lead


def _solved(row: _Row, base: _Point) -> Fraction:
    factors, constant = row
    total = constant + sum((factor * Fraction(value) for factor, (_, value) in zip(factors, base, strict=False)), Fraction(0))
    return -total / factors[-1]
