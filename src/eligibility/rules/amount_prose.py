"""Amounts in words: what a plan states, what an answer comes to, and how it is worked out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import final

from eligibility.i18n import Language, Text
from eligibility.logic.amount import AmountAlgebra, Formula, Rounding, reads_facts
from eligibility.logic.expr import Expr, Known, decimal
from eligibility.logic.truth import Truth
from eligibility.logic.types import Fact
from eligibility.rules.amounts import stated, static
from eligibility.rules.labels import UNITS
from eligibility.rules.prose import Phrase, Prose, number_text
from eligibility.rules.support import Amount, Benefit
from eligibility.rules.words import BenefitUnit, Bound

_ROUNDED: Mapping[Rounding, Text] = {
    Rounding.DOWN: Text("舍去不足{}的零头", "rounded down to {}"),
    Rounding.UP: Text("不足{}的进为{}", "rounded up to {}"),
    Rounding.HALF_UP: Text("四舍五入到{}", "rounded to {}"),
}


def amount_text(amount: Amount | None, unit: BenefitUnit | None, language: Language) -> str:
    """An amount with its bound and unit; empty where nothing bounds it."""
    if amount is None:
        return ""
    low, high = number_text(amount.low), number_text(amount.high)
    bounds: Mapping[Bound, Text] = {
        "exactly": Text(low, low),
        "at_least": Text(f"不低于{low}", f"at least {low}"),
        "at_most": Text(f"最多{low}", f"at most {low}"),
        "between": Text(f"{low}至{high}", f"{low} to {high}"),
    }
    bound = bounds[amount.bound][language]
    return UNITS[unit][language].format(bound) if unit else bound


def benefit_text(benefit: Benefit, prose: Prose) -> str:
    """What a rule states of an amount, for whoever it is; empty where it states none."""
    if benefit.formula is None:
        return ""
    if not reads_facts(benefit.formula):
        return amount_text(stated(static(benefit.formula)), benefit.unit, prose.language)
    text = formula_text(benefit.formula, prose)
    return UNITS[benefit.unit][prose.language].format(f"（{text}）" if prose.language == "zh" else f"({text})") if benefit.unit else text


def formula_text(formula: Formula, prose: Prose) -> str:
    """A formula in words."""
    return _Words(prose)(formula).text


def worked_text(formula: Formula, prose: Prose, read: Known, truth: Callable[[Expr], Truth]) -> str:
    """A formula in words with the known numbers put in, and without the tiers that are ruled out."""
    return _Words(prose, read, truth)(formula).text


@final
class _Words(AmountAlgebra[Phrase]):
    def __init__(self, prose: Prose, read: Known = lambda _: None, truth: Callable[[Expr], Truth] = lambda _: Truth.UNKNOWN) -> None:
        self.prose = prose
        self._read = read
        self._truth = truth

    def fact(self, fact: Fact) -> Phrase:
        value = self._read(fact)
        title = self.prose.fact(fact)
        if value is None:
            return Phrase(title)
        assert not isinstance(value, str)
        return Phrase(f"{title} {number_text(value if isinstance(value, Decimal) else decimal(Fraction(value)))}")

    def total(self, parts: Sequence[tuple[Phrase, Decimal]], constant: Decimal) -> Phrase:
        said: list[str] = []
        for part, factor in parts:
            text = part.text if abs(factor) == 1 and not part.joined else self._bracketed(part)
            text = text if abs(factor) == 1 else f"{number_text(abs(factor))} × {text}"
            said.append(f"{'− ' if factor < 0 else '+ ' if said else ''}{text}")
        if constant or not said:
            sign = "− " if constant < 0 else "+ " if said else ""
            said.append(f"{sign}{number_text(abs(constant))}")
        return Phrase(" ".join(said), joined=len(said) > 1)

    def least(self, args: Sequence[Phrase]) -> Phrase:
        return self._chosen(args, "其中较小的", "the smaller of")

    def greatest(self, args: Sequence[Phrase]) -> Phrase:
        return self._chosen(args, "其中较大的", "the greater of")

    def product(self, left: Phrase, right: Phrase) -> Phrase:
        return Phrase(f"{self._bracketed(left)} × {self._bracketed(right)}")

    def tiers(self, tiers: Sequence[tuple[Expr, Phrase]]) -> Phrase:
        possible = [(when, value) for when, value in tiers if self._truth(when) is not Truth.FALSE]
        said = ((self.prose.say(when), value.text) for when, value in possible)
        return Phrase(
            self._pick("；", "; ").join(self._pick(f"{when}：{value}", f"{value} if {when}") for when, value in said), joined=True
        )

    def rounded(self, arg: Phrase, to: Decimal, how: Rounding) -> Phrase:
        said = _ROUNDED[how][self.prose.language].replace("{}", number_text(to))
        return Phrase(f"{arg.text}{self._pick('，', ', ')}{said}", joined=True)

    def bounded(self, low: Phrase, high: Phrase | None) -> Phrase:
        if high is None:
            return Phrase(self._pick(f"不低于{low.text}", f"at least {low.text}"))
        if low.text == "0":
            return Phrase(self._pick(f"最多{high.text}", f"at most {high.text}"))
        return Phrase(self._pick(f"{low.text}至{high.text}", f"{low.text} to {high.text}"))

    def _chosen(self, args: Sequence[Phrase], zh: str, en: str) -> Phrase:
        listed = self._pick("、", " and ").join(self._bracketed(arg) for arg in args)
        return Phrase(self._pick(f"{listed}{zh}", f"{en} {listed}"), joined=True)

    def _bracketed(self, phrase: Phrase) -> str:
        return self._pick(f"（{phrase.text}）", f"({phrase.text})") if phrase.joined else phrase.text

    def _pick(self, zh: str, en: str) -> str:
        return zh if self.prose.language == "zh" else en
