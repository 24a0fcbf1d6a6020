"""A support for several kinds of subject is proved part by part: routes, conflicts, and the effect of an amendment over all parts."""

from __future__ import annotations

from pathlib import Path

import pytest

import eligibility as el
from eligibility.verify.effects import effect_on
from eligibility.verify.query import Verdict
from eligibility.verify.verifier import verify_folder
from tests.conftest import Toy, amendment
from tests.kinds import KINDS
from tests.verify.test_dual_rail import agrees

CASH = "- support: cash\n  routes:\n    {}"
PERSON = "severe: {when: grade == 1, modality: mandatory, cite: [一]}"
FEWER = "employer: {for: organisation, when: disabled_employees >= 9, modality: mandatory, cite: [一]}"
MORE = "employer: {for: organisation, when: disabled_employees >= 2, modality: mandatory, cite: [一]}"
HOUSEHOLD = "all: {for: household, when: dibao, modality: mandatory, cite: [一]}\n  by: {household: {unless: []}}"


def found(folder: Path) -> list[str]:
    return [problem.text("en") for problem in verify_folder(folder, folder.parents[1]).problems]


def test_the_solver_decides_as_the_kernel(toy: Toy) -> None:
    """Every part, for generated households with missing facts."""
    agrees(el.load_ruleset(toy(KINDS)), 25)


def test_a_dead_route_of_one_kind_is_found(toy: Toy) -> None:
    dead = KINDS.replace("disabled_employees >= 5", "disabled_employees >= 5 and disabled_employees < 3")
    assert [text for text in found(toy(dead)) if "no household can have cash by employer" in text]
    assert found(toy(KINDS)) == []


@pytest.mark.parametrize(
    ("change", "effect"),
    [
        (CASH.format(PERSON), "narrower"),
        (CASH.format(FEWER), "narrower"),
        (CASH.format(MORE), "wider"),
        (CASH.format(f"{PERSON}\n    {MORE}"), "changed"),
        (CASH.format(HOUSEHOLD), "wider"),
    ],
)
def test_an_effect_is_that_of_all_parts(toy: Toy, change: str, effect: str) -> None:
    """Wider where some subject of any kind gains and none loses; the example household shows the kind."""
    base = toy(KINDS)
    folder = amendment(base, "2023-01-01", f"effects: {{cash: {effect}}}", allowances=change)
    assert [text for text in found(folder) if "cash is declared" in text] == []
    wrong = amendment(base, "2023-02-01", "effects: {cash: same}", allowances=change)
    assert [text for text in found(wrong) if "cash is declared same" in text]


def test_a_kind_that_is_added_is_gained(toy: Toy) -> None:
    """A version without the kind refuses it, so that whoever has it now gains; the other way round it is lost."""
    base = toy(KINDS)
    head = "effects: {cash: narrower}\nremove: {routes: {cash: [employer, sender]}}"
    folder = amendment(base, "2023-01-01", head, allowances="[]")
    before, after = el.load_ruleset(base), el.load_ruleset(folder)
    lost, gained = effect_on("cash", before, after), effect_on("cash", after, before)
    assert (lost.effect, gained.effect) == ("narrower", "wider")
    assert lost.loss.witness is not None and "organisations" in lost.loss.witness
    assert (lost.gain.verdict, gained.loss.verdict) == (Verdict.NONE, Verdict.NONE)
