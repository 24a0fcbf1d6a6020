"""Declared equivalents: with a reason, for what the solver leaves open, until the words change."""

from __future__ import annotations

import pytest

import eligibility as el
from eligibility.rules.cases import read_case_files
from eligibility.verify import query
from tests.conftest import DEFINITIONS, Toy, mutant_hash, support
from tests.verify.mutation.toys import (
    GAP,
    GAP_CASES,
    declared,
    found,
    people,
)


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A solver that decides nothing."""
    monkeypatch.setattr(query.z3.Solver, "check", lambda solver, *more: query.z3.unknown)


@pytest.mark.usefixtures("silent")
def test_what_the_solver_leaves_open_may_be_declared(toy: Toy) -> None:
    """With a reason, and the survivor is gone; it names the declaration to write before."""
    folder = toy(GAP, cases__a=GAP_CASES)
    [survivor] = [one for one in found(folder).left if one.mutant.en == "tekun dropped"]
    assert survivor.case is None
    done = found(toy(GAP, cases__a=GAP_CASES + declared(survivor.condition)))
    assert (done.total.declared, done.problems) == (1, [])
    assert "tekun dropped" not in {one.mutant.en for one in done.left}


@pytest.mark.usefixtures("silent")
def test_a_declaration_goes_stale(toy: Toy) -> None:
    """After any change of the condition the declaration names nothing, at its place in the file."""
    condition = mutant_hash(toy(GAP, cases__a=GAP_CASES), "tekun dropped")
    folder = toy(support("certified and tekun and autism"), cases__a=GAP_CASES + declared(condition))
    [problem] = found(folder).problems
    assert (problem.check, problem.file) == ("declared_stale", "toy/2022-01-01/cases/a.yaml")
    assert problem.line == GAP_CASES.count("\n") + 2
    assert "cash main: 'tekun dropped' is declared equivalent, but no mutant is so named with this hash" in problem.text("en")


def test_a_definition_that_changes_makes_a_declaration_stale(toy: Toy) -> None:
    """The words that a condition uses are a part of it."""
    one = toy(support("certified and severe"), cases__a=GAP_CASES)
    before = mutant_hash(one, "certified dropped")
    other = toy(support("certified and severe"), cases__a=GAP_CASES, national=DEFINITIONS.replace("{1, 2}", "{1, 2, 3}"))
    assert mutant_hash(other, "certified dropped") != before


def test_an_unneeded_declaration(toy: Toy) -> None:
    """A case notices the mutant, the solver proves it equivalent, or it is declared twice: the declaration has to go."""
    condition = mutant_hash(toy(GAP), "and to or")
    noticed = people(eligible="certified: true, tekun: true", not_eligible="certified: false, tekun: true | certified: true, tekun: false")
    [problem] = found(toy(GAP, cases__a=noticed + declared(condition, "and to or"))).problems
    assert problem.check == "declared_unneeded" and "but a case notices it" in problem.text("en")
    same = support("certified and severe and grade in {1, 2}")
    condition = mutant_hash(toy(same), "severe dropped")
    [problem] = found(toy(same, cases__a=GAP_CASES + declared(condition, "severe dropped"))).problems
    assert problem.check == "declared_unneeded" and "the solver proves that it changes no answer" in problem.text("en")


def test_an_untrue_declaration(toy: Toy) -> None:
    """Some household is answered differently: the mutant survives, whatever the declaration says."""
    condition = mutant_hash(toy(GAP), "tekun dropped")
    done = found(toy(GAP, cases__a=GAP_CASES + declared(condition)))
    assert [problem.check for problem in done.problems] == ["declared_refuted"]
    assert "tekun dropped" in {one.mutant.en for one in done.left}


def test_declarations_are_read_strictly(toy: Toy) -> None:
    """A declaration names a support or a definition, never both, and its hash has eight digits."""
    for wrong in ("definition: severe, ", ""):
        text = declared("00000000").replace("support: cash, route: main, ", "" if not wrong else f"support: cash, {wrong}")
        with pytest.raises(el.RulesetError, match="give a support"):
            read_case_files(toy(GAP, cases__a=GAP_CASES + text))
    with pytest.raises(el.RulesetError, match="condition"):
        read_case_files(toy(GAP, cases__a=GAP_CASES + declared("xyz")))
    [read] = read_case_files(toy(GAP, cases__a=GAP_CASES + declared("00000000"))).equivalents
    assert (read.owner, read.route, read.mutant, read.condition, read.reason.zh) == ("cash", "main", "tekun dropped", "00000000", "理由")
