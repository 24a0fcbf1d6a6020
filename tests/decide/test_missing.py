"""What is missing, tried by brute force on small generated rulesets and households."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

import eligibility as el
from eligibility.decide.compiled import program_of
from eligibility.decide.explain import _failing, _told_of
from eligibility.decide.run import run
from eligibility.facts.flatten import Situation, Subject, flatten
from eligibility.facts.vocabulary import answer_of
from eligibility.logic.expr import facts_of, supports_of, walk
from tests.conftest import CONFLICTS, DAY, DEFINITIONS, HEAD, SUPPORTS
from tests.property.strategies import households, rulesets

DOMAINS: dict[str, tuple[Any, ...]] = {
    "person.age": (10, 16, 17, 40),
    "person.grade": (0, 1, 3),
    "person.grade_mental": (0, 1, 3),
    "person.employment": ("employed", "flexible"),
    "household.area": ("urban", "rural"),
    "organisation.disabled_employees": (0, 1),
    "organisation.type": ("enterprise", "school"),
    "person.receives": tuple(
        frozenset(chosen) for size in range(2) for chosen in combinations(("cash", "home", "work_injury_nursing"), size)
    ),
}
"""Values that meet every cell of the generated rules; all other facts are yes or no."""

Slot = tuple[str, str]
"""The owner of an unknown fact and its key."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("rules")
    version = base / "toy" / "2022-01-01"
    national = base / "national" / "2021-07-01"
    version.mkdir(parents=True)
    national.mkdir(parents=True)
    (base / "supports.yaml").write_text(SUPPORTS, "utf-8")
    (national / "definitions.yaml").write_text(DEFINITIONS, "utf-8")
    (national / "conflicts.yaml").write_text(CONFLICTS, "utf-8")
    (version / "ruleset.yaml").write_text(HEAD, "utf-8")
    return version


def load(folder: Path, rules: str) -> el.Ruleset | None:
    """The ruleset, or None where the generated text is one that loading refuses."""
    (folder / "allowances.yaml").write_text(rules, "utf-8")
    try:
        return el.load_ruleset(folder)
    except el.RulesetError:
        return None


def slots(ruleset: el.Ruleset, situation: Situation) -> list[Slot]:
    """Every unknown fact that some rule reads, with its owner; a set that is open is one slot."""
    program = program_of(ruleset)
    found: dict[Slot, None] = {}
    for subject in situation.everyone:
        for key in program.layouts[subject.kind]:
            entity, _, rest = key.partition(".")
            if entity in {"quantity", "granted"}:
                continue
            whole = "person.receives" if rest.startswith("receives.") else key
            if whole not in subject.values:
                found[subject.id if entity == subject.kind else entity, whole] = None
    return list(found)


def filled(situation: Situation, values: dict[Slot, Any]) -> Situation:
    """The situation with some unknown facts answered."""

    def answered(subject: Subject) -> Subject:
        new = {key: value for (owner, key), value in values.items() if owner in {subject.id, "household", "locality"}}
        return Subject(subject.kind, subject.id, subject.values | new)

    household = answered(situation.household) if situation.household else None
    people, bodies = (tuple(map(answered, subjects)) for subjects in (situation.persons, situation.organisations))
    return Situation(situation.as_of, people, household, bodies, situation.complete, ())


def completions(chosen: list[Slot]) -> Iterator[dict[Slot, Any]]:
    domains = [DOMAINS.get(key, (True, False)) for _, key in chosen]
    for values in product(*domains):
        yield dict(zip(chosen, values, strict=True))


def path(slot: Slot) -> str:
    """The profile path that answers a slot."""
    owner, key = slot
    return f"{owner}.{answer_of(key)}"


