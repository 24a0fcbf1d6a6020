"""A second derivation that differs is an error and no answer."""

from __future__ import annotations

import pytest

import eligibility as el
from eligibility.durable import cross_check
from eligibility.durable.cross_check import DerivationMismatch, agree
from tests.conftest import Toy, decide, one, support

PAIR = support("certified") + support("tekun", name="card")


@pytest.mark.usefixtures("live")
@pytest.mark.parametrize("facts", [{}, {"certified": True}, {"certified": False, "tekun": True}])
def test_two_derivations_that_agree_say_nothing(toy: Toy, facts: dict[str, bool]) -> None:
    assert agree(decide(toy(PAIR), one(**facts))) is None  # type: ignore[func-returns-value]


def test_two_that_differ_name_every_support_and_no_fact(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    decision = decide(toy(PAIR), one(certified=True, birth_date="1990-03-02"))
    wrong = {("cash", "m1"): el.Status.NOT_ELIGIBLE, ("card", "m1"): el.Status.UNDETERMINED}
    monkeypatch.setattr(cross_check, "infer", lambda *_: wrong)
    with pytest.raises(DerivationMismatch) as caught:
        agree(decision)
    said = str(caught.value)
    assert "cash: proved eligible, inferred not_eligible" in said
    assert "card" not in said
    assert decision.ruleset.hash[:12] in said and "toy/2022-01-01" in said
    assert "1990" not in said and "m1" not in said


def test_a_difference_is_no_error_of_the_user() -> None:
    assert not issubclass(DerivationMismatch, el.EligibilityError)
