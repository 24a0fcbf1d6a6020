"""Receipts bind an answer to rules, facts and day, and hold no facts."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import eligibility as el
from eligibility.decide.receipt import read_receipt
from tests.conftest import Toy, decide, one, support

RULES = support("certified and needs.rehab and needs.surgery") + support("certified", name="card")


def test_the_same_facts_give_the_same_receipt(toy: Toy) -> None:
    """The order of members of a set, and of entries, does not count; any fact, day or rule does."""
    rules = el.load_ruleset(toy(RULES))
    first = decide(rules, one(certified=True, needs=["rehab", "surgery"])).receipt
    assert decide(rules, one(needs=["surgery", "rehab"], certified=True)).receipt == first
    other = decide(rules, one(certified=True, needs=["rehab", "surgery"], autism=True)).receipt
    assert (other.facts != first.facts, other.outcomes == first.outcomes) == (True, True)
    assert decide(rules, one(certified=False, needs=["rehab", "surgery"])).receipt.outcomes != first.outcomes
    assert decide(rules, one(certified=True, needs=["rehab", "surgery"]), date(2024, 6, 2)).receipt != first


def test_the_day_in_the_profile_is_no_fact_of_the_household(toy: Toy) -> None:
    rules = el.load_ruleset(toy(RULES))
    assert decide(rules, {**one(), "as_of": "2023-01-01"}).receipt == decide(rules, one()).receipt


def test_a_receipt_holds_no_facts(zhangye: el.Ruleset) -> None:
    receipt = decide(zhangye, one(certified=True, age=34)).receipt.as_json()
    assert set(receipt) == {"engine", "region", "version", "ruleset", "as_of", "facts", "outcomes", "rules"}
    assert all(len(receipt[name]) == 64 for name in ("ruleset", "facts", "outcomes"))


def test_what_is_no_receipt(tmp_path: Path) -> None:
    path = tmp_path / "receipt.json"
    for content in ("{}", "[]", "no", '{"receipt": {"engine": "0"}}'):
        path.write_text(content, "utf-8")
        with pytest.raises(el.EligibilityError, match=r"receipt.json: holds no receipt"):
            read_receipt(path)
    with pytest.raises(el.EligibilityError, match="cannot be read"):
        read_receipt(tmp_path / "none.json")


def test_a_decision_whose_outcomes_are_damaged_holds_no_receipt(zhangye: el.Ruleset, tmp_path: Path) -> None:
    """Nothing is read from half of an answer: a missing route, an unknown status and an outcome without its subject are told."""
    path = tmp_path / "decision.json"
    decision = decide(zhangye, one(certified=True, age=34))
    path.write_text(decision.to_json(), "utf-8")
    receipt, outcomes = read_receipt(path)
    assert (receipt, len(outcomes)) == (decision.receipt, len(list(decision)))
    for damaged in ({"routes": []}, {"status": "maybe"}, {"subject": None}):
        data = decision.as_json()
        data["outcomes"] = [{**decision.as_json()["outcomes"][0], **damaged}]
        path.write_text(json.dumps(data), "utf-8")
        with pytest.raises(el.EligibilityError, match=r"decision.json: holds no receipt"):
            read_receipt(path)
