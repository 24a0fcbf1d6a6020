"""The effect of a version on how much a support gives, over every household that both versions grant it to."""

from __future__ import annotations

from pathlib import Path

import pytest

import eligibility as el
from eligibility.rules.load import load_folder
from eligibility.verify.money import money_effect_on
from eligibility.verify.verifier import verify_folder
from tests.conftest import Toy, amendment

RULES = """
- support: cash
  for: person
  routes:
    main: {{when: certified, modality: mandatory, cite: [一]}}
  benefit: {{kind: cash, unit: CNY/month, amount: {amount}}}
"""
CHANGE = """
- support: cash
  benefit: {{kind: cash, unit: CNY/month, amount: {amount}}}
"""


def versions(toy: Toy, before: str, after: str, effect: str = "{who: same}") -> Path:
    base = toy(RULES.format(amount=before), conflicts="conflicts: []")
    return amendment(base, "2023-01-01", f"effects: {{cash: {effect}}}\n", allowances=CHANGE.format(amount=after))


@pytest.mark.parametrize(
    ("before", "after", "effect"),
    [
        ("100", "110", "more"),
        ("100", "90", "less"),
        ("{at_least: 100}", "{at_least: 110}", "more"),
        ("{at_most: 100}", "120", "more"),
        ("'min(0.6 * costs.card, 6000)'", "'min(0.6 * costs.card, 5000)'", "less"),
        ("'min(0.6 * costs.card, 6000)'", "'min(0.5 * costs.card, 7000)'", "changed"),
        ("{tiers: {grade == 1: 150, grade == 2: 100}}", "{tiers: {grade == 1: 150, grade == 2: 120}}", "more"),
        ("{tiers: {autism: 50, not autism: 60}}", "{tiers: {not autism: 60, autism: 50}}", "same"),
        ("'max(costs.card, 0)'", "costs.card", "same"),
    ],
)
def test_the_effect_on_the_money(toy: Toy, before: str, after: str, effect: str) -> None:
    folder = versions(toy, before, after)
    proved = money_effect_on("cash", el.load_ruleset(folder.with_name("2022-01-01")), el.load_ruleset(folder), seconds=20)
    assert proved.effect == effect


def test_a_wrong_declaration_is_refuted_with_a_household(toy: Toy) -> None:
    """Who has the support and how much they have are declared apart."""
    folder = versions(toy, "100", "110", "{who: same, money: less}")
    assert load_folder(folder, folder.parents[1]).ruleset.money_effects == {"cash": "less"}
    said = [problem.message.en for problem in verify_folder(folder, folder.parents[1]).problems]
    assert any("the money of cash is declared less" in text and "some households get more" in text for text in said)
    right = versions_again(folder, "{who: same, money: more}")
    assert not any("money" in problem.message.en for problem in verify_folder(right, right.parents[1]).problems)


def versions_again(folder: Path, effect: str) -> Path:
    head = folder / "ruleset.yaml"
    head.write_text(head.read_text("utf-8").replace("{who: same, money: less}", effect), "utf-8")
    return folder
