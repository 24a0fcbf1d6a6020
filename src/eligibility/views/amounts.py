"""Amounts on every face: how much, and by which facts it would be known more exactly."""

from __future__ import annotations

from typing import Protocol

from eligibility.decide.amounts import benefit_for
from eligibility.decide.outcome import Outcome
from eligibility.facts.record import known_of
from eligibility.i18n import Language, Text
from eligibility.logic.amount import Interval, reads_facts
from eligibility.rules.amount_prose import amount_text, worked_text
from eligibility.rules.amounts import stated
from eligibility.rules.prose import Prose
from eligibility.rules.support import Amount
from eligibility.rules.words import BenefitUnit


class Told(Protocol):
    """What a line says of an amount."""

    @property
    def amount(self) -> Amount | None: ...

    @property
    def unit(self) -> BenefitUnit | None: ...

    @property
    def narrowed_by(self) -> tuple[Text, ...]: ...


def narrowing(outcome: Outcome) -> tuple[Text, ...]:
    """The facts and the dibao standard that would tell an amount more exactly, each once."""
    standards = (f"locality.{name}" for name in outcome.amount.wanted if name.startswith("dibao_standard."))
    return tuple(dict.fromkeys(outcome.titled(path) for path in (*outcome.amount.missing, *standards)))


def amount_line(outcome: Outcome, language: Language) -> str:
    """An answer's amount with what it depends on; empty where nothing bounds it and nothing would tell.

    Of an answer that is still open it is what would be given, and only what bounds it is told.
    """
    amount = amount_text(outcome.amount.stated, outcome.amount.unit, language)
    if outcome.status.granted:
        return told_amount(amount, narrowing(outcome), language)
    return Text(f"符合的话{amount}", f"{amount} if it applies")[language] if amount else ""


def stated_text(told: Told, language: Language) -> str:
    """An amount with what it depends on; empty where nothing bounds it and nothing would tell."""
    return told_amount(amount_text(told.amount, told.unit, language), told.narrowed_by, language)


def told_amount(amount: str, narrowed_by: tuple[Text, ...], language: Language) -> str:
    """The text of an amount and of what it depends on."""
    if not narrowed_by:
        return amount
    listed = Text("、", ", ")[language].join(one[language] for one in narrowed_by)
    depends = Text(f"看{listed}", f"depending on {listed}")[language]
    if not amount:
        return Text(f"金额{depends}", f"an amount {depends}")[language]
    return Text(f"{amount}，{depends}", f"{amount}, {depends}")[language]


def total_text(total: Interval, unit: BenefitUnit, language: Language) -> str:
    """What several amounts come to, with the unit; empty where nothing bounds it."""
    return amount_text(stated(total), unit, language)


def working(outcome: Outcome, language: Language) -> list[str]:
    """How an amount is worked out, with the known numbers put in, a line for each route, and what bounds it farther out; nothing for
    plain numbers that nothing bounds."""
    prose, evaluation, known = Prose(outcome.evaluation.ruleset, language), outcome.evaluation, known_of(outcome.subject)
    routes = [route for route in outcome.rule.routes if route.name in outcome.amount.routes]
    given = (benefit_for(evaluation, outcome.rule, route, outcome.subject) for route in routes)
    formulas = dict.fromkeys(one.formula for one in given if one.formula is not None and reads_facts(one.formula))
    head = Text("金额的算法：", "worked out: ")[language]
    worked = [head + worked_text(one, prose, known, lambda when: evaluation.truth(when, outcome.subject)) for one in formulas]
    return [*worked, *_bounds(outcome, language)]


def _bounds(outcome: Outcome, language: Language) -> list[str]:
    """What the layers farther out say of an amount: wider areas of the local book, the plan last."""
    lines = []
    for layer in outcome.local.bounds if outcome.local else ():
        amount = amount_text(stated(layer.interval), layer.unit, language)
        by = layer.rate.head.source.name if layer.rate else Text("规划", "the plan")[language]
        if amount:
            lines.append(Text(f"{by}规定：{amount}", f"by {by}: {amount}")[language])
    return lines
