"""Lint: what it finds beyond the checks of loading."""

from __future__ import annotations

from pathlib import Path

import pytest

from eligibility.rules.lint import lint
from tests.conftest import Toy, support

GOOD = support("certified")


def linted(folder: Path) -> list[str]:
    return [problem.text() for problem in lint(folder, folder.parents[1]).problems]


def test_lint_of_a_good_ruleset_is_clean(toy: Toy) -> None:
    cases = """
cases:
  - case: granted
    as_of: 2024-06-01
    person: {certified: true, disabilities: [{category: visual, grade: 1}]}
    expect: {cash: {status: eligible, route: main}}
  - {case: no_, as_of: 2024-06-01, person: {certified: false}, expect: {cash: not_eligible}}
"""
    folder = toy(support("certified and severe"), cases__allowances=cases)
    assert linted(folder) == []


@pytest.mark.parametrize(
    ("files", "check"),
    [
        ({}, "route_never_granted"),
        ({}, "route_never_refused"),
        ({"definitions": "definitions:\n  old: {for: person, is: age > 60, zh: 老, en: old, cite: [一]}\n"}, "definition_unused"),
        ({"cases__a": "cases:\n  - {case: a, as_of: 2024-06-01, person: {}, expect: {cash: eligble}}\n"}, "unknown_value"),
        ({"cases__a": "cases:\n  - {case: a, as_of: 2024-06-01, person: {}, expect: {cach: eligible}}\n"}, "unknown_support"),
        ({"cases__a": "cases:\n  - {case: a, as_of: 2024-06-01, person: {}, expect: {cash: {route: man}}}\n"}, "unknown_route"),
        ({"cases__a": "cases:\n  - {case: a, as_of: 2024-06-01, person: {agee: 3}, expect: {cash: eligible}}\n"}, "case_profile"),
        ({"cases__a": "cases:\n  - {case: a, person: {}, expect: {cash: eligible}}\n"}, "case_undated"),
        ({"cases__a": "cases:\n" + "  - {case: a, as_of: 2024-06-01, person: {}, expect: {cash: eligible}}\n" * 2}, "case_twice"),
    ],
)
def test_lint_finds(toy: Toy, files: dict[str, str], check: str) -> None:
    assert any(f"[{check}]" in problem for problem in linted(toy(GOOD, **files)))


def test_lint_finds_conditions_that_nothing_decides(toy: Toy) -> None:
    """A split that covers everything, a contradiction, an exclusion that takes everything back."""
    assert any("[condition_never_decided]" in problem for problem in linted(toy(support("certified or not certified"))))
    assert any("[condition_never_decided]" in problem for problem in linted(toy(support("age < 7 and age > 9"))))
    assert any("[always_excluded]" in problem for problem in linted(toy(support("certified and tekun", extra="  unless: [certified]"))))
