"""From a rule's text to a typed expression: the boolean subset of Python's syntax, parsed and never run.

Everything that is not in the subset, every unknown name and every comparison of unlike things is an
`ExpressionError` that points at its place in the text and says what would mend it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from eligibility.logic.expr import (
    FALSE,
    MIRRORED,
    TRUE,
    And,
    Compare,
    Expr,
    Flag,
    Has,
    Linear,
    Member,
    Named,
    Not,
    Quantity,
    conjunction,
    disjunction,
    for_everyone,
    walk,
)
from eligibility.logic.scope import Constant, Counted, Scope
from eligibility.logic.syntax import Syntax
from eligibility.logic.types import Boolean, Choice, Day, Fact, Number, describe

DEEPEST = 60

_OPERATORS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


@dataclass(slots=True)
class _Sum:
    """A number under construction; `unit` is None for a plain number that takes the other side's unit."""

    terms: dict[Fact, Decimal]
    constant: Decimal
    unit: str | None


_DAY = "date"


def parse(text: str, scope: Scope) -> Expr:
    """The condition that a text states in a scope.

    Raises:
        ExpressionError: the text is not in the language or does not fit the scope's names and types.
    """
    return _Parser(text, scope).condition()


def parse_number(text: str, scope: Scope) -> tuple[Linear, str]:
    """The number that a text states, with its unit (empty for a plain number).

    Raises:
        ExpressionError: as `parse`.
    """
    return _Parser(text, scope).number()


