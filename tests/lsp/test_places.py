"""What stands at a place, also in a text that is being typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from eligibility.lsp.places import kind_of, place_in, source_of, typed_at
from eligibility.rules.folders import shipped
from eligibility.rules.located_yaml import Path_

AREA = Path("/rules/toy/2022-01-01/allowances.yaml")


@pytest.mark.parametrize(
    ("text", "at", "before"),
    [
        ("- support: ca|sh\n", ("supports", 0, "support"), "ca"),
        ("- supp|ort: cash\n", ("supports", 0, "support", "key"), "supp"),
        ("- support: cash\n  routes:\n    main:\n      when: |\n", ("supports", 0, "routes", "main", "when"), ""),
        (
            "- support: cash\n  routes:\n    main:\n      when: certified and |\n",
            ("supports", 0, "routes", "main", "when"),
            "certified and ",
        ),
        ("- support: cash\n  routes:\n    main:\n      when: grade in {|\n", ("supports", 0, "routes", "main", "when"), "grade in {"),
        ("- support: cash\n  routes:\n    main:\n      mod|\n", ("supports", 0, "routes", "main", "mod", "key"), "mod"),
        ("- support: cash\n  routes:\n    main:\n      |\n", ("supports", 0, "routes", "main", "x", "key"), ""),
        ("- support: cash\n  routes:\n    main: {when: a, cite: [|\n", ("supports", 0, "routes", "main", "cite", 0), ""),
        ("- support: cash\n  routes:\n    main: {when: a, cite: [一, 二（|\n", ("supports", 0, "routes", "main", "cite", 1), "二（"),
        ("- support: cash\n  routes:\n    main: {when: 'grade in {|\n", ("supports", 0, "routes", "main", "when"), "grade in {"),
        ("- support: cash\n  benefit: {kind: cash, |}\n", ("supports", 0, "benefit", "x", "key"), ""),
        ("- support: cash\n  benefit: {kind: cash, am|\n", ("supports", 0, "benefit", "am", "key"), "am"),
        ("- support: cash\n  unless: [has.|]\n", ("supports", 0, "unless", 0), "has."),
        ("- support: cash\n  f|\n  routes: {}\n", ("supports", 0, "f", "key"), "f"),
    ],
)
def test_what_is_typed(text: str, at: Path_, before: str) -> None:
    """The place is marked by a bar."""
    place = typed_at(text.replace("|", ""), AREA, text.index("|"))
    assert place is not None
    assert (place.at, place.before) == (at, before)


def test_nothing_stands_in_a_remark_and_in_what_cannot_be_mended() -> None:
    assert place_in(source_of("a: 1\n# a remark\n", AREA), 9) is None
    assert typed_at("a: [}\nb: }{\nc", AREA, 3) is None


def test_every_shipped_file_is_of_a_kind() -> None:
    for path in shipped().rglob("*.yaml"):
        assert kind_of(path) is not None, path
    assert kind_of(shipped() / "zhangye" / "2022-04-15" / "cases" / "allowances.yaml") == "cases"
    assert kind_of(Path("/elsewhere/compose.yaml")) is None
