"""Rules in words: Chinese and English prose generated from the typed expression."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import assert_never, final

from eligibility._dataclass import dataclass
from eligibility.facts import labels
from eligibility.facts.key import FactKey
from eligibility.i18n import LANGUAGES, Language, Text, day_text
from eligibility.logic.algebra import Algebra
from eligibility.logic.expr import (
    Atom,
    Compare,
    Expr,
    Flag,
    Has,
    Linear,
    Member,
    Named,
    Quantity,
    conjuncts,
    decimal,
    of_denial,
    of_everyone,
)
from eligibility.logic.operators import DENIED, Operator
from eligibility.logic.types import Choice, Day, Fact, FactValue, Number
from eligibility.rules.implications import law_of
from eligibility.rules.labels import UNITS, value_text
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.support import SupportPart

_ORDER: Mapping[Operator, Text] = {
    Operator.BELOW: Text("低于", "under"),
    Operator.AT_MOST: Text("不超过", "at most"),
    Operator.EQUAL: Text("等于", "exactly"),
    Operator.UNEQUAL: Text("不等于", "other than"),
    Operator.ABOVE: Text("超过", "over"),
    Operator.AT_LEAST: Text("不低于", "at least"),
}
_COUNTS: Mapping[Operator, Text] = {**_ORDER, Operator.BELOW: Text("不满", "under"), Operator.AT_LEAST: Text("不少于", "at least")}
_YEARS: Mapping[Operator, Text] = {**_COUNTS, Operator.AT_LEAST: Text("满", "at least")}
_DAYS: Mapping[Operator, Text] = {
    Operator.BELOW: Text("早于", "before"),
    Operator.AT_MOST: Text("不晚于", "not after"),
    Operator.EQUAL: Text("就是", "on"),
    Operator.UNEQUAL: Text("不是", "not on"),
    Operator.ABOVE: Text("晚于", "after"),
    Operator.AT_LEAST: Text("不早于", "not before"),
}
"""How a number, a number of people or things, and a day compare with another."""

GRADES = ("", "一级", "二级", "三级", "四级")
"""Grades of disability as a certificate writes them."""

_ALWAYS_AMONG = 2
"""Up to so many values are joined without a comma."""

MEASURES = {
    "years": Text("岁", " years"),
    "persons": Text("人", " persons"),
    "posts": Text("名编制", " posts"),
    "pupils": Text("名学生", " pupils"),
    "spaces": Text("个泊位", " spaces"),
    "CNY": Text("元", " CNY"),
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
        denied = of_denial(expr)
        if denied is not None and (said := self.denial(denied)):
            return said
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
        return self._phrase(f"不属于“{_inside(arg.text)}”", f"not: {arg.text}")

    def all_of(self, args: Iterable[Phrase]) -> Phrase:
        return self._joined(args, "，且", " and ")

    def any_of(self, args: Iterable[Phrase]) -> Phrase:
        return self._joined(args, "，或", " or ")

    def named(self, expr: Named, body: Callable[[], Phrase]) -> Phrase:
        definition, law = self.ruleset.definitions.get(expr.name), law_of(expr, self.ruleset)
        if definition:
            return Phrase(definition.title[self.language])
        if law:
            return self._phrase(f"不受这条规定限制：{law.told.zh}", f"not ruled out by: {law.told.en}")
        return Phrase(self.say(expr.shown) if expr.shown else body().text)

    def has(self, expr: Has) -> Phrase:
        title = self.ruleset.support_title(expr.support)[self.language]
        return self._phrase(f"已享受或可享受“{title}”", f"has or can have: {title}")

    def quantity(self, expr: Quantity) -> Phrase:
        if expr.stated is not None:
            title = self.fact(expr.stated)
            if expr.op == Operator.AT_LEAST and expr.bound == 1:
                return Phrase(title)
            verb = _COUNTS[expr.op]
            return self._phrase(f"{title}{verb.zh}{expr.bound}人", f"{title}: {verb.en} {expr.bound}")
        inner = self.say(expr.body)
        if expr.op == Operator.AT_LEAST and expr.bound == 1:
            return self._phrase(f"家中有人：{inner}", f"someone in the household: {inner}")
        verb = _COUNTS[expr.op]
        return self._phrase(
            f"家中符合“{_inside(inner)}”的{verb.zh}{expr.bound}人", f"members who satisfy ({inner}): {verb.en} {expr.bound}"
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
        held = labels.holding(entity, name, value_text(entity, name, member, self.ruleset))
        return held[self.language] if held else f"{title}{self._pick('：', ': ')}{self._label(entity, name, member)}"

    def value(self, fact: Fact, value: FactValue | None) -> str:
        """A known value in words."""
        if value is None:
            return self._pick("还不知道", "not known")
        if isinstance(value, bool):
            return self._pick("是" if value else "否", "yes" if value else "no")
        if isinstance(fact.type, Day):
            return self._day(int(value))
        if isinstance(fact.type, Number):
            return self._amount(_plain(value), fact.type.unit)
        entity, name = FactKey.of(fact.key).pair
        return self._graded(value) if isinstance(value, int) else self._label(entity, name, str(value))

    def _label(self, entity: str, name: str, value: str) -> str:
        return value_text(entity, name, value, self.ruleset)[self.language]

    def _member(self, fact: Fact, values: frozenset[str | int]) -> str:
        entity, name = FactKey.of(fact.key).pair
        if all(isinstance(value, int) for value in values):
            grades = sorted(int(value) for value in values)
            title = self.fact(fact)
            return self._pick(f"{title}为{_grades(grades)}", f"{title}: {', '.join(map(str, grades))}")
        named = [self._label(entity, name, value) for value in _ordered(fact, frozenset(map(str, values)))]
        held = labels.holding(entity, name, Text(_or(named), " or ".join(named)))
        return held[self.language] if held else self._pick(f"{self.fact(fact)}为{_or(named)}", f"{self.fact(fact)}: {' or '.join(named)}")

    def denial(self, expr: Expr) -> Phrase | None:
        """That a condition does not hold, in words of its own; None where it is said by denying the condition."""
        match expr:
            case Member(fact, values) if all(isinstance(value, str) for value in values):
                return self._none_of(fact, frozenset(map(str, values)))
            case Member(fact, values) if isinstance(fact.type, Choice):
                return Phrase(self._member(fact, frozenset(fact.type.values) - values))
            case Compare(total, op):
                return Phrase(self._compare(Compare(total, DENIED[op])))
            case Flag(fact):
                entity, name, member = FactKey.of(fact.key).parts
                lacking = labels.lacking(entity, name, value_text(entity, name, member, self.ruleset) if member else Text("", ""))
                return Phrase(lacking[self.language]) if lacking else None
            case Named(name) if (definition := self.ruleset.definitions.get(name)) and definition.lacks:
                return Phrase(definition.lacks[self.language])
            case Named(name, shown=shown) if shown is not None and name not in self.ruleset.definitions:
                return self.denial(shown)
        return None

    def _none_of(self, fact: Fact, values: frozenset[str]) -> Phrase:
        """That a fact has none of some values: in words of its own where there are such, otherwise by its title."""
        entity, name = FactKey.of(fact.key).pair
        plain, said = [], []
        for value in _ordered(fact, values):
            otherwise = labels.otherwise(entity, name, value)
            if otherwise:
                said.append(otherwise[self.language])
            else:
                plain.append(self._label(entity, name, value))
        if plain:
            title = "" if said else self.fact(fact)
            said.append(self._pick(f"{title}不是{_or(plain)}", f"{title}{': ' if title else ''}not {' or '.join(plain)}"))
        return Phrase(self._pick("，且", " and ").join(said), joined=len(said) > 1)

    def _graded(self, grade: int) -> str:
        if grade == 0:
            return self._pick("无", "none")
        return self._pick(GRADES[grade], f"grade {grade}")

    def _compare(self, expr: Compare) -> str:
        total, op = expr.sum, expr.op
        left = [(fact, factor) for fact, factor in total.terms if factor > 0]
        right = [(fact, -factor) for fact, factor in total.terms if factor < 0]
        verb = self._verbs(total)[op]
        low, high = self._side(left, Decimal(0)), self._side(right, -decimal(total.constant), total)
        return self._pick(f"{low}{verb.zh}{high}", f"{low} {verb.en} {high}")

    def _verbs(self, total: Linear) -> Mapping[Operator, Text]:
        """How what a comparison is about compares: as a day, as people or things, or as another number."""
        kind = total.terms[0][0].type
        if isinstance(kind, Day):
            return _DAYS
        if not isinstance(kind, Number) or not kind.unit or kind.unit in UNITS:
            return _ORDER
        return _YEARS if kind.unit == "years" else _COUNTS

    def number(self, total: Linear) -> str:
        """A number of a rule in words: facts with their factors."""
        return self._side(list(total.terms), decimal(total.constant))

    def _side(self, terms: list[tuple[Fact, Decimal]], constant: Decimal, total: Linear | None = None) -> str:
        parts = [self.fact(fact) if factor == 1 else self._times(self.fact(fact), factor) for fact, factor in terms]
        if constant or not parts:
            kind = total.terms[0][0].type if total else None
            if isinstance(kind, Day) and not parts:
                parts.append(self._day(int(constant)))
            elif terms or total is None:
                parts.append(_plain(constant))
            else:
                parts.append(self._amount_of(_plain(constant), total.terms[0][0]))
        return self._pick("加", " + ").join(parts)

    def _times(self, fact: str, factor: Decimal) -> str:
        """A part of a number in per cent, more than all of it as a multiple."""
        if abs(factor) < 1:
            percent = _plain(factor * 100)
            return self._pick(f"{fact}的{percent}%", f"{percent}% of {fact}")
        return self._pick(f"{fact}的{_plain(factor)}倍", f"{_plain(factor)} × {fact}")

    def _joined(self, args: Iterable[Phrase], zh: str, en: str) -> Phrase:
        parts = [self._pick(f"（{arg.text}）", f"({arg.text})") if arg.joined else arg.text for arg in args]
        return Phrase(self._pick(zh, en).join(parts), joined=True)

    def _phrase(self, zh: str, en: str) -> Phrase:
        return Phrase(self._pick(zh, en))

    def _amount_of(self, number: str, fact: Fact) -> str:
        """A number with the unit of a fact. Years that are not an age are 年."""
        if FactKey.of(fact.key).is_years:
            return self._pick(f"{number}年", f"{number} years")
        return self._amount(number, fact.type.unit) if isinstance(fact.type, Number) else number

    def _amount(self, number: str, unit: str) -> str:
        for money, said in UNITS.items():
            if money == unit:
                return said[self.language].format(number)
        measure = MEASURES.get(unit)
        return f"{number}{measure[self.language] if measure else f' {unit}' if unit else ''}"

    def _day(self, ordinal: int) -> str:
        return day_text(date.fromordinal(ordinal), self.language)

    def _pick(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en


def in_words(expr: Expr, ruleset: Ruleset) -> Text:
    """A condition of a rule in both languages; worded once for each ruleset."""
    said = ruleset.once(_Said)
    found = said.get(expr)
    if found is None:
        found = said[expr] = Text(*(Prose(ruleset, language).say(expr) for language in LANGUAGES))
    return found


class _Said(dict[Expr, Text]):
    """The conditions of one ruleset that were worded so far. There are as many as its rules have parts."""

    def __init__(self, ruleset: Ruleset) -> None:
        super().__init__()


def _ordered(fact: Fact, values: frozenset[str]) -> list[str]:
    """Values in the order of the vocabulary."""
    kind = fact.type
    return [str(value) for value in kind.values if value in values] if isinstance(kind, Choice) else sorted(values)


def _or(named: Sequence[str]) -> str:
    """One of several, in Chinese; a comma where there are many, or where a name is a list itself."""
    plain = len(named) <= _ALWAYS_AMONG and not any("、" in one for one in named)
    return ("或" if plain else "，或").join(named)


def _grades(grades: Sequence[int]) -> str:
    """Grades in Chinese: a range where three or four follow each other."""
    first, last = grades[0], grades[-1]
    if len(grades) > _ALWAYS_AMONG and last - first == len(grades) - 1 and first:
        return f"{GRADES[first][0]}至{GRADES[last]}"
    return _or([GRADES[grade] or "无" for grade in grades])


def _inside(text: str) -> str:
    """A text as it stands inside quotation marks."""
    return text.replace("“", "‘").replace("”", "’")


def route_name(part: SupportPart, route: str | None, ruleset: Ruleset) -> Text:
    """What a route is called: its number, and the condition that it alone has."""
    names = [one.name for one in part.routes]
    if route is None or route not in names:
        return Text(route or "", route or "")
    number = names.index(route)
    zh, en = (_own_condition(part, number, Prose(ruleset, language)) for language in LANGUAGES)
    called = f"途径{_NUMERALS[number] if number < len(_NUMERALS) else number + 1}"
    return Text(f"{called}（{zh}）" if zh else called, f"route {number + 1} ({en})" if en else f"route {number + 1}")


def _own_condition(part: SupportPart, number: int, prose: Prose) -> str:
    """A short condition of a route that no other route has; empty where there is none."""
    others = {arg for index, route in enumerate(part.routes) if index != number for arg in conjuncts([route.when])}
    for arg in conjuncts([part.routes[number].when]):
        if arg not in others and not (isinstance(arg, Named) and law_of(arg, prose.ruleset)):
            said = _shortened(prose.say(arg))
            if 0 < len(said) <= _SHORT[prose.language]:
                return said
    return ""


def _shortened(said: str) -> str:
    """A condition up to its first bracket, unless that would cut a name in quotation marks."""
    short = re.split(r"（| \(", said)[0]
    return said if short.count("“") > short.count("”") else short


_NUMERALS = "一二三四五六七八九十"
_SHORT: Mapping[Language, int] = {"zh": 20, "en": 48}
"""As many signs as a condition may have to name a route."""


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
