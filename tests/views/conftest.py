"""The examples, decided where they stand; two versions of a small region, the later one with a change of every kind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pytest

import eligibility as el
from eligibility.rules.version_lookup import region_of
from tests.conftest import ROOT, SUPPORTS, Toy, amendment, support

DEFINITIONS = "definitions:\n  needy: {for: person, is: %s, zh: 困难, en: needy, cite: [一]}"
FIGURES = "figures:\n  line: {value: %s, unit: years, cite: [一], zh: 线, en: line}"
BEFORE = (
    support("certified and severe", extra="  unless: [tekun]\n")
    + support("needy and has.cash", name="card")
    + support("size >= 2", name="home", entity="household")
    + support("age >= figures.line", name="staff")
)
AFTER = """
- support: cash
  unless: [tekun, receives.work_injury_nursing]
  routes:
    deaf: {when: "certified and grade_hearing in {3, 4}", modality: mandatory, cite: [二]}
"""
HEAD = "remove: {supports: [home]}\neffects: {cash: changed, card: narrower, staff: narrower, home: ended}"
DEAF = {
    "household": {
        "members": [{"id": "m1", "age": 19, "certified": True, "disabilities": [{"category": "hearing", "grade": 3}]}, {"id": "m2"}]
    }
}


@dataclass(frozen=True)
class Versions:
    """The two versions."""

    before: el.Ruleset
    after: el.Ruleset


@pytest.fixture
def versions(toy: Toy) -> Versions:
    base = toy(BEFORE, supports=SUPPORTS, definitions=DEFINITIONS % "certified", figures=FIGURES % 18)
    changed = {"definitions": DEFINITIONS % "certified and severe", "figures": FIGURES % 20}
    later = amendment(base, "2023-01-01", HEAD, allowances=AFTER, **{name: text.replace("一", "二") for name, text in changed.items()})
    return Versions(el.load_ruleset(base), el.load_ruleset(later))


EXAMPLES = (
    "county_federation", "deaf_child", "family_that_moves", "firm_of_60", "one_opens_others", "public_institution", "rural_family",
    "severe_mental", "student", "two_children",
)  # fmt: skip


@cache
def decided(name: str) -> el.Decision:
    """An example under the plan of its own region, on its own day."""
    profile = el.read_profile_file(ROOT / "examples" / f"{name}.json")
    assert profile.as_of is not None
    region = region_of(profile.locality.adcode or "") or "zhangye"
    return el.decide(profile, el.load_ruleset(region, as_of=profile.as_of), as_of=profile.as_of)
