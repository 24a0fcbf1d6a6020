"""The model of a whole decision is the decision's own JSON, key by key."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from pydantic import ValidationError

import eligibility as el
from eligibility.views.models import DecisionFull, OutcomeModel
from tests.books import city, county, rates
from tests.conftest import DAY, Toy, amendment, decide, one, support
from tests.views.conftest import EXAMPLES, decided


@pytest.mark.parametrize("name", EXAMPLES)
def test_equals_the_decisions_own_json(name: str) -> None:
    """Also as text: the same keys in the same order, numbers that read alike."""
    decision = decided(name)
    assert json.dumps(DecisionFull.of(decision).as_json()) == json.dumps(decision.as_json())


@pytest.mark.parametrize("name", EXAMPLES)
def test_reads_the_text_of_a_decision(name: str) -> None:
    text = decided(name).to_json()
    assert DecisionFull.model_validate_json(text) == DecisionFull.of(decided(name))


def test_amendments_scenarios_and_amounts(toy: Toy) -> None:
    """Keys that only some versions have, and each way to bound an amount."""
    rules = [
        support("certified").replace("cash}", "cash, amount: {exactly: 10}, unit: CNY/month}"),
        support("certified", name="card").replace("cash}", "cash, amount: {at_least: 20.5}, unit: CNY/month}"),
        support("dibao", name="home", entity="household").replace("cash}", "cash, amount: {at_most: 30}, unit: CNY/once}"),
        support("type == 'school'", name="staff", entity="organisation").replace("cash}", "duty, amount: {between: [1, 2.25]}}"),
    ]
    base = toy("".join(rules), conflicts="conflicts: []")
    profile = one(certified=True) | {"organisations": [{"id": "o1", "type": "school"}]}
    versions = [base, amendment(base, "2023-01-01", "effects: {}\n")]
    versions.append(amendment(base, "what-if", "enacted: false\ntitles: {zh: 设想, en: what if}\n"))
    for folder in versions:
        decision = decide(folder, profile)
        model = DecisionFull.of(decision)
        assert json.dumps(model.as_json()) == json.dumps(decision.as_json())
    assert model.ruleset.scenario == "what-if"
    amounts = {outcome.support: outcome.benefit.amount for outcome in model.outcomes}
    assert amounts["staff"] is not None and amounts["staff"].between == (1, 2.25)


def test_one_outcome(zhangye: el.Ruleset) -> None:
    decision = decide(zhangye, one(certified=True, disabilities=[{"category": "physical", "grade": 1}]), DAY)
    outcome = decision["nursing_subsidy", "m1"]
    model = OutcomeModel.of(outcome)
    assert model.as_json() == outcome.as_json()
    assert (model.status, model.route, model.subject.id) == (el.Status.ELIGIBLE, outcome.route, "m1")


def test_another_key_or_status_is_refused() -> None:
    data = decided("student").as_json()
    for wrong in ({**data, "more": 1}, {**data, "outcomes": [{**data["outcomes"][0], "status": "perhaps"}]}):
        with pytest.raises(ValidationError):
            DecisionFull.model_validate(wrong)


def test_a_decision_with_a_local_book_is_the_model_s_own(toy: Toy, book: Callable[..., el.Book]) -> None:
    """Its keys are the model's, written and read back alike; the schema names them."""
    body = rates("from: 2024-01-01, is: 80, paid: {from: next_month}") + (
        "counters:\n  cash: [{from: 2024-01-01, at: {zh: 厅, en: hall}, source: paper}]\n"
        "deadlines:\n  cash: [{from: 2024-01-01, opens: 03-01, closes: 10-31, source: paper}]\n"
    )
    profile = el.Profile.model_validate({"locality": {"adcode": "990101"}, **one(certified=True)})
    read = book(f990101=county(body), f990100=city(rates("from: 2023-01-01, is: {at_least: 60}")))
    decision = el.decide(profile, el.load_ruleset(toy(support("certified"))), as_of=DAY, book=read)
    assert DecisionFull.of(decision).as_json() == decision.as_json()
    assert {"BookModel", "CounterModel", "WindowModel", "LayerModel"} <= DecisionFull.model_json_schema()["$defs"].keys()
