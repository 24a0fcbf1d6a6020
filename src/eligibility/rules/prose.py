"""Rules in words: Chinese and English prose generated from the typed expression."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import assert_never, final

from eligibility.facts import labels
from eligibility.facts.key import FactKey
from eligibility.i18n import Language, Text
from eligibility.logic.algebra import Algebra
from eligibility.logic.expr import Atom, Compare, Expr, Flag, Has, Linear, Member, Named, Quantity, decimal, of_everyone
from eligibility.logic.operators import Operator
from eligibility.logic.types import Day, Fact, FactValue, Number
from eligibility.rules.implications import law_of
from eligibility.rules.labels import value_text
from eligibility.rules.ruleset import Ruleset

_OPS: Mapping[Operator, str] = {
    Operator.BELOW: "<",
    Operator.AT_MOST: "≤",
    Operator.EQUAL: "=",
    Operator.UNEQUAL: "≠",
    Operator.ABOVE: ">",
    Operator.AT_LEAST: "≥",
}
MEASURES = {
    "years": Text("岁", " years"),
    "persons": Text("人", " persons"),
    "posts": Text("名编制", " posts"),
    "pupils": Text("名学生", " pupils"),
    "spaces": Text("个泊位", " spaces"),
    "CNY/person/month": Text("元/人/月", " CNY a month per head"),
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A condition in words. With `joined` it has several parts and needs brackets inside another condition."""

    text: str
    joined: bool = False


