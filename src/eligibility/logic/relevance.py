"""Which unknown facts can still change the answer: exactly those, by a decision diagram.

A fact is *essential* to a condition when two of its values, with some completion of all other unknown facts, give
different truths. The condition is reduced by what is known; the rest is expanded fact by fact into a reduced
ordered decision diagram, in which exactly the essential facts appear. A fact's domain is cut into the cells that
the condition can tell apart; facts that one comparison ties together (income and standard) are expanded jointly,
over sample points of a cylindrical decomposition, which is exact for linear comparisons over the rationals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from eligibility.logic.expr import FALSE, OPERATORS, TRUE, And, Compare, Const, Expr, Flag, Linear, Member, Named, Not, Or, facts_of, walk
from eligibility.logic.types import Boolean, Choice, Fact, Number

Value = bool | int | str | Decimal | Fraction
Values = Mapping[Fact, Value]


def essential(condition: Expr) -> frozenset[Fact]:
    """The facts that can change the truth of a condition that holds unknown facts only (known ones put in by `reduce`)."""
    if isinstance(condition, Const):
        return frozenset()
    atoms = [node for node in walk(condition) if facts_of(node)]
    read = [fact for atom in atoms for fact in facts_of(atom)]
    if len(read) == len(set(read)) == len(atoms):
        return frozenset(read)
    found: set[Fact] = set()
    clusters = _clusters(atoms)
    tied = [fact for cluster in clusters if len(cluster) > 1 for fact in cluster]
    targets: list[Fact | None] = [*tied] or [None]
    for target in targets:
        diagram = _Diagram(condition, clusters, target)
        found |= diagram.essential
    return frozenset(found)


def reduce(condition: Expr, known: Callable[[Fact], Value | None]) -> Expr:
    """The condition with every known fact put in and what is thereby decided folded away; definitions are opened."""
    match condition:
        case Named(body=body):
            return reduce(body, known)
        case Not(arg):
            return negated(reduce(arg, known))
        case And(args):
            return all_of(reduce(arg, known) for arg in args)
        case Or(args):
            return any_of(reduce(arg, known) for arg in args)
        case Flag(fact):
            value = known(fact)
            return condition if value is None else Const(bool(value))
        case Member(fact, values):
            value = known(fact)
            if value is not None:
                return Const(value in values)
            inside = [known_value in values for known_value in fact.type.values] if isinstance(fact.type, Choice) else []
            return Const(inside[0]) if inside and len(set(inside)) == 1 else condition
        case Compare():
            return _compared(condition, known)
    return condition


def negated(part: Expr) -> Expr:
    """The denial of a reduced condition, reduced."""
    if isinstance(part, Const):
        return Const(not part.value)
    return part.arg if isinstance(part, Not) else Not(part)


def all_of(parts: Iterable[Expr]) -> Expr:
    """The conjunction of reduced conditions, reduced."""
    return _folded(parts, FALSE, TRUE, And)


def any_of(parts: Iterable[Expr]) -> Expr:
    """The disjunction of reduced conditions, reduced."""
    return _folded(parts, TRUE, FALSE, Or)


def _folded(parts: Iterable[Expr], stop: Const, skip: Const, join: type[And] | type[Or]) -> Expr:
    kept: list[Expr] = []
    atoms: set[Expr] = set()
    for part in parts:
        if isinstance(part, Const):
            if part.value is stop.value:
                return stop
            continue
        for piece in part.args if isinstance(part, join) else (part,):
            if isinstance(piece, Flag | Member | Compare):
                if piece in atoms:
                    continue
                atoms.add(piece)
            kept.append(piece)
    if not kept:
        return skip
    return kept[0] if len(kept) == 1 else join(tuple(kept))


def _compared(expr: Compare, known: Callable[[Fact], Value | None]) -> Expr:
    open_terms = []
    constant = Fraction(expr.sum.constant)
    for fact, factor in expr.sum.terms:
        value = known(fact)
        if value is None:
            open_terms.append((fact, factor))
        else:
            constant += Fraction(factor) * Fraction(value)
    if not open_terms:
        return Const(OPERATORS[expr.op](constant, 0))
    rest = Compare(Linear(tuple(open_terms), constant), expr.op)
    if len(open_terms) == 1:
        return _on_domain(rest, open_terms[0][0])
    return rest


def _on_domain(expr: Compare, fact: Fact) -> Expr:
    """A comparison of one fact that its whole domain decides alike is no question (an age is never below 0)."""
    truths = {_holds(expr, value) for value in _line_samples(fact, [expr])}
    return Const(truths.pop()) if len(truths) == 1 else expr


def _holds(expr: Compare, value: Fraction) -> bool:
    factor = Fraction(expr.sum.terms[0][1])
    return OPERATORS[expr.op](factor * value + Fraction(expr.sum.constant), 0)


# -- the diagram

_Point = tuple[tuple[Fact, Value], ...]


class _Diagram:
    """The reduced ordered diagram of a condition; `essential` collects the facts that its nodes test.

    Within a cluster of tied facts only `target`, expanded last, is judged.
    """

    def __init__(self, condition: Expr, clusters: list[list[Fact]], target: Fact | None) -> None:
        self.essential: set[Fact] = set()
        self._target = target
        atoms = {node for node in walk(condition) if facts_of(node)}
        self._levels = [(frozenset(cluster), _points(cluster, atoms, target)) for cluster in clusters]
        self._built: dict[tuple[Expr, int], int] = {}
        self._nodes: dict[tuple[int, tuple[int, ...]], int] = {}
        self._build(condition, 0)

    def _build(self, condition: Expr, level: int) -> int:
        """The number of the reduced node for what is left of the condition; 0 and 1 are false and true."""
        if isinstance(condition, Const):
            return int(condition.value)
        done = self._built.get((condition, level))
        if done is not None:
            return done
        present = {fact for node in walk(condition) for fact in facts_of(node)}
        at = level
        while not self._levels[at][0] & present:
            at += 1
        points = self._levels[at][1]
        below = tuple(self._build(reduce(condition, dict(point).get), at + 1) for point in points)
        if len(set(below)) == 1:
            number = below[0]
        else:
            number = self._nodes.setdefault((at, below), len(self._nodes) + 2)
            self._judge(points, below)
        self._built[condition, level] = number
        return number

    def _judge(self, points: list[_Point], below: tuple[int, ...]) -> None:
        fact = points[0][-1][0]
        if len(points[0]) > 1 and fact != self._target:
            return
        seen: dict[_Point, int] = {}
        for point, child in zip(points, below, strict=True):
            if seen.setdefault(point[:-1], child) != child:
                self.essential.add(fact)
                return


def _clusters(atoms: list[Expr]) -> list[list[Fact]]:
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


def _points(cluster: list[Fact], atoms: set[Expr], target: Fact | None) -> list[_Point]:
    """Sample points that meet every cell of the cluster's domain, the target last."""
    mine = [atom for atom in atoms if facts_of(atom)[0] in cluster]
    if len(cluster) == 1:
        return [((cluster[0], value),) for value in _cells(cluster[0], mine)]
    order = [fact for fact in cluster if fact != target] + ([target] if target in cluster and target is not None else [])
    comparisons = [atom for atom in mine if isinstance(atom, Compare)]
    return _lifted(order, [_row(order, atom) for atom in comparisons])


def _cells(fact: Fact, atoms: list[Expr]) -> list[Value]:
    """One value for each cell of a fact's domain that the atoms tell apart."""
    match fact.type:
        case Boolean():
            return [False, True]
        case Choice(values=values):
            sets = [atom.values for atom in atoms if isinstance(atom, Member)]
            told_apart = {tuple(value in members for members in sets): value for value in reversed(values)}
            return list(told_apart.values())
    return list(_line_samples(fact, [atom for atom in atoms if isinstance(atom, Compare)]))


def _line_samples(fact: Fact, atoms: list[Compare]) -> list[Fraction]:
    bounds = [-Fraction(atom.sum.constant) / Fraction(atom.sum.terms[0][1]) for atom in atoms]
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
