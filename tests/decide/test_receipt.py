"""Receipts bind an answer to rules, facts and day, and hold no facts."""

from __future__ import annotations

from datetime import date

import eligibility as el
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
