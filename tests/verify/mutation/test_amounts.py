"""Mistakes in amounts: each is made, and noticed by a case that states the amount."""

from __future__ import annotations

from pathlib import Path

import pytest

from eligibility.rules.cases import read_case_files
from eligibility.rules.load import load_folder
from eligibility.verify.mutation.amounts import amount_mutants, changed_ruleset
from eligibility.verify.mutation.judging import Judge
from eligibility.verify.mutation.run import mutate_folder
from eligibility.views.mutation import pasted, survivor_text
from tests.conftest import Toy

RULES = """
- support: cash
  for: person
  routes:
    main: {{when: certified, modality: mandatory, cite: [一]}}
  benefit:
    kind: cash
    unit: CNY/month
    {amount}
{combine}"""
CASE = """cases:
- case: first
  as_of: 2024-06-01
  person: {{certified: true, disabilities: [{{category: physical, grade: 1}}], costs: {{card: {cost}}}}}
  expect: {{cash: {{status: eligible, route: main, amount: {{{amount}}}}}}}
- case: refused
  as_of: 2024-06-01
  person: {{certified: false}}
  expect: {{cash: not_eligible}}
"""


def folder(toy: Toy, amount: str, cost: str, expected: str, combine: str = "") -> Path:
    rules = RULES.format(amount=amount, combine=combine)
    return toy(rules, cases__all=CASE.format(cost=cost, amount=expected), conflicts="conflicts: []")


def told(version: Path) -> dict[str, bool]:
    """Every mistake in the amounts, and whether the cases notice it."""
    loaded, files = load_folder(version, version.parents[1]), read_case_files(version)
    judge = Judge(loaded.ruleset, files.cases)
    return {
        mutant.edit.said.en: judge.notices_amount(mutant.part.id, changed_ruleset(loaded.ruleset, mutant))
        for mutant in amount_mutants(loaded, loaded.ruleset.supports)
    }


@pytest.mark.parametrize(
    ("amount", "cost", "expected", "left"),
    [
        ("amount: 100", "5", "exactly: 100", set()),
        ("amount: {tiers: {grade == 1: 100, 'grade in {2, 3, 4}': 50}}", "5", "exactly: 100", {"50 to 55.0", "50 to 45.0", "tier dropped"}),
        (
            "amount: {exactly: 'min(0.5 * costs.card, 100)'}",
            "100",
            "exactly: 50",
            {"100 to 110.0", "100 to 90.0", "min or max without 100"},
        ),
    ],
)
def test_every_mistake_is_made_and_what_no_case_reaches_is_left(toy: Toy, amount: str, cost: str, expected: str, left: set[str]) -> None:
    found = told(folder(toy, amount, cost, expected))
    assert found
    survivors = {said for said, noticed in found.items() if not noticed}
    assert {any(said.startswith(one) for one in left) for said in survivors} <= {True}
    assert all(any(said.startswith(one) for said in survivors) for one in left)


def test_rounding_the_other_way_is_a_mistake(toy: Toy) -> None:
    text = "amount: {exactly: 0.5 * costs.card}\n    round: {to: 1, how: down}"
    assert told(folder(toy, text, "101", "exactly: 50"))["rounding down to up"] is True
    assert told(folder(toy, text, "100", "exactly: 50"))["rounding down to up"] is False


def test_routes_joined_otherwise_are_a_mistake(toy: Toy) -> None:
    assert "combine highest to sum" in told(folder(toy, "amount: 100", "5", "exactly: 100", "  combine: highest\n"))


def test_a_survivor_is_told_with_its_place(toy: Toy) -> None:
    """The whole run counts mistakes in amounts beside those in conditions."""
    version = folder(toy, "amount: {tiers: {grade == 1: 100, 'grade in {0, 2, 3, 4}': 50}}", "5", "exactly: 100")
    found = mutate_folder(version, version.parents[1])
    amounts = [one for one in found.left if one.of_amount]
    assert {one.support for one in amounts} == {"cash"} and all(one.span.line == 9 for one in amounts)
    assert not found.clean