@given(rules=rulesets(), profile=households(), data=st.data())
def test_missing_is_sound_and_minimal(folder: Path, rules: str, profile: dict[str, Any], data: st.DataObject) -> None:
    """Once exactly what is missing is answered, whatever the answers, all else that the routes read changes nothing;
    and every entry can change the answer for some answers of the others."""
    ruleset = load(folder, rules)
    if ruleset is None:
        return
    situation = flatten(el.read_profile(json.dumps(profile)), DAY)
    decision = el.decide(el.read_profile(json.dumps(profile)), ruleset, as_of=DAY)
    people = [outcome for outcome in decision if outcome.subject.kind != "organisation"]  # the completions are of people's facts
    open_ = [outcome for outcome in people if outcome.status is el.Status.UNDETERMINED]
    if not open_ or not situation.complete:
        return
    outcome = data.draw(st.sampled_from(open_))
    read = route_keys(ruleset, outcome)
    unknown = [slot for slot in slots(ruleset, situation) if slot[1] in read]
    asked = [slot for slot in unknown if path(slot) in outcome.missing]
    others = [slot for slot in unknown if slot not in asked and slot[1] not in exclusion_keys(ruleset)]
    if len(unknown) > 7:
        return
    event(f"{outcome.support}, {len(outcome.missing)} missing, {len(others)} others")
    program = program_of(ruleset)

    def answer(values: dict[Slot, Any]) -> bool | None:
        return run(program, ruleset, filled(situation, values))[outcome.support, outcome.subject.id].granted

    assert {path(slot) for slot in asked} == set(outcome.missing)
    if not outcome.missing:
        assert len({answer(values) for values in completions(unknown)}) == 1, "badly written: no answer changes anything"
        return
    decided = {}
    for values in completions(asked):
        truths = {answer(values | more) for more in completions(others)}
        assert len(truths) == 1
        assert None not in truths
        assert answer(values) in {None, *truths}
        decided[tuple(values.values())] = truths.pop()
    for entry in outcome.missing:
        assert changes(entry, asked, decided), f"{entry} changes nothing"


@given(rules=rulesets(), profile=households(), data=st.data())
def test_worth_asking_is_exact(folder: Path, rules: str, profile: dict[str, Any], data: st.DataObject) -> None:
    """Where some of what is missing is never to be known, exactly those entries are worth asking that still change the answer
    (granted, refused, open) for some answers of the others. One that was not missing can be: where dibao is never known,
    `dibao and has.cash` is refused only once nothing else could grant the cash."""
    ruleset = load(folder, rules)
    if ruleset is None or any(part.unless for part in ruleset.parts):
        return
    situation = flatten(el.read_profile(json.dumps(profile)), DAY)
    decision = el.decide(el.read_profile(json.dumps(profile)), ruleset, as_of=DAY)
    open_ = [outcome for outcome in decision if len(outcome.missing) > 1]
    if not open_ or not situation.complete:
        return
    outcome = data.draw(st.sampled_from(open_))
    never = data.draw(st.sets(st.sampled_from(outcome.missing), min_size=1, max_size=len(outcome.missing) - 1))
    read = route_keys(ruleset, outcome) | {"person.receives"}
    asked = [slot for slot in slots(ruleset, situation) if slot[1] in read and path(slot) not in never]
    if len(asked) > 6:
        return
    program = program_of(ruleset)
    decided = {
        tuple(values.values()): run(program, ruleset, filled(situation, values))[outcome.support, outcome.subject.id].granted
        for values in completions(asked)
    }
    worth = {entry for entry in {path(slot) for slot in asked} if changes(entry, asked, decided)}
    event(f"{len(never)} never known, {len(worth)} of {len(asked)} worth asking")
    assert set(decision.questions.worth_asking(outcome.support, outcome.subject, never)) == worth


def test_an_entry_that_is_not_missing_can_settle_what_hangs_on_one_that_is_never_known(folder: Path) -> None:
    rules = """
- {support: cash, for: person, routes: {main: {when: certified and not dibao, modality: mandatory, cite: [一]}}, benefit: {kind: cash}}
- {support: home, for: household, routes: {main: {when: dibao and has.cash, modality: mandatory, cite: [一]}}, benefit: {kind: cash}}
"""
    ruleset = load(folder, rules)
    assert ruleset is not None
    decision = el.decide(el.read_profile('{"household": {"members": [{"id": "m1"}]}}'), ruleset, as_of=DAY)
    home = decision["home", "household"]
    assert home.missing == ["household.dibao", "m1.receives"]
    assert decision.questions.worth_asking("home", home.subject, {"household.dibao"}) == ["m1.certified", "m1.receives"]


