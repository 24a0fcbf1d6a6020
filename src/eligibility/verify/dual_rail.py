"""Conditions for the solver: each as two truths, that it is proved and that it is refuted.

Where both fail it is unknown. In a household of which everything is known the second is the denial of the first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import z3

from eligibility.decide.compiled import received_by
from eligibility.facts.vocabulary import SubjectKind
from eligibility.logic.expr import (
    OPERATORS,
    And,
    Compare,
    Const,
    Expr,
    Flag,
    Has,
    Member,
    Named,
    Not,
    Or,
    Quantity,
    compared_count,
    disjunction,
    walk,
)
from eligibility.logic.types import Boolean, Choice, Fact, Number
from eligibility.rules.ruleset import Ruleset, Support
from eligibility.verify.domain import range_of
from eligibility.verify.symbols import Symbol, Symbols

OWNERS: Mapping[SubjectKind, str] = {"person": "m1", "household": "household", "organisation": "o1"}
"""Who is asked about for each kind of subject; further members are called m2, m3 and so on."""


@dataclass(frozen=True, slots=True)
class Rails:
    """That something is proved, and that it is refuted."""

    proved: Any
    refuted: Any

    def __invert__(self) -> Rails:
        return Rails(self.refuted, self.proved)


def both(rails: Sequence[Rails]) -> Rails:
    """The conjunction, in strong Kleene logic."""
    return Rails(z3.And([one.proved for one in rails]), z3.Or([one.refuted for one in rails]))


def either(rails: Sequence[Rails]) -> Rails:
    """The disjunction, in strong Kleene logic."""
    return ~both([~one for one in rails])


class Translator:
    """The conditions of one ruleset over the symbols of one household."""

    def __init__(self, ruleset: Ruleset, symbols: Symbols) -> None:
        self.ruleset = ruleset
        self.symbols = symbols
        self._done: dict[tuple[str, Expr], Rails] = {}
        self._granted: dict[tuple[str, str], Rails] = {}

    def granted(self, support: str, owner: str) -> Rails:
        """Whether a support is granted, now or after others. An exclusion refuses only when it is proved."""
        key = (owner, support)
        if key not in self._granted:
            rule = self.ruleset.supports[support]
            routes = [self.truth(route.when, owner) for route in rule.routes]
            self._granted[key] = self.unless_excluded(either(routes), rule, owner)
        return self._granted[key]

    def unless_excluded(self, route: Rails, rule: Support, owner: str) -> Rails:
        """A route, or all of them, with the support's exclusions taken off."""
        if not rule.unless:
            return route
        excluded = self.truth(disjunction(list(rule.unless)), owner)
        return Rails(z3.And(route.proved, z3.Not(excluded.proved)), z3.Or(route.refuted, excluded.proved))

    def truth(self, expr: Expr, owner: str) -> Rails:
        """A condition of the rules about one owner: a member by name, household, or organisation."""
        key = (owner, expr)
        if key not in self._done:
            self._done[key] = self._truth(expr, owner)
        return self._done[key]

    def _truth(self, expr: Expr, owner: str) -> Rails:
        match expr:
            case Const(value):
                return Rails(z3.BoolVal(value), z3.BoolVal(not value))
            case Named(body=body):
                return self.truth(body, owner)
            case Not(arg):
                return ~self.truth(arg, owner)
            case And(args):
                return both([self.truth(arg, owner) for arg in args])
            case Or(args):
                return either([self.truth(arg, owner) for arg in args])
            case Has(support):
                return self._has(support, owner)
            case Quantity():
                return self._quantity(expr)
            case Flag(fact):
                symbol = self.symbols(owner, fact)
                return self._atom(symbol.value, [symbol.known])
            case Member(fact, values):
                symbol = self.symbols(owner, fact)
                assert isinstance(fact.type, Choice)
                inside = [symbol.value == index for index, value in enumerate(fact.type.values) if value in values]
                return self._atom(z3.Or(inside), [symbol.known])
            case Compare():
                return self._compare(expr, owner)

    def _atom(self, truth: Any, known: list[Any]) -> Rails:
        if not self.symbols.partial:
            return Rails(truth, z3.Not(truth))
        return Rails(z3.And(*known, truth), z3.And(*known, z3.Not(truth)))

    def _compare(self, expr: Compare, owner: str) -> Rails:
        total, symbols = self.sum(expr, owner)
        return self._atom(OPERATORS[expr.op](total, 0), [symbol.known for symbol in symbols])

    def sum(self, expr: Compare, owner: str) -> tuple[Any, list[Symbol]]:
        """The sum of a comparison in whole numbers, and the symbols in it."""
        factors, constant = whole_sum(expr)
        symbols = [self.symbols(owner, fact) for fact, _ in factors]
        return z3.Sum([factor * symbol.value for symbol, (_, factor) in zip(symbols, factors, strict=True)]) + constant, symbols

    def _has(self, support: str, owner: str) -> Rails:
        kind = _kind(owner)
        received = self.truth(received_by(kind, support, self.ruleset), owner)
        rule = self.ruleset.supports.get(support)
        if rule is None:
            return received
        if rule.entity == kind:
            return either([received, self.granted(support, owner)])
        if rule.entity == "household":
            return either([received, self.granted(support, "household")])
        return either([received, self._at_least(1, {name: self.granted(support, name) for name in self.symbols.members})])

    def _quantity(self, expr: Quantity) -> Rails:
        each = {name: self.truth(expr.body, name) for name in self.symbols.members}
        counted: Rails = compared_count(
            expr.op, expr.bound, lambda number: self._at_least(number, each), lambda one: ~one, lambda one, other: both([one, other])
        )
        if expr.stated is None:
            return counted
        stated = self.symbols("household", expr.stated)
        self._agree(expr, each)
        number = z3.If(stated.value, 1, 0) if isinstance(expr.stated.type, Boolean) else stated.value
        told = self._atom(OPERATORS[expr.op](number, expr.bound), [stated.known])
        return Rails(
            z3.If(stated.known, told.proved, counted.proved),
            z3.If(stated.known, told.refuted, counted.refuted),
        )

    def _at_least(self, number: int, each: dict[str, Rails]) -> Rails:
        """That so many members satisfy something: those listed may do, and where not all are listed others may."""
        present = self.symbols.present
        sure = [z3.And(present[name], rails.proved) for name, rails in each.items()]
        possible = [z3.And(present[name], z3.Not(rails.refuted)) for name, rails in each.items()]
        return Rails(_so_many(sure, number), z3.And(self.symbols.complete, z3.Not(_so_many(possible, number))))

    def _agree(self, expr: Quantity, each: dict[str, Rails]) -> None:
        """What is stated of the household agrees with what is known of its members, and is known where they decide it."""
        assert expr.stated is not None
        stated, ties = self.symbols("household", expr.stated), self.symbols.ties
        if isinstance(expr.stated.type, Boolean):
            some = self._at_least(1, each)
            ties.append(z3.Implies(some.proved, z3.And(stated.known, stated.value)))
            ties.append(z3.Implies(some.refuted, z3.And(stated.known, z3.Not(stated.value))))
            return
        present = self.symbols.present
        sure = z3.Sum([z3.If(z3.And(present[name], rails.proved), 1, 0) for name, rails in each.items()])
        most = z3.Sum([z3.If(z3.And(present[name], z3.Not(rails.refuted)), 1, 0) for name, rails in each.items()])
        ties.append(z3.Implies(stated.known, stated.value >= sure))
        ties.append(z3.Implies(z3.And(stated.known, self.symbols.complete), stated.value <= most))
        ties.append(z3.Implies(z3.And(self.symbols.complete, sure == most), stated.known))


