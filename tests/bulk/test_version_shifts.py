"""A register under two versions of the rules: who gains, who loses, whose answer opens and whose is settled."""

from __future__ import annotations

import polars as pl
import pytest

import eligibility as el
from eligibility.bulk.version_shifts import Shift, shifts
from tests.conftest import DAY, Toy, support


def counted(toy: Toy, before: str, after: str) -> list[Shift]:
    rows = {"row": [0, 1, 2, 3], "person.certified": [True, False, None, True], "person.tekun": [None, True, None, False]}
    rulesets = [el.load_ruleset(toy(rules)) for rules in (before, after)]
    return shifts(pl.DataFrame(rows), *rulesets, DAY, {})


@pytest.mark.parametrize(
    ("before", "after", "shift"),
    [
        (support("tekun"), support("tekun or certified"), Shift("cash", gain=2, lose=0, opened=0, settled=0)),
        (support("tekun or certified"), support("tekun"), Shift("cash", gain=0, lose=2, opened=0, settled=0)),
        (support("certified and tekun"), support("certified and not tekun"), Shift("cash", gain=1, lose=0, opened=0, settled=0)),
        (support("certified"), support("tekun"), Shift("cash", gain=1, lose=2, opened=0, settled=0)),
    ],
)
def test_what_became_of_a_support(toy: Toy, before: str, after: str, shift: Shift) -> None:
    """Somebody granted who has to be asked again has lost; somebody open who is granted has gained."""
    assert counted(toy, before, after) == [shift]


def test_open_answers_that_come_and_go(toy: Toy) -> None:
    """A support that ends settles those whose answer was open; a new one opens them."""
    with_card = support("certified") + support("tekun", name="card")
    assert counted(toy, with_card, support("certified")) == [Shift("card", gain=0, lose=1, opened=0, settled=2)]
    assert counted(toy, support("certified"), with_card) == [Shift("card", gain=1, lose=0, opened=2, settled=0)]


def test_the_same_rules_shift_nobody(toy: Toy) -> None:
    assert counted(toy, support("certified"), support("certified")) == []


def test_what_is_paid_more_and_less_a_month(toy: Toy) -> None:
    """Of those granted both times, of those who gain and of those who lose; a yearly amount is not added."""
    old = support("certified").replace("{kind: cash}", "{kind: cash, unit: CNY/month, amount: 85}")
    new = support("tekun or certified").replace("{kind: cash}", "{kind: cash, unit: CNY/month, amount: {at_least: 99}}")
    (found,) = counted(toy, old, new)
    assert (found.gain, found.raised, found.more, found.lowered) == (1, 3, 2 * 14 + 99, 0)
    (back,) = counted(toy, new, old)
    assert (back.lose, back.lowered, back.less, back.raised) == (1, 3, 2 * 14 + 99, 0)
    yearly = [text.replace("CNY/month", "CNY/year") for text in (old, new)]
    assert [(one.raised, one.more) for one in counted(toy, *yearly)] == [(0, 0)]
    assert counted(toy, old, old) == []
