"""What can be expected of a condition: how likely it holds, after how many questions that is known, and which answers a proof needs."""

from __future__ import annotations

from itertools import product

import pytest

from eligibility.facts.profile import Need
from eligibility.facts.vocabulary import facts, support_fact
from eligibility.guidance.prospects import FEW, Prospect, Prospects
from eligibility.logic.expr import And, Const, Expr, Flag, Member, Not, Or
from eligibility.logic.types import Boolean, Fact

KNOWN = facts()
YES_NO = Flag(KNOWN["person.certified"])
OTHER = Flag(KNOWN["household.dibao"])
RARE = Flag(KNOWN["person.tekun"])
NEED = Flag(KNOWN["person.needs.rehab"])
INSURED = Flag(KNOWN["person.insurances.resident_medical"])
A, B, C = (Flag(Fact(f"household.{name}", Boolean(), name)) for name in "abc")


def prospect(expr: Expr) -> Prospect:
    return Prospects()(expr)


@pytest.mark.parametrize(
    ("expr", "probability"),
    [
        (Const(True), 1.0),
        (YES_NO, 0.5),
        (Not(YES_NO), 0.5),
        (RARE, FEW),
        (And((YES_NO, OTHER)), 0.25),
        (Or((YES_NO, OTHER)), 0.75),
        (And((YES_NO, RARE)), 0.5 * FEW),
        (Member(KNOWN["person.sex"], frozenset({"male"})), 0.5),
        (Member(KNOWN["person.grade"], frozenset({1, 2})), 0.4),
        (NEED, 1 / len(Need.__args__)),  # type: ignore[attr-defined]
        (INSURED, 1 / 3),
        (Flag(support_fact("receives", "dibao")), 1 / 20),
    ],
)
def test_how_likely_a_condition_is(expr: Expr, probability: float) -> None:
    """Of a set that most people leave empty one member is expected; of another one each member with a chance of a third; a yes or no
    that concerns few people is seldom a yes."""
    assert prospect(expr).chance == pytest.approx(probability)


@pytest.mark.parametrize(
    "expr", [A, Not(A), And((A, B)), Or((A, B)), And((A, Or((B, C)))), Or((A, And((B, C)))), And((A, B, C)), Not(Or((A, Not(And((B, C))))))]
)
def test_what_is_expected_is_what_asking_brings(expr: Expr) -> None:
    """Law: where each fact is read once, the mean over all answers of asking in the best of all orders, found by trying each."""
    found = prospect(expr)
    assert found.chance == pytest.approx(sum(holds(expr, dict(zip("abc", truths, strict=True))) is True for truths in ALL) / len(ALL))
    assert found.questions == pytest.approx(fewest(expr, {}))


ALL = list(product([False, True], repeat=3))


def holds(expr: Expr, told: dict[str, bool]) -> bool | None:
    match expr:
        case Flag(fact):
            return told.get(fact.answer)
        case Not(arg):
            truth = holds(arg, told)
            return None if truth is None else not truth
        case And(args) | Or(args):
            stop = isinstance(expr, Or)
            truths = [holds(arg, told) for arg in args]
            return stop if stop in truths else None if None in truths else not stop
    raise TypeError(expr)


def fewest(expr: Expr, told: dict[str, bool]) -> float:
    """How many more questions are asked on average until the condition is known, in the best order."""
    if holds(expr, told) is not None:
        return 0.0
    return min(1 + sum(fewest(expr, {**told, name: truth}) for truth in (False, True)) / 2 for name in "abc" if name not in told)


def test_a_proof_needs_every_part_of_a_conjunction_and_one_of_a_disjunction() -> None:
    both, either = prospect(And((A, B))), prospect(Or((A, B)))
    assert both.proving == {"a": 1.0, "b": 1.0} == either.refuting
    assert sum(either.proving.values()) == pytest.approx(1.0) == pytest.approx(sum(both.refuting.values()))
    assert either.proving["a"] == pytest.approx(2 / 3)


def test_a_denial_needs_for_its_proof_what_refutes() -> None:
    some = prospect(And((A, Or((B, C)))))
    denied = prospect(Not(And((A, Or((B, C))))))
    assert denied.chance == pytest.approx(1 - some.chance) and denied.questions == some.questions
    assert (denied.proving, denied.refuting) == (some.refuting, some.proving)


def test_one_question_tells_all_members_of_a_set() -> None:
    """Two needs are one question, which counts once."""
    needs = Or((NEED, Flag(KNOWN["person.needs.surgery"])))
    found = prospect(needs)
    assert (found.questions, found.proving) == (1.0, {"needs": 1.0})
    assert found.chance > prospect(NEED).chance
    assert prospect(And((needs, YES_NO))).questions == pytest.approx(1 + found.chance)


def test_no_more_questions_are_expected_than_there_are_facts() -> None:
    """A fact that is read in several places is asked once."""
    assert prospect(Or((And((A, B)), And((Not(A), C)), And((A, C)), And((Not(A), B))))).questions <= 3


def test_equal_parts_are_worked_out_once() -> None:
    prospects = Prospects()
    assert prospects(Or((A, And((B, C))))) is prospects(Or((A, And((B, C)))))
