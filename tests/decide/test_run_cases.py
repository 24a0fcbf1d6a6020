"""Worked cases say what they expect of an outcome, and each difference is told."""

from __future__ import annotations

import pytest

import eligibility as el
from eligibility.decide.run_cases import run_case
from eligibility.rules.cases import read_cases
from tests.conftest import Toy, support

RULES = support("certified", extra="  unless: [tekun]\n  notes: [{zh: 说明, en: a reading}]") + support("has.cash", name="card")
PERSON = "person: {certified: true, receives: []}"


def failures(toy: Toy, expect: str, given: str = PERSON) -> list[str]:
    folder = toy(RULES, cases__a=f"cases:\n  - {{case: a, as_of: 2024-06-01, {given}, expect: {expect}}}\n")
    ruleset = el.load_ruleset(folder)
    return [failure.message.en for case in read_cases(folder) for failure in run_case(case, ruleset)]


@pytest.mark.parametrize(
    "expect",
    [
        "{cash: eligible}",
        "{cash: {status: eligible, route: main, routes: {main: eligible}, modality: mandatory, conflicts: [card]}}",
        "{cash: {unless: [m1.tekun, m1.certificate_valid_until]}}",
        "{card: {status: eligible_after, after: [cash]}}",
        "{cash@m1: {missing: [], notes: [a reading, 说明], amount: null}}",
    ],
)
def test_met(toy: Toy, expect: str) -> None:
    assert failures(toy, expect) == []


@pytest.mark.parametrize(
    ("expect", "message"),
    [
        ("{cash: undetermined}", "cash@m1 status: expected undetermined, found eligible"),
        ("{cash: {route: other}}", "cash@m1 route: expected other, found main"),
        ("{card: {after: [card]}}", 'card@m1 after: expected ["card"], found ["cash"]'),
        ("{cash: {unless: []}}", 'cash@m1 unless: expected [], found ["m1.tekun", "m1.certificate_valid_until"]'),
        ("{cash: {amount: {at_least: 600}}}", 'cash@m1 amount: expected {"at_least": 600}, found null'),
        ("{cash: {modality: target}}", "cash@m1 modality: expected target, found mandatory"),
        ("{cash: {modality: {main: target}}}", 'cash@m1 modality: expected {"main": "target"}, found {"main": "mandatory"}'),
        ("{cash: {modality: {other: target}}}", 'cash@m1 modality: expected {"other": "target"}, found {}'),
        ("{cash: {agency: 民政局}}", "cash@m1 agency: expected 民政局, found null"),
        ("{cash: {agency: {main: 民政局}}}", 'cash@m1 agency: expected {"main": "民政局"}, found {"main": null}'),
        ("{cash: {notes: [nothing]}}", "cash@m1 notes: none says 'nothing'"),
        ("{cash@m2: eligible}", "the case has no 'm2' among the persons"),
        ("{staff: eligible}", "the ruleset has no staff"),
    ],
)
def test_not_met(toy: Toy, expect: str, message: str) -> None:
    assert failures(toy, expect) == [message]


def test_an_open_answer_says_what_is_missing(toy: Toy) -> None:
    assert failures(toy, "{cash: eligible}", "person: {}") == [
        "cash@m1 status: expected eligible, found undetermined; missing: m1.certified"
    ]
    assert "write cash@SUBJECT" in failures(toy, "{cash: eligible}", "household: {members: [{id: m1}, {id: m2}]}")[0]


TIERED = support("certified").replace("kind: cash", "kind: cash, unit: CNY/month, amount: {tiers: {autism: 62.5, not autism: 50}}")


@pytest.mark.parametrize(
    ("person", "expect", "message"),
    [
        ("autism: true", "{amount: {exactly: 62.5}, amount_missing: []}", None),
        ("receives: []", "{amount: {between: [50, 62.5]}, amount_missing: [m1.autism]}", None),
        ("autism: true", "{amount: {exactly: 62}}", 'cash@m1 amount: expected {"exactly": 62}, found {"exactly": 62.5}'),
        ("receives: []", "{amount_missing: []}", 'cash@m1 amount_missing: expected [], found ["m1.autism"]'),
    ],
)
def test_an_amount_and_what_would_tell_it(toy: Toy, person: str, expect: str, message: str | None) -> None:
    case = f"{{case: a, as_of: 2024-06-01, person: {{certified: true, {person}}}, expect: {{cash: {expect}}}}}"
    folder = toy(TIERED, cases__a=f"cases:\n  - {case}\n", conflicts="conflicts: []")
    ruleset = el.load_ruleset(folder)
    found = [failure.message.en for one in read_cases(folder) for failure in run_case(one, ruleset)]
    assert found == ([] if message is None else [message])
