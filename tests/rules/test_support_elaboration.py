"""A support with routes for several kinds of subject: what becomes of it, and what is refused, with its place and mend."""

from __future__ import annotations

import pytest

import eligibility as el
from eligibility.errors import RulesetError
from eligibility.rules.ruleset_diff import rule_hashes
from tests.conftest import Toy, amendment, support
from tests.kinds import KINDS

EMPLOYER = "\n    employer: {for: organisation, when: disabled_employees >= 1, modality: mandatory, cite: [一]}\n  benefit:"
BOTH = support("certified").replace("\n  benefit:", EMPLOYER)


def refused(folder: object) -> list[str]:
    with pytest.raises(RulesetError) as raised:
        el.load_ruleset(folder)  # type: ignore[arg-type]
    return [f"{problem.check} {problem.span.line}: {problem.text('en')}" for problem in raised.value.findings]


def test_a_support_has_a_part_for_each_kind(toy: Toy) -> None:
    """Its own kind comes first; routes keep their order."""
    ruleset = el.load_ruleset(toy(KINDS))
    assert [part.key for part in ruleset.parts] == [
        ("cash", "person"),
        ("cash", "organisation"),
        ("home", "household"),
        ("home", "person"),
        ("card", "person"),
        ("staff", "household"),
    ]
    assert len(ruleset.supports) == 4
    cash = ruleset.supports["cash"]
    assert ([route.name for route in cash.routes], cash.kinds) == (["severe", "employer", "sender"], ("person", "organisation"))
    assert [part.entity for part in ruleset.held("cash")] == ["person"]
    assert cash.part_of("sender").entity == "organisation" and ruleset.part("card", "organisation") is None


def test_a_kind_that_is_written_out_is_the_same(toy: Toy) -> None:
    """`for` in a route may name the support's own kind."""
    plain, written = toy(support("certified")), support("certified").replace("main: {", "main: {for: person, ")
    assert el.load_ruleset(plain).supports == el.load_ruleset(toy(written)).supports


def test_the_rules_of_one_kind_have_the_hash_of_before(toy: Toy) -> None:
    """Receipts that were given before a support could have several kinds name the same rules."""
    home = support("any(severe)", name="home", entity="household", extra="  unless: [dibao]\n")
    ruleset = el.load_ruleset(toy(support("certified and severe") + home))
    assert ruleset.hash == "29f0391c15b798aab220b530750c5b811705389178ca08865e830671ccc06de4"
    assert rule_hashes(ruleset) == {"cash": "18f0245473ad", "home": "7892b0a26f59"}


def test_a_kind_without_a_route_is_refused(toy: Toy) -> None:
    told = refused(toy(support("certified", extra="  by: {organisation: {benefit: {kind: award}}}\n")))
    assert told == [
        "kind_without_route 7: toy/2022-01-01/allowances.yaml:7:8: cash has no route for organisations "
        "[kind_without_route]\n    mend: write for: organisation in a route, or take it out"
    ]
    own = support("disabled_employees >= 1").replace("main: {", "main: {for: organisation, ")
    assert "cash has no route for persons" in refused(toy(own))[0]


def test_facts_of_another_kind_are_refused(toy: Toy) -> None:
    """An employer's route cannot read a named employee; the message says whose fact it is and what may be read."""
    [told] = refused(toy(BOTH.replace("disabled_employees >= 1", "certified")))
    assert "other_kind" in told and "certified is about persons, and the rule is for organisations" in told
    assert "a rule cannot depend on a named employee" in told
    [household] = refused(toy(support("certified", entity="household")))
    assert "certified is about persons, and the rule is for households" in household and "count(...)" in household


def test_an_employer_depends_on_no_other_support(toy: Toy) -> None:
    """`has.` in a route or through a definition: it would not say whose."""
    [told] = refused(toy(BOTH.replace("disabled_employees >= 1", "has.card")))
    assert "other_kind" in told and "has.card is not allowed here: the rule is for organisations" in told


