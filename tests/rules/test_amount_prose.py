"""Amounts in words, in both languages."""

from __future__ import annotations

from decimal import Decimal

import pytest

import eligibility as el
from eligibility.logic.expr import Expr
from eligibility.logic.proof import prove
from eligibility.logic.truth import Truth
from eligibility.rules.amount_prose import amount_text, benefit_text, formula_text, worked_text
from eligibility.rules.prose import Prose
from eligibility.rules.support import Amount
from tests.conftest import Toy
from tests.decide.amount_forms import FIGURES, FORMS, STANDARDS

SAID = {
    "a number": ("110", "110"),
    "at least a number": ("不低于140", "at least 140"),
    "at most a number": ("最多24000", "at most 24000"),
    "between two numbers": ("2000至5000", "2000 to 5000"),
    "60% capped": ("0.6 × 费用：卡、6000其中较小的", "the smaller of 0.6 × bills: Card and 6000"),
    "half, capped, whole yuan": (
        "0.5 × 费用：卡、5000其中较小的，舍去不足1的零头",
        "the smaller of 0.5 × bills: Card and 5000, rounded down to 1",
    ),
    "tiers by grade with a cap": (
        "残疾等级（最重）为一级：150；残疾等级（最重）为二级：100；残疾等级（最重）为三级或四级：最多60",
        "150 if disability grade (heaviest): 1; 100 if disability grade (heaviest): 2; at most 60 if disability grade (heaviest): 3, 4",
    ),
}


def ruleset(toy: Toy, name: str) -> el.Ruleset:
    return el.load_ruleset(toy(FORMS[name].rules(), figures=FIGURES, standards=STANDARDS))


@pytest.mark.parametrize("name", SAID)
def test_a_formula_in_words(toy: Toy, name: str) -> None:
    rules = ruleset(toy, name)
    formula = rules.supports["cash"].parts[0].benefit.formula
    assert formula is not None
    assert (formula_text(formula, Prose(rules, "zh")), formula_text(formula, Prose(rules, "en"))) == SAID[name]


@pytest.mark.parametrize("name", FORMS)
def test_every_form_has_words_without_names_of_the_code(toy: Toy, name: str) -> None:
    rules = ruleset(toy, name)
    for language in ("zh", "en"):
        said = benefit_text(rules.supports["cash"].parts[0].benefit, Prose(rules, language))
        assert said and "_" not in said and "figures." not in said


def test_the_working_with_the_numbers_put_in(toy: Toy) -> None:
    """Known numbers stand beside their names, and tiers that are ruled out are left out."""
    rules = ruleset(toy, "share of the standard by class")
    formula = rules.supports["cash"].parts[0].benefit.formula
    assert formula is not None
    known = {"household.dibao_class": "B", "household.area": "rural", "locality.dibao_standard.rural": Decimal(500)}

    def truth(when: Expr) -> Truth:
        return prove(when, lambda fact: known.get(fact.key), lambda _: Truth.UNKNOWN).truth

    said = worked_text(formula, Prose(rules, "en"), lambda fact: known.get(fact.key), truth)
    assert said == "0.7 × (dibao standard, rural 500 if urban or rural: rural) if class of dibao: class B"


@pytest.mark.parametrize(
    ("amount", "zh", "en"),
    [
        (None, "", ""),
        (Amount("exactly", Decimal("110.50")), "每月110.5元", "110.5 yuan a month"),
        (Amount("at_least", Decimal(600)), "每月不低于600元", "at least 600 yuan a month"),
        (Amount("between", Decimal(60), Decimal(150)), "每月60至150元", "60 to 150 yuan a month"),
    ],
)
def test_an_amount_with_its_unit(amount: Amount | None, zh: str, en: str) -> None:
    assert (amount_text(amount, "CNY/month", "zh"), amount_text(amount, "CNY/month", "en")) == (zh, en)
