"""Counts over members and supports handed on: known only between two bounds."""

from __future__ import annotations

import pytest

import eligibility as el
from eligibility.decide.run import compared
from eligibility.logic.expr import FALSE, Quantity
from eligibility.logic.operators import Operator
from tests.conftest import Toy, decide, support


@pytest.mark.parametrize("op", Operator)
@pytest.mark.parametrize("bound", range(4))
@pytest.mark.parametrize(("low", "high"), [(0, 0), (1, 1), (0, 2), (1, 3), (2, 2)])
def test_a_count_between_two_bounds(op: Operator, bound: int, low: int, high: int) -> None:
    """Law: known where every number between the bounds gives the same answer, and only there."""
    answers = {eval(f"{count} {op} {bound}") for count in range(low, high + 1)}  # noqa: S307 - the operators are those of the enum
    assert compared(low, high, Quantity(FALSE, op, bound)) is (answers.pop() if len(answers) == 1 else None)


@pytest.mark.parametrize("op", Operator)
@pytest.mark.parametrize("bound", range(4))
@pytest.mark.parametrize("low", range(4))
def test_a_count_without_an_upper_bound(op: Operator, bound: int, low: int) -> None:
    answers = {eval(f"{count} {op} {bound}") for count in range(low, 9)}  # noqa: S307 - the operators are those of the enum
    assert compared(low, None, Quantity(FALSE, op, bound)) is (answers.pop() if len(answers) == 1 else None)


HOME = support("any(certified)", name="home", entity="household")


@pytest.mark.parametrize(
    ("members", "size", "status"),
    [
        ([True], None, "eligible"),
        ([False], None, "not_eligible"),
        ([False], 2, "undetermined"),
        ([None], None, "undetermined"),
        ([False, None], None, "undetermined"),
        ([None, True], 3, "eligible"),
        ([], None, "undetermined"),
    ],
)
def test_any_member(toy: Toy, members: list[bool | None], size: int | None, status: str) -> None:
    """A member who is not listed may hold a certificate; an empty list says nothing."""
    people = [{"id": f"m{index}", **({} if one is None else {"certified": one})} for index, one in enumerate(members)]
    household = {"members": people, **({} if size is None else {"size": size})}
    assert decide(toy(HOME), {"household": household})["home", "household"].status == status


def test_what_a_household_gets_opens_what_each_member_gets(toy: Toy) -> None:
    decision = decide(toy(HOME + support("has.home")), {"household": {"members": [{"id": "m1", "certified": True}, {"id": "m2"}]}})
    assert [one.status for one in decision.outcomes("cash")] == [el.Status.ELIGIBLE_AFTER] * 2


def test_what_a_member_gets_opens_what_the_household_gets(toy: Toy) -> None:
    rules = toy(support("certified") + support("has.cash", name="home", entity="household"))
    told = {"members": [{"id": "m1", "certified": False}, {"id": "m2", "certified": True}]}
    assert decide(rules, {"household": told})["home", "household"].status is el.Status.ELIGIBLE_AFTER
    nobody = {"members": [{"id": "m1", "certified": False, "receives": []}]}
    assert decide(rules, {"household": nobody})["home", "household"].status is el.Status.NOT_ELIGIBLE
    assert decide(rules, {"household": {**nobody, "size": 2}})["home", "household"].status is el.Status.UNDETERMINED
