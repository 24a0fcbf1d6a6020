"""The changes between two versions, as `diff --format json` prints them, fit the model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eligibility.views.models import ChangesModel
from tests.cli.test_cli import run
from tests.conftest import Toy, amendment, one, support

BASE = support("certified and severe") + support("certified", name="card", extra="  unless: [tekun]") + support("has.cash", name="home")
LOCAL = "definitions:\n  needy: {for: person, is: %s, zh: 困, en: needy, cite: [一]}"
CHANGED = """
- support: cash
  routes:
    deaf: {when: "certified and grade_hearing in {3, 4}", modality: mandatory, cite: [二]}
- support: card
  unless: [tekun, orphan]
  benefit: {kind: cash, amount: {at_least: 5}, unit: CNY/month}
"""


@pytest.fixture
def versions(toy: Toy) -> tuple[Path, Path]:
    base = toy(BASE, definitions=LOCAL % "certified", figures="figures:\n  f: {zh: 数, en: f, unit: persons, cite: [一], exactly: 2}")
    changed = "figures:\n  f: {zh: 数, en: f, unit: persons, cite: [一], exactly: 3}"
    head = "effects: {cash: wider, card: narrower}"
    return base, amendment(base, "2023-01-01", head, allowances=CHANGED, definitions=LOCAL % "severe", figures=changed)


def test_rules_effects_and_a_household(versions: tuple[Path, Path], tmp_path: Path) -> None:
    """Every part of the output has its place: proved effects with witnesses, exclusions, figures, definitions, reasons."""
    profile = tmp_path / "profile.json"
    deaf = one(certified=True, tekun=False, orphan=True, disabilities=[{"category": "hearing", "grade": 3}])
    profile.write_text(json.dumps(deaf), "utf-8")
    text = run("diff", *map(str, versions), "--profile", str(profile), "--format", "json", "--lang", "en").stdout
    found = ChangesModel.model_validate_json(text)
    assert found.as_json() == json.loads(text)
    supports = {change.support: change for change in found.supports}
    assert supports["cash"].proved is not None and supports["cash"].proved.effect == "wider"
    assert supports["card"].unless is not None and supports["card"].other == ("benefit",)
    assert [change.figure for change in found.figures] == ["f"]
    assert [(change.definition, change.before and change.before.is_) for change in found.definitions] == [("needy", "certified")]
    kinds = {type(reason).__name__ for change in found.household for reason in change.because}
    assert kinds == {"ByRouteModel", "ByExclusionModel", "ByDependencyModel"}


def test_a_register(versions: tuple[Path, Path], tmp_path: Path) -> None:
    register = tmp_path / "register.csv"
    register.write_text("持证,残疾类别,残疾等级\n是,听力,三级\n", "utf-8")
    text = run("diff", *map(str, versions), "--register", str(register), "--format", "json", "--as-of", "2024-06-01").stdout
    found = ChangesModel.model_validate_json(text)
    assert found.as_json() == json.loads(text)
    assert ("cash", 1) in [(shift.support, shift.gain) for shift in found.register_]
