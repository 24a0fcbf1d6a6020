"""From a rule's text to a typed expression: the boolean subset of Python's syntax, parsed and never run.

Anything outside the subset, an unknown name or a comparison of different types raises an `ExpressionError`. The error
points at the place in the text and says how to correct it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal, localcontext
from difflib import get_close_matches
from itertools import pairwise

from eligibility._dataclass import dataclass
from eligibility.logic.expr import (
    EXACT,
    FALSE,
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
from eligibility.logic.faults import ExpressionError, Fault
from eligibility.logic.operators import MIRRORED, Operator
from eligibility.logic.scope import Constant, Counted, Scope
from eligibility.logic.syntax import Syntax
from eligibility.logic.types import Boolean, Choice, Day, Fact, Number, written_day

_OPERATORS: dict[type[ast.cmpop], Operator] = {
    ast.Lt: Operator.BELOW,
    ast.LtE: Operator.AT_MOST,
    ast.Eq: Operator.EQUAL,
    ast.NotEq: Operator.UNEQUAL,
    ast.Gt: Operator.ABOVE,
    ast.GtE: Operator.AT_LEAST,
}


@dataclass(slots=True)
class _Sum:
    """A number under construction; `unit` is None for a plain number that takes the other side's unit."""

    terms: dict[Fact, Decimal]
    constant: Decimal
    unit: str | None


_DAY = "date"


def parse(text: str, scope: Scope) -> Expr:
    """Parse a condition in a scope.

    Raises:
        ExpressionError: the text is not in the language, or does not fit the scope's names and types.
    """
    return _Parser(text, scope).condition()


def parse_number(text: str, scope: Scope) -> tuple[Linear, str]:
    """Parse a number in a scope, with its unit (empty for a plain number).

    Raises:
        ExpressionError: as `parse`.
    """
    return _Parser(text, scope).number()


@dataclass(frozen=True, slots=True)
class BareNumber:
    """A number in a condition that is compared with something counted in a unit: its place, and that unit."""

    start: int
    end: int
    unit: str


def bare_numbers(text: str, scope: Scope) -> Iterator[BareNumber]:
    """The numbers of a condition, other than 0, that are compared with a sum in some unit and name none themselves."""
    parser = _Parser(text, scope)
    for node in ast.walk(parser.tree()):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            for one, other in [*pairwise(sides), *pairwise(sides[::-1])]:
                yield from parser.bare(one, other)


