"""A support for several kinds of subject: each has its own routes, exclusions, benefit, agency and papers."""

from __future__ import annotations

from typing import Any

import pytest

import eligibility as el
from eligibility.decide.decision import Decision
from eligibility.errors import UnknownOutcome
from tests.conftest import Toy, decide
from tests.kinds import KINDS

SEVERE, LIGHT = ([{"category": "physical", "grade": grade}] for grade in (1, 3))
FAMILY: dict[str, Any] = {
    "household": {
        "dibao": True,
        "size": 2,
        "members": [
            {
                "id": "m1",
                "certified": True,
                "age": 40,
                "disabilities": SEVERE,
                "tekun": False,
                "receives": [],
            },
            {"id": "m2", "certified": False, "age": 9, "disabilities": [], "tekun": False, "receives": []},
        ],
    },
    "organisations": [{"id": "o1", "disabled_employees": 6, "actions": []}, {"id": "o2", "disabled_employees": 2, "actions": []}],
}


@pytest.fixture
def kinds(toy: Toy) -> el.Ruleset:
    return el.load_ruleset(toy(KINDS))


@pytest.fixture
def decision(kinds: el.Ruleset) -> Decision:
    return decide(kinds, FAMILY)


def test_outcomes_are_of_support_and_subject(decision: Decision) -> None:
    """One id; the subject tells which part is meant."""
    found = {(one.support, one.subject.id): (one.status.value, one.route) for one in decision}
    assert found == {
        ("cash", "m1"): ("eligible", "severe"),
        ("home", "m1"): ("eligible", "alone"),
        ("card", "m1"): ("eligible_after", "main"),
        ("cash", "m2"): ("not_eligible", None),
        ("home", "m2"): ("not_eligible", None),
        ("card", "m2"): ("not_eligible", None),
        ("home", "household"): ("eligible", "together"),
        ("staff", "household"): ("eligible_after", "main"),
        ("cash", "o1"): ("eligible", "employer"),
        ("cash", "o2"): ("not_eligible", None),
    }
    assert [one.subject.id for one in decision.outcomes("cash")] == ["m1", "m2", "o1", "o2"]
    assert decision["card", "m1"].after == ["home"]


def test_routes_and_wording_are_those_of_the_kind(decision: Decision) -> None:
    """What `by` gives replaces what the support says; what it does not give is the support's."""
    person, body = decision["cash", "m1"], decision["cash", "o1"]
    assert (list(person.routes), list(body.routes)) == (["severe"], ["employer", "sender"])
    assert (person.benefit.kind, str(person.amount.stated.low)) == ("cash", "100")  # type: ignore[union-attr]
    assert (body.benefit.unit, str(body.amount.stated.low)) == ("CNY/year", "3000")  # type: ignore[union-attr]
    assert (person.agency.text.en, body.agency.text.en) == ("federation", "human resources office")  # type: ignore[union-attr]
    assert ([one.text.en for one in person.papers], body.papers) == (["disability certificate"], [])
    assert decision["home", "m1"].benefit == decision["home", "household"].benefit


def test_an_exclusion_is_that_of_its_kind(kinds: el.Ruleset) -> None:
    """The person's tekun does not bar the employer, nor its conduct the person."""
    body = {"id": "o1", "disabled_employees": 6, "actions": ["dishonest_conduct"]}
    member = {"id": "m1", "disabilities": SEVERE, "tekun": False}
    found = decide(kinds, {"household": {"members": [member]}, "organisations": [body]})
    assert (found["cash", "m1"].status.value, found["cash", "o1"].status.value) == ("eligible", "not_eligible")
    found = decide(kinds, {"household": {"members": [member | {"tekun": True}]}, "organisations": [body | {"actions": []}]})
    assert (found["cash", "m1"].status.value, found["cash", "o1"].status.value) == ("not_eligible", "eligible")
    assert [reason.condition.en for reason in found["cash", "m1"].because] and found["cash", "o1"].unless == []


def test_has_reads_persons_and_households(kinds: el.Ruleset) -> None:
    """An employer's award opens nothing for the household; what a member receives may be the household's."""
    member = {"id": "m1", "certified": True, "age": 40, "disabilities": LIGHT, "autism": False, "tekun": False}
    closed = {"household": {"dibao": False, "size": 1, "members": [member | {"receives": []}]}, "organisations": FAMILY["organisations"]}
    found = decide(kinds, closed)
    assert found["cash", "o1"].status.value == "eligible"
    assert (found["staff", "household"].status.value, found["card", "m1"].status.value) == ("not_eligible", "not_eligible")
    other = {"id": "m2", "receives": ["home"]}
    found = decide(kinds, {"household": {"dibao": False, "size": 2, "members": [member | {"receives": []}, other]}})
    assert found["card", "m1"].status.value == "eligible"


def test_missing_is_asked_of_each_kind(kinds: el.Ruleset) -> None:
    found = decide(kinds, {"household": {"members": [{"id": "m1"}]}, "organisations": [{"id": "o1"}]})
    assert found["cash", "m1"].missing == ["m1.disabilities"]
    assert found["cash", "o1"].missing == ["o1.actions", "o1.disabled_employees"]
    assert found["cash", "o1"].unless == ["o1.actions"]
    wanted = ["household.dibao", "m1.autism", "m1.birth_date", "m1.certified", "m1.disabilities", "m1.receives"]
    assert found["home", "m1"].missing == found["card", "m1"].missing == wanted


def test_an_unknown_subject_lists_those_of_every_kind(decision: Decision) -> None:
    with pytest.raises(UnknownOutcome, match="m1, m2, o1, o2"):
        decision["cash", "household"]
    assert decision.get("staff", "m1") is None