@final
class Prose(Algebra[Phrase]):
    """Turns the expressions of one ruleset into words of one language."""

    def __init__(self, ruleset: Ruleset, language: Language) -> None:
        self.ruleset = ruleset
        self.language = language

    def say(self, expr: Expr) -> str:
        """The condition as a phrase."""
        return self(expr).text

    def __call__(self, expr: Expr) -> Phrase:
        body = of_everyone(expr)
        if body is None:
            return super().__call__(expr)
        inner = self.say(body)
        return self._phrase(f"家中每个人都：{inner}", f"everyone in the household: {inner}")

    def const(self, value: bool) -> Phrase:
        return self._phrase("总是" if value else "从不", "always" if value else "never")

    def atom(self, expr: Atom) -> Phrase:
        match expr:
            case Flag(fact):
                return Phrase(self.fact(fact))
            case Member(fact, values):
                return Phrase(self._member(fact, values))
            case Compare():
                return Phrase(self._compare(expr))
        assert_never(expr)

    def negation(self, arg: Phrase) -> Phrase:
        return self._phrase(f"不属于“{arg.text}”", f"not: {arg.text}")

    def all_of(self, args: Iterable[Phrase]) -> Phrase:
        return self._joined(args, "，且", " and ")

    def any_of(self, args: Iterable[Phrase]) -> Phrase:
        return self._joined(args, "，或", " or ")

    def named(self, expr: Named, body: Callable[[], Phrase]) -> Phrase:
        definition, law = self.ruleset.definitions.get(expr.name), law_of(expr, self.ruleset)
        if definition:
            return Phrase(definition.title[self.language])
        if law:
            return self._phrase(f"不属于“{law.told.zh}”的情形", f"not ruled out by: {law.told.en}")
        return Phrase(self.say(expr.shown) if expr.shown else body().text)

    def has(self, expr: Has) -> Phrase:
        title = self.ruleset.support_title(expr.support)[self.language]
        return self._phrase(f"已享受或可享受“{title}”", f"has or can have: {title}")

    def quantity(self, expr: Quantity) -> Phrase:
        if expr.stated is not None:
            title = self.fact(expr.stated)
            return Phrase(title if expr.op == Operator.AT_LEAST and expr.bound == 1 else f"{title} {_OPS[expr.op]} {expr.bound}")
        inner = self.say(expr.body)
        if expr.op == Operator.AT_LEAST and expr.bound == 1:
            return self._phrase(f"家中有人：{inner}", f"someone in the household: {inner}")
        return self._phrase(
            f"家中符合“{inner}”的人数 {_OPS[expr.op]} {expr.bound}", f"members who satisfy ({inner}) {_OPS[expr.op]} {expr.bound}"
        )

    def fact(self, fact: Fact) -> str:
        """The title of a fact."""
        entity, name, member = FactKey.of(fact.key).parts
        if fact.key == "as_of":
            return self._pick("判定日期", "the as-of date")
        title = labels.title(entity, name)[self.language]
        if not member:
            return title
        if member == "years":
            return self._pick(f"{title}以来的年数", f"years since {title}")
        return f"{title}{self._pick('：', ': ')}{self._label(entity, name, member)}"

    def value(self, fact: Fact, value: FactValue | None) -> str:
        """A known value in words."""
        if value is None:
            return self._pick("未知", "unknown")
        if isinstance(value, bool):
            return self._pick("是" if value else "否", "yes" if value else "no")
        if isinstance(fact.type, Day):
            return date.fromordinal(int(value)).isoformat()
        if isinstance(fact.type, Number):
            return f"{_plain(value)}{self._unit(fact.type.unit)}"
        entity, name = FactKey.of(fact.key).pair
        return self._graded(value) if isinstance(value, int) else self._label(entity, name, str(value))

    def _label(self, entity: str, name: str, value: str) -> str:
        return value_text(entity, name, value, self.ruleset)[self.language]

    def _member(self, fact: Fact, values: frozenset[str | int]) -> str:
        entity, name = FactKey.of(fact.key).pair
        if all(isinstance(value, int) for value in values):
            listed = self._pick("、", ", ").join(str(value) for value in sorted(values, key=int))
            title = self.fact(fact)
            return self._pick(f"{title}为{listed}级", f"{title}: {listed}")
        ordered = [value for value in fact.type.values if value in values] if hasattr(fact.type, "values") else sorted(values, key=str)
        listed = self._pick("、", " or ").join(self._label(entity, name, str(value)) for value in ordered)
        return f"{self.fact(fact)}{self._pick('：', ': ')}{listed}"

    def _graded(self, grade: int) -> str:
        if grade == 0:
            return self._pick("无", "none")
        return self._pick(f"{grade}级", f"grade {grade}")

    def _compare(self, expr: Compare) -> str:
        total, op = expr.sum, expr.op
        left = [(fact, factor) for fact, factor in total.terms if factor > 0]
        right = [(fact, -factor) for fact, factor in total.terms if factor < 0]
        return f"{self._side(left, Decimal(0))} {_OPS[op]} {self._side(right, -decimal(total.constant), total)}"

    def number(self, total: Linear) -> str:
        """A number of a rule in words: facts with their factors."""
        return self._side(list(total.terms), decimal(total.constant))

    def _side(self, terms: list[tuple[Fact, Decimal]], constant: Decimal, total: Linear | None = None) -> str:
        parts = [self.fact(fact) if factor == 1 else f"{_plain(factor)} × {self.fact(fact)}" for fact, factor in terms]
        if constant or not parts:
            kind = total.terms[0][0].type if total else None
            if isinstance(kind, Day) and not parts:
                parts.append(date.fromordinal(int(constant)).isoformat())
            else:
                unit = "" if terms or total is None else self._unit_of(total.terms[0][0])
                parts.append(f"{_plain(constant)}{unit}")
        return " + ".join(parts)

    def _joined(self, args: Iterable[Phrase], zh: str, en: str) -> Phrase:
        parts = [self._pick(f"（{arg.text}）", f"({arg.text})") if arg.joined else arg.text for arg in args]
        return Phrase(self._pick(zh, en).join(parts), joined=True)

    def _phrase(self, zh: str, en: str) -> Phrase:
        return Phrase(self._pick(zh, en))

    def _unit_of(self, fact: Fact) -> str:
        """The unit of a fact's number. Years that are not an age are 年."""
        if FactKey.of(fact.key).is_years:
            return self._pick("年", " years")
        return self._unit(fact.type.unit) if isinstance(fact.type, Number) else ""

    def _unit(self, unit: str) -> str:
        words_ = MEASURES.get(unit)
        return words_[self.language] if words_ else f" {unit}" if unit else ""

    def _pick(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en


def clauses_text(clauses: Iterable[tuple[str, str]]) -> str:
    """Citations of clauses: each document once, with its locators."""
    documents: dict[str, list[str]] = {}
    for document, locator in clauses:
        documents.setdefault(document, []).append(locator)
    return "；".join(f"{document} {'、'.join(locators)}" for document, locators in documents.items())


def _plain(value: object) -> str:
    return number_text(Decimal(str(value)))


def number_text(number: Decimal | None) -> str:
    """A number without trailing zeros; a question mark if it is unknown."""
    if number is None:
        return "?"
    return f"{int(number)}" if number == number.to_integral_value() else f"{number.normalize():f}"
