"""Implied facts refuse and never grant: tried by brute force on small rulesets, and on generated households of the shipped plans."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

import eligibility as el
from eligibility.decide.compiled import program_of
from eligibility.decide.run import run
from eligibility.facts.flatten import Situation
from eligibility.rules.implications import situation_of
from eligibility.rules.version_lookup import regions, shipped
from tests.conftest import CONFLICTS, DAY, DEFINITIONS, HEAD, SUPPORTS
from tests.decide.test_missing import Slot, completions, filled, slots
from tests.property.strategies import conditions
from tests.property.test_engines import households

LAWS = """
implies:
  work: {for: person, when: age < 16, fact: employment, in: [none, employed], zh: 法, en: law, source: SOURCE}
  wish: {for: person, when: age < 16, fact: wants_work, in: [false], zh: 法, en: law, source: SOURCE}
""".replace("SOURCE", "{document: D, locator: '', seen: true, en: D}")

TERMS = (
    "employment == 'flexible'", "employment in {'employed', 'flexible'}", "employment == 'employed'", "wants_work", "certified",
    "age < 16", "age >= 18", "any(wants_work)", "count(employment == 'flexible') >= 2", "count(wants_work) < 2", "all(wants_work)",
)  # fmt: skip
MEMBERS = st.fixed_dictionaries(
    {},
    optional={
        "age": st.sampled_from([10, 16, 40]),
        "employment": st.sampled_from(["employed", "flexible"]),
        "wants_work": st.booleans(),
        "certified": st.booleans(),
        "receives": st.just([]),
    },
)


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Two supports, of which the second may wait for the first; one has an exclusion."""
    cash = draw(conditions(TERMS))
    card = draw(conditions((*TERMS, "has.cash")))
    unless = draw(st.sampled_from(["[]", "[wants_work]", "[\"employment == 'flexible'\"]"]))
    return "\n".join(
        f"- support: {name}\n  for: person\n  routes:\n    main: {{when: {text!r}, modality: mandatory, cite: [一]}}\n"
        f"  benefit: {{kind: cash}}\n  unless: {bar}"
        for name, text, bar in (("cash", cash, unless), ("card", card, "[]"))
    )


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same version with the laws and without them."""
    found = []
    for name in ("with", "without"):
        base = tmp_path_factory.mktemp(name)
        version, national = base / "toy" / "2022-01-01", base / "national" / "2021-07-01"
        version.mkdir(parents=True)
        national.mkdir(parents=True)
        (base / "supports.yaml").write_text(SUPPORTS, "utf-8")
        (national / "definitions.yaml").write_text(DEFINITIONS, "utf-8")
        (national / "conflicts.yaml").write_text(CONFLICTS, "utf-8")
        (version / "ruleset.yaml").write_text(HEAD, "utf-8")
        found.append(version)
    (found[0].parents[1] / "national" / "2021-07-01" / "implies.yaml").write_text(LAWS, "utf-8")
    return found[0], found[1]


def loaded(folders: tuple[Path, Path], text: str) -> tuple[el.Ruleset, el.Ruleset] | None:
    """The rules with the laws and without; None where the generated text is one that loading refuses."""
    for folder in folders:
        (folder / "allowances.yaml").write_text(text, "utf-8")
    try:
        return el.load_ruleset(folders[0]), el.load_ruleset(folders[1])
    except el.RulesetError:
        return None


def lawful(situation: Situation) -> bool:
    """The laws, said once more in plain Python."""
    people = [person.values for person in situation.persons]
    works = [one.get("person.employment") == "flexible" or one.get("person.wants_work") is True for one in people]
    return not any(works and one.get("person.age", 99) < 16 for one, works in zip(people, works, strict=True))


def possible(situation: Situation, unknown: list[Slot]) -> Iterator[Situation]:
    """Every way to answer the unknown facts that the laws allow."""
    return (whole for values in completions(unknown) if lawful(whole := filled(situation, values)))


@given(text=rules(), people=st.lists(MEMBERS, min_size=1, max_size=2))
def test_an_answer_is_true_of_every_lawful_completion(folders: tuple[Path, Path], text: str, people: list[dict[str, Any]]) -> None:
    """Refused: without the laws, too, no lawful completion is granted. Granted: every one is, but for exclusions, which refuse
    only when they are proved. Where all is known, laws change nothing."""
    both = loaded(folders, text)
    if both is None:
        return
    under, without = both
    profile = el.read_profile(json.dumps({"household": {"members": [{"id": f"m{i}", **one} for i, one in enumerate(people, 1)]}}))
    try:
        situation = situation_of(profile, under, DAY)
    except el.ProfileError:
        event("refused at the door")
        return
    unknown = slots(under, situation)
    if len(unknown) > 7:
        return
    barred = any(part.unless for part in under.parts)
    wholes = list(possible(situation, unknown))
    now, before = (run(program_of(ruleset), ruleset, situation) for ruleset in both)
    then = [(run(program_of(under), under, whole), run(program_of(without), without, whole)) for whole in wholes]
    for key, answer in now.items():
        granted = {old[key].granted for _, old in then}
        event(f"{answer.granted} where {before[key].granted} before")
        assert all(new[key].granted is old[key].granted for new, old in then)
        if answer.granted is False or (answer.granted is True and not barred):
            assert granted <= {answer.granted}
        assert not (answer.granted is True and before[key].granted is not True)
        assert not (answer.granted is False and before[key].granted is True)


@pytest.fixture(scope="module")
def lawless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped rulesets without the national laws about facts."""
    root = tmp_path_factory.mktemp("lawless") / "rulesets"
    shutil.copytree(shipped(), root)
    for path in root.glob("national/*/implies.yaml"):
        path.unlink()
    return root


@pytest.mark.parametrize("region", regions(shipped()))
def test_with_the_shipped_laws_nobody_is_granted_more(region: str, lawless: Path) -> None:
    """Law: for every household an answer is at most refused or silenced; what was granted is never refused."""
    under, without = el.load_ruleset(region, as_of=DAY), el.load_ruleset(region, as_of=DAY, root=lawless)
    assert under.implications and not without.implications
    changed = 0
    for _, profile in households(under, 60, seed=6):
        situation = situation_of(profile, under, DAY)
        now, before = (run(program_of(ruleset), ruleset, situation) for ruleset in (under, without))
        for key, answer in now.items():
            was = before[key].granted
            changed += answer.granted is not was
            assert answer.granted is was or (was is None and answer.granted is False) or (was is True and answer.granted is None), key
    assert changed
