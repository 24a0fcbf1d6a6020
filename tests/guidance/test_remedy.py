"""Remedies: applied, they grant; nothing smaller does; and nothing is suggested that cannot change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

import eligibility as el
from eligibility.facts.profile_edit import put, taken, told_of
from eligibility.guidance.immutable_facts import FIXED, why_fixed
from eligibility.guidance.remedy import Remedy, remedies, standing_in_the_way
from eligibility.rules.version_lookup import regions, shipped
from tests.conftest import DAY, Toy, decide, examples, one, support
from tests.decide.test_missing import folder, load  # noqa: F401 - the fixture is used by name
from tests.property.generate import Generator
from tests.property.strategies import households, rulesets

RULESETS = {region: el.load_ruleset(region, as_of=DAY) for region in regions(shipped())}


def applied(decision: el.Decision, remedy: Remedy) -> el.Decision:
    """The decision once the steps of a remedy are put into the profile."""
    told = deepcopy(told_of(decision.profile))
    told.pop("dont_know", None)
    for step in remedy.steps:
        put(told, step.path, step.value)
    return el.decide(el.read_profile(json.dumps(told)), decision.ruleset, as_of=decision.as_of)


@settings(max_examples=examples(8))
@given(region=st.sampled_from(sorted(RULESETS)), seed=st.integers(0, 10**6))
def test_applied_they_grant_and_change_nothing_fixed(region: str, seed: int) -> None:
    """Law: whatever is suggested grants the support once it is put into the profile, and no known fact that cannot change is touched."""
    ruleset = RULESETS[region]
    profile = Generator(seed, ruleset.catalogue).profile()
    try:
        decision = decide(ruleset, profile)
    except el.ProfileError:
        return
    refused = [outcome for outcome in decision if not outcome.status.granted]
    subjects = {s.id: s for kind in ("person", "household", "organisation") for s in decision.situation.subjects(kind)}
    for outcome in refused[:: max(1, len(refused) // 12)]:
        found = remedies(decision, outcome.support, outcome.subject.id)
        event(f"{'some' if found else 'no'} remedy")
        for remedy in found:
            assert applied(decision, remedy)[outcome.support, outcome.subject.id].status.granted
            for step in remedy.steps:
                owner, _, name = step.path.partition(".")
                if step.kind == "change" and name != "certificate_valid_until":
                    holder = subjects.get(owner, outcome.subject)
                    kind = owner if owner in {"household", "locality"} else holder.kind
                    assert why_fixed(holder, f"{kind}.{name}") is None
                    assert taken(told_of(decision.profile), step.path) != step.value


ENTRIES: dict[str, tuple[Any, ...]] = {
    "certified": (True, False),
    "tekun": (True, False),
    "autism": (True, False),
    "birth_date": (10, 16, 17, 40),
    "employment": ("employed", "none", "flexible"),
    "disabilities": (
        [],
        *([{"category": c, "grade": g}] for c in ("mental", "physical") for g in (1, 2, 3, 4)),
        [{"category": "mental", "grade": 3}, {"category": "physical", "grade": 1}],
    ),
    "receives": ([], ["cash"], ["home"], ["work_injury_nursing"]),
}
HOUSEHOLD: dict[str, tuple[Any, ...]] = {
    "household.dibao": (True, False),
    "household.area": ("urban", "rural"),
    "locality.options.living_allowance_other": (True, False),
}


def changes(decision: el.Decision) -> Iterator[tuple[str, Any]]:
    """Every change of one entry that a remedy may make: unknown ones answered, known ones changed unless they are fixed."""
    told = told_of(decision.profile)
    paths = {f"{person.id}.{name}": (person, f"person.{name}", ENTRIES[name]) for person in decision.situation.persons for name in ENTRIES}
    household = decision.situation.household
    assert household is not None
    paths |= {path: (household, path, values) for path, values in HOUSEHOLD.items()}
    for path, (subject, key, values) in paths.items():
        known = taken(told, path)
        if known is None or why_fixed(subject, key) is None:
            yield from ((path, value) for value in values if value != known)
        elif key == "person.disabilities" and "multiple" in (told_kinds := {line["category"] for line in known}) and len(known) < 3:
            yield from ((path, [*known, *lines]) for lines in values if lines and lines[0]["category"] not in told_kinds)


@settings(max_examples=examples(12))
@given(rules=rulesets(), profile=households())
def test_nothing_smaller_grants(folder: Path, rules: str, profile: dict[str, Any]) -> None:  # noqa: F811
    """Law: where brute force over one entry, or over two, finds a grant, so does the remedy, with no more entries."""
    ruleset = load(folder, rules)
    if ruleset is None:
        return
    decision = decide(ruleset, profile)
    if not decision.situation.complete:
        return
    single = list(changes(decision))
    for outcome in decision:
        if outcome.status.granted or outcome.subject.kind == "organisation":  # brute force changes what people have
            continue
        size = smallest(decision, outcome, single)
        found = remedies(decision, outcome.support, outcome.subject.id)
        event(f"smallest by brute force: {size}")
        if size is not None:
            assert found, (outcome, size)
            assert len(found[0].steps) <= size
        if found and len(found[0].steps) <= 2:
            assert size is not None, found


def test_no_entry_that_follows_from_another(toy: Toy) -> None:
    """Who is said to have no disability holds no certificate: one answer, not two."""
    decision = decide(el.load_ruleset(toy(support("not certified and not severe"))), one())
    assert [[step.path for step in remedy.steps] for remedy in remedies(decision, "cash", "m1")] == [["m1.disabilities"]]


def smallest(decision: el.Decision, outcome: el.Outcome, single: list[tuple[str, Any]]) -> int | None:
    for size in (1, 2):
        for chosen in combinations(single, size):
            if len({path for path, _ in chosen}) < size or gives_up(chosen):
                continue
            told = deepcopy(told_of(decision.profile))
            for path, value in chosen:
                put(told, path, value)
            try:
                then = el.decide(el.read_profile(json.dumps(told)), decision.ruleset, as_of=DAY)
            except el.ProfileError:
                continue
            if then[outcome.support, outcome.subject.id].status.granted:
                return size
    return None


def gives_up(chosen: tuple[tuple[str, Any], ...]) -> bool:
    """Whether a certificate is given up only so that no disability contradicts it: no remedy suggests that."""
    return {("certified", "False"), ("disabilities", "[]")} <= {(path.partition(".")[2], str(value)) for path, value in chosen}


@pytest.fixture
def rules(toy: Toy) -> el.Ruleset:
    text = support("certified and household.monthly_income_per_capita < 300 and age >= 16", extra="  unless: [receives.home]")
    return el.load_ruleset(toy(text + support("has.cash and needs.rehab", name="card") + support("severe or autism", name="staff")))


def test_an_income_would_have_to_fall(rules: el.Ruleset) -> None:
    """A known fact that can change is a change, an unknown one an answer; the clause stands beside the outcome."""
    facts = one(certified=True, age=30)
    facts["household"]["monthly_income_per_capita"] = 300  # type: ignore[index]
    (remedy,) = remedies(decide(rules, facts), "cash", "m1")
    (step,) = remedy.steps
    assert (step.path, step.kind) == ("household.monthly_income_per_capita", "change")
    assert step.condition.en == "monthly income per head under 300 yuan a month per head"
    assert (remedy.outcome.status, remedy.outcome.citations[0]["locator"]) == (el.Status.ELIGIBLE, "一")


def test_an_age_is_never_changed_but_may_be_found(rules: el.Ruleset) -> None:
    """Too young: no remedy, and the age is named as what stands in the way; not known: it is asked."""
    facts = one(certified=True, age=10)
    facts["household"]["monthly_income_per_capita"] = 100  # type: ignore[index]
    decision = decide(rules, facts)
    assert remedies(decision, "cash", "m1") == []
    ((condition, why),) = standing_in_the_way(decision, decision["cash", "m1"])
    assert (condition.en, why) == ("age in full years at least 16 years", FIXED["person.birth_date"])
    del facts["household"]["members"][0]["age"]  # type: ignore[index]
    (remedy,) = remedies(decide(rules, facts), "cash", "m1")
    assert [(step.path, step.kind) for step in remedy.steps] == [("m1.birth_date", "answer")]


def test_what_waits_for_another_support_leads_through_it(rules: el.Ruleset) -> None:
    """The remedy of a support that demands another grants that one first, and says so."""
    facts = one(certified=False, age=30, needs=[], disabilities=[{"category": "visual", "grade": 4}], receives=[])
    facts["household"]["monthly_income_per_capita"] = 100  # type: ignore[index]
    (remedy,) = remedies(decide(rules, facts), "card", "m1")
    assert {step.path: step.value for step in remedy.steps} == {"m1.certified": True, "m1.needs": ["rehab"]}
    assert remedy.outcome.after == ["cash"]


def test_alternatives_of_the_same_size(rules: el.Ruleset) -> None:
    """All smallest ways are given, up to the number asked for."""
    decision = decide(rules, one(certified=True))
    assert [remedy.steps[0].path for remedy in remedies(decision, "staff", "m1")] == ["m1.autism", "m1.disabilities"]
    assert len(remedies(decision, "staff", "m1", most=1)) == 1


def test_what_is_granted_needs_no_remedy(rules: el.Ruleset) -> None:
    assert remedies(decide(rules, one(autism=True)), "staff", "m1") == []


def test_a_number_is_found_beside_another_that_stays_unknown(toy: Toy) -> None:
    """How many are employed is compared with how many there are in all, of which nothing is said."""
    rules = support("disabled_employees >= 5 or 50 * disabled_employees >= employees and status.private", entity="organisation")
    decision = decide(toy(rules), {"organisations": [{"id": "o1", "disabled_employees": 2, "status": []}]})
    (remedy,) = remedies(decision, "cash", "o1")
    assert [(step.path, step.value) for step in remedy.steps] == [("o1.disabled_employees", 5)]
