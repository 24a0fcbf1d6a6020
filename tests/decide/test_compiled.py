"""A ruleset compiled: what follows from the truths of a support, in which order supports are answered, and what a record holds."""

from __future__ import annotations

import json
from itertools import product

import pytest

import eligibility as el
from eligibility.decide.compiled import (
    HeldPart,
    Layout,
    core_conditions,
    granted_fact,
    program_of,
    receipt,
    received_by,
    tier_condition,
)
from eligibility.decide.run import run
from eligibility.decide.truths import Raw
from eligibility.facts.flatten import flatten
from eligibility.facts.vocabulary import SUBJECT_KINDS, SubjectKind
from eligibility.logic.expr import FALSE, Expr, Flag, Has, Or, Quantity, facts_in, walk
from eligibility.logic.operators import Operator
from eligibility.logic.types import Boolean, Fact
from eligibility.rules.status import Status
from tests.conftest import DAY, Toy, decide, support
from tests.kinds import KINDS

YES, OPEN, NO = Status.ELIGIBLE, Status.UNDETERMINED, Status.NOT_ELIGIBLE
DIBAO = "\nsupports:\n  dibao: {area: allowances, zh: 低保, en: Dibao}\n  tekun: {area: allowances, zh: 特困, en: Tekun}\n"
DIBAO += "  cash: {area: allowances, zh: 现金, en: Cash}\n  card: {area: allowances, zh: 卡, en: Card}\n"


def toy_of(toy: Toy, rules: str, **files: str) -> el.Ruleset:
    return el.load_ruleset(toy(rules, **{"conflicts": "conflicts: []", **files}))


# -- records


def test_a_record_has_its_facts_in_their_places() -> None:
    """What is not said is unknown; a member of an open set is looked up in the set, and unknown where there is no set."""
    layout = Layout({"person.certified": 0, "person.receives.cash": 1, "person.grade": 2, "person.receives.card": 3})
    said = {"person.grade": 2, "person.receives": frozenset({"card"}), "person.age": 7}
    assert layout.record(said) == [None, False, 2, True]
    assert layout.record({"person.certified": False}) == [False, None, None, None]
    assert layout.record({}) == [None] * 4
    assert Layout().record(said) == []


# -- stages


def order(ruleset: el.Ruleset) -> list[tuple[str, str]]:
    return [(stage.entity, name) for stage in program_of(ruleset).stages for name, *_ in stage.supports]


def test_a_support_comes_after_those_it_depends_on(toy: Toy) -> None:
    """Whatever their order in the files, in stages of one kind of subject each."""
    rules = support("has.card", name="staff") + support("has.home", name="card") + support("certified")
    rules += support("has.cash", name="home", entity="household")
    ruleset = toy_of(toy, rules)
    assert order(ruleset) == [("person", "cash"), ("household", "home"), ("person", "card"), ("person", "staff")]
    assert len(program_of(ruleset).stages) == 4
    assert program_of(ruleset).demanded == {"cash", "home", "card"}


def test_supports_that_wait_for_nothing_share_a_stage(toy: Toy) -> None:
    rules = support("certified") + support("area == 'rural'", name="home", entity="household") + support("autism", name="card")
    program = program_of(toy_of(toy, rules))
    assert [(stage.entity, [name for name, *_ in stage.supports]) for stage in program.stages] == [
        ("person", ["cash", "card"]), ("household", ["home"]),
    ]  # fmt: skip
    assert program.handed == ((), ()) and program.demanded == set()


def test_it_is_compiled_once(toy: Toy) -> None:
    ruleset = toy_of(toy, support("certified"))
    assert program_of(ruleset) is program_of(ruleset)


def test_every_place_leads_to_the_truths_of_its_support(toy: Toy) -> None:
    """One place for each part, and as many truths as the part has routes."""
    ruleset = toy_of(toy, KINDS)
    program = program_of(ruleset)
    assert set(program.places) == set(ruleset.supports)
    found = {}
    for name, places in program.places.items():
        for stage, now, then, unless in places:
            conditions = program.stages[stage].conditions
            assert len(conditions[now]) == len(conditions[then]) and 0 <= unless < len(conditions)
            found[name, program.stages[stage].entity] = len(conditions[now])
    assert found == {part.key: len(part.routes) for part in ruleset.parts}


def test_nothing_but_facts_is_left_in_a_condition(toy: Toy) -> None:
    """Counts and required supports are facts of the record, and every one that is read has its place in it."""
    program = program_of(toy_of(toy, KINDS))
    for stage in program.stages:
        for condition in stage.conditions:
            assert not any(isinstance(node, Has | Quantity) for node in walk(condition))
            assert {fact.key for fact in facts_in(condition)} <= program.layouts[stage.entity].keys()
    for layout in program.layouts.values():
        assert list(layout.values()) == list(range(len(layout)))
    assert set(program.layouts) == set(SUBJECT_KINDS)


def test_the_same_count_is_made_once(toy: Toy) -> None:
    """Two conditions over the same members are two quantities over one body."""
    rules = support("any(severe)", name="home", entity="household") + support("count(severe) >= 2", name="staff", entity="household")
    program = program_of(toy_of(toy, rules))
    assert len(program.quantities) == 2 and len(program.bodies) == 1 and [one.body for one in program.counted] == [0, 0]


