"""The condition of an amount and a number holds for every record of which it is so, and for no other where sums can follow it."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import pytest

from eligibility.logic.amount import Bounded, Formula, Greatest, Least, Rounded, Rounding, Tier, Tiers, Times, Total, interval, literal
from eligibility.logic.amount_comparison import compared
from eligibility.logic.expr import TRUE, Flag, Not
from eligibility.logic.operators import Operator
from eligibility.logic.proof import prove
from eligibility.logic.truth import Truth
from eligibility.logic.types import Boolean, Fact, FactValue, Number

STAFF, OTHERS = (Fact(name, Number("persons")) for name in ("disabled", "employees"))
RURAL = Fact("rural", Boolean())
FACTS: tuple[Fact, ...] = (STAFF, OTHERS)
OPERATORS = (Operator.BELOW, Operator.AT_MOST, Operator.AT_LEAST, Operator.ABOVE)


def formula(chance: random.Random, depth: int = 3) -> Formula:
    kind = chance.choice(("total", "total", "least", "greatest", "rounded", "tiers", "times", "scaled", "mixed")) if depth else "total"
    inner = lambda: formula(chance, depth - 1)  # noqa: E731
    match kind:
        case "least" | "greatest":
            args = (inner(), literal(chance.choice((0, 3))))
            return Least(args) if kind == "least" else Greatest(args)
        case "rounded":
            return Rounded(inner(), chance.choice((Decimal(1), Decimal("0.5"))), chance.choice(list(Rounding)))
        case "tiers":
            return Tiers((Tier(Flag(RURAL), inner()), Tier(Not(Flag(RURAL)), inner())))
        case "times":
            return Times(literal(chance.choice((-2, 0, 3))), inner())
        case "scaled":
            return Total(((inner(), Decimal(chance.choice((-2, 3)))),), Decimal(chance.choice((0, 1))))
        case "mixed":
            return Total(((STAFF, Decimal(1)), (Greatest((inner(), literal(0))), Decimal(chance.choice((-1, 2))))), Decimal(-1))
    terms = tuple((fact, Decimal(chance.choice(("-0.5", "1", "-2")))) for fact in chance.sample(FACTS, chance.choice((1, 2))))
    return Total(terms, Decimal(chance.choice(("0", "-1", "2.5"))))


@pytest.mark.parametrize("seed", range(150))
def test_the_condition_holds_for_every_record_of_which_it_is_so(seed: int) -> None:
    """Of whole numbers and a yes or no, every record of a small grid."""
    chance = random.Random(seed)
    made, bound, op = formula(chance), Fraction(chance.choice((0, 0, 1, -2))), chance.choice(OPERATORS)
    condition = compared(made, op, bound)
    for staff in range(4):
        for others in range(4):
            for rural in (False, True):
                record: dict[Fact, FactValue] = {STAFF: staff, OTHERS: others, RURAL: rural}
                found = interval(made, record.get, lambda when, record=record: prove(when, record.get, lambda _: Truth.UNKNOWN).truth)
                assert found is not None
                assert found.low is not None
                truth = prove(condition, record.get, lambda _: Truth.UNKNOWN).truth
                so = {
                    Operator.BELOW: found.low < bound,
                    Operator.AT_MOST: found.low <= bound,
                    Operator.AT_LEAST: found.low >= bound,
                    Operator.ABOVE: found.low > bound,
                }[op]
                assert truth is Truth.TRUE or not so
                if condition != TRUE and "TRUE" not in str(condition) and _followed(made):
                    assert (truth is Truth.TRUE) == so


def _followed(made: Formula) -> bool:
    """Whether the formula holds no sum of a fact and something that no sum can follow."""
    match made:
        case Total(parts):
            return all(isinstance(part, Fact) or (len(parts) == 1 and _followed(part)) for part, _ in parts)
        case Least(args) | Greatest(args):
            return all(map(_followed, args))
        case Rounded(arg):
            return _followed(arg)
        case Times(left, right):
            return _followed(left) and _followed(right)
        case Tiers(tiers):
            return all(_followed(tier.value) for tier in tiers)
        case Bounded():
            return False


def test_a_product_of_two_unknown_numbers_is_below_nothing_where_their_signs_differ() -> None:
    over = Times(Total(((STAFF, Decimal(1)),), Decimal(-1)), Total(((OTHERS, Decimal(1)),), Decimal(0)))
    condition = compared(over, Operator.BELOW)
    for staff, others, below in ((0, 1, True), (0, 0, False), (2, 1, False), (1, 5, False)):
        record: dict[Fact, FactValue] = {STAFF: staff, OTHERS: others}
        assert (prove(condition, record.get, lambda _: Truth.UNKNOWN).truth is Truth.TRUE) == below


def test_an_amount_between_bounds_can_be_each_of_them() -> None:
    open_, closed = Bounded(literal(5), None), Bounded(literal(0), literal(5))
    assert compared(open_, Operator.ABOVE, 1000) == TRUE
    assert compared(closed, Operator.AT_LEAST, 5) == TRUE
    assert compared(closed, Operator.BELOW) != TRUE
