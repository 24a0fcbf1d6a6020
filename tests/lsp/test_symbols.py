"""What the files of rulesets name."""

from __future__ import annotations

from pathlib import Path

import pytest

from eligibility.facts.vocabulary import LOCAL_OPTIONS, OTHER_BENEFITS
from eligibility.lsp.places import kind_of, source_of
from eligibility.lsp.symbols import Symbol, Symbols
from eligibility.rules.folders import region_names, shipped

PATHS = {
    "area": "toy/2022-01-01/allowances.yaml",
    "ruleset": "toy/2022-01-01/ruleset.yaml",
    "definitions": "toy/2022-01-01/definitions.yaml",
    "figures": "toy/2022-01-01/figures.yaml",
    "clauses": "toy/2022-01-01/clauses.yaml",
    "unencoded": "toy/2022-01-01/unencoded.yaml",
    "cases": "toy/2022-01-01/cases/a.yaml",
    "supports": "supports.yaml",
    "conflicts": "national/2021-07-01/conflicts.yaml",
    "basis": "national/2021-07-01/basis.yaml",
    "standards": "national/2021-07-01/standards.yaml",
}


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("supports", "supports:\n  cash: {area: care}\n", "!support cash"),
        (
            "definitions",
            "definitions:\n  needy: {is: severe and age > 3 and has.card}\n",
            "!definition needy, definition severe, support card",
        ),
        ("figures", "figures:\n  x: {is: 2 * figures.y, cite: [一]}\n", "!figure x, figure y, clause 一"),
        ("standards", "standards:\n  water: {unit: CNY}\n", "!standard water"),
        (
            "area",
            "- support: cash\n  routes:\n    main: {when: options.a and locality.standards.water > 2, cite: [一], inside: {route: b}}\n"
            "  unless: [receives.card and person.costs.cash > 1]\n",
            "!support cash, !route cash.main, option a, standard water, clause 一, route cash.b, support card, support cash",
        ),
        (
            "ruleset",
            "options: {a: {zh: 甲}}\nstandards: {s: {zh: 数}}\nconflicts: [{between: [cash, card], better: card, cite: [一]}]\n"
            "adopts: [b]\neffects: {cash: wider}\n"
            "remove: {supports: [card], routes: {cash: [main]}, definitions: [d], figures: [f], conflicts: [[cash, card]], cite: [一]}\n",
            "!option a, !standard s, support cash, support card, support card, clause 一, "
            "option b, support cash, support card, support cash, route cash.main, definition d, figure f, "
            "support cash, support card, clause 一",
        ),
        (
            "clauses",
            "clauses:\n  一: {cited_by: [figures.x, conflicts.cash+card,"
            " cash.main, cash.main/agency, cash@household/papers, needy, remove]}\n",
            "!clause 一, figure x, support cash, support card, "
            "support cash, route cash.main, support cash, route cash.main, support cash, definition needy",
        ),
        ("unencoded", "unencoded: [{clauses: [一, 二]}]\n", "clause 一, clause 二"),
        ("conflicts", "conflicts: [{between: [cash, card], better: card}]\n", "support cash, support card, support card"),
        ("basis", "basis:\n  cash: {core: severe}\n", "support cash, definition severe"),
        (
            "cases",
            "cases:\n- case: a\n  person: {receives: [card], costs: {cash: 3}}\n  locality: {options: {a: true}, standards: {water: 3}}\n"
            "  expect: {cash@m1: {route: main, routes: {b: eligible}, after: [card], missing: [m1.receives.card, m1.age]}}\n"
            "equivalent: [{support: cash, route: main}, {definition: needy}]\n",
            "support card, support cash, option a, standard water, support cash, route cash.main, route cash.b, "
            "support card, support card, support cash, route cash.main, definition needy",
        ),
    ],
)
def test_what_a_file_names(kind: str, text: str, said: str) -> None:
    """What it defines has an exclamation mark. The place of each is its word."""
    path = Path("/rules") / PATHS[kind]
    assert kind_of(path) == kind
    found = list(Symbols(source_of(text, path), kind, {"severe", "needy"}).all())
    assert ", ".join(f"{'!' * one.defines}{one.symbol.kind} {one.symbol.name}" for one in found) == said
    lines = text.split("\n")
    assert all(lines[one.span.line - 1][one.span.column - 1 : one.span.end_column - 1] == one.symbol.word for one in found)


@pytest.mark.parametrize("region", sorted(region_names(shipped())))
def test_every_name_that_shipped_files_use_is_defined_in_one_of_them(region: str) -> None:
    """Beside the local options and the benefits that the library itself knows."""
    shared = [shipped() / "supports.yaml", *shipped().glob("national/*/*.yaml")]
    paths = [*shared, *sorted((shipped() / region).rglob("*.yaml"))]
    read = [(source_of(path.read_text("utf-8"), path), kind_of(path)) for path in paths]
    definitions = {str(at[1]) for source, kind in read if kind == "definitions" for at in source.nodes if at[2:] == ("key",)}
    found = [one for source, kind in read if kind for one in Symbols(source, kind, definitions).all()]
    defined = {one.symbol for one in found if one.defines}
    own = {Symbol("option", name) for name in LOCAL_OPTIONS} | {Symbol("support", name) for name in OTHER_BENEFITS}
    assert {one.symbol for one in found} - defined - own == set()
    assert {one.kind for one in defined} >= {"support", "route", "definition", "figure", "clause"}
