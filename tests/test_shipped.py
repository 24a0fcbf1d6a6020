"""The shipped rulesets: clean, and every worked case comes out as it says."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

import eligibility as el
from eligibility.decide.run_cases import run_case
from eligibility.facts.vocabulary import disabled, employed, severe
from eligibility.logic.expr import Expr, Named, facts_of, walk
from eligibility.rules.cases import WorkedCase, read_cases
from eligibility.rules.clauses import clause_texts, normalised, read_ledger
from eligibility.rules.lint import lint_all
from eligibility.rules.version_lookup import find, names, regions, shipped

FOLDERS = [shipped() / region / name for region in regions(shipped()) for name in names(shipped(), region)]
CASES = [(folder, case) for folder in FOLDERS for case in read_cases(folder)]


@cache
def ruleset(folder: Path) -> el.Ruleset:
    return el.load_ruleset(folder)


@pytest.mark.parametrize(("folder", "case"), CASES, ids=[f"{folder.parent.name}-{case.name}" for folder, case in CASES])
def test_case(folder: Path, case: WorkedCase) -> None:
    assert run_case(case, ruleset(folder)) == []


def test_lint_is_clean(pytestconfig: pytest.Config) -> None:
    """With the plans' texts at hand: every clause is there, unchanged, and no numbered clause is missing from the list."""
    sources = pytestconfig.getoption("--sources")
    assert [problem.text() for one in lint_all(shipped(), Path(sources) if sources else None) for problem in one.problems] == []


def test_agencies_are_named_by_their_clauses(pytestconfig: pytest.Config) -> None:
    """With the plans' texts at hand: every agency stands by name in the clauses that it cites, and every certificate is asked for there."""
    sources = pytestconfig.getoption("--sources")
    if sources is None:
        pytest.skip("needs --sources DIR, the folder of the plans' texts")
    for folder in FOLDERS:
        if ruleset(folder).scenario is not None:
            continue
        ledger = read_ledger(folder)
        assert ledger is not None
        clauses = clause_texts(ledger, (Path(sources) / f"{folder.parent.name}.txt").read_text("utf-8-sig"))
        for support in ruleset(folder).parts:
            for said in support.agencies:
                text = "".join(clauses[locator] for locator in said.cite)
                names = re.split(r"[、,和()]|或者|联合", normalised(said.text.zh))
                assert [name for name in names if name not in text] == [], (folder, support.id)
            for said in support.every_paper:
                assert said.text.zh == "残疾人证"
                assert re.search("残疾人证|持证", "".join(clauses[locator] for locator in said.cite)), (folder, support.id)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_every_note_is_two_languages(folder: Path) -> None:
    """No text of a rule is empty; the Chinese one is Chinese, and the English one is not (a locator may stand in it)."""
    for support in ruleset(folder).parts:
        texts = [*support.subject_to, *(note.text for note in support.notes)]
        texts += [said.text for said in (*support.agencies, *support.every_paper)]
        texts += [text for route in support.routes for text in (*route.subject_to, *(note.text for note in route.notes))]
        for text in texts:
            assert chinese(text.zh) > len(text.zh) / 2, text
            assert chinese(text.en) < len(text.en) / 4, text


@pytest.mark.parametrize("name", regions(shipped()))
def test_every_region_has_its_scenario(name: str) -> None:
    """All local options adopted: no option is left to ask for in any rule."""

    def options(rules: el.Ruleset) -> set[str]:
        read = {fact.key for expr in rules.conditions() for node in walk(expr) for fact in facts_of(node)}
        return {key for key in read if key.startswith("locality.options.")}

    assert not options(find(name, "all-local-options").ruleset)
    assert options(find(name).ruleset)


@pytest.mark.parametrize(("name", "counted"), [("in_work", employed()), ("disabled", disabled()), ("severe", severe())])
def test_the_door_counts_what_the_rules_mean(name: str, counted: Expr) -> None:
    """What is counted over the members when a profile is read is what the national definition of the same word says."""
    for folder in FOLDERS:
        assert ruleset(folder).definitions[name].body == counted


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_one_member_in_tekun_support_brings_the_others_nothing(folder: Path) -> None:
    """The hardship of a household by a disabled member's tekun is read by supports for households alone."""
    household = {"low_income_household", "household_in_hardship"}
    for support in ruleset(folder).parts:
        if support.entity == "person":
            for route in support.routes:
                assert household.isdisjoint(node.name for node in walk(route.when) if isinstance(node, Named)), (support.id, route.name)


def chinese(text: str) -> int:
    """How many characters are Chinese."""
    return sum("一" <= character <= "鿿" for character in text)
