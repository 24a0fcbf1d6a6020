"""Why an answer changed: one thing at a time, and everything where nothing does it alone."""

from __future__ import annotations

from tests.office.months import member, paid, person
from tests.office.runs import Months


def test_a_reason_does_not_hang_on_the_other_changes(months: Months) -> None:
    """What changed beside it, and does not bear on the answer, is not named."""
    before = [person(0, grade=2, 自理能力="完全自理")], [member(0)], [paid(0)]
    after = [person(0, grade=3, 自理能力="半自理", 有效期至="2031-01-01")], [member(0)], [paid(0)]
    [change] = [one for one in months.changes(before, after) if one.support == "nursing_subsidy"]
    assert [cause.path for cause in change.why] == ["person.grade"]


def test_rules_that_are_no_longer_at_hand_are_said_to_differ(months: Months, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """Nothing else changed: then it is the rules, with both versions."""
    from eligibility.office import reasons

    monkeypatch.setattr(reasons, "_old_rules", lambda *_: None)
    changes = months.changes(([person(0, grade=2)], [], [paid(0)]), ([person(0, grade=3)], [], [paid(0)]))
    assert [cause.kind for one in changes if one.support == "nursing_subsidy" for cause in one.why] == ["fact"]