def test_a_survivor_comes_with_the_case_that_notices_it(toy: Toy) -> None:
    """The household is the solver's; pasted into the cases, it kills the mistake."""
    version = folder(toy, "amount: {tiers: {grade == 1: 100, 'grade in {2, 3, 4}': 50}}", "5", "exactly: 100")
    left = [one for one in mutate_folder(version, version.parents[1]).left if one.of_amount]
    assert left and all(one.case is not None for one in left)
    cases = version / "cases" / "all.yaml"
    cases.write_text(cases.read_text("utf-8") + pasted([one.case for one in left if one.case]) + "\n", "utf-8")
    assert [one.mutant.en for one in mutate_folder(version, version.parents[1]).left if one.of_amount] == []


def test_a_mistake_that_changes_nothing_anybody_is_granted_is_equivalent(toy: Toy) -> None:
    """Who has no grade at all is granted nothing else: the solver proves that the tier below it is never reached."""
    text = "amount: {tiers: {certified: 100, not certified: 50}}"
    total = mutate_folder(folder(toy, text, "5", "exactly: 100"), folder(toy, text, "5", "exactly: 100").parents[1]).total
    assert total.equivalent > 0 and total.survived == 0


FIGURE = """
figures:
  rate: {value: 60, unit: CNY/month, cite: [一], zh: 标准, en: the rate}
"""


@pytest.mark.parametrize(
    ("amount", "figures", "mistake", "written"),
    [
        ("amount: 100", "", "100 to 110.0", ("allowances.yaml", "100", "100")),
        ("amount: {exactly: figures.rate}", FIGURE, "60 to 66.0", ("figures.yaml", "60", "60")),
        ("amount: {tiers: {grade == 1: 100, 'grade in {2, 3, 4}': 50}}", "", "50 to 55.0", ("allowances.yaml", "50", "50")),
        ("amount: {tiers: {grade == 1: 100, 'grade in {2, 3, 4}': 50}}", "", "tier dropped: the disability is of grade 2, 3 or 4",
         ("allowances.yaml", "grade in {2, 3, 4}", "grade in {2, 3, 4}")),
        ("amount: {exactly: 'min(0.5 * costs.card, 100)'}", "", "100 to 110.0", ("allowances.yaml", "min(0.5 * costs.card, 100)", "100")),
        ("amount: {exactly: 0.5 * costs.card}\n    round: {to: 1, how: down}", "", "rounding down to up",
         ("allowances.yaml", "down", "down")),
    ],
)  # fmt: skip
def test_a_mistake_is_shown_where_it_is_written(toy: Toy, amount: str, figures: str, mistake: str, written: tuple[str, str, str]) -> None:
    """The number, tier or word itself as it stands in the file: of a figure in its own file."""
    rules = RULES.format(amount=amount, combine="")
    folder = toy(rules, conflicts="conflicts: []", **({"figures": figures} if figures else {}))
    loaded = load_folder(folder, folder.parents[1])
    mutants = {one.edit.said.en: one for one in amount_mutants(loaded, loaded.ruleset.supports)}
    name = next(said for said in mutants if said.startswith(mistake.partition(":")[0]) and (":" not in mistake or said.endswith("4")))
    one = mutants[name]
    assert (one.source.name.rpartition("/")[2], one.text, one.text[one.edit.start : one.edit.end]) == written


def test_a_case_that_is_offered_for_an_amount_says_who_wrote_it(toy: Toy) -> None:
    """It is marked as generated, and the survivor is told in one language."""
    done = mutate_folder(
        version := folder(toy, "amount: {exactly: 'min(0.5 * costs.card, 100)'}", "1000", "exactly: 100"), version.parents[1]
    )
    told = [one for one in done.left if one.of_amount]
    assert told and all(one.case is None or one.case["generated"] is True for one in told)
    text = survivor_text(told[0], "zh")
    assert text.split("\n")[0].partition("：")[0].endswith(" cash 的金额")
    assert "unless" not in text and len(max(text.split("\n")[:3], key=len)) < 100
