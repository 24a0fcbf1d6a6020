"""Whether a duty is met: the numbers of its routes, unrounded, and unknown while a number is; what was found goes before them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

import eligibility as el
from eligibility.decide.compliance import Met, number_json
from tests.conftest import Toy, decide
from tests.decide.test_outcome import outcome

DUTY = """
- support: staff
  for: organisation
  routes:
    general: {when: employees >= 1, modality: mandatory, cite: [一]}
    large:
      when: staffing >= 50
      modality: mandatory
      cite: [二]
      compliance: {actual: disabled_employees, required: 1}
      deadline: {warn_from: 2025-01-01, breach_from: 2026-01-01}
    share:
      when: type == 'federation'
      modality: mandatory
      cite: [三]
      compliance: {actual: disabled_cadres, required: 0.15 * cadres}
  benefit: {kind: duty}
"""


def body(**facts: Any) -> dict[str, Any]:
    return {"organisations": [{"id": "o1", **facts}]}


@pytest.mark.parametrize(
    ("facts", "met", "shortfall"),
    [
        ({"staffing": 50, "disabled_employees": 0}, False, 1),
        ({"staffing": 50, "disabled_employees": 1}, True, 0),
        ({"staffing": 50}, None, None),
        ({"type": "federation", "cadres": 70, "disabled_cadres": 10}, False, "0.5"),
        ({"type": "federation", "cadres": 20, "disabled_cadres": 3}, True, 0),
        ({"type": "federation", "cadres": 20, "disabled_cadres": 3, "staffing": 60, "disabled_employees": 0}, False, 1),
        ({"type": "federation", "cadres": 20, "disabled_cadres": 3, "staffing": 60}, None, None),
    ],
)
def test_compliance_of_duties(toy: Toy, facts: dict[str, Any], met: bool | None, shortfall: Any) -> None:
    """Eligible means that the duty applies; the routes that state a number are met together, and the shortfall is unrounded."""
    found = outcome(toy(DUTY), body(**facts), "staff", "o1")
    assert found.status is el.Status.ELIGIBLE
    assert found.compliance is not None
    assert (found.compliance.met, found.compliance.shortfall) == (met, None if shortfall is None else pytest.approx(float(shortfall)))


def test_a_route_without_a_number_states_none(toy: Toy) -> None:
    found = outcome(toy(DUTY), body(employees=3, staffing=10, type="enterprise"), "staff", "o1")
    assert (found.status, found.compliance) == (el.Status.ELIGIBLE, None)
    assert found.as_json()["routes"]["general"]["compliance"] is None


def test_the_shortfall_is_never_below_zero() -> None:
    assert Met(True, Decimal("1.5"), Decimal(2)).shortfall == 0
    assert Met(False, Decimal("1.5"), Decimal(1)).shortfall == Decimal("0.5")


@pytest.mark.parametrize("found", [Met(None, None, Decimal(1)), Met(None, Decimal(1), None)])
def test_while_a_number_is_unknown_so_is_what_is_short(found: Met) -> None:
    assert found.shortfall is None
    assert found.as_json()["shortfall"] is None and found.as_json()["met"] is None


@pytest.mark.parametrize(("value", "written"), [(None, None), (Decimal("1.00"), 1), (Decimal("1.02"), 1.02), (Decimal("0.1"), 0.1)])
def test_a_number_is_written_with_its_own_digits(value: Decimal | None, written: float | None) -> None:
    found = number_json(value)
    assert found == written and type(found) is type(written)


FOUND = """
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
    organisation = {"id": "o1", "employees": 100, "staffing": 60, "quota_met": found, "disabled_employees": placed}
    answer = decide(el.load_ruleset(toy(FOUND)), {"organisations": [organisation]})["staff", "o1"]
    stands = {name: met.met for name, met in answer.route_compliance.items()}
    assert stands == {"ratio": ratio, "posts": posts} | ({} if general is None else {"general": general})
    truths = list(stands.values())
    assert answer.compliance is not None
    assert answer.compliance.met is (False if False in truths else None if None in truths else True)
    number = None if placed is None else Decimal(placed)
    agrees = found is None or (placed is not None and found is (placed >= 2))
    assert answer.route_compliance["ratio"] == (Met(ratio, Decimal(2), number) if agrees else Met(ratio, None, None))
