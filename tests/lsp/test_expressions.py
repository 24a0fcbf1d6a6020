"""Names in expressions, and the scope that each place has: the same as the loader reads it with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from eligibility.logic.expr import Expr
from eligibility.lsp.expressions import Use, names_in, scope_at, use_of
from eligibility.lsp.places import kind_of, under
from eligibility.rules import names as module
from eligibility.rules.folders import shipped, version_folder
from eligibility.rules.load import load_folder
from eligibility.rules.located_yaml import Path_, Source
from eligibility.rules.scope import RuleScope
from eligibility.rules.version_lookup import names, own_regions


def test_names_are_found_also_where_the_text_cannot_be_read() -> None:
    found = [(one.name, one.members) for one in names_in("severe and any(age >= 18 and work in {'a b', 'c'}) or figures.x <")]
    assert found == [("severe", False), ("age", True), ("work", True), ("figures.x", False)]
    (name,) = names_in(" not  has.dibao")
    assert (name.name, name.start, name.end) == ("has.dibao", 6, 15)
    assert list(names_in("3 + 'certified'")) == []


@pytest.mark.parametrize(
    ("kind", "at", "use"),
    [
        ("area", ("supports", 0, "routes", "main", "when"), Use.DEMAND),
        ("area", ("supports", 0, "routes", "main", "notes", 1, "when"), Use.CONDITION),
        ("area", ("supports", 0, "by", "person", "unless", 0), Use.CONDITION),
        ("area", ("supports", 0, "benefit", "amount"), Use.AMOUNT),
        ("area", ("supports", 0, "benefit", "amount", "tiers", "a", "key"), Use.CONDITION),
        ("area", ("supports", 0, "benefit", "amount", "tiers", "a", "between", 1), Use.AMOUNT),
        ("area", ("supports", 0, "benefit", "unit"), None),
        ("area", ("supports", 0, "notes", 0, "zh"), None),
        ("definitions", ("definitions", "child", "is"), Use.DEMAND),
        ("figures", ("figures", "x", "is"), Use.AMOUNT),
        ("implies", ("implies", "x", "when"), Use.LAW),
        ("basis", ("basis", "x", "core"), Use.CONDITION),
        ("cases", ("cases", 0, "why"), None),
        (None, ("when",), None),
    ],
)
def test_which_places_hold_an_expression(kind: str | None, at: Path_, use: Use | None) -> None:
    assert use_of(kind, at) is use


Read = tuple[str, str, Path_, RuleScope, Source]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Read]:
    """Every expression that the loader reads from now on: its text, file and place, and the scope that it is read in."""
    found: list[Read] = []
    condition, number = module.Names.expression, module.Names.number

    def expression(self: module.Names, text: str, scope: RuleScope, source: Source, at: Path_, *mend: object) -> Expr | None:
        found.append((text, source.name, at, scope, source))
        return condition(self, text, scope, source, at, *mend)  # type: ignore[arg-type]

    monkeypatch.setattr(module.Names, "expression", expression)
    monkeypatch.setattr(module.Names, "number", number)
    return found


def versions() -> Iterator[tuple[str, str]]:
    yield from ((region, name) for region in own_regions(shipped()) for name in names(shipped(), region))


@pytest.mark.parametrize(("region", "name"), [pair for pair in versions() if pair[1][:1].isdigit()])
def test_the_scope_of_a_place_is_the_loaders(region: str, name: str, read: list[Read]) -> None:
    """For every condition of every shipped version: the same names may be used."""
    folder = version_folder(shipped(), region, name)
    ruleset = load_folder(folder, shipped()).ruleset
    seen: dict[tuple[object, ...], set[str]] = {}
    assert len(read) > 100
    for text, file, at, scope, source in read:
        use = use_of(kind_of(shipped() / file), at)
        assert use is not None, (text, file, at)
        if use is Use.LAW or "basis" in file:
            continue
        found = scope_at(under(source), at, use, ruleset)
        assert (found.entity, found.has_support("") is None) == (scope.entity, scope.has_support("") is None), (text, file, at)
        kind = (found.entity, found.depends, use)
        if kind not in seen:
            seen[kind] = set(found.names())
        assert {one.name for one in names_in(text) if not one.members} <= seen[kind], text


def test_a_version_that_was_never_read_has_facts_alone() -> None:
    scope = scope_at(Source("a"), ("supports", 0, "routes", "main", "when"), Use.DEMAND, None)
    assert "certified" in set(scope.names())
    assert scope.meaning("severe") is None
