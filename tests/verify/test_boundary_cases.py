"""Worked cases on both sides of every bound."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import eligibility as el
from eligibility.decide.run_cases import run_case
from eligibility.rules.cases import read_cases
from eligibility.verify.boundary_cases import boundary_cases
from eligibility.verify.mutation.mutants import part_of
from tests.conftest import THOROUGH, Toy, support


def test_boundary_cases_stand_on_both_sides(toy: Toy) -> None:
    """For an age: the last year that grants and the first that refuses; the file runs as worked cases, and each household is once in it."""
    folder = toy(support("certified and age <= 16 and monthly_income_per_capita < dibao_standard.urban"))
    text, number = boundary_cases(el.load_ruleset(folder))
    (folder / "cases" / "bounds.yaml").write_text(text, "utf-8")
    cases = read_cases(folder)
    ruleset = el.load_ruleset(folder)
    assert [run_case(case, ruleset) for case in cases] == [[]] * number
    ages = {(case.profile.household.members[0].age, case.expectations[0].outcome.get("status")) for case in cases}
    assert {(17, "not_eligible")} <= ages
    assert any(age == 16 and status is None for age, status in ages)
    profiles = [case.profile.model_dump_json() for case in cases]
    assert len(set(profiles)) == len(profiles)


@pytest.mark.parametrize(("name", "step"), [("zhalainuoer", 2), ("fuzhou_jx", 4)])
def test_boundary_cases_of_a_plan_run(name: str, step: int, tmp_path: Path) -> None:
    """Hundreds of households that the solver found for some of its supports, each decided by the kernel as the proof says."""
    whole = el.load_ruleset(name)
    ruleset = part_of(whole, list(whole.supports)[:: 1 if THOROUGH else step])
    text, number = boundary_cases(ruleset)
    folder = tmp_path / name / "2022-01-01"
    (folder / "cases").mkdir(parents=True)
    (folder / "cases" / "bounds.yaml").write_text(text, "utf-8")
    failures = [str(failure) for case in read_cases(folder) for failure in run_case(case, ruleset)]
    assert failures == []
    assert number > len(ruleset.supports)


def test_each_side_has_its_household(toy: Toy) -> None:
    """A bound of a count: the smallest number that grants, and the one below it."""
    text, number = boundary_cases(el.load_ruleset(toy(support("staffing >= 50", name="staff", entity="organisation"))))
    sides = {case["profile"]["organisations"][0]["staffing"]: case["expect"]["staff@o1"] for case in yaml.safe_load(text)["cases"]}
    assert sides == {50: {"routes": {"main": "eligible"}}, 49: "not_eligible"}
    assert number == 2
