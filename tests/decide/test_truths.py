"""What follows from the truths of a support, and where the truths of all supports are found."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from eligibility.decide.truths import Raw, SupportTruths, TruthValue
from eligibility.rules.status import Status
from tests.card.conftest import REGIONS, generated

YES, AFTER, OPEN, NO = Status.ELIGIBLE, Status.ELIGIBLE_AFTER, Status.UNDETERMINED, Status.NOT_ELIGIBLE
TRUTHS: tuple[TruthValue, ...] = (True, None, False)


@pytest.mark.parametrize(
    ("now", "then", "unless", "status", "granted"),
    [
        ((True,), (True,), False, YES, True),
        ((True,), (True,), None, YES, True),
        ((False, True), (None, True), False, YES, True),
        ((False,), (True,), False, AFTER, True),
        ((None,), (True,), None, AFTER, True),
        ((None, False), (None, True), False, AFTER, True),
        ((None,), (None,), False, OPEN, None),
        ((False,), (None,), None, OPEN, None),
        ((False, None), (False, None), False, OPEN, None),
        ((False,), (False,), False, NO, False),
        ((False,), (False,), None, NO, False),
        ((True,), (True,), True, NO, False),
        ((None,), (True,), True, NO, False),
        ((None,), (None,), True, NO, False),
        ((), (), False, NO, False),
    ],
)
def test_what_follows_from_the_truths(
    now: tuple[TruthValue, ...], then: tuple[TruthValue, ...], unless: TruthValue, status: Status, granted: TruthValue
) -> None:
    """A proved exclusion refuses; an open one does not. What is open is never refused."""
    raw = Raw(now, then, unless)
    assert (raw.status, raw.granted) == (status, granted)


@pytest.mark.parametrize(("now", "then", "unless"), list(product(TRUTHS, repeat=3)))
def test_a_support_of_one_route_has_the_status_of_its_route(now: TruthValue, then: TruthValue, unless: TruthValue) -> None:
    raw = Raw((now,), (then,), unless)
    assert raw.routes == (raw.status,)
    assert (raw.granted is True) == (raw.status in {YES, AFTER}) and (raw.granted is None) == (raw.status is OPEN)


@pytest.mark.parametrize("region", REGIONS)
def test_a_status_is_that_of_its_truths_and_turned_names_every_other_one(region: str) -> None:
    """Law: also between a family's truths and those years later, when other answers are given."""
    turned = 0
    for decision in generated(region, 6):
        truths, later = decision.raw, decision.on(decision.as_of + timedelta(days=3653)).raw
        assert all(truths.status(*key) is truths[key].status for key in truths)
        assert sorted(truths.turned(later)) == sorted(key for key in truths if truths[key].status is not later[key].status)
        turned += len(list(truths.turned(later)))
    assert turned


def test_without_subjects_there_are_no_truths() -> None:
    empty = SupportTruths({"cash": ((0, slice(0, 1), slice(1, 2), 2),)})
    assert (len(empty), list(empty), empty.supports) == (0, [], ("cash",))


def test_truths_are_put_in_once_for_each_distinct_condition() -> None:
    """They are read in the order of a stage's conditions, several of which may be the same."""
    places = {"cash": ((0, slice(0, 2), slice(2, 4), 4),), "card": ((0, slice(5, 6), slice(6, 7), 7),)}
    found = SupportTruths(places, [(0, 1, 0, 2, 3, 1, 2, 3)])
    found.put(0, "m1", (None, False, True, False))
    found.put(0, "m2", (False, False, False, True))
    assert found["cash", "m1"] == Raw((None, False), (None, True), False) and found["card", "m1"] == Raw((False,), (True,), False)
    assert found["cash", "m2"].status is NO and found.status("card", "m1") is AFTER
    assert list(found) == [("cash", "m1"), ("cash", "m2"), ("card", "m1"), ("card", "m2")]
    assert found.answers(0, "m1") == (None, False, True, False)
    assert not found.same(SupportTruths(places)) and found.same(found)
