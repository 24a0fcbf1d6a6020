"""One rule in words, as data and as text."""

from __future__ import annotations

import json

import pytest

import eligibility as el
from eligibility.i18n import Language
from eligibility.views.rule import RuleDuty, RuleLink, needed_by, opened_by, worded
from tests.conftest import HEAD, Toy, support

RULES = """
- support: cash
  for: person
  routes:
    light: {when: "grade in {3, 4}", modality: mandatory, cite: [一]}
    heavy: {when: severe, modality: mandatory, cite: [一], benefit: {kind: cash, amount: {exactly: 200}, unit: CNY/month}}
  unless: [tekun]
  benefit: {kind: cash, amount: {exactly: 100}, unit: CNY/month}
  agency: {zh: 民政局, en: civil affairs, cite: [一]}
  papers: [{zh: 残疾人证, en: certificate, cite: [一]}]
  subject_to: [{zh: 按规定, en: as laid down}]
  notes: [{zh: 每月发放, en: paid monthly}]
""" + support("certified and has.cash", name="card")


def test_a_rule_as_data(toy: Toy) -> None:
    rules = el.load_ruleset(toy(RULES))
    found = worded(rules.supports["cash"].parts[0], rules, "en")
    assert [(route.name, route.amount) for route in found.routes] == [("light", "100 yuan a month"), ("heavy", "200 yuan a month")]
    assert (found.needs, found.opens) == ((), (RuleLink("card", "Card"),))
    assert [(needed_by(name, rules), opened_by(name, rules)) for name in ("cash", "card")] == [((), ("card",)), (("cash",), ())]
    assert worded(rules.supports["card"].parts[0], rules, "zh").needs == (RuleLink("cash", "现金"),)
    assert json.loads(json.dumps(found.as_json()))["papers"] == [
        {"text": "certificate", "clauses": [{"document": "玩政发1号", "locator": "一"}]}
    ]


ENGLISH = """\
  in charge: civil affairs (一)
  bring: certificate (一)
  unless: tekun recipient
  also needed: as laid down
  note: paid monthly"""
CHINESE = """\
  负责：民政局（一）
  带上：残疾人证（一）
  除外：特困人员
  还须：按规定
  说明：每月发放"""


@pytest.mark.parametrize(("language", "last"), [("en", ENGLISH), ("zh", CHINESE)])
def test_a_rule_as_text(toy: Toy, language: Language, last: str) -> None:
    """A line for each route and one for its clauses, then what holds for all routes."""
    rules = el.load_ruleset(toy(RULES))
    lines = worded(rules.supports["cash"].parts[0], rules, language).text().splitlines()
    assert lines[5:] == last.splitlines()
    assert lines[4].startswith("    ")
    assert lines[4].endswith("玩政发1号 一")


def test_a_duty_says_its_number(zhangye: el.Ruleset) -> None:
    found = worded(zhangye.supports["federation_staff_quota"].parts[0], zhangye, "en")
    assert [route.duty for route in found.routes] == [RuleDuty("disabled cadres", "15% of cadres of the organ")]


def test_a_conditional_note_says_its_condition(toy: Toy) -> None:
    """A note that is given only under a condition is no statement about everybody, and a local option is not yet adopted."""
    note = "  notes: [{when: tekun, zh: 请核对, en: check it}, {zh: 每月发放, en: paid monthly}]\n"
    rules = el.load_ruleset(toy(support("certified", extra=note).replace("modality: mandatory", "modality: local_option")))
    found = worded(rules.supports["cash"].parts[0], rules, "en")
    assert found.notes == ("(only where tekun recipient) check it", "paid monthly")
    assert worded(rules.supports["cash"].parts[0], rules, "zh").notes[0] == "（仅在“特困人员”时）请核对"
    assert "left to the locality; " in found.text() and "adopted" not in found.text()


def test_what_the_plan_lets_nobody_have_together(toy: Toy) -> None:
    """Beside both supports, with the clause; of national rules an answer tells."""
    pair = "conflicts:\n  - {between: [cash, card], cite: [二], reason: {zh: 只领其一。, en: Only one of the two.}}\n"
    rules = el.load_ruleset(toy(support("certified") + support("certified", name="card"), conflicts="conflicts: []", ruleset=HEAD + pair))
    assert worded(rules.supports["cash"].parts[0], rules, "en").notes == ("not together with Card: Only one of the two (玩政发1号 二)",)
    assert worded(rules.supports["card"].parts[0], rules, "zh").notes == ("不能与“现金”同时享受：只领其一（玩政发1号 二）",)
    national = el.load_ruleset(toy(support("certified")))
    assert national.conflicts and worded(national.supports["cash"].parts[0], national, "en").notes == ()