def whole_sum(expr: Compare) -> tuple[list[tuple[Fact, int]], int]:
    """The sum of a comparison over the steps of its facts, multiplied until every factor is whole."""
    terms = [(fact, Fraction(factor) / _scale(fact)) for fact, factor in expr.sum.terms]
    constant = Fraction(expr.sum.constant)
    whole = lcm(constant.denominator, *(factor.denominator for _, factor in terms))
    return [(fact, int(factor * whole)) for fact, factor in terms], int(constant * whole)


def owner_of(kind: SubjectKind) -> str:
    """The owner that a support of a kind is asked about: the first member, the household, an organisation."""
    return OWNERS[kind]


def members_needed(ruleset: Ruleset, support: str) -> int:
    """How many listed members are enough for every truth that a larger household could give a support.

    A count that reaches its bound keeps it with so many members; one that does not reach it, with any fewer.
    """
    seen: set[str] = set()
    quantities: set[Quantity] = set()
    handed = 0
    waiting = [support] if support in ruleset.supports else []
    while waiting:
        rule = ruleset.supports[waiting.pop()]
        seen.add(rule.id)
        for expr in (*(route.when for route in rule.routes), *rule.unless):
            quantities |= {node for node in walk(expr) if isinstance(node, Quantity)}
        for name in sorted(rule.demands):
            quantities |= {node for node in walk(received_by(rule.entity, name, ruleset)) if isinstance(node, Quantity)}
            other = ruleset.supports.get(name)
            handed += other is not None and other.entity == "person" and rule.entity == "household"
            if other is not None and name not in seen and name not in waiting:
                waiting.append(name)
    return 1 + handed + sum(quantity.bound + (quantity.op not in {">=", "<"}) for quantity in quantities)


def _kind(owner: str) -> SubjectKind:
    return next((kind for kind, name in OWNERS.items() if name == owner), "person")


def _scale(fact: Fact) -> int:
    return range_of(fact.type).scale if isinstance(fact.type, Number) else 1


def _so_many(truths: list[Any], number: int) -> Any:
    if number <= 0:
        return z3.BoolVal(True)
    return z3.Or(truths) if number == 1 else z3.AtLeast(*truths, number) if len(truths) >= number else z3.BoolVal(False)
