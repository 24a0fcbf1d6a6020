"""A question to the solver: what it finds, and that nothing else in the process has a part in it."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import z3

import eligibility as el
from eligibility.facts.profile import Person
from eligibility.facts.vocabulary import facts
from eligibility.verify.boundary_cases import boundary_cases
from eligibility.verify.effects import effect_on
from eligibility.verify.query import Verdict, days_of, search
from eligibility.verify.symbols import Symbols
from tests.conftest import ROOT

RULES = ROOT / "tests" / "data" / "region" / "rulesets"
DAYS = days_of(date(2022, 1, 1), date(2025, 12, 31))


@pytest.fixture(scope="module")
def versions() -> tuple[el.Ruleset, el.Ruleset]:
    before, after = (el.load_ruleset("toy", name, root=RULES) for name in ("2022-01-01", "2023-01-01"))
    return before, after


def certified() -> tuple[Symbols, z3.BoolRef]:
    """One person, and the truth that the person is known to hold a certificate."""
    symbols = Symbols(1, DAYS, frozenset({"person.certified"}), partial=True)
    symbol = symbols("m1", facts()["person.certified"])
    return symbols, z3.And(symbols.present["m1"], symbol.known, symbol.value)


def people(profile: el.Profile) -> tuple[Person, ...]:
    return (profile.household.members if profile.household else None) or ()


def test_a_household_is_found_and_reduced() -> None:
    symbols, wanted = certified()
    found = search(symbols, wanted, lambda profile, _: any(one.certified for one in people(profile)))
    assert found.verdict is Verdict.FOUND
    assert found.witness is not None
    assert found.witness["household"] == {"members": [{"id": "m1", "certified": True}]}


def test_there_is_none() -> None:
    symbols, wanted = certified()
    assert search(symbols, z3.And(wanted, z3.Not(wanted))).verdict is Verdict.NONE


def test_without_a_property_no_household_is_named() -> None:
    symbols, wanted = certified()
    found = search(symbols, wanted)
    assert (found.verdict, found.witness) == (Verdict.FOUND, None)


def test_what_the_kernel_denies_is_left_open() -> None:
    """A household that the kernel decides otherwise proves nothing, however often another one is tried."""
    symbols, wanted = certified()
    tried = []

    def never(profile: el.Profile, _: date) -> bool:
        tried.append(profile)
        return False

    found = search(symbols, wanted, never)
    assert (found.verdict, found.witness) == (Verdict.OPEN, None)
    assert tried


def test_days_are_in_order() -> None:
    """A version that begins after its plan has ended is verified for its first day."""
    assert days_of(date(2024, 1, 1), date(2023, 12, 31)) == (date(2024, 1, 1), date(2024, 1, 1))


def answers(before: el.Ruleset, after: el.Ruleset) -> str:
    return json.dumps([effect_on("grant", before, after).gain.witness, boundary_cases(after)[0]])


def test_the_same_household_is_found_whatever_else_the_process_did(versions: tuple[el.Ruleset, el.Ruleset]) -> None:
    """Terms of other questions, of which some were collected, leave gaps in z3's numbering: no answer depends on it."""
    first = answers(*versions)
    for number in range(1, 5):
        kept = [z3.Bool(f"{number} {index}") for index in range(701 * number)]
        del kept[:: number + 1]
        assert answers(*versions) == first
    assert kept


@pytest.mark.parametrize("seed", ["0", "1"])
def test_the_same_household_is_found_in_every_process(versions: tuple[el.Ruleset, el.Ruleset], seed: str) -> None:
    """Python orders its sets anew in every process."""
    code = (
        "import eligibility as el, pathlib; from tests.verify.test_query import RULES, answers\n"
        "print(answers(*(el.load_ruleset('toy', name, root=RULES) for name in ('2022-01-01', '2023-01-01'))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT, env={**_environment(), "PYTHONHASHSEED": seed}
    )
    assert done.stdout.decode().strip() == answers(*versions)


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT), str(Path.cwd())])}