@given(rules=rulesets(), profiles=st.lists(households(), min_size=2, max_size=4), data=st.data())
def test_whoever_was_met_before_the_same_is_missing(folder: Path, rules: str, profiles: list[dict[str, Any]], data: st.DataObject) -> None:
    """Law: what is worth asking, and why an answer is refused, is what it is where no pattern is told, whatever is never known."""
    ruleset = load(folder, rules)
    if ruleset is None:
        return
    for profile in profiles:
        decision = el.decide(el.read_profile(json.dumps(profile)), ruleset, as_of=DAY)
        questions = decision.questions
        paths = sorted({path for outcome in decision for path in outcome.missing})
        never = frozenset(data.draw(st.sets(st.sampled_from(paths), max_size=2))) if paths else frozenset[str]()
        for outcome in decision:
            for unknowable in (frozenset[str](), never):
                asked = questions._asked_of(outcome.support, outcome.subject, unknowable)
                assert questions.worth_asking(outcome.support, outcome.subject, unknowable) == asked
            if outcome.status is el.Status.NOT_ELIGIBLE:
                failing = _failing(decision.evaluation, outcome.rule, outcome.subject)
                assert [(one.route, one.condition) for one in outcome.because] == [
                    (route, _told_of(expr, ruleset)[0]) for route, expr in failing
                ]
    event(f"{len(questions.patterns.missing.kept)} patterns")


@pytest.mark.parametrize("never", [(), ("b.certified",), ("a.certified", "b.certified", "c.certified")])
def test_who_is_known_as_much_of_as_another_is_asked_the_same(folder: Path, never: tuple[str, ...]) -> None:
    """Law: what is worth asking of one of two persons alike is what is worth asking of the other once they have changed places."""
    rules = """
- {support: cash, for: person, routes: {main: {when: certified and not dibao, modality: mandatory, cite: [一]}}, benefit: {kind: cash}}
- {support: home, for: person, routes: {main: {when: any(certified) and has.cash or age >= 16, modality: mandatory, cite: [一]}},
  benefit: {kind: cash}}
"""
    ruleset = load(folder, rules)
    assert ruleset is not None

    def asked(order: str) -> dict[tuple[str, str], list[str]]:
        members = [{"id": name} | ({"age": 20} if name == "d" else {}) for name in order]
        profile = el.read_profile(json.dumps({"household": {"members": members}, "dont_know": list(never)}))
        questions = el.decide(profile, ruleset, as_of=DAY).questions
        persons = questions.situation.persons
        return {(support, one.id): questions.worth_asking(support, one, never) for support in ("cash", "home") for one in persons}

    found = asked("abcd")
    assert found == asked("dcba") == asked("bcad")
    assert found["cash", "c"] == [path for path in ("c.certified", "household.dibao") if path not in never]
    assert found["home", "d"] == []


def exclusion_keys(ruleset: el.Ruleset) -> set[str]:
    """What exclusions read: where no route waits for such a fact, it stays unknown and stands beside the answer."""
    exclusions = [expr for part in ruleset.parts for expr in part.unless]
    return {fact.key for expr in exclusions for node in walk(expr) for fact in facts_of(node)}


def route_keys(ruleset: el.Ruleset, outcome: el.Outcome) -> set[str]:
    """What the routes of an answer read, and those of the supports that it demands; not what stands in exclusions alone."""
    waiting, seen = [outcome.rule], set()
    keys = {"person.receives", "household.dibao"}
    while waiting:
        part = waiting.pop()
        seen.add(part.key)
        for route in part.routes:
            waiting += [other for name in supports_of(route.when) for other in ruleset.held(name) if other.key not in seen]
            keys |= {fact.key for node in walk(route.when) for fact in facts_of(node)}
    return keys if len(seen) > 1 else keys - {"person.receives"} | {key for key in keys if ".receives." in key}


def changes(entry: str, asked: list[Slot], decided: dict[tuple[Any, ...], bool | None]) -> bool:
    """Whether two completions that differ in one entry alone differ in the answer."""
    others = [index for index, slot in enumerate(asked) if path(slot) != entry]
    seen: dict[tuple[Any, ...], bool | None] = {}
    return any(seen.setdefault(tuple(values[index] for index in others), truth) is not truth for values, truth in decided.items())


@given(rules=rulesets(), profile=households())
def test_every_status_is_consistent(folder: Path, rules: str, profile: dict[str, Any]) -> None:
    """`missing` is filled for open answers alone, `after` for those that wait, `because` for refusals."""
    ruleset = load(folder, rules)
    if ruleset is None:
        return
    for outcome in el.decide(el.read_profile(json.dumps(profile)), ruleset, as_of=DAY):
        assert bool(outcome.after) is (outcome.status is el.Status.ELIGIBLE_AFTER)
        assert outcome.status is el.Status.UNDETERMINED or not outcome.missing
        assert bool(outcome.because) is (outcome.status is el.Status.NOT_ELIGIBLE)
        assert (outcome.route is not None) is outcome.status.granted
