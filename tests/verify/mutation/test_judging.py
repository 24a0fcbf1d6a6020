"""The worked cases as judges: only what a case states, of a support or of one that requires it, notices a mistake."""

from __future__ import annotations

import pytest

from tests.conftest import Toy, support
from tests.verify.mutation.toys import (
    cases,
    left,
)


def test_a_mistake_is_noticed_by_the_case_of_a_support_that_requires_it(toy: Toy) -> None:
    """The cases say nothing of cash itself; card depends on it, and home on card."""
    rules = support("certified and age >= 16") + support("has.cash", name="card") + support("has.card", name="home", entity="household")
    written = """
  - {case: a, AS_OF, person: {certified: true, age: 16, receives: []}, expect: {home: eligible_after}}
  - {case: b, AS_OF, person: {certified: true, age: 15, receives: []}, expect: {card: not_eligible}}
  - {case: c, AS_OF, person: {certified: false, age: 16, receives: []}, expect: {card: not_eligible}}
"""
    assert left(toy(rules, cases__a=cases(written))) == []


@pytest.mark.parametrize(
    ("expected", "noticed"),
    [("{status: eligible}", False), ("{route: main}", True), ("{routes: {other: not_eligible}}", False), ("{amount: {exactly: 5}}", True)],
)
def test_only_what_is_stated_kills(toy: Toy, expected: str, noticed: bool) -> None:
    """A route whose loss leaves the status as it is dies by the route or the amount that a case states."""
    rules = """
- support: cash
  for: person
  routes:
    main: {when: certified, modality: mandatory, cite: [一], benefit: {kind: cash, amount: {exactly: 5}, unit: CNY/month}}
    other: {when: tekun, modality: mandatory, cite: [一]}
    third: {when: autism, modality: mandatory, cite: [一]}
  benefit: {kind: cash}
"""
    written = f"  - {{case: a, AS_OF, person: {{certified: true, autism: true, tekun: false}}, expect: {{cash: {expected}}}}}"
    assert (("cash", "main", "route dropped") not in left(toy(rules, cases__a=cases(written)))) is noticed


def test_what_a_case_must_run_for(toy: Toy) -> None:
    """`missing`, `after` and `notes` follow from no status: the cases that state them are run."""
    rules = support("certified and (tekun or autism)") + support("has.cash or tekun", name="card")
    written = """
  - {case: a, AS_OF, person: {certified: true}, expect: {cash: {missing: [m1.autism, m1.tekun]}}}
  - {case: b, AS_OF, person: {certified: true, autism: true, receives: []}, expect: {card: {after: [cash]}}}
"""
    survivors = left(toy(rules, cases__a=cases(written)))
    assert ("cash", "main", "tekun dropped") not in survivors
    assert ("card", "main", "has.cash dropped") not in survivors
    assert ("cash", "main", "certified dropped") in survivors
