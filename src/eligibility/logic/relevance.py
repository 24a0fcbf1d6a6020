"""Which unknown facts can still change the answer: exactly those, by a decision diagram.

A fact is *essential* to a condition when two of its values, with some completion of all other unknown facts, give
different truths. The condition is reduced by what is known; the rest is drawn as a reduced ordered decision diagram
over the cells that the condition can tell apart, in which exactly the essential facts make a difference. Facts that
one comparison ties together (income and standard) are one variable of the diagram.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from eligibility.logic.cell_decomposition import Cells, Value, cells_of, clusters, holds_at, line_samples
from eligibility.logic.expr import FALSE, OPERATORS, TRUE, And, Compare, Const, Expr, Flag, Linear, Member, Named, Not, Or, facts_of, walk
from eligibility.logic.mdd import Diagram
from eligibility.logic.types import Choice, Fact


class Relevance:
    """Finds the facts that matter to conditions, and remembers: use one for one household, whose facts it holds."""

    def __init__(self) -> None:
        self._found: dict[Expr, frozenset[Fact]] = {}
        self._cells: dict[frozenset[Expr], Cells] = {}

    def essential(self, condition: Expr) -> frozenset[Fact]:
        """The facts that can change the truth of a condition over unknown facts only (known ones put in by `reduce`)."""
        found = self._found.get(condition)
        if found is None:
            found = self._found[condition] = self._essential(condition)
        return found

    def _essential(self, condition: Expr) -> frozenset[Fact]:
        if isinstance(condition, Const):
            return frozenset()
        atoms = [node for node in walk(condition) if facts_of(node)]
        read = [fact for atom in atoms for fact in facts_of(atom)]
        if len(read) == len(set(read)) == len(atoms):
            return frozenset(read)
        variables = [self._variable(cluster, atoms) for cluster in clusters(atoms)]
        diagram = Diagram([cells.size for cells in variables])
        places = {atom: (level, truths) for level, cells in enumerate(variables) for atom, truths in cells.truths.items()}
        found: set[Fact] = set()
        for level, below in diagram.branches(_drawn(condition, diagram, places)):
            for fact, lines in variables[level].apart.items():
                if fact not in found and any(len({below[cell] for cell in line}) > 1 for line in lines):
                    found.add(fact)
        return frozenset(found)

    def _variable(self, cluster: list[Fact], atoms: list[Expr]) -> Cells:
        mine = [atom for atom in atoms if facts_of(atom)[0] in cluster]
        key = frozenset(mine)
        if key not in self._cells:
            self._cells[key] = cells_of(cluster, mine)
        return self._cells[key]


def essential(condition: Expr) -> frozenset[Fact]:
    """As `Relevance.essential`, for a single question."""
    return Relevance().essential(condition)


def _drawn(condition: Expr, diagram: Diagram, places: Mapping[Expr, tuple[int, tuple[bool, ...]]]) -> int:
    """The diagram's node for a condition."""
    match condition:
        case Const(value):
            return int(value)
        case Not(arg):
            return diagram.negated(_drawn(arg, diagram, places))
        case And(args):
            return _joined(args, diagram, places, diagram.both, 0)
        case Or(args):
            return _joined(args, diagram, places, diagram.either, 1)
        case Named(body=body):
            return _drawn(body, diagram, places)
    return diagram.atom(*places[condition])


def _joined(
    args: tuple[Expr, ...],
    diagram: Diagram,
    places: Mapping[Expr, tuple[int, tuple[bool, ...]]],
    join: Callable[[int, int], int],
    stop: int,
) -> int:
    whole = 1 - stop
    for arg in args:
        whole = join(whole, _drawn(arg, diagram, places))
        if whole == stop:
            break
    return whole


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
    truths = {holds_at(expr, fact, value) for value in line_samples(fact, [expr])}
    return Const(truths.pop()) if len(truths) == 1 else expr
