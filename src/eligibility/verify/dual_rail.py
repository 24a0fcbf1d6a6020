"""Conditions for the solver in dual-rail encoding: one truth that a condition is proved, one that it is refuted.

Where both are false the condition is unknown. In a household with no unknown facts the second is the negation of the first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import assert_never, final

import z3

from eligibility.decide.compiled import received_by
from eligibility.facts.vocabulary import SubjectKind
from eligibility.logic.algebra import DualRail, Memoised, Rails
from eligibility.logic.expr import Atom, Compare, Expr, Flag, Has, Member, Quantity, compared_count, disjunction, facts_in, facts_of, walk
from eligibility.logic.operators import Operator, compare
from eligibility.logic.types import Boolean, Choice, Fact, Number
from eligibility.rules.implications import contradictions_of
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.support import PartKey, SupportPart
from eligibility.verify.domain import range_of
from eligibility.verify.symbols import HOUSEHOLD, ORGANISATION, Symbol, Symbols
from eligibility.verify.term_values import SolverTruth, as_z3, fold_not, so_many

OWNERS: Mapping[SubjectKind, str] = {"person": "m1", "household": HOUSEHOLD, "organisation": ORGANISATION}
"""The owner whose support is asked about, for each kind of subject. Further members are called m2, m3 and so on."""

Truths = Rails[SolverTruth]
"""The two truths of a condition, proved and refuted, as z3 terms."""


class Translator:
    """The conditions of one ruleset over the symbols of one household.

    With `derived`, a required support also counts where it can be granted, not only where it is received.
    """

    def __init__(self, ruleset: Ruleset, symbols: Symbols, *, derived: bool = True) -> None:
        self.ruleset = ruleset
        self.symbols = symbols
        self.derived = derived
        self._subjects: dict[str, _About] = {}
        self._granted: dict[tuple[str, str], Truths] = {}

    def granted(self, support: str, owner: str) -> Truths:
        """The truths that a support is granted, now or after others. An exclusion refuses only when it is proved.

        A support that is not for the owner's kind of subject is refused.
        """
        key = (owner, support)
        if key not in self._granted:
            part, about = self.ruleset.part(support, kind_of(owner)), self._about(owner)
            routes = about.any_of(about(route.when) for route in (part.routes if part else ()))
            self._granted[key] = self.unless_excluded(routes, part, owner) if part else routes
        return self._granted[key]

    def unless_excluded(self, route: Truths, rule: SupportPart, owner: str) -> Truths:
        """The truths of a route, or of all routes together, once the support's exclusions are applied."""
        if not rule.unless:
            return route
        excluded = self.truth(disjunction(list(rule.unless)), owner)
        return Rails(z3.And(route.proved, z3.Not(excluded.proved)), z3.Or(route.refuted, excluded.proved))

    def truth(self, expr: Expr, owner: str) -> Truths:
        """The truths of a condition of the rules about one owner: a member by name, the household, or an organisation."""
        return self._about(owner)(expr)

    def sum(self, expr: Compare, owner: str) -> tuple[z3.ArithRef, list[Symbol]]:
        """The sum of a comparison in whole numbers, with the symbols that it uses."""
        factors, constant = whole_sum(expr)
        symbols = [self.symbols(owner, fact) for fact, _ in factors]
        return z3.Sum([factor * symbol.value for symbol, (_, factor) in zip(symbols, factors, strict=True)]) + constant, symbols

    def _about(self, owner: str) -> _About:
        if owner not in self._subjects:
            self._subjects[owner] = _About(self, owner)
        return self._subjects[owner]


@final
class _About(Memoised[Truths], DualRail[SolverTruth]):
    """Translates the conditions about one owner."""

    def __init__(self, rules: Translator, owner: str) -> None:
        super().__init__()
        self.rules = rules
        self.symbols = rules.symbols
        self.owner = owner

    def const(self, value: bool) -> Truths:
        return Rails(z3.BoolVal(value), z3.BoolVal(not value))

    def atom(self, expr: Atom) -> Truths:
        match expr:
            case Flag(fact):
                symbol = self.symbols(self.owner, fact)
                return self._known(symbol.value, [symbol])
            case Member(fact, values):
                return self._member(fact, values)
            case Compare(op=op):
                total, symbols = self.rules.sum(expr, self.owner)
                return self._known(compare(total, op, 0), symbols)
        assert_never(expr)

    def conjunction(self, args: list[SolverTruth]) -> SolverTruth:
        return z3.And(args)

    def disjunction(self, args: list[SolverTruth]) -> SolverTruth:
        return z3.Or(args)

    def has(self, expr: Has) -> Truths:
        kind, ruleset = kind_of(self.owner), self.rules.ruleset
        received = self(received_by(kind, expr.support, ruleset))
        if not self.rules.derived:
            return received
        return self.any_of([received, *(self._held(part, kind) for part in ruleset.held(expr.support))])

    def _held(self, part: SupportPart, kind: SubjectKind) -> Truths:
        """The truths that a required support is granted to those whom `has.` reads."""
        if part.entity == kind or part.entity == "household":
            return self.rules.granted(part.id, self.owner if part.entity == kind else owner_of(part.entity))
        return self._at_least(1, {name: self.rules.granted(part.id, name) for name in self.symbols.members})

    def quantity(self, expr: Quantity) -> Truths:
        each = {name: self.rules.truth(expr.body, name) for name in self.symbols.members}
        counted: Truths = compared_count(
            expr.op, expr.bound, lambda number: self._at_least(number, each), lambda one: ~one, lambda one, other: self.all_of([one, other])
        )
        if expr.stated is None:
            return counted
        stated = self.symbols("household", expr.stated)
        number = z3.If(stated.value, 1, 0) if isinstance(expr.stated.type, Boolean) else stated.value
        told = self._known(compare(number, expr.op, expr.bound), [stated])
        return Rails(
            z3.If(stated.known, told.proved, counted.proved),
            z3.If(stated.known, told.refuted, counted.refuted),
        )

    def _known(self, truth: SolverTruth, symbols: list[Symbol]) -> Truths:
        """The truths of a value that is known where its symbols are known."""
        if not self.symbols.partial:
            return Rails(truth, z3.Not(truth))
        known = [symbol.known for symbol in symbols]
        return Rails(z3.And(*known, truth), z3.And(*known, z3.Not(truth)))

    def _member(self, fact: Fact, values: frozenset[str | int]) -> Truths:
        symbol = self.symbols(self.owner, fact)
        assert isinstance(fact.type, Choice)
        inside = [symbol.value == index for index, value in enumerate(fact.type.values) if value in values]
        return self._known(z3.Or(inside), [symbol])

    def _at_least(self, number: int, each: dict[str, Truths]) -> Truths:
        """The truths that at least `number` members satisfy a condition. Where not all members are listed, others may satisfy it."""
        present = self.symbols.present
        sure = [z3.And(present[name], rails.proved) for name, rails in each.items()]
        possible = [z3.And(present[name], z3.Not(rails.refuted)) for name, rails in each.items()]
        return Rails(as_z3(so_many(sure, number)), z3.And(self.symbols.complete, fold_not(so_many(possible, number))))


