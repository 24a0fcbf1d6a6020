"""A mistake is proved harmless by the smallest condition around it that means the same, and never where a household tells it apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from eligibility.logic.expr import And, Or, Quantity
from eligibility.rules.cases import read_case_files
from eligibility.rules.load import load_folder
from eligibility.verify.mutation import contexts
from eligibility.verify.mutation.contexts import Contexts
from eligibility.verify.mutation.judging import Judge
from eligibility.verify.mutation.mutants import Mutant, Mutating, changed_parts, conditions_of, mutated
from eligibility.verify.query import days_of
from tests.conftest import Toy, support

BESIDE = "certified and (any(grade in {1, 2}) or any(grade_visual in {1, 2, 3}))"
"""Whoever has a visual disability of grade 1 or 2 has that grade: the second part needs only its grade 3."""


def household(when: str) -> str:
    return support(when.replace("certified", "dibao"), name="home", entity="household")


class Mutants:
    """The mutants of a toy version by what is done, with what its cases and the solver say of each."""

    def __init__(self, folder: Path) -> None:
        self.loaded = load_folder(folder, folder.parents[1])
        self.ruleset = self.loaded.ruleset
        self.judge = Judge(self.ruleset, read_case_files(folder).cases)
        self.contexts = Contexts(self.judge.base, days_of(self.ruleset.version, self.ruleset.period.last), 20)

    def named(self, said: str) -> list[Mutant]:
        making = Mutating(self.ruleset)
        found = [one for condition in conditions_of(self.loaded, self.ruleset.supports) for one in making.mutants(condition)]
        return [one for one in found if one.edit.said.en == said]

    def same(self, mutant: Mutant) -> bool:
        return all(self.contexts.same(*pair) for pair in changed_parts(self.ruleset, mutated(self.ruleset, mutant), mutant))


def test_what_stands_beside_a_mistake_can_make_it_harmless(toy: Toy) -> None:
    """The grade dropped from the second part is still granted by the first, the one dropped from the first is not."""
    mutants = Mutants(toy(household(BESIDE)))
    assert [mutants.same(one) for one in mutants.named("value 2 dropped")] == [False, True]
    assert [mutants.same(one) for one in mutants.named("value 3 dropped")] == [False]
    assert [mutants.same(one) for one in mutants.named("or to and")] == [False]


def test_the_conditions_around_a_mistake_from_the_inside_out(toy: Toy) -> None:
    mutants = Mutants(toy(household(BESIDE)))
    (route,) = mutants.ruleset.supports["home"].parts[0].routes
    [_, second] = mutants.named("value 2 dropped")
    [(_, changed)] = changed_parts(mutants.ruleset, mutated(mutants.ruleset, second), second)
    around = contexts.contexts(route.when, changed.routes[0].when)
    assert [type(before) for before, _ in around] == [Quantity, Or, And]
    assert around[-1] == (route.when, changed.routes[0].when)
    assert all(before != after for before, after in around)


def test_a_condition_on_a_required_support_is_no_context(toy: Toy) -> None:
    """Its truth hangs on other rules: only the question about the whole support answers for it."""
    mutants = Mutants(toy(support("certified", name="card") + support("(certified or tekun) and has.card")))
    [mutant] = mutants.named("tekun dropped")
    [(before, after)] = changed_parts(mutants.ruleset, mutated(mutants.ruleset, mutant), mutant)
    around = contexts.contexts(before.routes[0].when, after.routes[0].when)
    assert [type(one) for one, _ in around] == [Or]


def test_what_the_cases_tell_apart_is_not_asked_of_the_solver(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    told = """cases:
  - {case: told, as_of: 2024-06-01, household: {dibao: true, members: [{id: m1, disabilities: [{category: hearing, grade: 2}]}]},
     expect: {home: eligible}}
"""
    mutants = Mutants(toy(household(BESIDE), cases__a=told))
    [first, _] = mutants.named("value 2 dropped")

    def asked(*_: object, **__: object) -> None:
        raise AssertionError("the solver is asked")

    monkeypatch.setattr(contexts, "search", asked)
    assert not mutants.same(first)


def test_one_proof_answers_for_every_support_that_uses_a_definition(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    definitions = """
definitions:
  sighted:
    {for: household, is: "any(grade in {1, 2}) or any(grade_visual in {1, 2, 3})", zh: 视力, en: sight,
     source: {document: D, locator: "1", seen: true}}
"""
    rules = household("dibao and sighted") + household("low_income or sighted").replace("support: home", "support: staff")
    mutants = Mutants(toy(rules, national=definitions))
    asked, search = [], contexts.search
    monkeypatch.setattr(contexts, "search", lambda *given, **named: asked.append(given) or search(*given, **named))
    [_, second] = mutants.named("value 2 dropped")
    assert len(changed_parts(mutants.ruleset, mutated(mutants.ruleset, second), second)) == 2
    assert mutants.same(second)
    assert len(asked) == 2