class _Parser(Syntax):
    def condition(self) -> Expr:
        return self._truth(self.tree())

    def number(self) -> tuple[Linear, str]:
        total = self._sum(self.tree())
        return Linear(tuple(total.terms.items()), total.constant), total.unit or ""

    def _truth(self, node: ast.expr) -> Expr:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.error(node, "the expression is nested too deeply", "move parts into definitions")
        try:
            match node:
                case ast.BoolOp(op=ast.And(), values=values):
                    return conjunction([self._truth(value) for value in values])
                case ast.BoolOp(values=values):
                    return disjunction([self._truth(value) for value in values])
                case ast.UnaryOp(op=ast.Not(), operand=operand):
                    return self._negation(node, operand)
                case ast.Compare():
                    return self._chain(node)
                case ast.Constant(value=bool() as value):
                    return TRUE if value else FALSE
                case ast.Name() | ast.Attribute():
                    return self._name_truth(node)
                case ast.Call():
                    return self._call_truth(node)
            raise self.error(
                node, f"{self.kind(node)} is not a condition", "a condition is a yes/no fact, a comparison, or and/or/not of them"
            )
        finally:
            self.depth -= 1

    def _negation(self, node: ast.expr, operand: ast.expr) -> Expr:
        inner = self._truth(operand)
        if _depends(inner):
            raise self.error(
                node, "has. stands under not", "what is derived may only be demanded, never denied; use unless for an exclusion"
            )
        return Not(inner)

    def _name_truth(self, node: ast.expr) -> Expr:
        name = self.dotted(node)
        if name.startswith("has."):
            return self._has(node, name[4:])
        meaning = self.meaning(node, name)
        match meaning:
            case Named() | Quantity():
                if self.scope.has_support("") is None and _depends(meaning):
                    raise self.error(node, f"{name} depends on other supports and is not allowed here", "use facts")
                return meaning
            case Fact(type=Boolean()):
                return Flag(meaning)
            case Fact(type=kind):
                raise self.error(node, f"{name} is {describe(kind)}, not a condition", "compare it with something")
        raise self.error(node, f"{name} is a number, not a condition", "compare it with something")

    def _has(self, node: ast.expr, support: str) -> Expr:
        known = self.scope.has_support(support)
        if known is None:
            raise self.error(
                node, f"has.{support} is not allowed here", "only a rule's when and a person's definition may depend on other supports"
            )
        if not known:
            raise self.error(node, f"unknown support {support!r}", self.nearest(f"has.{support}"))
        return Has(support)

    def _call_truth(self, node: ast.Call) -> Expr:
        name, body = self._over_members(node)
        if name == "any":
            return Quantity(body, ">=", 1)
        if name == "all":
            return for_everyone(body)
        raise self.error(node, "count(...) is a number, not a condition", "compare it: count(...) >= 2")

    def _over_members(self, node: ast.Call) -> tuple[str, Expr]:
        name = node.func.id if isinstance(node.func, ast.Name) else self.written(node.func)
        if name not in {"any", "all", "count"} or len(node.args) != 1 or node.keywords:
            raise self.error(
                node,
                f"{name}(...) cannot be called",
                "rules are data: only any(...), all(...) and count(...) of one condition over the members",
            )
        scope = self.scope.members()
        if scope is None:
            raise self.error(node, f"there are no members for {name}(...) here", "only a rule for a household or a person sees the members")
        outside, self.scope = self.scope, scope
        try:
            body = self._truth(node.args[0])
        finally:
            self.scope = outside
        if any(isinstance(part, Quantity) for part in walk(body)):
            raise self.error(node, f"{name}(...) looks at the members of a member", "count once: name the members' own facts")
        return name, body

    # -- comparisons

    def _chain(self, node: ast.Compare) -> Expr:
        sides = [node.left, *node.comparators]
        return conjunction([self._comparison(node, left, op, right) for left, op, right in zip(sides, node.ops, sides[1:], strict=False)])

    def _comparison(self, node: ast.Compare, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Expr:
        if isinstance(op, ast.In | ast.NotIn):
            inside = self._membership(left, right)
            return Not(inside) if isinstance(op, ast.NotIn) else inside
        symbol = _OPERATORS.get(type(op))
        if symbol is None:
            raise self.error(node, "is compares identities", "write == or !=")
        counted = self._counted(left, symbol, right) or self._counted(right, MIRRORED[symbol], left)
        if counted is not None:
            return counted
        for subject, other in ((left, right), (right, left)):
            fact = self.fact(subject)
            if fact is not None and isinstance(fact.type, Choice | Boolean):
                return self._choice(node, fact, symbol, other)
        return self._inequality(node, left, symbol, right)

    def _membership(self, left: ast.expr, right: ast.expr) -> Expr:
        fact = self.fact(left)
        if fact is None or not isinstance(fact.type, Choice):
            raise self.error(left, f"{self.written(left)} has no closed list of values", "in {...} is for choices and grades")
        if not isinstance(right, ast.Set):
            raise self.error(right, f"{self.written(right)} is not a set", "write {a, b}")
        return _member(fact, frozenset(self._value(fact, element) for element in right.elts))

    def _choice(self, node: ast.Compare, fact: Fact, symbol: str, other: ast.expr) -> Expr:
        if isinstance(fact.type, Boolean):
            raise self.error(node, f"{fact.name} is a yes/no fact and is not compared", f"write {fact.name} or not {fact.name}")
        if symbol not in {"==", "!="}:
            grades = isinstance(fact.type, Choice) and 0 in fact.type.values
            mend = f"0 means none, so name the grades: {fact.name} in {{1, 2}}" if grades else f"write {fact.name} in {{...}}"
            raise self.error(node, f"{fact.name} has no order: {symbol} is not allowed", mend)
        inside = _member(fact, frozenset({self._value(fact, other)}))
        return Not(inside) if symbol == "!=" else inside

    def _value(self, fact: Fact, node: ast.expr) -> str | int:
        assert isinstance(fact.type, Choice)
        match node:
            case ast.Constant(value=str() | int() as value) if not isinstance(value, bool):
                pass
            case _:
                raise self.error(node, f"{self.written(node)} is not a value of {fact.name}", f"one of {_listing(fact.type.values)}")
        if value not in fact.type.values:
            words = [str(known) for known in fact.type.values]
            near = get_close_matches(str(value), words, 1)
            mend = f"did you mean {near[0]!r}?" if near else f"one of {_listing(fact.type.values)}"
            raise self.error(node, f"{value!r} is not a value of {fact.name}", mend)
        return value

    def _counted(self, subject: ast.expr, symbol: str, other: ast.expr) -> Expr | None:
        body, stated = self._count(subject)
        if body is None:
            return None
        if not isinstance(other, ast.Constant) or type(other.value) is not int:
            raise self.error(other, "a count of members is compared with a whole number", "write count(...) >= 2")
        return Quantity(body, symbol, other.value, stated)

    def _count(self, node: ast.expr) -> tuple[Expr | None, Fact | None]:
        if isinstance(node, ast.Call):
            name, body = self._over_members(node)
            if name == "count":
                return body, None
            raise self.error(node, f"{name}(...) is a condition and is not compared")
        if isinstance(node, ast.Name | ast.Attribute):
            meaning = self.scope.meaning(self.dotted(node))
            if isinstance(meaning, Counted):
                return meaning.body, meaning.stated
        return None, None

    def _inequality(self, node: ast.Compare, left: ast.expr, symbol: str, right: ast.expr) -> Expr:
        first, second = self._sum(left), self._sum(right)
        self._agree(node, first, second)
        terms = dict(first.terms)
        for fact, factor in second.terms.items():
            terms[fact] = terms.get(fact, Decimal(0)) - factor
        kept = tuple((fact, factor) for fact, factor in terms.items() if factor)
        constant = first.constant - second.constant
        if not kept:
            raise self.error(node, f"{self.written(node)} compares no fact", "write the fact that decides")
        if len(kept) == 1:
            return _single(kept[0][0], kept[0][1], constant, symbol)
        return Compare(Linear(kept, constant), symbol)

    # -- numbers

    def _sum(self, node: ast.expr) -> _Sum:
        match node:
            case ast.Constant(value=str() as day):
                return self._day(node, day)
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return _Sum({}, Decimal(self.written(node).replace("_", "")), None)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return _scaled(self._sum(operand), Decimal(-1))
            case ast.BinOp(op=ast.Add() | ast.Sub() as op, left=left, right=right):
                return self._added(node, self._sum(left), self._sum(right), Decimal(-1 if isinstance(op, ast.Sub) else 1))
            case ast.BinOp(op=ast.Mult(), left=left, right=right):
                return self._product(node, self._sum(left), self._sum(right))
            case ast.Name() | ast.Attribute():
                return self._named_sum(node)
        raise self.error(node, f"{self.kind(node)} is not a number", "a number is a fact, a figure, a literal, or + - * of them")

    def _day(self, node: ast.expr, text: str) -> _Sum:
        try:
            return _Sum({}, Decimal(date.fromisoformat(text).toordinal()), _DAY)
        except ValueError:
            raise self.error(node, f"{text!r} is neither a number nor a date", "write a date as '2025-01-01'") from None

    def _named_sum(self, node: ast.expr) -> _Sum:
        name = self.dotted(node)
        match self.meaning(node, name):
            case Fact(type=Number(unit=unit)) as fact:
                return _Sum({fact: Decimal(1)}, Decimal(0), unit)
            case Fact(type=Day()) as fact:
                return _Sum({fact: Decimal(1)}, Decimal(0), _DAY)
            case Constant(value, unit):
                return _Sum({}, value, None if unit == "ratio" else unit)
            case Fact(type=kind):
                raise self.error(node, f"{name} is {describe(kind)}, not a number")
        raise self.error(node, f"{name} is a condition, not a number")

    def _added(self, node: ast.expr, first: _Sum, second: _Sum, sign: Decimal) -> _Sum:
        unit = self._agree(node, first, second)
        terms = dict(first.terms)
        for fact, factor in second.terms.items():
            terms[fact] = terms.get(fact, Decimal(0)) + sign * factor
        return _Sum(terms, first.constant + sign * second.constant, unit)

    def _product(self, node: ast.expr, first: _Sum, second: _Sum) -> _Sum:
        for plain, other in ((first, second), (second, first)):
            if not plain.terms and plain.unit is None:
                return _scaled(other, plain.constant)
        raise self.error(
            node, f"{self.written(node)} multiplies two facts", "a product has one plain factor, for example 1.5 * dibao_standard.urban"
        )

    def _agree(self, node: ast.AST, first: _Sum, second: _Sum) -> str | None:
        if first.unit is not None and second.unit is not None and first.unit != second.unit:
            raise self.error(node, f"{first.unit} is compared with {second.unit}", "both sides must have one unit")
        if _DAY in (first.unit, second.unit) and None in (first.unit, second.unit):
            raise self.error(node, "a date is compared with a number", "write the date as '2025-01-01'")
        return first.unit or second.unit


def _depends(expr: Expr) -> bool:
    return any(isinstance(part, Has) for part in walk(expr))


def _scaled(total: _Sum, factor: Decimal) -> _Sum:
    return _Sum({fact: known * factor for fact, known in total.terms.items()}, total.constant * factor, total.unit)


def _single(fact: Fact, factor: Decimal, constant: Decimal, symbol: str) -> Compare:
    """One fact against a bound, written the way round that reads `fact op bound` where the factor divides."""
    if factor < 0:
        factor, constant, symbol = -factor, -constant, MIRRORED[symbol]
    return Compare(Linear(((fact, factor),), constant), symbol)


def _member(fact: Fact, values: frozenset[str | int]) -> Expr:
    """Membership; a component grade is also bounded by the heaviest grade, so that knowing only the latter can refuse it."""
    atom = Member(fact, values)
    if fact.ceiling is None or not isinstance(fact.type, Choice):
        return atom
    if 0 in values:
        rest = frozenset(fact.type.values) - values
        return Named(str(fact.name), Not(_bounded(fact, rest)), atom) if rest else TRUE
    return Named(str(fact.name), _bounded(fact, values), atom)


def _bounded(fact: Fact, values: frozenset[str | int]) -> Expr:
    assert fact.ceiling is not None
    lightest = max(int(value) for value in values)
    return And((Member(fact, values), Member(fact.ceiling, frozenset(range(1, lightest + 1)))))


def _listing(values: Iterable[object]) -> str:
    return ", ".join(repr(value) for value in values)
