"""Amounts where a condition holds: their interval is the hull over the records in which it holds, and no wider."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest

from eligibility.logic.amount import Formula, Greatest, Interval, Tier, Tiers, Total, hull, interval, literal
from eligibility.logic.expr import FALSE, TRUE, And, Compare, Expr, Flag, Has, Linear, Member, Named, Not, Or
from eligibility.logic.narrowing import LIMIT, narrowed
from eligibility.logic.operators import Operator
from eligibility.logic.proof import prove
from eligibility.logic.truth import Truth
from eligibility.logic.types import Boolean, Choice, Fact, FactValue, Number

GRADE = Fact("person.grade", Choice((0, 1, 2, 3, 4)))
AREA = Fact("household.area", Choice(("urban", "rural")))
AUTISM, ORPHAN = Fact("person.autism", Boolean()), Fact("person.orphan", Boolean())
AGE = Fact("person.age", Number("years"))
COST, INCOME, LINE = (Fact(name, Number("CNY", integral=False)) for name in ("cost", "income", "line"))
VALUES: Mapping[Fact, Sequence[FactValue]] = {
    GRADE: (0, 1, 2, 3, 4),
    AREA: ("urban", "rural"),
    AUTISM: (False, True),
    ORPHAN: (False, True),
    AGE: (0, 6, 7, 17, 18, 80),
}
CONDITIONS: Sequence[Expr] = (
    Flag(AUTISM),
    Flag(ORPHAN),
    Member(AREA, frozenset({"urban"})),
    *(Member(GRADE, frozenset(some)) for some in ({1}, {2}, {1, 2}, {3, 4}, {0})),
    *(Compare(Linear(((AGE, Decimal(1)),), Decimal(-bound)), op) for bound in (7, 18) for op in (Operator.BELOW, Operator.AT_LEAST)),
)


def condition(chance: random.Random, depth: int = 2) -> Expr:
    if depth == 0 or chance.random() < 0.3:
        return chance.choice(CONDITIONS)
    parts = tuple(condition(chance, depth - 1) for _ in range(chance.choice((2, 2, 3))))
    made: Expr = chance.choice((And, Or))(parts)
    return Named("defined", made) if chance.random() < 0.2 else Not(made) if chance.random() < 0.2 else made


def tiers(chance: random.Random, depth: int = 1) -> Tiers:
    """Tiers that may overlap, each of its own value, or parted again."""
    return Tiers(
        tuple(
            Tier(condition(chance, 1), tiers(chance, depth - 1) if depth and chance.random() < 0.4 else literal(chance.randrange(1000)))
            for _ in range(3)
        )
    )


def truth_in(record: Mapping[Fact, FactValue], expr: Expr) -> Truth:
    return prove(expr, record.get, lambda _: Truth.UNKNOWN).truth


def of_record(formula: Formula, record: Mapping[Fact, FactValue]) -> Interval | None:
    return interval(formula, record.get, lambda expr: truth_in(record, expr))


def completions(record: Mapping[Fact, FactValue]) -> Iterator[Mapping[Fact, FactValue]]:
    unknown = [fact for fact in VALUES if fact not in record]
    for values in product(*(VALUES[fact] for fact in unknown)):
        yield {**record, **dict(zip(unknown, values, strict=True))}


@pytest.mark.parametrize("seed", range(12))
def test_an_interval_is_the_hull_of_all_records_in_which_the_condition_holds(seed: int) -> None:
    """Law: whatever is known, the interval of the narrowed formula is the hull over the completions in which the condition holds."""
    chance = random.Random(seed)
    compared = narrower = 0
    for _ in range(12):
        holds, formula = condition(chance), tiers(chance)
        within = narrowed(formula, holds)
        assert within.loose == ()
        for _ in range(6):
            record = {fact: chance.choice(values) for fact, values in VALUES.items() if chance.random() < 0.5}
            reached = [whole for whole in completions(record) if truth_in(whole, holds) is Truth.TRUE]
            if reached:
                found = of_record(within.formula, record)
                assert found == hull(of_record(formula, whole) for whole in reached)
                compared += 1
                narrower += found != of_record(formula, record)
    assert compared > 20 and narrower > 2


def at_least(fact: Fact, bound: int) -> Compare:
    return Compare(Linear(((fact, Decimal(1)),), Decimal(-bound)), Operator.AT_LEAST)


def of(fact: Fact) -> Total:
    return Total(((fact, Decimal(1)),), Decimal(0))


def below(one: Fact, other: Fact) -> Compare:
    return Compare(Linear(((one, Decimal(1)), (other, Decimal(-1))), Decimal(0)), Operator.BELOW)


def test_a_tier_that_contradicts_the_condition_is_left_out() -> None:
    graded = Tiers(tuple(Tier(Member(GRADE, frozenset({grade})), literal(100 * grade)) for grade in (1, 2, 3)))
    severe = Named("severe", Member(GRADE, frozenset({1, 2})))
    assert narrowed(graded, severe).formula == Tiers(graded.tiers[:2])
    assert narrowed(graded, Flag(AUTISM)).formula == graded
    two_ways = Or((And((Flag(AUTISM), severe)), And((Flag(ORPHAN), Member(GRADE, frozenset({3}))))))
    found = narrowed(graded, two_ways).formula
    assert of_record(found, {AUTISM: False}) == Interval(Fraction(300), Fraction(300))
    assert of_record(found, {ORPHAN: False}) == Interval(Fraction(100), Fraction(200))


def test_a_required_support_counts_as_a_fact_of_its_own() -> None:
    care = Has("care")
    formula = Tiers((Tier(care, literal(1)), Tier(Not(care), literal(2))))
    assert narrowed(formula, And((Flag(AUTISM), care))).formula == Tiers((Tier(care, literal(1)),))


@pytest.mark.parametrize(
    ("given", "low", "high"),
    [
        (at_least(COST, 1000), 1000, None),
        (Not(at_least(COST, 1000)), 0, 1000),
        (And((at_least(COST, 1000), Not(at_least(COST, 2000)))), 1000, 2000),
        (Compare(Linear(((COST, Decimal(-2)),), Decimal(500)), Operator.EQUAL), 250, 250),
        (Compare(Linear(((AGE, Decimal(1)),), Decimal(-7)), Operator.ABOVE), 0, None),
    ],
)
def test_a_number_is_read_within_the_bounds_that_the_condition_sets(given: Expr, low: int, high: int | None) -> None:
    found = narrowed(of(COST), given)
    assert of_record(found.formula, {}) == Interval(Fraction(low), None if high is None else Fraction(high))
    assert found.loose == ()


def test_a_whole_number_above_a_bound_begins_at_the_next() -> None:
    above = Compare(Linear(((AGE, Decimal(1)),), Decimal(-7)), Operator.ABOVE)
    assert of_record(narrowed(of(AGE), above).formula, {}) == Interval(Fraction(8), None)


def test_a_tier_bounds_the_number_that_it_gives() -> None:
    formula = Tiers((Tier(Not(at_least(COST, 1000)), of(COST)), Tier(at_least(COST, 1000), literal(600))))
    assert of_record(narrowed(formula, TRUE).formula, {}) == Interval(Fraction(0), Fraction(1000))


def test_numbers_that_a_condition_ties_to_other_facts_are_named() -> None:
    """With a line of 620 known, an income below it is at most 620; the formula cannot know, so that this is told."""
    assert narrowed(of(INCOME), below(INCOME, LINE)).loose == (INCOME,)
    assert narrowed(of(COST), Or((Flag(AUTISM), And((Flag(ORPHAN), at_least(COST, 1000)))))).loose == (COST,)
    assert narrowed(of(COST), And((Not(Flag(AUTISM)), Or((Flag(AUTISM), at_least(COST, 1000)))))).loose == (COST,)
    assert narrowed(of(COST), below(INCOME, LINE)).loose == ()


def test_a_number_is_bounded_as_far_as_what_else_may_hold_is_refuted() -> None:
    """An employer has employees or posts: without posts it has one employee at least."""
    either = Or((Flag(AUTISM), at_least(COST, 1000), at_least(COST, 2000)))
    found = narrowed(of(COST), either)
    assert found.loose == ()
    assert of_record(found.formula, {AUTISM: False}) == Interval(Fraction(1000), None)
    assert of_record(found.formula, {AUTISM: True}) == Interval(Fraction(0), None)
    assert of_record(found.formula, {}) == Interval(Fraction(0), None)
    assert of_record(found.formula, {AUTISM: False, COST: 1500}) == Interval(Fraction(1500), Fraction(1500))
    upwards = Or((Flag(AUTISM), at_least(COST, 1000), Not(at_least(COST, 500))))
    assert of_record(narrowed(of(COST), upwards).formula, {AUTISM: False}) == Interval(Fraction(0), None)


def test_a_gap_that_the_condition_says_is_open_is_as_narrow_as_it_can_be() -> None:
    """Where income lies below the line, `max(line - income, 0)` is the line less the income: the condition adds nothing."""
    gap = Greatest((Total(((LINE, Decimal(1)), (INCOME, Decimal(-1))), Decimal(0)), literal(0)))
    assert narrowed(gap, Or((Flag(AUTISM), below(INCOME, LINE)))).loose == ()
    assert narrowed(gap, Not(below(INCOME, LINE))).loose == (LINE, INCOME)
    more = Greatest((Total(((LINE, Decimal(1)), (INCOME, Decimal(-1))), Decimal(100)), literal(0)))
    assert narrowed(more, below(INCOME, LINE)).loose == (LINE, INCOME)


def test_comparisons_of_the_same_facts_are_named_where_several_decide() -> None:
    formula = Tiers((Tier(at_least(INCOME, 500), literal(1)), Tier(Not(at_least(INCOME, 500)), literal(2))))
    assert narrowed(formula, below(INCOME, LINE)).loose == (INCOME,)
    assert narrowed(formula, below(COST, LINE)).loose == ()


def test_too_many_parts_leave_a_tier_as_it_is_written() -> None:
    facts = [Fact(f"person.{index}", Boolean()) for index in range(12)]
    odd: Expr = FALSE
    for fact in facts:
        odd = Or((And((odd, Not(Flag(fact)))), And((Not(odd), Flag(fact)))))
    tier = Tier(Flag(facts[0]), literal(1))
    found = narrowed(Tiers((tier,)), odd)
    assert 2 ** len(facts) > LIMIT
    assert found.formula == Tiers((tier,))
    assert set(found.loose) == set(facts)


def test_whatever_holds_nothing_changes_in_the_value() -> None:
    """Law: for a record in which the condition holds, the narrowed formula has the value of the formula."""
    chance = random.Random(3)
    for _ in range(20):
        holds, formula = condition(chance), tiers(chance)
        within = narrowed(formula, holds).formula
        for whole in completions({GRADE: 2, AREA: "urban"}):
            if truth_in(whole, holds) is Truth.TRUE:
                assert of_record(within, whole) == of_record(formula, whole)
