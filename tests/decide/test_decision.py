"""A decision as a whole: its answers by name, what is still to be asked, its JSON and its receipt."""

from __future__ import annotations

import json
from datetime import date

import pytest

import eligibility as el
from tests.conftest import DAY, Toy, decide, one, support


def test_what_is_not_known_is_not_asked_again(toy: Toy) -> None:
    rules = toy(support("certified and tekun"))
    decision = decide(rules, {**one(), "dont_know": ["m1.tekun"]})
    assert decision["cash", "m1"].missing == ["m1.certified", "m1.tekun"]
    assert [question.path for question in decision.to_ask] == ["m1.certified"]


def test_questions_are_ordered_by_what_they_bear_on(toy: Toy) -> None:
    rules = toy(support("certified and tekun") + support("certified and autism", name="card") + support("certified", name="staff"))
    assert [(question.path, len(question.outcomes)) for question in decide(rules, one()).to_ask] == [
        ("m1.certified", 3),
        ("m1.autism", 1),
        ("m1.tekun", 1),
    ]


def test_json_is_the_contract(zhangye: el.Ruleset) -> None:
    decision = decide(zhangye, one(certified=True))
    data = json.loads(decision.to_json())
    assert list(data) == ["ruleset", "as_of", "notices", "outcomes", "totals", "receipt"]
    assert list(data["ruleset"]) == ["region", "version", "hash", "status", "period"]
    keys = {"support", "title", "subject", "status", "route", "routes", "modality", "benefit", "compliance", "after", "missing", "unless"}
    keys |= {"because", "subject_to", "conflicts", "notes", "citations"}
    for found in data["outcomes"]:
        assert keys <= found.keys()
        assert all(set(route) == {"status", "modality", "compliance", "citations"} for route in found["routes"].values())
        assert found["citations"]
    assert decision.to_json() == decide(zhangye, one(certified=True)).to_json()


def test_representations_show_no_facts(zhangye: el.Ruleset) -> None:
    decision = decide(zhangye, one(certified=True, age=34))
    assert "34" not in repr(decision).replace(zhangye.hash, "")
    assert "34" not in repr(decision.situation.persons[0])


TWO = support("certified") + support("any(certified)", name="home", entity="household") + support("has.cash", name="card")


def test_answers_come_by_subject_and_then_by_support(toy: Toy) -> None:
    decision = decide(toy(TWO), {"household": {"members": [{"id": "m2"}, {"id": "m1"}]}})
    assert [(one.subject.id, one.support) for one in decision] == [
        ("m2", "cash"), ("m2", "card"), ("m1", "cash"), ("m1", "card"), ("household", "home"),
    ]  # fmt: skip


def test_an_answer_is_made_once(toy: Toy) -> None:
    decision = decide(toy(TWO), one(certified=True))
    assert decision["cash", "m1"] is decision["cash", "m1"] is next(iter(decision)) is decision.outcomes("cash")[0]
    assert decision.get("cash", "m9") is None


def test_what_opens_what(toy: Toy) -> None:
    """An outcome opens those that wait for its support, and no other."""
    decision = decide(toy(TWO), one(certified=True))
    cash, card = decision["cash", "m1"], decision["card", "m1"]
    assert card.status is el.Status.ELIGIBLE_AFTER
    assert (decision.opens(cash), decision.opens(card)) == ([card], [])


def test_the_same_facts_on_another_day(toy: Toy) -> None:
    decision = decide(toy(support("age >= 16")), one(birth_date="2008-06-02"))
    later = decision.on(date(2024, 6, 2))
    assert (decision["cash", "m1"].status, later["cash", "m1"].status) == (el.Status.NOT_ELIGIBLE, el.Status.ELIGIBLE)
    assert (decision.as_of, later.as_of) == (DAY, date(2024, 6, 2))
    assert (later.profile, later.ruleset) == (decision.profile, decision.ruleset)


def test_a_profile_that_the_ruleset_cannot_judge_is_refused(toy: Toy) -> None:
    """All problems at once: those of the profile and those of the names that only a ruleset knows."""
    data = {**one(receives=["cach"], certified=True), "locality": {"options": {"nothing_of_the_kind": True}}}
    with pytest.raises(el.ProfileError) as caught:
        decide(toy(TWO), data)
    assert [problem.where for problem in caught.value.problems] == ["household.members[0].receives", "locality.options"]  # type: ignore[union-attr]


def test_a_receipt_binds_the_facts_and_not_the_order_in_which_they_stand(toy: Toy) -> None:
    rules = el.load_ruleset(toy(TWO))
    told: list[dict[str, object]] = [{"age": 3, "sex": "male"}, {"sex": "male", "age": 3}, {"age": 4}]
    first, same, other = (decide(rules, one(**facts)).receipt for facts in told)
    assert (first.facts, first.outcomes) == (same.facts, same.outcomes)
    assert first.facts != other.facts
    assert set(first.rules) == {"cash", "card", "home"}
