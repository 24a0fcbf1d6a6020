"""An amendment inherits the cases of what it leaves alone, and nothing of what it changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from eligibility.rules.inherited_cases import case_files
from eligibility.rules.lint import lint
from eligibility.rules.load import load_folder
from tests.conftest import Toy, support

CASES = """
cases:
  - {case: both, as_of: 2022-06-01, person: {certified: true}, expect: {cash: {status: eligible, route: main}, card: eligible}}
  - {case: neither, as_of: 2022-06-01, person: {certified: false}, expect: {cash: not_eligible, card: not_eligible}}
"""
HEAD = "amends: 2022-01-01\ndocument: {title: 修改决定}\neffects: {cash: wider}\n"
ROUTE = "- support: cash\n  routes:\n    poor: {when: dibao, modality: mandatory, cite: [第一条]}\n"


@pytest.fixture
def base(toy: Toy) -> Path:
    return toy(support("certified") + support("certified", name="card"), cases__a=CASES)


def amended(base: Path, rules: str, cases: str = "") -> Path:
    folder = base.parent / "2023-01-01"
    (folder / "cases").mkdir(parents=True)
    (folder / "ruleset.yaml").write_text(HEAD, "utf-8")
    (folder / "allowances.yaml").write_text(rules, "utf-8")
    (folder / "clauses.yaml").write_text('clauses:\n  第一条: {starts: "第一条"}\n', "utf-8")
    if cases:
        (folder / "cases" / "own.yaml").write_text(cases, "utf-8")
    return folder


def expected(folder: Path) -> dict[str, dict[str, object]]:
    cases = case_files(load_folder(folder, folder.parents[1])).cases
    return {case.name: {one.support: dict(one.outcome) for one in case.expectations} for case in cases}


def test_a_support_that_is_left_alone_keeps_its_cases(base: Path) -> None:
    found = expected(amended(base, ROUTE))
    assert found["both"]["card"] == {"status": "eligible"}
    assert found["neither"]["card"] == {"status": "not_eligible"}


def test_of_a_changed_support_the_routes_that_are_as_before_keep_theirs(base: Path) -> None:
    """The refusal of the whole says that this route refuses; the new route may grant what was refused."""
    found = expected(amended(base, ROUTE))
    assert found["both"]["cash"] == {"routes": {"main": "eligible"}}
    assert found["neither"]["cash"] == {"routes": {"main": "not_eligible"}}


def test_a_route_that_is_changed_keeps_nothing(base: Path) -> None:
    found = expected(amended(base, ROUTE.replace("poor", "main")))
    assert "cash" not in found["both"] and "cash" not in found["neither"]


def test_new_exclusions_leave_nothing_of_the_routes(base: Path) -> None:
    found = expected(amended(base, ROUTE + "  unless: [tekun]\n"))
    assert "cash" not in found["both"]


def test_a_case_of_its_own_goes_before_one_of_its_name(base: Path) -> None:
    own = "cases:\n  - {case: both, as_of: 2023-06-01, person: {certified: true}, expect: {cash: eligible}}\n"
    assert expected(amended(base, ROUTE, own))["both"] == {"cash": {"status": "eligible"}}


def test_a_scenario_inherits_none(base: Path) -> None:
    folder = base.parent / "scenario"
    folder.mkdir()
    head = "amends: 2022-01-01\nenacted: false\ntitles: {zh: 设想, en: scenario}\nadopts: all\n"
    (folder / "ruleset.yaml").write_text(head, "utf-8")
    assert expected(folder) == {}


def test_lint_asks_for_cases_of_what_is_new_alone(base: Path) -> None:
    folder = amended(base, ROUTE)
    messages = [one.message.en for one in lint(folder, folder.parents[1]).problems]
    assert messages == ["no case is granted by cash.poor", "no case is refused by cash.poor"]


def test_how_binding_an_unchanged_route_is_goes_on_as_well(base: Path) -> None:
    cases = base / "cases" / "a.yaml"
    cases.write_text(cases.read_text("utf-8").replace("route: main", "route: main, modality: mandatory"), "utf-8")
    assert expected(amended(base, ROUTE))["both"]["cash"] == {"routes": {"main": "eligible"}, "modality": {"main": "mandatory"}}