def test_has_reads_no_support_of_organisations(toy: Toy) -> None:
    rules = support("disabled_employees >= 1", name="staff", entity="organisation") + support("has.staff")
    [told] = refused(toy(rules))
    assert "other_kind 11" in told and "has.staff: only organisations have staff" in told


def test_an_exclusion_of_the_own_kind_is_not_dropped_for_another(toy: Toy) -> None:
    """`unless` holds for every kind: where it does not fit one, that kind gives its own under `by`."""
    [told] = refused(toy(BOTH + "  unless: [tekun]\n"))
    assert "tekun is about persons" in told and "give unless of its own to organisation under by" in told
    ruleset = el.load_ruleset(toy(BOTH + "  unless: [tekun]\n  by: {organisation: {unless: []}}\n"))
    assert [len(part.unless) for part in ruleset.parts] == [1, 0]


def test_a_note_of_the_own_kind_is_not_dropped_for_another(toy: Toy) -> None:
    [told] = refused(toy(BOTH + "  notes: [{when: tekun, zh: 说, en: said}]\n"))
    assert "give notes of its own to organisation under by" in told


def test_a_route_lies_inside_no_route_of_another_kind(toy: Toy) -> None:
    inside = BOTH.replace("disabled_employees >= 1,", "disabled_employees >= 1, inside: {route: main, zh: 一, en: a},")
    [told] = refused(toy(inside))
    assert "main is no route for organisations" in told


def test_an_unknown_kind_or_key_is_refused(toy: Toy) -> None:
    """At its place, in the words of the file."""
    [told] = refused(toy(support("certified", extra="  by: {company: {unless: []}}\n")))
    assert "'person', 'household' or 'organisation'" in told
    [told] = refused(toy(BOTH + "  by: {organisation: {title: x}}\n"))
    assert "unknown key 'title'" in told


def test_an_amendment_adds_a_kind(toy: Toy) -> None:
    """A route for another kind is added by name, with what is said for that kind; the support's own part stays as it was."""
    base = toy(support("certified"))
    route = "employer: {for: organisation, when: disabled_employees >= 1, modality: mandatory, cite: [二]}"
    change = f"- support: cash\n  routes:\n    {route}\n  by: {{organisation: {{benefit: {{kind: award}}}}}}"
    after = el.load_ruleset(amendment(base, "2023-01-01", "effects: {cash: wider}", allowances=change))
    before = el.load_ruleset(base)
    assert after.supports["cash"].parts[0] == before.supports["cash"].parts[0]
    assert [(part.entity, part.benefit.kind) for part in after.parts] == [("person", "cash"), ("organisation", "award")]


def test_an_amendment_removes_a_kind(toy: Toy) -> None:
    """With the last route for a kind goes what is said for it; what is said for other kinds is kept."""
    head = "effects: {cash: narrower}\nremove: {routes: {cash: [employer, sender]}}"
    change = "- support: cash\n  by: {person: {benefit: {kind: service}}}"
    after = el.load_ruleset(amendment(toy(KINDS), "2023-01-01", head, allowances=change))
    assert [(part.key, part.benefit.kind) for part in after.supports["cash"].parts] == [(("cash", "person"), "service")]


def test_an_amendment_changes_what_is_said_for_one_kind(toy: Toy) -> None:
    """The place of a mistake is that in the amendment."""
    base = toy(KINDS)
    change = "- support: cash\n  by: {person: {papers: []}, organisation: {unless: []}}"
    after = el.load_ruleset(amendment(base, "2023-01-01", "effects: {cash: wider}", allowances=change))
    person, body = after.supports["cash"].parts
    was = el.load_ruleset(base).supports["cash"].parts[1]
    assert (person.papers, body.unless, body.agency, body.benefit) == ((), (), was.agency, was.benefit)
    assert after.raw["supports"]["cash"]["by"]["organisation"]["agency"] and len(was.unless) == 1
    wrong = "- support: cash\n  by: {household: {papers: []}}"
    [told] = refused(amendment(base, "2023-02-01", "effects: {cash: same}", allowances=wrong))
    assert "toy/2023-02-01/allowances.yaml:2" in told and "cash has no route for households" in told
