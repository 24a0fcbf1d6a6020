"""The fewest supports that have to be granted first."""

from __future__ import annotations

import pytest

from eligibility.decide.opening import Needed, fewest_supports
from eligibility.logic.expr import And, Const, Expr, Flag, Has, Not, Or
from eligibility.logic.truth import Truth
from eligibility.logic.types import Boolean, Fact

A, B = (Flag(Fact(name, Boolean())) for name in "ab")
CASH, HOME, CARD = Has("cash"), Has("home"), Has("card")
GRANTS: dict[str, Needed] = {"cash": frozenset({"cash"}), "home": frozenset({"home", "dibao"}), "card": None}


def needed(expr: Expr, **known: bool) -> set[str] | None:
    truths = {f"flag_{name}": Truth(value) for name, value in known.items()}

    def now(part: Expr) -> Truth:
        name = part.support if isinstance(part, Has) else f"flag_{part.fact.key}" if isinstance(part, Flag) else ""
        return Truth(known[name]) if name in known else truths.get(name, Truth.UNKNOWN)

    found = fewest_supports(expr, now, GRANTS.__getitem__)
    return None if found is None else set(found)


@pytest.mark.parametrize(
    ("expr", "known", "found"),
    [
        (A, {"a": True}, set()),
        (A, {"a": False}, None),
        (A, {}, None),
        (Const(True), {}, set()),
        (CASH, {}, {"cash"}),
        (CASH, {"cash": True}, set()),
        (HOME, {}, {"home", "dibao"}),
        (CARD, {}, None),
        (And((A, CASH)), {"a": True}, {"cash"}),
        (And((A, CASH)), {}, None),
        (And((CASH, HOME)), {}, {"cash", "home", "dibao"}),
        (And((CASH, CARD)), {}, None),
        (Or((HOME, CASH)), {}, {"cash"}),
        (Or((CARD, HOME)), {}, {"home", "dibao"}),
        (Or((A, CASH)), {"a": True}, set()),
        (Not(A), {"a": False}, set()),
        (Not(And((A, B))), {"b": False}, set()),
        (Not(Or((A, B))), {"b": False}, None),
    ],
)
def test_the_fewest(expr: Expr, known: dict[str, bool], found: set[str] | None) -> None:
    """What holds needs nothing; what is open or refused is opened by no support; of several ways the shortest is taken."""
    assert needed(expr, **known) == found


def test_of_equally_short_ways_the_first_by_name() -> None:
    """So that an answer does not depend on the order of a rule's parts."""
    GRANTS["alms"] = frozenset({"alms"})
    assert needed(Or((CASH, Has("alms")))) == needed(Or((Has("alms"), CASH))) == {"alms"}
