"""Changes of what a rule says beside its conditions are counted apart."""

from __future__ import annotations

from tests.conftest import Toy, support
from tests.verify.mutation.toys import (
    found,
    people,
)


def test_statements_are_reported_apart(toy: Toy) -> None:
    """A modality that a case states where the route is named, a clause that nothing else cites; no survivor comes of them."""
    rules = support("certified").replace("  benefit", "  agency: {zh: 民政局, en: bureau, cite: [一]}\n  benefit")
    clauses = 'clauses:\n  一: {starts: "一、现金"}\n  二: {starts: "二、宣传"}\n'
    unencoded = "unencoded:\n  - {clauses: [二], what: background, reason: grants nothing}\n"
    stated = people(eligible="certified: true", not_eligible="certified: false")
    plain = found(toy(rules, clauses=clauses, unencoded=unencoded, cases__a=stated))
    assert {part: (one.changes, one.noticed) for part, one in plain.statements.items()} == {
        "modality": (1, 0),
        "cite": (1, 1),
        "agency": (1, 0),
    }
    stated = stated.replace("cash: eligible", "cash: {modality: mandatory}")
    assert found(toy(rules, clauses=clauses, unencoded=unencoded, cases__a=stated)).statements["modality"].noticed == 1
