"""Number expressions of amounts: their intervals hold every value that the unknown facts can still give, and no more."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest

from eligibility.logic.amount import (
    Bounded,
    Formula,
    Greatest,
    Interval,
    Least,
    Rounded,
    Rounding,
    Tier,
    Tiers,
    Times,
    Total,
    conditions_in,
    constant,
    exactly,
    hull,
    interval,
    literal,
    numbers_read,
    rounded,
    subformulas,
)
from eligibility.logic.expr import Expr, Member, facts_in
from eligibility.logic.proof import prove
from eligibility.logic.truth import Truth
from eligibility.logic.types import Choice, Fact, FactValue, Number

AREA = Fact("household.area", Choice(("urban", "rural")))
GRADE = Fact("person.grade", Choice((1, 2, 3)))
URBAN, RURAL, COST, PERSONS, INCOME = (
    Fact(name, Number("CNY", integral=False)) for name in ("urban", "rural", "cost", "persons", "income")
)
VALUES: Mapping[Fact, Sequence[FactValue]] = {
    AREA: ("urban", "rural"),
    GRADE: (1, 2, 3),
    URBAN: (0, 700, 800),
    RURAL: (0, 500),
    COST: (0, 1000, 9000, 20000),
    PERSONS: (0, 1, 2),
    INCOME: (0, 300, 650),
}
FAR = 1_000_000
"""A value beyond every literal of the forms: what is open above reaches it."""


def times(factor: str, part: Fact | Formula) -> Total:
    return Total(((part, Decimal(factor)),), Decimal(0))


def of(fact: Fact) -> Total:
    return times("1", fact)


def by(fact: Fact, value: str | int, formula: Formula) -> Tier:
    return Tier(Member(fact, frozenset({value})), formula)


STANDARD = Tiers((by(AREA, "urban", of(URBAN)), by(AREA, "rural", of(RURAL))))
FORMS: Mapping[str, Formula] = {
    "standard by area": STANDARD,
    "dibao gap": Greatest((Total(((STANDARD, Decimal(1)), (INCOME, Decimal(-1))), Decimal(0)), literal(0))),
    "60% capped at 6000": Least((times("0.6", COST), literal(6000))),
    "half, capped, whole yuan": Rounded(Least((times("0.5", COST), literal(5000))), Decimal(1), Rounding.DOWN),
    "tiers by grade": Tiers((by(GRADE, 1, literal(150)), by(GRADE, 2, literal(100)))),
    "6 x wage x persons": Times(times("6", URBAN), of(PERSONS)),
    "share of the standard": times("0.3", STANDARD),
    "a tier that is a cap": Tiers((by(GRADE, 1, literal(150)), by(GRADE, 2, Bounded(literal(0), literal(60))))),
    "at least the standard": Bounded(STANDARD, None),
}


def of_record(formula: Formula, record: Mapping[Fact, FactValue]) -> Interval | None:
    def truth(expr: Expr) -> Truth:
        return prove(expr, record.get, lambda _: Truth.UNKNOWN).truth

    return interval(formula, record.get, truth)


def completions(formula: Formula, record: Mapping[Fact, FactValue]) -> Iterator[Mapping[Fact, FactValue]]:
    """Every complete record; a number without a bound also takes one value that is far away."""
    read = {*numbers_read(formula), *(fact for when in conditions_in(formula) for fact in facts_in(when))}
    unknown = sorted(read - record.keys(), key=lambda fact: fact.key)
    far = [FAR]
    chosen = [[*VALUES[fact], *(far if isinstance(fact.type, Number) else [])] for fact in unknown]
    for values in product(*chosen):
        yield {**record, **dict(zip(unknown, values, strict=True))}


@pytest.mark.parametrize("name", FORMS)
def test_an_interval_is_the_hull_of_all_completions(name: str) -> None:
    """Every form that reads each fact once: sound and exact for every pattern of unknown facts."""
    formula, chance = FORMS[name], random.Random(name)
    read = sorted(
        {*numbers_read(formula), *(fact for when in conditions_in(formula) for fact in facts_in(when))}, key=lambda fact: fact.key
    )
    for known in product((False, True), repeat=len(read)):
        for _ in range(4):
            record = {fact: chance.choice(VALUES[fact]) for fact, told in zip(read, known, strict=True) if told}
            found, brute = of_record(formula, record), hull(of_record(formula, one) for one in completions(formula, record))
            if found is None or brute is None:
                assert found is brute
                continue
            assert found.low == brute.low
            assert found.high == brute.high or (found.high is None and (brute.high is None or brute.high >= FAR // 10))


def test_a_fact_that_is_read_in_opposite_directions_widens_and_never_narrows() -> None:
    formula = Total(((Least((of(COST), literal(100))), Decimal(1)), (COST, Decimal(-1))), Decimal(0))
    found = of_record(formula, {})
    assert found is not None
    for value in (0, 50, 100, 400):
        exact = of_record(formula, {COST: value})
        assert exact is not None and exact.exact and found | exact == found


def test_what_no_tier_covers_has_no_value() -> None:
    tiers = FORMS["tiers by grade"]
    assert of_record(tiers, {GRADE: 3}) is None
    assert of_record(tiers, {}) == Interval(Fraction(100), Fraction(150))
    for whole in (
        times("2", tiers),
        Least((tiers, literal(1))),
        Greatest((literal(1), tiers)),
        Times(tiers, of(COST)),
        Rounded(tiers, Decimal(1), Rounding.UP),
        Bounded(tiers, None),
    ):
        assert of_record(whole, {GRADE: 3}) is None


def test_an_open_product_reaches_as_far_as_its_parts() -> None:
    product_ = Times(of(COST), of(PERSONS))
    assert of_record(product_, {}) == Interval(Fraction(0), None)
    assert of_record(product_, {PERSONS: 0}) == exactly(0)
    assert of_record(Times(times("-1", COST), of(PERSONS)), {PERSONS: 2}) == Interval(None, Fraction(0))


@pytest.mark.parametrize(
    ("how", "number", "whole"),
    [
        (Rounding.DOWN, "2.9", 2),
        (Rounding.UP, "2.1", 3),
        (Rounding.HALF_UP, "2.5", 3),
        (Rounding.HALF_UP, "2.4", 2),
        (Rounding.DOWN, "-0.5", -1),
    ],
)
def test_rounding_goes_to_whole_steps(how: Rounding, number: str, whole: int) -> None:
    assert rounded(Fraction(number), Decimal(1), how) == whole
    assert rounded(Fraction(number) * 10, Decimal(10), how) == whole * 10


def test_intervals_meet_and_join() -> None:
    low, high = Interval(Fraction(1), None), Interval(None, Fraction(5))
    assert low & high == Interval(Fraction(1), Fraction(5))
    assert low | high == Interval(None, None)
    assert exactly(1) & exactly(2) is None
    assert exactly(1) | exactly(2) == Interval(Fraction(1), Fraction(2))
    assert hull([]) is None and hull([None, exactly(3)]) == exactly(3)
    assert exactly(2).times(Decimal(-3)) == exactly(-6) and low.times(0) == exactly(0)


def test_a_constant_reads_nothing_and_leaves_nothing_open() -> None:
    assert constant(Total(((literal(2), Decimal(3)),), Decimal(1))) == 7
    assert constant(of(COST)) is None
    assert constant(STANDARD) is None
    assert constant(Bounded(literal(1), None)) is None


def test_the_parts_of_a_formula() -> None:
    gap = FORMS["dibao gap"]
    assert list(numbers_read(gap)) == [INCOME, URBAN, RURAL]
    assert len(list(conditions_in(gap))) == 2
    assert sum(isinstance(part, Tiers) for part in subformulas(gap)) == 1
    assert [type(part) for part in subformulas(FORMS["at least the standard"])][:2] == [Bounded, Tiers]