class _Parser(Syntax):
    def bare(self, number: ast.expr, other: ast.expr) -> Iterator[BareNumber]:
        """A number with the unit of what it is compared with; nothing where that is no sum."""
        if isinstance(number, ast.Constant) and type(number.value) in {int, float} and number.value:
            with suppress(ExpressionError):
                unit = self._sum(other).unit
                if unit:
                    yield BareNumber(*self.span(number), unit)

    def condition(self) -> Expr:
        with localcontext(EXACT):
            return self._truth(self.tree())

    def number(self) -> tuple[Linear, str]:
        with localcontext(EXACT):
            total = self._sum(self.tree())
        return Linear(tuple(total.terms.items()), total.constant), total.unit or ""

    def _truth(self, node: ast.expr) -> Expr:
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
        raise self.error(node, Fault.NOT_A_CONDITION, node=type(node).__name__)

    def _negation(self, node: ast.expr, operand: ast.expr) -> Expr:
        inner = self._truth(operand)
        if _depends(inner):
            raise self.error(node, Fault.HAS_UNDER_NOT)
        return Not(inner)

    def _name_truth(self, node: ast.expr) -> Expr:
        name = self.dotted(node)
        if name.startswith("has."):
            return self._has(node, name[4:])
        meaning = self.meaning(node, name)
        match meaning:
            case Named() | Quantity():
                if self.scope.has_support("") is None and _depends(meaning):
                    raise self.error(node, Fault.DEPENDS_NOT_ALLOWED, name=name)
                return meaning
            case Fact(type=Boolean()):
                return Flag(meaning)
            case Fact(type=kind):
                raise self.error(node, Fault.FACT_NOT_A_CONDITION, name=name, type=kind)
        raise self.error(node, Fault.NUMBER_NOT_A_CONDITION, name=name)

    def _has(self, node: ast.expr, support: str) -> Expr:
        known = self.scope.has_support(support)
        if known is None:
            raise self.error(node, Fault.HAS_NOT_ALLOWED, name=support)
        if not known:
            raise self.error(node, Fault.UNKNOWN_SUPPORT, name=support, near=self.nearest(f"has.{support}"))
        return Has(support)

    def _call_truth(self, node: ast.Call) -> Expr:
        name, body = self._over_members(node)
        if name == "any":
            return Quantity(body, Operator.AT_LEAST, 1)
        if name == "all":
            return for_everyone(body)
        raise self.error(node, Fault.COUNT_NOT_A_CONDITION)

    def _over_members(self, node: ast.Call) -> tuple[str, Expr]:
        name = node.func.id if isinstance(node.func, ast.Name) else self.written(node.func)
        if name not in {"any", "all", "count"} or len(node.args) != 1 or node.keywords:
            raise self.error(node, Fault.NOT_CALLABLE, name=name)
        scope = self.scope.members()
        if scope is None:
            raise self.error(node, Fault.NO_MEMBERS, name=name)
        outside, self.scope = self.scope, scope
        try:
            body = self._truth(node.args[0])
        finally:
            self.scope = outside
        if any(isinstance(part, Quantity) for part in walk(body)):
            raise self.error(node, Fault.MEMBERS_OF_MEMBER, name=name)
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
            raise self.error(node, Fault.COMPARES_IDENTITIES)
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
            raise self.error(left, Fault.NO_CLOSED_LIST, text=self.written(left))
        if not isinstance(right, ast.Set):
            raise self.error(right, Fault.NOT_A_SET, text=self.written(right))
        return _member(fact, frozenset(self._value(fact, element) for element in right.elts))

    def _choice(self, node: ast.Compare, fact: Fact, symbol: Operator, other: ast.expr) -> Expr:
        if isinstance(fact.type, Boolean):
            raise self.error(node, Fault.TRUTH_COMPARED, name=fact.name)
        if symbol not in {Operator.EQUAL, Operator.UNEQUAL}:
            grades = isinstance(fact.type, Choice) and 0 in fact.type.values
            raise self.error(node, Fault.GRADES_NO_ORDER if grades else Fault.NO_ORDER, name=fact.name, symbol=symbol)
        inside = _member(fact, frozenset({self._value(fact, other)}))
        return Not(inside) if symbol == Operator.UNEQUAL else inside

    def _value(self, fact: Fact, node: ast.expr) -> str | int:
        assert isinstance(fact.type, Choice)
        match node:
            case ast.Constant(value=str() | int() as value) if not isinstance(value, bool):
                pass
            case _:
                raise self.error(node, Fault.UNKNOWN_VALUE, text=self.written(node), name=fact.name, near=None, values=fact.type.values)
        if value not in fact.type.values:
            near = next(iter(get_close_matches(str(value), [str(known) for known in fact.type.values], 1)), None)
            raise self.error(node, Fault.UNKNOWN_VALUE, text=repr(value), name=fact.name, near=near, values=fact.type.values)
        return value

    def _counted(self, subject: ast.expr, symbol: Operator, other: ast.expr) -> Expr | None:
        body, stated = self._count(subject)
        if body is None:
            return None
        if not isinstance(other, ast.Constant) or type(other.value) is not int:
            raise self.error(other, Fault.COUNT_WITHOUT_WHOLE_NUMBER)
        return Quantity(body, symbol, other.value, stated)

    def _count(self, node: ast.expr) -> tuple[Expr | None, Fact | None]:
        if isinstance(node, ast.Call):
            name, body = self._over_members(node)
            if name == "count":
                return body, None
            raise self.error(node, Fault.CONDITION_COMPARED, name=name)
        if isinstance(node, ast.Name | ast.Attribute):
            meaning = self.scope.meaning(self.dotted(node))
            if isinstance(meaning, Counted):
                return meaning.body, meaning.stated
        return None, None

    def _inequality(self, node: ast.Compare, left: ast.expr, symbol: Operator, right: ast.expr) -> Expr:
        first, second = self._sum(left), self._sum(right)
        self._agree(node, first, second)
        terms = dict(first.terms)
        for fact, factor in second.terms.items():
            terms[fact] = terms.get(fact, Decimal(0)) - factor
        kept = tuple((fact, factor) for fact, factor in terms.items() if factor)
        constant = first.constant - second.constant
        if not kept:
            raise self.error(node, Fault.COMPARES_NO_FACT, text=self.written(node))
        if len(kept) == 1:
            return _single(kept[0][0], kept[0][1], constant, symbol)
        return Compare(Linear(kept, constant), symbol)

    # -- numbers

    def _sum(self, node: ast.expr) -> _Sum:
        match node:
            case ast.Constant(value=str() as day):
                return self._day(node, day)
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return _Sum({}, Decimal(self.written(node)), None)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return _scaled(self._sum(operand), Decimal(-1))
            case ast.BinOp(op=ast.Add() | ast.Sub() as op, left=left, right=right):
                return self._added(node, self._sum(left), self._sum(right), Decimal(-1 if isinstance(op, ast.Sub) else 1))
            case ast.BinOp(op=ast.Mult(), left=left, right=right):
                return self._product(node, self._sum(left), self._sum(right))
            case ast.Name() | ast.Attribute():
                return self._named_sum(node)
        raise self.no_number(node)

    def _day(self, node: ast.expr, text: str) -> _Sum:
        try:
            return _Sum({}, Decimal(written_day(text).toordinal()), _DAY)
        except ValueError:
            raise self.error(node, Fault.NOT_A_DATE, text=text) from None

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
                raise self.error(node, Fault.FACT_NOT_A_NUMBER, name=name, type=kind)
        raise self.error(node, Fault.CONDITION_NOT_A_NUMBER, name=name)

    def _added(self, node: ast.expr, first: _Sum, second: _Sum, sign: Decimal) -> _Sum:
        unit = self._agree(node, first, second)
        terms = dict(first.terms)
        for fact, factor in second.terms.items():
            terms[fact] = terms.get(fact, Decimal(0)) + sign * factor
        return self._within(node, _Sum(terms, first.constant + sign * second.constant, unit))

    def _product(self, node: ast.expr, first: _Sum, second: _Sum) -> _Sum:
        for plain, other in ((first, second), (second, first)):
            if not plain.terms and plain.unit is None:
                return self._within(node, _scaled(other, plain.constant))
        raise self.error(node, Fault.FACTS_MULTIPLIED, text=self.written(node))

    def _within(self, node: ast.expr, total: _Sum) -> _Sum:
        self.check_digits(node, total.constant, *total.terms.values())
        return total

    def _agree(self, node: ast.AST, first: _Sum, second: _Sum) -> str | None:
        if first.unit is not None and second.unit is not None and first.unit != second.unit:
            raise self.error(node, Fault.UNLIKE_UNITS, left=first.unit, right=second.unit)
        if _DAY in (first.unit, second.unit) and None in (first.unit, second.unit):
            raise self.error(node, Fault.DATE_WITH_NUMBER)
        return first.unit or second.unit


def _depends(expr: Expr) -> bool:
    return any(isinstance(part, Has) for part in walk(expr))


def _scaled(total: _Sum, factor: Decimal) -> _Sum:
    return _Sum({fact: known * factor for fact, known in total.terms.items()}, total.constant * factor, total.unit)


def _single(fact: Fact, factor: Decimal, constant: Decimal, symbol: Operator) -> Compare:
    """One fact compared with a bound, written as `fact op bound` if the factor divides."""
    if factor < 0:
        factor, constant, symbol = -factor, -constant, MIRRORED[symbol]
    return Compare(Linear(((fact, factor),), constant), symbol)


def _member(fact: Fact, values: frozenset[str | int]) -> Expr:
    """Membership. A component grade is also bounded by the heaviest grade, so that the heaviest grade alone can refuse it."""
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
