"""What conditions can tell apart: the values of facts are cut into cells, with one sample value for each cell.

Facts in the same comparison (income and standard) are cut jointly. The sample points come from a cylindrical
decomposition, which is exact for linear comparisons over the rationals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import assert_never

from eligibility._dataclass import dataclass
from eligibility.logic.expr import Atom, Compare, Flag, Member, facts_of, truth_of
from eligibility.logic.types import Boolean, Choice, Fact, FactValue, Number

_Point = tuple[tuple[Fact, FactValue], ...]


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one fact, or of facts that share comparisons.

    `truths` says for every atom in which cells it holds. `apart` lists for every fact the sets of cells that differ only
    in this fact.
    """

    truths: Mapping[Atom, tuple[bool, ...]]
    apart: Mapping[Fact, tuple[tuple[int, ...], ...]]

    @property
    def size(self) -> int:
        return len(next(iter(self.truths.values())))


def cells_of(cluster: list[Fact], atoms: Iterable[Atom]) -> Cells:
    """The cells into which atoms cut the joint domain of a cluster's facts."""
    mine = list(dict.fromkeys(atoms))
    truths = list(map(truth_of, mine))
    rows: dict[tuple[bool, ...], int] = {}
    apart: dict[Fact, tuple[tuple[int, ...], ...]] = {}
    for target in cluster:
        lines: dict[_Point, dict[int, None]] = {}
        for point in _points(cluster, mine, target):
            known = dict(point).__getitem__
            row = tuple([truth(known) for truth in truths])
            lines.setdefault(point[:-1], {})[rows.setdefault(row, len(rows))] = None
        apart[target] = tuple(dict.fromkeys(tuple(line) for line in lines.values() if len(line) > 1))
    return Cells({atom: tuple(row[index] for row in rows) for index, atom in enumerate(mine)}, apart)


def clusters(atoms: Iterable[Atom]) -> list[list[Fact]]:
    """The facts in order of appearance, grouped: facts that share a comparison are in one list."""
    group_of: dict[Fact, list[Fact]] = {}
    for atom in atoms:
        facts = facts_of(atom)
        joined = dict.fromkeys(other for fact in facts for other in group_of.get(fact, [fact]))
        if len(joined) > 1 or facts[0] not in group_of:
            group = list(joined)
            group_of.update(dict.fromkeys(group, group))
    return list({id(group): group for group in group_of.values()}.values())


def points(cluster: list[Fact], atoms: list[Atom]) -> list[_Point]:
    """Sample points, at least one in every cell into which the atoms cut the joint domain of a cluster's facts."""
    return _points(cluster, list(dict.fromkeys(atoms)), cluster[-1])


def _points(cluster: list[Fact], atoms: list[Atom], target: Fact) -> list[_Point]:
    """Sample points, at least one in every cell of the cluster's domain, with the target as the last coordinate."""
    if len(cluster) == 1:
        return [((target, value),) for value in _values(target, atoms)]
    order = [*(fact for fact in cluster if fact != target), target]
    return _lifted(order, [_row(order, atom) for atom in _cuts(atoms)[1]])


def _values(fact: Fact, atoms: list[Atom]) -> list[FactValue]:
    """One value for each cell of a fact's domain."""
    match fact.type:
        case Boolean():
            return [False, True]
        case Choice(values=values):
            sets, _ = _cuts(atoms)
            told_apart = {tuple(value in members for members in sets): value for value in reversed(values)}
            return list(told_apart.values())
    return list(line_samples(fact, _cuts(atoms)[1]))


def _cuts(atoms: list[Atom]) -> tuple[list[frozenset[str | int]], list[Compare]]:
    """The cuts: sets of values for a choice, comparisons for a number or a day."""
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


def line_samples(fact: Fact, atoms: Iterable[Compare]) -> list[int | Fraction]:
    """Values of a number or day, at least one in every cell, where each comparison reads this fact alone."""
    bounds = [atom.sum.zero() for atom in atoms]
    return _between(bounds, _lowest(fact), isinstance(fact.type, Number) and not fact.type.integral)


def _lowest(fact: Fact) -> int | None:
    return fact.type.low if isinstance(fact.type, Number) else 1


def _between(bounds: Iterable[Fraction], low: int | None, dense: bool) -> list[int | Fraction]:
    """Every bound, a value in each gap and one beyond each end, all inside the domain. Only whole values unless `dense`."""
    marks = {*bounds, Fraction(low or 0)}
    found: set[int | Fraction]
    if dense:
        ordered = sorted(marks)
        gaps = [(a + b) / 2 for a, b in pairwise(ordered)]
        found = {*ordered, *gaps, ordered[0] - 1, ordered[-1] + 1}
    else:
        found = {whole for mark in marks for whole in range(floor(mark) - 1, ceil(mark) + 2)}
    return sorted(value for value in found if low is None or value >= low)


# -- cylindrical decomposition of tied facts

_Row = tuple[tuple[Fraction, ...], Fraction]
"""A linear form over the cluster's facts: factors and constant. It is zero on a boundary."""


def _row(order: list[Fact], atom: Compare) -> _Row:
    factors = {fact: Fraction(factor) for fact, factor in atom.sum.terms}
    return tuple(factors.get(fact, Fraction(0)) for fact in order), Fraction(atom.sum.constant)


def _lifted(order: list[Fact], rows: list[_Row]) -> list[_Point]:
    """Points in every cell of the rows: project the last fact away, sample the others, then lift."""
    *rest, last = order
    low = _lowest(last)
    mine = [row for row in rows if row[0][-1]]
    if low is not None:
        mine.append(((*(Fraction(0) for _ in rest), Fraction(1)), Fraction(-low)))
    bases = _lifted(rest, _projected(rows, mine)) if rest else [()]
    points: list[_Point] = []
    for base in bases:
        bounds = [_solved(row, base) for row in mine]
        points += [(*base, (last, value)) for value in _between(bounds, low, dense=True)]
    return points


def _projected(rows: list[_Row], mine: list[_Row]) -> list[_Row]:
    """The boundaries projected onto the other facts: rows without the last fact, and the points where two bounds on it meet."""
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
