"""Lint: what it finds beyond the checks of loading."""

from __future__ import annotations

from pathlib import Path

import pytest

from eligibility.rules.lint import lint
from tests.conftest import HEAD, Toy, support

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


def test_cases_that_a_program_wrote_are_not_counted_as_written_by_hand(toy: Toy) -> None:
    """They say what the rules say, and nobody has compared that with the text."""
    case = "  - {case: NAME, as_of: 2024-06-01, person: {certified: true}, expect: {cash: {status: eligible, route: main}}}\n"
    files = {"a": "cases:\n" + case.replace("NAME", "one, generated: true"), "b": "generated: true\ncases:\n" + case.replace("NAME", "two")}
    folder = toy(support("certified"), **{f"cases__{name}": text for name, text in files.items()})
    found = lint(folder, folder.parents[1])
    assert "route_never_granted" not in [one.check for one in found.problems]
    assert found.summary.en.endswith("0 of 1 supports have a case written by hand")
    by_hand = toy(support("certified"), cases__c="cases:\n" + case.replace("NAME", "three"))
    assert lint(by_hand, by_hand.parents[1]).summary.zh.endswith("1个项目中1个有手写案例")


def test_cases_that_are_still_to_be_written_are_counted_and_not_run(toy: Toy) -> None:
    stubs = "cases:\n" + "".join(f"  - {{case: s{n}, todo: 第{n}条, expect: {{todo: eligible}}}}\n" for n in (1, 2))
    folder = toy(support("certified"), cases__todo=stubs)
    found = lint(folder, folder.parents[1])
    (told,) = [one for one in found.problems if one.check == "case_todo"]
    assert (told.line, told.column) == (2, 12)
    assert told.message.zh == "还有2个案例待写，第一个是“第1条”的"
    assert found.cases == ()


def test_a_value_that_is_still_to_be_written_is_told_at_its_place(toy: Toy) -> None:
    folder = toy(support("certified"), ruleset=HEAD.replace("en: Toytown", "en: todo").replace("until: 2025-12-31", "until: todo"))
    told = [one for one in lint(folder, folder.parents[1]).problems if one.check == "todo"]
    assert [(one.line, one.message.en) for one in told] == [
        (3, "titles.en is still to be written"),
        (7, "period.until is still to be written"),
    ]
