"""Where amounts bend as one number grows, and what they come to at both ends of each piece."""

from __future__ import annotations

import json
from fractions import Fraction

import eligibility as el
from eligibility.guidance.cliff import cliff
from eligibility.guidance.kinks import kinks
from eligibility.logic.amount import Greatest, Least, Times, Total, literal
from eligibility.logic.types import Fact, Number
from tests.conftest import DAY, Toy
from tests.decide.amount_forms import FIGURES, FORMS, STANDARDS

COST, SIZE = Fact("cost", Number("CNY")), Fact("size", Number("persons"))


def of(fact: Fact, factor: str = "1", constant: str = "0") -> Total:
    from decimal import Decimal

    return Total(((fact, Decimal(factor)),), Decimal(constant))


def test_lines_cross_where_the_other_end_decides() -> None:
    capped = Least((of(COST, "0.6"), literal(6000)))
    assert kinks(capped, COST, lambda _: None) == {Fraction(10000)}
    gap = Times(Greatest((of(COST, "-1", "700"), literal(0))), of(SIZE))
    assert kinks(gap, COST, {SIZE: 2}.get) == {Fraction(700)}
    assert kinks(Least((of(COST), of(SIZE))), COST, lambda _: None) == set()


def test_a_gap_falls_to_nothing_at_the_standard(toy: Toy) -> None:
    """Both ends of each piece are told; between them the amount is linear."""
    rules = el.load_ruleset(toy(FORMS["dibao as the gap"].rules(), figures=FIGURES, standards=STANDARDS))
    profile = {
        "household": {"members": [{"id": "m1"}], "size": 2, "area": "urban"},
        "locality": {"dibao_standard": {"urban": 700}},
    }
    found = cliff(el.read_profile(json.dumps(profile)), rules, "household.monthly_income_per_capita", 0, 1000, as_of=DAY)
    pieces = [piece for piece in found.as_json()["pieces"] if piece["from"] != piece["until"]]  # type: ignore[union-attr, index, call-overload]
    ends = [(piece["from"], piece["until"], piece["amounts"][0]["from"], piece["amounts"][0]["until"]) for piece in pieces]  # type: ignore[index, call-overload]
    assert ends == [("0", "700", {"exactly": 1400}, {"exactly": 0}), ("700", "1000", {"exactly": 0}, {"exactly": 0})]
