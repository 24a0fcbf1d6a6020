"""Compliance with a duty: what was found goes before the numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest

import eligibility as el
from eligibility.decide.compliance import Met
from tests.conftest import Toy, decide

RULES = """
- support: staff
  for: organisation
  routes:
    general: {when: employees >= 1, modality: mandatory, cite: [一], compliance: {decided_by: quota_met}}
    ratio:
      when: employees >= 1
      modality: mandatory
      cite: [一]
      compliance: {actual: disabled_employees, required: 0.02 * employees, decided_by: quota_met}
    posts:
      when: staffing >= 50
      modality: mandatory
      cite: [一]
      compliance: {actual: disabled_employees, required: 1, excused_by: quota_met}
  benefit: {kind: duty}
"""


@pytest.mark.parametrize(
    ("found", "placed", "general", "ratio", "posts"),
    [
        (None, 0, None, False, False),
        (None, 1, None, False, True),
        (None, 2, None, True, True),
        (True, 0, True, True, True),
        (True, 2, True, True, True),
        (False, 0, False, False, False),
        (False, 2, False, False, True),
        (None, None, None, None, None),
        (True, None, True, True, True),
        (False, None, False, False, None),
    ],
)
def test_a_finding_goes_before_the_numbers(
    toy: Toy, found: bool | None, placed: int | None, general: bool | None, ratio: bool | None, posts: bool | None
) -> None:
    """A duty without numbers is told only where it is known how it stands; numbers that say otherwise are left out."""
    body = {"id": "o1", "employees": 100, "staffing": 60, "quota_met": found, "disabled_employees": placed}
    outcome = decide(el.load_ruleset(toy(RULES)), {"organisations": [body]})["staff", "o1"]
    stands = {name: met.met for name, met in outcome.route_compliance.items()}
    assert stands == {"ratio": ratio, "posts": posts} | ({} if general is None else {"general": general})
    truths = list(stands.values())
    assert outcome.compliance is not None
    assert outcome.compliance.met is (False if False in truths else None if None in truths else True)
    number = None if placed is None else Decimal(placed)
    agrees = found is None or (placed is not None and found is (placed >= 2))
    assert outcome.route_compliance["ratio"] == (Met(ratio, Decimal(2), number) if agrees else Met(ratio, None, None))