def unlike(one: Truths, other: Truths) -> z3.BoolRef:
    """The truth that two conditions are not proved and refuted alike."""
    return z3.Or(z3.Xor(one.proved, other.proved), z3.Xor(one.refuted, other.refuted))


def whole_sum(expr: Compare) -> tuple[list[tuple[Fact, int]], int]:
    """The factors and the constant of a comparison's sum as whole numbers, counted in the steps of its facts."""
    return expr.sum.whole(_scale)


def owner_of(kind: SubjectKind) -> str:
    """The owner that a support of a kind is asked about: the first member, the household, an organisation."""
    return OWNERS[kind]


def members_needed(ruleset: Ruleset, support: str) -> int:
    """The number of listed members that is enough: no larger household could give a support another truth.

    A count that reaches its bound still reaches it with that many members. A count that does not reach it stays below it with
    fewer members.
    """
    seen: set[PartKey] = set()
    quantities: set[Quantity] = set()
    handed = 0
    waiting = list(ruleset.supports[support].parts) if support in ruleset.supports else []
    while waiting:
        rule = waiting.pop()
        seen.add(rule.key)
        for expr in rule.conditions:
            quantities |= {node for node in walk(expr) if isinstance(node, Quantity)}
        for name in sorted(rule.demands):
            quantities |= {node for node in walk(received_by(rule.entity, name, ruleset)) if isinstance(node, Quantity)}
            for other in ruleset.held(name):
                handed += other.entity == "person" and rule.entity == "household"
                if other.key not in seen and other not in waiting:
                    waiting.append(other)
    return handed + _listed(quantities)


def members_of(exprs: Iterable[Expr]) -> int:
    """The number of listed members that is enough for conditions that depend on no support."""
    return _listed({node for expr in exprs for node in walk(expr) if isinstance(node, Quantity)})


def _listed(quantities: Collection[Quantity]) -> int:
    return 1 + sum(quantity.bound + (quantity.op not in {Operator.AT_LEAST, Operator.BELOW}) for quantity in quantities)


def kind_of(owner: str) -> SubjectKind:
    """The kind of an owner."""
    return next((kind for kind, name in OWNERS.items() if name == owner), "person")


def _scale(fact: Fact) -> int:
    return range_of(fact.type).scale if isinstance(fact.type, Number) else 1


def symbols_of(
    size: int, days: tuple[date, date], *rulesets: Ruleset, partial: bool, grouped: bool = False, also: Iterable[Expr] = ()
) -> Symbols:
    """The symbols of a household for questions about some rulesets, under the laws of all of them.

    `also` are conditions that are asked about and are no part of the plan, such as a national core.
    """
    read = facts_read(*rulesets) | {fact.key for expr in also for fact in facts_in(expr)}
    return Symbols(size, days, read, partial=partial, grouped=grouped, laws=contradictions_of(rulesets))


def facts_read(*rulesets: Ruleset) -> frozenset[str]:
    """The keys of the facts that rulesets read: in conditions, in quantities over members, and for supports already received."""
    return frozenset[str]().union(*(ruleset.once(_facts_read) for ruleset in rulesets))


def _facts_read(ruleset: Ruleset) -> frozenset[str]:
    demanded = {name for part in ruleset.parts for name in part.demands}
    received = [received_by(kind, name, ruleset) for name in demanded for kind in ("person", "household")]
    exprs = [*ruleset.conditions(), *received]
    return read_by(exprs)


def read_by(exprs: Iterable[Expr]) -> frozenset[str]:
    """The keys of the facts that conditions read, those that state a count included."""
    nodes = [node for expr in exprs for node in walk(expr)]
    stated = frozenset(node.stated.key for node in nodes if isinstance(node, Quantity) and node.stated)
    return frozenset(fact.key for node in nodes for fact in facts_of(node)) | stated
