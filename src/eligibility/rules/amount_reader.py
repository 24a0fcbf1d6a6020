"""From a written amount to its formula.

What is wrong with an amount is told at its place: units that do not meet, a sum below nothing, a range written the wrong
way round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import final

from eligibility.codes import RuleCheck
from eligibility.facts.vocabulary import SubjectKind
from eligibility.i18n import Text
from eligibility.logic.amount import AmountAlgebra, Bounded, Formula, Rounded, Rounding, Tier, Tiers, constant, literal
from eligibility.logic.expr import Expr
from eligibility.logic.faults import ExpressionError, Fault
from eligibility.logic.parse_amount import PER_HEAD, fits, parse_amount
from eligibility.logic.types import Fact, Number
from eligibility.rules import yaml_schema
from eligibility.rules.amounts import static
from eligibility.rules.labels import SUBJECT_LABELS
from eligibility.rules.located_yaml import Path_, Source
from eligibility.rules.names import Names

_CHECKS: Mapping[Fault, RuleCheck] = {
    Fault.UNLIKE_UNITS: RuleCheck.AMOUNT_UNIT,
    Fault.PRODUCT_NOT_MONEY: RuleCheck.AMOUNT_PRODUCT,
    Fault.TWO_PRODUCTS: RuleCheck.AMOUNT_PRODUCT,
}


MOST_STEPS = 10**7
"""The most steps of a yuan that a register can count: a billion yuan for a hundred persons still fits into 63 bits."""


class AmountReader:
    """Reads written amounts for one kind of subject. Problems are collected by the names."""

    def __init__(self, names: Names, kind: SubjectKind, source: Source) -> None:
        self.names = names
        self.kind = kind
        self.source = source
        self.scope = names.scope(kind, depends=False, amounts=True)

    def amount(self, shape: yaml_schema.Bounds | yaml_schema.TiersShape, unit: str, at: Path_) -> Formula | None:
        """The formula of an amount in a unit; None if there is a problem."""
        if isinstance(shape, yaml_schema.Bounds):
            return self._bounds(shape, unit, at)
        tiers = [self._tier(text, bounds, unit, (*at, "tiers", text)) for text, bounds in shape.tiers.items()]
        return None if None in tiers else Tiers(tuple(tier for tier in tiers if tier))

    def _tier(self, text: str, shape: yaml_schema.Bounds, unit: str, at: Path_) -> Tier | None:
        when = self.names.expression(text, self.names.scope(self.kind, depends=False), self.source, (*at, "key"))
        value = self._bounds(shape, unit, at)
        return None if when is None or value is None else Tier(self.names.guarded(when), value)

    def _unlike(self, text: str, found: str, unit: str) -> tuple[Text, Text]:
        """What is wrong with an amount of another unit, and what mends it: said per head, or of another period."""
        if found.startswith(PER_HEAD) and fits(found, unit, one_person=True):
            kind = SUBJECT_LABELS[self.kind]
            message = Text(
                f"{text} 是每人的钱（{found}），这里给的是一个{kind.zh}",
                f"{text} is money for each person ({found}), and a {kind.en} gets it",
            )
            zh = "按人数给的，乘以人数；不论几人只按一人的标准算的，写 for_one(...)"
            return message, Text(
                zh, "multiply it by the persons; where the standard of one person counts for all together, write for_one(...)"
            )
        message = Text(f"{text} 的单位是 {found}，这里要 {unit or '空'}", f"{text} is in {found}, not in {unit or 'no unit'}")
        return message, Text(
            "改单位，或改数额；不同的周期不能换算", "change the unit or the amount; one period is never turned into another"
        )

    def _bounds(self, shape: yaml_schema.Bounds, unit: str, at: Path_) -> Formula | None:
        if shape.exactly is not None:
            return self._formula(shape.exactly, unit, at, "exactly")
        if shape.at_least is not None:
            return _open(self._formula(shape.at_least, unit, at, "at_least"))
        if shape.at_most is not None:
            high = self._formula(shape.at_most, unit, at, "at_most")
            return high and Bounded(literal(0), high)
        assert shape.between is not None
        low, high = (self._formula(text, unit, (*at, "between"), index) for index, text in enumerate(shape.between))
        return None if low is None or high is None else self._between(low, high, (*at, "between"))

    def _between(self, low: Formula, high: Formula, at: Path_) -> Formula | None:
        first, second = constant(low), constant(high)
        if first is not None and second is not None and second < first:
            message = Text("范围的后一个数比前一个小", "the second number of the range is the smaller one")
            self.names.problem(self.source, RuleCheck.BETWEEN_REVERSED, at, message, Text("先写小的", "write the smaller one first"))
            return None
        return Bounded(low, high)

    def _formula(self, text: str, unit: str, at: Path_, key: str | int) -> Formula | None:
        inside = (*at, key)
        place = inside if inside in self.source.nodes else at
        try:
            formula, found = parse_amount(text, self.scope)
        except ExpressionError as error:
            self.names.expression_problem(error, self.scope, self.source, place, check=_CHECKS.get(error.fault))
            return None
        if not fits(found, unit, one_person=self.kind == "person"):
            self.names.problem(self.source, RuleCheck.AMOUNT_UNIT, place, *self._unlike(text, found, unit))
            return None
        lowest = static(formula)
        if lowest is not None and lowest.high is not None and lowest.high < 0:
            message = Text(f"{text} 小于0", f"{text} is below 0")
            self.names.problem(self.source, RuleCheck.AMOUNT_NEGATIVE, place, message, Text("写正数", "write it without the minus"))
            return None
        if self.kind != "organisation" and _Steps()(formula) > MOST_STEPS:
            message = Text(f"{text} 要的小数位太多，名册算不下", f"{text} needs more decimal places than a register can count")
            self.names.problem(
                self.source,
                RuleCheck.AMOUNT_TOO_FINE,
                place,
                message,
                Text("倍数最多写三位小数", "write factors with three digits at most"),
            )
            return None
        return formula


@final
class _Steps(AmountAlgebra[int]):
    """The steps of a yuan in which a register counts an amount: money has four decimal places, and each factor adds its own."""

    def fact(self, fact: Fact) -> int:
        return 1 if isinstance(fact.type, Number) and fact.type.integral else 10**4

    def total(self, parts: Sequence[tuple[int, Decimal]], constant: Decimal) -> int:
        fixed = Fraction(constant).denominator
        return lcm(fixed, *((Fraction(factor) / steps).denominator for steps, factor in parts))

    def least(self, args: Sequence[int]) -> int:
        return lcm(*args)

    def greatest(self, args: Sequence[int]) -> int:
        return lcm(*args)

    def product(self, left: int, right: int) -> int:
        return left * right

    def tiers(self, tiers: Sequence[tuple[Expr, int]]) -> int:
        return lcm(*(steps for _, steps in tiers))

    def rounded(self, arg: int, to: Decimal, how: Rounding) -> int:
        return max(arg, Fraction(to).denominator)

    def bounded(self, low: int, high: int | None) -> int:
        return lcm(low, high or 1)


def _open(low: Formula | None) -> Formula | None:
    return low and Bounded(low, None)


def rounded(formula: Formula, shape: yaml_schema.RoundShape) -> Formula:
    """An amount rounded as it is written."""
    return Rounded(formula, shape.to, Rounding(shape.how))
