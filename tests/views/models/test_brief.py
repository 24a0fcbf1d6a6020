"""The short decision: claims grouped, everything counted, and nothing worked out that is not shown."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, NoReturn

import pytest

import eligibility as el
from eligibility.decide.missing import Questions
from eligibility.guidance.interview import Interview
from eligibility.views.models import ClaimModel, DecisionBrief
from eligibility.views.question import Asker
from tests.conftest import Toy, decide, one, support
from tests.views.conftest import EXAMPLES, decided


def refuse(*_: object) -> NoReturn:
    raise AssertionError("what is missing was worked out")


def brief(decision: el.Decision) -> dict[str, Any]:
    return DecisionBrief.of(decision, "en").as_json()


@pytest.mark.parametrize("name", EXAMPLES)
def test_does_not_work_out_what_is_missing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known = decided(name)
    monkeypatch.setattr(Questions, "missing", refuse)
    monkeypatch.setattr(Questions, "worth_asking", refuse)
    decision = el.decide(known.profile, known.ruleset, as_of=known.as_of)
    assert "next" not in brief(decision)


@pytest.mark.parametrize("name", EXAMPLES)
def test_counts_everything_and_names_what_is_granted(name: str) -> None:
    decision = decided(name)
    found = DecisionBrief.of(decision, "zh")
    counts = found.counts.model_dump()
    assert counts == {status.value: sum(outcome.status is status for outcome in decision) for status in el.Status}
    for claim in found.claims:
        for subject in claim.who:
            outcome = decision[claim.support, subject]
            assert outcome.status.granted
            assert (claim.modality, list(claim.after)) == (outcome.modality, outcome.after)
            assert [clause.model_dump() for clause in claim.clauses] == outcome.citations
            assert {check.path for check in claim.checks} >= set(outcome.unless)
    assert DecisionBrief.model_validate_json(json.dumps(found.as_json())) == found


def test_the_shape_of_a_claim(toy: Toy) -> None:
    """Null is left out; everything else is there."""
    paid = support("certified", extra="  unless: [tekun]").replace("{kind: cash}", "{kind: cash, amount: {at_least: 600}, unit: CNY/month}")
    home = support("has.cash and severe", name="home").replace("kind: cash", "kind: service")
    people = {"household": {"members": [{"id": name, "certified": True, "certificate_valid_until": "2030-01-01"} for name in ("a", "b")]}}
    people["household"]["members"][0]["disabilities"] = [{"category": "visual", "grade": 1}]
    [first, other, waiting] = brief(decide(toy(paid + home, conflicts="conflicts: []"), people))["claims"]
    assert first == {
        "support": "cash",
        "title": "Cash",
        "who": ["a"],
        "kind": "cash",
        "amount": {"text": "at least 600 yuan a month", "bound": "at_least", "low": 600, "unit": "CNY/month"},
        "modality": "mandatory",
        "clauses": [{"document": "玩政发1号", "locator": "一"}],
        "after": [],
        "opens": ["home"],
        "conditions": [],
        "checks": [{"path": "a.tekun", "title": "tekun recipient"}],
        "papers": [],
        "standing": {"rests_on": "plan", "sources": [], "missing": []},
    }
    assert (other["who"], other["opens"], other["checks"][0]["path"]) == (["b"], [], "b.tekun")
    assert (waiting["support"], waiting["after"], "amount" in waiting) == ("home", ["cash"], False)


def test_the_same_clause_binding_differently_is_two_claims(toy: Toy) -> None:
    """Two routes by one clause, one of them only where the locality adopted it."""
    rules = """
- support: cash
  for: person
  routes:
    first: {when: severe, modality: mandatory, cite: [一]}
    second: {when: certified, modality: local_option, cite: [一]}
  benefit: {kind: cash}
"""
    people = [{"id": "a", "disabilities": [{"category": "visual", "grade": 1}]}, {"id": "b", "certified": True}]
    claims = brief(decide(toy(rules), {"household": {"members": people}}))["claims"]
    assert [(claim["who"], claim["modality"]) for claim in claims] == [(["a"], "mandatory"), (["b"], "local_option")]


def test_a_duty_says_how_it_stands() -> None:
    [quota] = [claim for claim in DecisionBrief.of(decided("public_institution"), "zh").claims if claim.support == "employer_quota"]
    assert quota.compliance is not None
    assert (quota.who, quota.kind, quota.compliance.met, quota.compliance.shortfall) == (("o1",), "duty", False, 1)


def test_the_head_names_document_and_scenario() -> None:
    found = brief(decided("rural_family"))
    assert found["format"] == "decision-brief/1"
    assert found["ruleset"].keys() == {"region", "version", "hash", "status", "document"}
    assert found["notices"] == [notice.text.en for notice in decided("rural_family").notices]


def test_the_question_that_follows() -> None:
    decision = decided("rural_family")
    inquiry = Interview(decision.ruleset, decision.profile, as_of=decision.as_of).next()
    assert inquiry is not None
    asked = DecisionBrief.of(decision, "en", Asker(decision.ruleset).of(inquiry)).as_json()["next"]
    assert isinstance(asked, dict)
    assert (asked["paths"], asked["format"]) == (list(inquiry.paths), "question/1")


def test_claims_stand_in_their_order(toy: Toy) -> None:
    """Money before a service."""
    rules = support("certified", name="home").replace("kind: cash", "kind: service") + support("certified")
    found = DecisionBrief.of(decide(toy(rules), one(certified=True)), "en")
    assert [type(claim) for claim in found.claims] == [ClaimModel, ClaimModel]
    assert [claim.support for claim in found.claims] == ["cash", "home"]


def test_after_the_plan_a_claim_says_on_what_it_rests(toy: Toy) -> None:
    """What is to be verified stands last; documents are named with whether they were seen."""
    basis = "basis:\n  cash:\n    core: severe\n    sources: [{document: D, number: N, seen: false}]\n"
    rules = support("certified", name="card") + support("certified")
    person = one(certified=True, disabilities=[{"category": "visual", "grade": 1}])
    claims = brief(decide(toy(rules, basis=basis, conflicts="conflicts: []"), person, date(2026, 1, 1)))["claims"]
    assert [(claim["support"], claim["standing"]["rests_on"]) for claim in claims] == [("cash", "national"), ("card", "ended_plan")]
    assert claims[0]["standing"]["sources"] == [{"document": "D", "number": "N", "locator": "", "seen": False}]
