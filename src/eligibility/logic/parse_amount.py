"""From a rule's text to a number expression, with its unit.

Beside the sums of conditions it knows `min`, `max`, `down`, `up` and `for_one`, and one product of two things that are no literals:
a sum of money and a number of something. Units never mix: a month's money and a year's meet in no sum and no comparison.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, localcontext
from typing import final

from eligibility._dataclass import dataclass
from eligibility.logic.amount import Formula, Greatest, Least, Rounded, Rounding, Times, Total, constant, literal, subformulas
from eligibility.logic.expr import EXACT, Expr
from eligibility.logic.faults import Fault
from eligibility.logic.parse import parse
from eligibility.logic.scope import Computed, Constant, Scope
from eligibility.logic.syntax import Syntax
from eligibility.logic.types import Fact, Number

PLAIN = ""
"""The unit of a number that takes the unit of what it meets."""
BILL = "CNY"
"""The unit of a bill: money of the period that it is for, whichever that is."""
MONEY = "CNY"
PER_HEAD = "CNY/person/"
FOR_ONE = "for_one"
"""What takes the standard of one person as a sum of its own, however many persons there are."""
_ONCE = {"CNY/once", "CNY/item"}

Written = tuple[Formula, str]
"""A formula with its unit."""


def parse_amount(text: str, scope: Scope) -> Written:
    """Parse a number expression in a scope, with its unit (empty for a plain number).

    Raises:
        ExpressionError: the text is not in the language, or does not fit the scope's names and units.
    """
    return _Parser(text, scope).amount()


def parse_tier(text: str, scope: Scope) -> Expr:
    """Parse the condition of a tier.

    Raises:
        ExpressionError: as `parse`.
    """
    return parse(text, scope)


def fits(unit: str, benefit: str, *, one_person: bool) -> bool:
    """Whether a formula's unit is that of a benefit for one subject.

    A sum given once may be reckoned by a month or a year; otherwise there is no conversion of periods. What is said per
    head is what one person gets.
    """
    if unit in {PLAIN, BILL, benefit}:
        return True
    if unit.startswith(PER_HEAD) and one_person:
        unit = unit.replace("/person", "")
    return unit == benefit or (benefit in _ONCE and unit.startswith(f"{MONEY}/") and not unit.startswith(PER_HEAD))


@dataclass(frozen=True, slots=True)
class _Sized:
    """A formula under construction with its unit."""

    formula: Formula
    unit: str


@final
class _Parser(Syntax):
    def amount(self) -> Written:
        tree = self.tree()
        with localcontext(EXACT):
            found = self._number(tree)
        if sum(isinstance(part, Times) for part in subformulas(found.formula)) > 1:
            raise self.error(tree, Fault.TWO_PRODUCTS, text=self.written(tree))
        return found.formula, found.unit

    def _number(self, node: ast.expr) -> _Sized:
        found = self._of(node)
        if isinstance(found.formula, Total):
            self.check_digits(node, found.formula.constant, *(factor for _, factor in found.formula.parts))
        return found

    def _of(self, node: ast.expr) -> _Sized:
        match node:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return _Sized(literal(Decimal(self.written(node))), PLAIN)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return _scaled(self._number(operand), Decimal(-1))
            case ast.BinOp(op=ast.Add() | ast.Sub() as op, left=left, right=right):
                return self._sum(node, self._number(left), self._number(right), Decimal(-1 if isinstance(op, ast.Sub) else 1))
            case ast.BinOp(op=ast.Mult(), left=left, right=right):
                return self._product(node, self._number(left), self._number(right))
            case ast.Name() | ast.Attribute():
                return self._named(node)
            case ast.Call():
                return self._call(node)
        raise self.no_number(node)

    def _named(self, node: ast.expr) -> _Sized:
        name = self.dotted(node)
        match self.meaning(node, name):
            case Fact(type=Number(unit=unit)) as fact:
                return _Sized(Total(((fact, Decimal(1)),), Decimal(0)), unit)
            case Constant(value, unit):
                return _Sized(literal(value), PLAIN if unit == "ratio" else unit)
            case Computed(formula, unit):
                return _Sized(formula, unit)
            case Fact(type=kind):
                raise self.error(node, Fault.FACT_NOT_A_NUMBER, name=name, type=kind)
        raise self.error(node, Fault.CONDITION_NOT_A_NUMBER, name=name)

    def _call(self, node: ast.Call) -> _Sized:
        name = node.func.id if isinstance(node.func, ast.Name) else self.written(node.func)
        if name not in _CALLS or node.keywords:
            raise self.error(node, Fault.NOT_A_NUMBER_CALL, name=name)
        rounding, alone = _ROUNDS.get(name), name in _ROUNDS or name == FOR_ONE
        if (len(node.args) != 1) if alone else (len(node.args) < 2):
            raise self.error(node, Fault.NUMBER_OF_ARGUMENTS, name=name, needed=1 if alone else 2)
        args = [self._number(arg) for arg in node.args]
        if name == FOR_ONE:
            return _Sized(args[0].formula, args[0].unit.replace("/person", ""))
        if rounding:
            return _Sized(Rounded(args[0].formula, Decimal(1), rounding), args[0].unit)
        unit = self._one_unit(node, args)
        return _Sized(_JOINS[name](tuple(arg.formula for arg in args)), unit)

    def _sum(self, node: ast.expr, left: _Sized, right: _Sized, sign: Decimal) -> _Sized:
        unit = self._one_unit(node, [left, right])
        first, second = _terms(left.formula), _terms(_scaled(right, sign).formula)
        merged: dict[Fact | Formula, Decimal] = {}
        for part, factor in (*first.parts, *second.parts):
            merged[part] = merged.get(part, Decimal(0)) + factor
        kept = tuple((part, factor) for part, factor in merged.items() if factor)
        return _Sized(Total(kept, first.constant + second.constant), unit)

    def _product(self, node: ast.expr, left: _Sized, right: _Sized) -> _Sized:
        for plain, other in ((left, right), (right, left)):
            number = constant(plain.formula)
            if number is not None and plain.unit == PLAIN:
                return _scaled(other, Decimal(number.numerator) / number.denominator)
        money = [one.unit for one in (left, right) if one.unit.startswith(MONEY)]
        if len(money) != 1 or PLAIN in (left.unit, right.unit):
            raise self.error(node, Fault.PRODUCT_NOT_MONEY, left=left.unit, right=right.unit)
        counted = next(one.unit for one in (left, right) if not one.unit.startswith(MONEY))
        unit = money[0].replace("/person", "") if counted == "persons" else money[0]
        return _Sized(Times(left.formula, right.formula), unit)

    def _one_unit(self, node: ast.expr, sides: Sequence[_Sized]) -> str:
        """The unit that all sides have; a plain number takes the others', and a bill that of the money it meets."""
        units = list(dict.fromkeys(side.unit for side in sides if side.unit != PLAIN))
        other = [unit for unit in units if unit != BILL]
        if len(other) > 1 or (len(units) > 1 and not other[0].startswith(MONEY)):
            raise self.error(node, Fault.UNLIKE_UNITS, left=units[0], right=units[1])
        return other[0] if other else units[0] if units else PLAIN


_JOINS: Mapping[str, Callable[[tuple[Formula, ...]], Formula]] = {"min": Least, "max": Greatest}
_ROUNDS: Mapping[str, Rounding] = {"down": Rounding.DOWN, "up": Rounding.UP}
_CALLS = frozenset({*_JOINS, *_ROUNDS, FOR_ONE})


def _terms(formula: Formula) -> Total:
    """The formula as a sum."""
    return formula if isinstance(formula, Total) else Total(((formula, Decimal(1)),), Decimal(0))


def _scaled(one: _Sized, factor: Decimal) -> _Sized:
    total = _terms(one.formula)
    if factor == 1:
        return one
    return _Sized(Total(tuple((part, known * factor) for part, known in total.parts), total.constant * factor), one.unit)
