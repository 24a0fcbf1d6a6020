"""Exactly those unknown facts that can still change the answer, found with a decision diagram.

A fact is *essential* to a condition if two of its values, with some completion of all other unknown facts, give
different truths. The condition is first reduced by the known facts. What remains becomes a reduced ordered decision
diagram over the cells that the condition can tell apart; in it exactly the essential facts make a difference. Facts
in the same comparison (income and standard) are one variable of the diagram.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import assert_never, final, get_args

from eligibility.logic.algebra import Algebra, OverFacts
from eligibility.logic.cell_decomposition import Cells, cells_of, clusters, line_samples
from eligibility.logic.expr import (
    FALSE,
    TRUE,
    And,
    Atom,
    Compare,
    Const,
    Expr,
    Flag,
    Has,
    Known,
    Member,
    Not,
    Or,
    Quantity,
    atoms_in,
    facts_in,
    facts_of,
    facts_read,
    truth_of,
)
from eligibility.logic.mdd import Diagram
from eligibility.logic.operators import compare
from eligibility.logic.types import Choice, Fact


class Relevance:
    """Finds the essential facts of conditions and caches them. The cache holds a household's facts: use one for each household.

    `owner` says whose fact it is; None for a fact that many share. It decides nothing but the size of the diagrams. The
    facts of one owner are neighbours and shared facts come last, so that a diagram remembers of each member only how far
    the counts have come: it grows with the number of members, not with the number of their combinations.
    """

    def __init__(self, owner: Callable[[Fact], str | None] = lambda _: None) -> None:
        self._owner = owner
        self._found: dict[Expr, frozenset[Fact]] = {}
        self._cells: dict[tuple[Atom, ...], Cells] = {}

    def essential(self, condition: Expr) -> frozenset[Fact]:
        """The facts that can change the truth of a condition. All its facts are unknown: `reduce` has put in the known ones."""
        found = self._found.get(condition)
        if found is None:
            found = self._found[condition] = self._essential(condition)
        return found

    def _essential(self, condition: Expr) -> frozenset[Fact]:
        if isinstance(condition, Const):
            return frozenset()
        written = atoms_in(condition)
        read = facts_read(written)
        facts = frozenset(read)
        if len(read) == len(facts) == len(written):
            return facts
        parts = _split(condition)
        if len(parts) > 1 and all(found := [self.essential(part) for part in parts]):  # none of them is a constant
            return frozenset().union(*found)
        atoms = list(dict.fromkeys(written))
        variables = [self._variable(cluster, mine) for cluster, mine in self._clustered(atoms)]
        diagram = Diagram([cells.size for cells in variables])
        places = {atom: (level, truths) for level, cells in enumerate(variables) for atom, truths in cells.truths.items()}
        essential: set[Fact] = set()
        for level, below in diagram.branches(_Drawing(diagram, places)(condition)):
            for fact, lines in variables[level].apart.items():
                if fact not in essential and any(len({below[cell] for cell in line}) > 1 for line in lines):
                    essential.add(fact)
        return frozenset(essential)

    def _clustered(self, atoms: list[Atom]) -> Iterable[tuple[list[Fact], list[Atom]]]:
        """The variables of the diagram in order, each with the atoms that read it."""
        groups = clusters(atoms)
        place = {fact: number for number, group in enumerate(groups) for fact in group}
        mine: list[list[Atom]] = [[] for _ in groups]
        for atom in atoms:
            mine[place[facts_of(atom)[0]]].append(atom)
        owners = [self._owner(group[0]) for group in groups]
        first = {owner: number for number, owner in reversed(list(enumerate(owners)))}
        order = sorted(range(len(groups)), key=lambda number: (owners[number] is None, first[owners[number]]))
        return [(groups[number], mine[number]) for number in order]

    def _variable(self, cluster: list[Fact], atoms: list[Atom]) -> Cells:
        key = tuple(atoms)
        if key not in self._cells:
            self._cells[key] = cells_of(cluster, atoms)
        return self._cells[key]


def _split(condition: Expr) -> list[Expr]:
    """Conditions without a fact in common: where none of them is a constant, the condition depends on what each of them depends on."""
    inner: type[And] | type[Or]
    match condition:
        case And(args):
            inner, joined_inside, joined = Or, folded_or, folded_and
        case Or(args):
            inner, joined_inside, joined = And, folded_and, folded_or
        case Not(arg):
            return _split(arg)
        case _:
            return [condition]
    pieces = [arg.args if isinstance(arg, inner) else (arg,) for arg in args]
    common = set(pieces[0]).intersection(*pieces[1:])
    if not common:
        return [joined(group) for group in _apart(args)]
    rests = [joined_inside(piece for piece in some if piece not in common) for some in pieces]
    return _split(joined_inside([*(piece for piece in pieces[0] if piece in common), joined(rests)]))  # A and B or A and C: A and (B or C)


def _apart(conditions: Iterable[Expr]) -> list[list[Expr]]:
    """Conditions in groups: those that share a fact, directly or through others, are in one."""
    groups: list[tuple[set[Fact], list[Expr]]] = []
    for condition in conditions:
        facts, mine = set(facts_in(condition)), [condition]
        others = []
        for group in groups:
            if facts.isdisjoint(group[0]):
                others.append(group)
            else:
                facts |= group[0]
                mine = [*group[1], *mine]
        groups = [*others, (facts, mine)]
    return [mine for _, mine in groups]


def essential(condition: Expr) -> frozenset[Fact]:
    """Like `Relevance.essential`, for a single question."""
    return Relevance().essential(condition)


@final
class _Drawing(OverFacts[int]):
    """Turns a condition on unknown facts into a node of the diagram."""

    def __init__(self, diagram: Diagram, places: Mapping[Atom, tuple[int, tuple[bool, ...]]]) -> None:
        self.diagram = diagram
        self.places = places

    def const(self, value: bool) -> int:
        return int(value)

    def atom(self, expr: Atom) -> int:
        return self.diagram.atom(*self.places[expr])

    def negation(self, arg: int) -> int:
        return self.diagram.negated(arg)

    def all_of(self, args: Iterable[int]) -> int:
        return self._joined(args, self.diagram.both, 0)

    def any_of(self, args: Iterable[int]) -> int:
        return self._joined(args, self.diagram.either, 1)

    def _joined(self, args: Iterable[int], join: Callable[[int, int], int], stop: int) -> int:
        whole = 1 - stop
        for arg in sorted(args, key=self.diagram.level, reverse=True):  # from the last variable up: small parts first
            whole = join(whole, arg)
            if whole == stop:
                break
        return whole


def reduce(condition: Expr, known: Known) -> Expr:
    """The condition with every known fact put in. Decided parts are folded away; definitions are replaced by their bodies."""
    return Reducing(known)(condition)


class Folding(Algebra[Expr]):
    """Rebuilds a condition. Decided parts are folded away; definitions are replaced by their bodies."""

    def const(self, value: bool) -> Expr:
        return TRUE if value else FALSE

    def negation(self, arg: Expr) -> Expr:
        return folded_not(arg)

    def all_of(self, args: Iterable[Expr]) -> Expr:
        return folded_and(args)

    def any_of(self, args: Iterable[Expr]) -> Expr:
        return folded_or(args)


@final
class Reducing(Folding):
    """Puts known facts in; required supports and counts stay as they are.

    A caller that reduces by many records may pass the same `domains` each time: they hold what comparisons of rules are where
    nothing is known.
    """

    def __init__(self, known: Known, domains: dict[Compare, Expr] | None = None) -> None:
        self.known = known
        self._domains = {} if domains is None else domains

    def atom(self, expr: Atom) -> Expr:
        match expr:
            case Flag(fact):
                value = self.known(fact)
                return expr if value is None else TRUE if value else FALSE
            case Member():
                return self._member(expr)
            case Compare():
                return self._compared(expr)
        assert_never(expr)

    def has(self, expr: Has) -> Expr:
        return expr

    def quantity(self, expr: Quantity) -> Expr:
        return expr

    def _member(self, expr: Member) -> Expr:
        value = self.known(expr.fact)
        if value is not None:
            return Const(value in expr.values)
        kind = expr.fact.type
        inside = {one in expr.values for one in kind.values} if isinstance(kind, Choice) else set()
        return Const(inside.pop()) if len(inside) == 1 else expr

    def _compared(self, expr: Compare) -> Expr:
        if all(self.known(fact) is None for fact, _ in expr.sum.terms):
            return self._on_domain(expr) if len(expr.sum.terms) == 1 else expr
        total = expr.sum.reduced(self.known)
        if not total.terms:
            return Const(compare(total.constant, expr.op, 0))
        rest = Compare(total, expr.op)
        return _on_domain(rest) if len(total.terms) == 1 else rest

    def _on_domain(self, expr: Compare) -> Expr:
        """A comparison of one unknown fact, as it stands in a rule: it is the same for all subjects."""
        found = self._domains.get(expr)
        if found is None:
            found = self._domains[expr] = _on_domain(expr)
        return found


def folded_not(part: Expr) -> Expr:
    """The negation of a reduced condition, reduced."""
    if isinstance(part, Const):
        return FALSE if part.value else TRUE
    return part.arg if isinstance(part, Not) else Not(part)


def folded_and(parts: Iterable[Expr]) -> Expr:
    """The conjunction of reduced conditions, reduced."""
    return _folded(parts, FALSE, TRUE, And)


def folded_or(parts: Iterable[Expr]) -> Expr:
    """The disjunction of reduced conditions, reduced."""
    return _folded(parts, TRUE, FALSE, Or)


_ATOMS: frozenset[type] = frozenset(get_args(Atom))


def _folded(parts: Iterable[Expr], stop: Const, skip: Const, join: type[And] | type[Or]) -> Expr:
    kept: list[Expr] = []
    for part in parts:
        if isinstance(part, Const):
            if part.value is stop.value:
                return stop
        elif isinstance(part, join):
            kept += part.args
        else:
            kept.append(part)
    if not kept:
        return skip
    if len(kept) > 1:
        kept = _each_once(kept)
    return kept[0] if len(kept) == 1 else join(tuple(kept))


def _each_once(parts: list[Expr]) -> list[Expr]:
    """Some conditions, of the same atoms the first alone."""
    seen: set[Expr] = set()
    kept = []
    for part in parts:
        if type(part) in _ATOMS:
            if part in seen:
                continue
            seen.add(part)
        kept.append(part)
    return kept


def _on_domain(expr: Compare) -> Expr:
    """Fold a comparison of one fact that has the same truth on the whole domain (an age is never below 0)."""
    ((fact, _),) = expr.sum.terms
    truths = set(map(truth_of(expr), ({fact: value}.get for value in line_samples(fact, [expr]))))
    return Const(truths.pop()) if len(truths) == 1 else expr
