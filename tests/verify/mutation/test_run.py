"""Versions mutated as a whole: counted, in part, as amendments, and in several processes."""

from __future__ import annotations

import shutil
from dataclasses import replace

from eligibility.verify.mutation.run import mutate_all, mutate_folder
from tests.conftest import Toy, amendment, support
from tests.verify.mutation.toys import (
    GAP,
    GAP_CASES,
    declared,
    found,
    people,
)


def test_nothing_survives_where_the_cases_are_complete(toy: Toy) -> None:
    """Both sides of the bound, each part alone, and the mutants are counted."""
    written = people(eligible="certified: true, age: 16", not_eligible="certified: true, age: 15 | certified: false, age: 16")
    written = written.replace("cash: eligible", "cash: {status: eligible, modality: mandatory}")
    done = found(toy(support("certified and age >= 16"), cases__a=written))
    assert (done.left, done.problems, done.clean) == ([], [], True)
    assert (done.total.mutants, done.total.dead) == (7, 7)


def test_an_amendment_answers_for_what_it_changes(toy: Toy) -> None:
    """Only the supports that it adds or changes are mutated: its own cases are about these."""
    base = toy(support("certified") + support("tekun", name="card"))
    change = "- support: cash\n  routes:\n    main: {when: severe, modality: mandatory, cite: [二]}"
    folder = amendment(base, "2023-01-01", "effects: {cash: changed}", allowances=change)
    assert set(found(folder).tallies) == {"cash", "severe"}


def test_some_supports_alone(toy: Toy) -> None:
    """Those that are named, with the definitions that they use; declarations about others are left alone."""
    folder = toy(support("severe") + support("tekun", name="card"), cases__a=GAP_CASES + declared("00000000"))
    assert set(mutate_folder(folder, folder.parents[1], ["card"]).tallies) == {"card"}
    assert mutate_folder(folder, folder.parents[1], ["card"]).problems == []
    assert set(mutate_folder(folder, folder.parents[1], ["cash"]).tallies) == {"cash", "severe"}


def test_several_versions_in_several_processes(toy: Toy) -> None:
    """The same is found as in one process."""
    folder = toy(GAP, cases__a=GAP_CASES)
    tasks = [(folder, folder.parents[1], None)] * 2
    apart, together = mutate_all(tasks, jobs=2), mutate_all(tasks, jobs=1)
    kept = [[replace(one, case=None) for one in done.left] for done in together]
    assert [[replace(one, case=None) for one in done.left] for done in apart] == kept
    assert [done.total for done in apart] == [done.total for done in together]


def test_an_amendment_does_not_answer_for_what_it_leaves_alone(toy: Toy) -> None:
    """Of a support that it changes, only the route that is new, and a definition that nothing used before; not the exclusions, the agency,
    the amount, how binding a route is, and how routes are joined."""
    extra = "  unless: [orphan]\n  agency: {zh: 县残联, en: the federation, cite: [一]}\n  combine: highest\n"
    base = toy(
        support("certified", extra=extra).replace("kind: cash", "kind: cash, amount: 100, unit: CNY/month"), conflicts="conflicts: []"
    )
    change = """
- support: cash
  routes:
    more: {when: severe and age >= 60, modality: mandatory, cite: [二]}
"""
    folder = amendment(base, "2023-01-01", "effects: {cash: wider}", allowances=change)
    done = found(folder)
    assert {(one.support, one.route, one.definition) for one in done.left} <= {("cash", "more", ""), ("", "", "severe")}
    assert set(done.tallies) == {"cash", "severe"}
    assert [(one.part, one.route) for one in done.unnoticed if one.part != "cite"] == [("modality", "more")]
    whole = found(base)
    assert {(one.support, one.route) for one in whole.left} >= {("cash", "main"), ("cash", "")}


def test_national_definitions_are_judged_where_they_are_written(toy: Toy) -> None:
    """A folder without national rules lies over the shipped one: its cases do not answer for the words of that."""
    folder = toy(support("certified and severe"))
    assert set(found(folder).tallies) == {"cash", "severe"}
    shutil.rmtree(folder.parents[1] / "national")
    shutil.rmtree(folder / "cases")
    text = support("severe_holder", name="toy_cash") + "\n"
    (folder / "allowances.yaml").write_text(text, "utf-8")
    (folder / "definitions.yaml").write_text(
        "definitions:\n  severe_holder: {for: person, is: certified and severe, cite: [一], zh: 重度持证, en: severe with a certificate}\n",
        "utf-8",
    )
    (folder.parents[1] / "supports.yaml").write_text("supports:\n  toy_cash: {area: allowances, zh: 玩具现金, en: Toy cash}\n", "utf-8")
    assert set(mutate_folder(folder, folder.parents[1]).tallies) == {"toy_cash", "severe_holder"}
