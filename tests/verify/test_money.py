"""The effect of a version on how much a support gives, over every household that both versions grant it to."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
import z3

import eligibility as el
from eligibility.logic.amount import Interval
from eligibility.rules.implications import situation_of
from eligibility.rules.load import load_folder
from eligibility.rules.support import PartKey
from eligibility.verify.dual_rail import symbols_of
from eligibility.verify.money import SolverEnds, money_effect_on, side_of
from eligibility.verify.symbols import Symbols
from eligibility.verify.verifier import verify_folder
from tests.bulk.test_amount_terms import NAMES, rules
from tests.conftest import CONFLICTS, DAY, DEFINITIONS, HEAD, Toy, amendment
from tests.decide.amount_forms import FIGURES, STANDARDS
from tests.verify.test_dual_rail import said_of

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


HOMES = 60
CENTS = ("0", "9.99", "100.05", "12000")
TRUTHS = ("certified", "autism", "orphan", "tekun", "diagnosed")


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> el.Ruleset:
    """Every form of an amount and of joining routes, as the engines over registers are tested with."""
    base = tmp_path_factory.mktemp("forms")
    version, national = base / "toy" / "2022-01-01", base / "national" / "2021-07-01"
    for folder in (version, national):
        folder.mkdir(parents=True)
    names = {name: {"area": "allowances", "zh": name, "en": name} for name in (*NAMES, "cash", "card", "home", "staff")}
    files = {national / "definitions.yaml": DEFINITIONS, national / "conflicts.yaml": CONFLICTS, national / "standards.yaml": STANDARDS}
    files |= {version / "ruleset.yaml": HEAD, version / "allowances.yaml": rules(), version / "figures.yaml": FIGURES}
    files[base / "supports.yaml"] = json.dumps({"supports": names})
    for path, text in files.items():
        path.write_text(text, "utf-8")
    return el.load_ruleset(version)


def households(number: int) -> Iterator[el.Profile]:
    """Households of one or two in a place, with facts left out at random."""
    chance = random.Random(29)

    def some(values: Mapping[str, Sequence[object]]) -> dict[str, object]:
        return {name: chance.choice(listed) for name, listed in values.items() if chance.random() < 0.6}

    for _ in range(number):
        members = []
        for index in range(chance.choice((1, 2))):
            person = some(dict.fromkeys(TRUTHS, (True, True, False))) | {"id": f"m{index + 1}"}
            if costs := some(dict.fromkeys(("card", "home", "staff"), CENTS)):
                person["costs"] = costs
            if chance.random() < 0.6 and person.get("certified") is not False:
                person["disabilities"] = [{"category": "physical", "grade": chance.choice((1, 2, 3, 4))}]
            members.append(person)
        home = some({"area": ("urban", "rural"), "dibao_class": ("A", "B", "C"), "monthly_income_per_capita": ("0", "399.99", "650")})
        place = some({"dibao_standard": ({"urban": "700.5"},), "standards": ({"minimum_wage": 1500},)})
        yield el.read_profile(json.dumps({"household": home | {"size": len(members), "members": members}, "locality": place}))


def test_the_solvers_ends_are_the_kernels(forms: el.Ruleset) -> None:
    """Law: for any household, unknown facts included, both ends of every amount that is granted or open are those of the kernel."""
    made: dict[int, tuple[Symbols, dict[PartKey, SolverEnds]]] = {}
    compared = 0
    for profile in households(HOMES):
        situation = situation_of(profile, forms, DAY)
        size = len(situation.persons)
        if size not in made:
            symbols = symbols_of(size, (date(2022, 1, 1), date(2025, 12, 31)), forms, partial=True)
            made[size] = symbols, {part.key: side_of(forms, part.key, symbols).ends() for part in forms.parts}
        symbols, ends = made[size]
        solver = z3.Solver()
        solver.add(*said_of(symbols, situation))
        assert solver.check() == z3.sat
        model = solver.model()
        for outcome in el.decide(profile, forms, as_of=DAY):
            if outcome.status is not el.Status.NOT_ELIGIBLE and outcome.subject.id in {"m1", "household"}:
                told = told_by(model, ends[outcome.support, outcome.subject.kind])
                assert told == outcome.amount.interval, (outcome.support, told, outcome.amount.interval)
                compared += told is not None
    assert compared > HOMES


def told_by(model: z3.ModelRef, ends: SolverEnds) -> Interval | None:
    """The interval that a model gives to both ends."""

    def holds(truth: z3.BoolRef) -> bool:
        return z3.is_true(model.eval(truth, model_completion=True))

    def number(term: z3.ArithRef) -> Fraction:
        found = model.eval(term, model_completion=True)
        return Fraction(found.numerator_as_long(), found.denominator_as_long())

    if not holds(ends.has):
        return None
    return Interval(None if holds(ends.below) else number(ends.low), None if holds(ends.above) else number(ends.high))