def test_now_counts_what_is_received_and_then_what_can_be_granted(toy: Toy) -> None:
    """Through a chain of supports, for the one who may receive it: an unknown receipt stays open now, and is carried then."""
    ruleset = toy_of(toy, support("certified") + support("has.cash", name="card") + support("has.card and autism", name="staff"))

    def raws(**person: object) -> dict[str, Raw]:
        profile = el.read_profile(json.dumps({"household": {"members": [{"id": "m1", **person}]}}))
        return {name: raw for (name, _), raw in run(program_of(ruleset), ruleset, flatten(profile, DAY)).items()}

    granted = raws(certified=True, autism=True, receives=[])
    assert (granted["card"], granted["staff"]) == (Raw((False,), (True,), False), Raw((False,), (True,), False))
    assert raws(certified=True, autism=None)["staff"] == Raw((None,), (None,), False)
    assert raws(certified=False, autism=True, receives=[])["staff"].status is NO
    assert raws(certified=False, receives=["cash"])["card"].status is YES
    assert raws(autism=True)["staff"].status is OPEN


@pytest.mark.parametrize("unless", [True, False, None])
def test_a_required_support_is_granted_as_its_truths_say(unless: bool | None) -> None:
    """Law: by the answers of the kernel as by the truths of the support, whatever they are."""
    part = HeldPart("person", 0, (0, 1, 2, 3), (2, 3), 4)
    for routes in product((True, False, None), repeat=4):
        assert part.granted((*routes, unless)) is Raw(routes[:2], routes[2:], unless).granted


# -- truths by support and subject


def test_truths_are_found_by_support_and_subject(toy: Toy) -> None:
    """As many as are listed, each once, with those of every part; what nobody asked has none."""
    ruleset = toy_of(toy, KINDS)
    people = [{"id": "a", "certified": True}, {"id": "b"}]
    profile = el.read_profile(json.dumps({"household": {"members": people}, "organisations": [{"id": "o"}]}))
    found = run(program_of(ruleset), ruleset, flatten(profile, DAY))
    keys = list(found)
    assert len(keys) == len(set(keys)) == len(found)
    expected = {(name, person) for name in ("cash", "home", "card") for person in "ab"}
    assert set(keys) == expected | {("home", "household"), ("staff", "household"), ("cash", "o")}
    assert len(found["cash", "o"].now) == 2 and len(found["cash", "a"].now) == 1
    for missing in (("staff", "a"), ("cash", "nobody"), ("no_such", "a")):
        with pytest.raises(KeyError):
            found[missing]
        assert missing not in found


def test_supports_of_one_stage_each_count(toy: Toy) -> None:
    ruleset = toy_of(toy, support("certified") + support("autism", name="card"))
    profile = el.read_profile(json.dumps({"household": {"members": [{"id": "a"}, {"id": "b"}]}}))
    found = run(program_of(ruleset), ruleset, flatten(profile, DAY))
    assert len(found) == len(list(found)) == 4


def test_an_organisations_part_does_not_move_its_support(toy: Toy) -> None:
    """Nothing depends on what an organisation has, so that its stage may come last; the support still stands before those that wait."""
    duty = "    employer: {for: organisation, when: disabled_employees >= 5, modality: mandatory, cite: [一]}\n  benefit: {kind: cash}\n"
    rules = support("has.cash", name="staff") + support("certified").replace("  benefit: {kind: cash}\n", duty)
    program = program_of(toy_of(toy, rules))
    assert [stage.entity for stage in program.stages] == ["person", "person", "organisation"]
    assert list(program.places) == ["cash", "staff"]


# -- what counts as received


@pytest.mark.parametrize(
    ("entity", "name", "key"),
    [
        ("person", "cash", "person.receives.cash"),
        ("person", "tekun", "person.tekun"),
        ("person", "dibao", "household.dibao"),
        ("household", "dibao", "household.dibao"),
    ],
)
def test_what_counts_as_received(entity: SubjectKind, name: str, key: str) -> None:
    found = receipt(entity, name)
    assert isinstance(found, Flag) and found.fact.key == key


@pytest.mark.parametrize("name", ["cash", "tekun"])
def test_a_household_receives_what_any_member_does(name: str) -> None:
    assert receipt("household", name) == Quantity(receipt("person", name), Operator.AT_LEAST, 1)
    assert receipt("organisation", name) == FALSE


def test_a_person_asks_the_household_for_what_the_household_can_hold(toy: Toy) -> None:
    ruleset = toy_of(toy, support("certified") + support("any(severe)", name="home", entity="household"))
    assert received_by("person", "home", ruleset) == receipt("household", "home")
    assert received_by("person", "cash", ruleset) == receipt("person", "cash")
    assert received_by("organisation", "home", ruleset) == FALSE


# -- national cores and tiers


def received(name: str) -> Fact:
    return Fact(f"person.receives.{name}", Boolean())


def test_a_core_counts_what_is_received_now_and_what_can_be_granted_then(toy: Toy) -> None:
    basis = "basis:\n  card:\n    core: has.cash\n    sources: [{document: D, seen: false}]\n"
    ruleset = toy_of(toy, support("certified") + support("autism", name="card"), basis=basis)
    (core,) = ruleset.cores()
    own: Expr = receipt("person", "cash")
    assert core_conditions(core, "person", ruleset) == (own, Or((own, Flag(granted_fact("cash")))))
    assert tier_condition(core, "person", ruleset) == core_conditions(core, "person", ruleset)[1]
    assert program_of(ruleset).demanded == {"cash"}


def test_what_nobody_in_the_plan_grants_can_only_be_received(toy: Toy) -> None:
    """Dibao is in no plan here: as things are and after everything that can be granted, it is the household's own fact that decides."""
    ruleset = toy_of(toy, support("has.dibao"), supports=DIBAO)
    stage = program_of(ruleset).stages[0]
    _, now, then, _ = stage.supports[0]
    assert stage.conditions[now] == stage.conditions[then] == (receipt("person", "dibao"),)
    for dibao, status in ((True, YES), (False, NO), (None, OPEN)):
        profile = {"household": {"dibao": dibao, "members": [{"id": "m1"}]}}
        assert decide(ruleset, profile)["cash", "m1"].status is status
