"""Changes of what a rule says beside its conditions: counted apart, noticed by cases and by the ledger, and shown where they are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from eligibility.verify.mutation.run import Mutated
from tests.conftest import Toy, amendment, support
from tests.verify.mutation.toys import (
    found,
    people,
)

CLAUSES = """clauses:
  一: {starts: "一、现金"}
  二: {starts: "二、宣传"}
"""
UNENCODED = "unencoded:\n  - {clauses: [二], what: background, reason: grants nothing}\n"
BOTH = UNENCODED.replace("[二]", "[一, 二]")
CASH = """
- support: cash
  for: person
  routes:
    main: {when: certified, modality: mandatory, cite: [一]}
    special: {when: certified and tekun, modality: encouraged, cite: [一], agency: {zh: 民政局, en: bureau, cite: [一]}}
  benefit: {kind: cash}
  agency: {zh: 残联, en: federation, cite: [一]}
"""
KEPT = CLAUSES.replace('现金"}', '现金", cited_by: [cash.main, cash.special, cash/agency, cash.special/agency]}')


def stating(said: str) -> str:
    """A certified person in tekun support: both routes hold, the first is named."""
    return people(eligible="certified: true, tekun: true").replace("cash: eligible", f"cash: {{{said}}}")


def unnoticed(folder: Path, part: str | None = None) -> list[tuple[str, str]]:
    """Of one part, the routes and what is said there that nothing holds."""
    return [(one.route, one.said) for one in found(folder).unnoticed if one.part == part]


def counts(done: Mutated) -> dict[str, tuple[int, int]]:
    return {part: (one.changes, one.noticed) for part, one in done.statements.items()}


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("status: eligible", [("main", "mandatory"), ("special", "encouraged")]),
        ("modality: mandatory", [("special", "encouraged")]),
        ("modality: {special: encouraged}", [("main", "mandatory")]),
        ("modality: {main: mandatory, special: encouraged}", []),
    ],
)
def test_a_modality_is_noticed_where_it_is_stated(toy: Toy, said: str, left: list[tuple[str, str]]) -> None:
    """As a word it is that of the named route alone; a route that another one always goes before is stated by name."""
    folder = toy(CASH, clauses=KEPT, unencoded=UNENCODED, cases__a=stating(said))
    assert unnoticed(folder, "modality") == left


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("status: eligible", [("special", "民政局"), ("", "残联")]),
        ("agency: 残联", [("special", "民政局")]),
        ("agency: {special: 民政局}", [("", "残联")]),
    ],
)
def test_an_agency_is_noticed_where_it_is_stated(toy: Toy, said: str, left: list[tuple[str, str]]) -> None:
    """That of a route is no statement about that of the support, nor the other way round."""
    assert unnoticed(toy(CASH, clauses=KEPT, unencoded=UNENCODED, cases__a=stating(said)), "agency") == left


def test_the_agency_of_the_named_route_is_not_that_of_the_support(toy: Toy) -> None:
    rules = CASH.replace("main: {when: certified,", "main: {when: certified and autism,")
    assert unnoticed(toy(rules, clauses=KEPT, unencoded=UNENCODED, cases__a=stating("agency: 民政局")), "agency") == [("", "残联")]


def test_a_citation_is_noticed_where_the_list_names_it(toy: Toy) -> None:
    """Each citation of a route and of an agency; without the names only a clause that nothing else accounts for."""
    kept = found(toy(CASH, clauses=KEPT, unencoded=BOTH, cases__a=stating("modality: mandatory")))
    assert counts(kept)["cite"] == (4, 4)
    assert counts(found(toy(CASH, clauses=CLAUSES, unencoded=BOTH, cases__a=stating("modality: mandatory"))))["cite"] == (4, 0)
    assert not kept.clean


def test_without_a_list_of_clauses_no_citation_is_noticed(toy: Toy) -> None:
    folder = toy(support("certified"), cases__a=people(eligible="certified: true"))
    (folder / "clauses.yaml").unlink()
    assert unnoticed(folder, "cite") == [("main", "一")]


def test_an_amendment_answers_for_its_own_citations(toy: Toy) -> None:
    """A route that it leaves as it was cites the plan, whose own list names it."""
    base = toy(CASH.replace("special", "aside"))
    change = "- support: cash\n  routes:\n    more: {when: severe, modality: mandatory, cite: [二]}"
    done = found(amendment(base, "2023-01-01", "effects: {cash: changed}", allowances=change))
    assert [(one.route, one.said) for one in done.unnoticed if one.part == "cite"] == [("more", "二")]
    assert counts(done)["cite"] == (1, 0)


def test_statements_are_reported_apart(toy: Toy) -> None:
    """A modality that a case states where the route is named, a clause that nothing else cites; no survivor comes of them."""
    rules = support("certified").replace("  benefit", "  agency: {zh: 民政局, en: bureau, cite: [一]}\n  benefit")
    clauses = 'clauses:\n  一: {starts: "一、现金"}\n  二: {starts: "二、宣传"}\n'
    unencoded = "unencoded:\n  - {clauses: [二], what: background, reason: grants nothing}\n"
    stated = people(eligible="certified: true", not_eligible="certified: false")
    plain = found(toy(rules, clauses=clauses, unencoded=unencoded, cases__a=stated))
    assert {part: (one.changes, one.noticed) for part, one in plain.statements.items()} == {
        "modality": (1, 0),
        "cite": (2, 1),
        "agency": (1, 0),
    }
    assert [(one.part, one.support, one.route, one.said) for one in plain.unnoticed] == [
        ("modality", "cash", "main", "mandatory"), ("agency", "cash", "", "民政局"), ("cite", "cash", "", "一"),
    ]  # fmt: skip
    stated = stated.replace("cash: eligible", "cash: {modality: mandatory}")
    assert found(toy(rules, clauses=clauses, unencoded=unencoded, cases__a=stated)).statements["modality"].noticed == 1
