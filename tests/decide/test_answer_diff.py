"""Which answers differ between two decisions, and in what."""

from __future__ import annotations

import json

import pytest

import eligibility as el
from eligibility.decide.answer_diff import Answer, Difference, answers_of, between, differences
from eligibility.rules.status import Status
from tests.conftest import DAY, Toy, decide, one, support

YES, NO, OPEN = Status.ELIGIBLE, Status.NOT_ELIGIBLE, Status.UNDETERMINED


def answer(status: Status, route: str | None = None, benefit: str = "cash", **routes: Status) -> Answer:
    return Answer(status, route, routes, {"kind": benefit})


@pytest.mark.parametrize(
    ("before", "after", "differs"),
    [
        (answer(YES), answer(YES), False),
        (answer(YES), answer(NO), True),
        (answer(YES, "a"), answer(YES, "b"), True),
        (answer(YES), answer(YES, benefit="service"), True),
        (answer(NO, a=NO), answer(NO, a=NO, b=NO), False),
        (None, answer(NO), False),
        (answer(NO), None, False),
        (None, answer(YES), True),
        (answer(OPEN), None, True),
    ],
)
def test_what_counts_as_a_difference(before: Answer | None, after: Answer | None, differs: bool) -> None:
    """A refusal beside a refusal is none, whatever its routes, and whether or not there is the support on the other side."""
    sides = [{("cash", "m1"): one} if one else {} for one in (before, after)]
    assert differences(*sides) == ([Difference("cash", "m1", before, after)] if differs else [])


def test_the_routes_whose_own_status_differs() -> None:
    assert Difference("cash", "m1", answer(YES, a=YES, b=NO), answer(YES, b=YES, c=NO)).routes == ["a", "b", "c"]
    assert Difference("cash", "m1", answer(YES, a=YES, b=NO), answer(NO, a=YES, b=NO)).routes == []
    assert Difference("cash", "m1", None, answer(YES, a=YES)).routes == ["a"]


def test_between_two_versions(toy: Toy) -> None:
    first = el.load_ruleset(toy(support("certified") + support("certified", name="card")))
    second = el.load_ruleset(toy(support("certified and tekun") + support("certified", name="card")))
    profile = el.read_profile(json.dumps(one(certified=True, tekun=False)))
    (found,) = between(profile, first, second, DAY)
    assert (found.support, found.subject, found.before.status, found.after.status) == ("cash", "m1", YES, NO)  # type: ignore[union-attr]
    assert between(profile, first, first, DAY) == []


def test_every_answer_is_read_once(toy: Toy) -> None:
    decision = decide(toy(support("certified")), {"household": {"members": [{"id": "m1"}, {"id": "m2"}]}})
    assert list(answers_of(decision)) == [("cash", "m1"), ("cash", "m2")]
    assert differences(answers_of(decision), answers_of(decision)) == []
