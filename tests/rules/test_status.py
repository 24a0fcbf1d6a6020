"""The four answers, and which of them grant."""

from __future__ import annotations

from eligibility.rules.labels import STATUSES
from eligibility.rules.status import GRANTED, Status


def test_granted_now_or_after_others() -> None:
    assert [status for status in Status if status.granted] == [Status.ELIGIBLE, Status.ELIGIBLE_AFTER]
    assert set(GRANTED) == {status for status in Status if status.granted}


def test_each_is_its_word_and_has_a_label() -> None:
    assert Status("eligible_after") is Status.ELIGIBLE_AFTER
    assert set(STATUSES) == set(Status)
    assert len({label.zh for label in STATUSES.values()}) == len({label.en for label in STATUSES.values()}) == len(Status)
