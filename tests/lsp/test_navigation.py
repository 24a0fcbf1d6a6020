"""From a name to where it is defined and used, and to another name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from eligibility.lsp.navigation import Navigation, Refused, outline
from eligibility.lsp.project import Project
from eligibility.lsp.symbols import Symbol
from eligibility.rules.folders import shipped
from eligibility.rules.lint import lint
from tests.conftest import HEAD, Toy, amendment, support
from tests.lsp.written import at_word

CASES = "cases:\n  - {case: a, as_of: 2024-06-01, person: {certified: true}, expect: {cash: {status: eligible, route: main}}}\n"
OWN = "definitions:\n  needy: {for: person, is: certified, zh: 困难, en: needy, cite: [一]}\n"


@pytest.fixture
def folder(toy: Toy) -> Path:
    return toy(support("needy and not receives.card"), cases__a=CASES, definitions=OWN)


def places(folder: Path, symbol: Symbol, path: str = "allowances.yaml") -> list[str]:
    found = Navigation(Project(), folder / path).found(symbol)
    return [f"{one.path.relative_to(folder.parents[1]).as_posix()}:{one.span.line}{'!' * one.defines}" for one in found]


def test_the_symbol_under_the_pointer_is_defined_where_it_is_written(folder: Path) -> None:
    path, project = folder / "allowances.yaml", Project()
    navigation = Navigation(project, path)
    found = navigation.symbol_at(at_word(path.read_text("utf-8"), "needy"))
    assert found is not None
    assert found.symbol == Symbol("definition", "needy")
    (there,) = navigation.definition(found.symbol)
    assert (there.path, there.span.line) == (folder / "definitions.yaml", 2)
    assert navigation.symbol_at(0) is None


def test_a_support_leads_to_its_rule_and_then_to_the_list(folder: Path) -> None:
    navigation = Navigation(Project(), folder / "allowances.yaml")
    found = [one.path.name for one in navigation.definition(Symbol("support", "cash"))]
    assert found == ["allowances.yaml", "supports.yaml"]


def test_every_use_is_found_in_texts_that_are_not_saved(folder: Path) -> None:
    assert places(folder, Symbol("route", "cash.main")) == ["toy/2022-01-01/allowances.yaml:5!", "toy/2022-01-01/cases/a.yaml:2"]
    project = Project()
    project.edit(folder / "allowances.yaml", support("certified"))
    assert not [one for one in Navigation(project, folder / "allowances.yaml").found(Symbol("definition", "needy")) if not one.defines]


def test_a_local_name_belongs_to_the_versions_that_amend_each_other(folder: Path) -> None:
    """Not to another version of the region that is complete by itself and has the same name."""
    amendment(folder, "2023-01-01", allowances=support("needy"))
    other = folder.with_name("2024-01-01")
    shutil.copytree(folder, other)
    found = places(folder, Symbol("definition", "needy"))
    assert [one.split("/")[1] for one in found] == ["2022-01-01", "2022-01-01", "2023-01-01"]
    assert [one.split("/")[1] for one in places(other, Symbol("definition", "needy"))] == ["2024-01-01", "2024-01-01"]


@pytest.mark.parametrize(
    ("kind", "name", "new", "said"),
    [
        ("definition", "needy", "Needy One", "begins with a letter"),
        ("definition", "needy", "needy", "there is needy already"),
        ("definition", "needy", "age", "means something in conditions"),
        ("definition", "needy", "not", "means something in conditions"),
        ("definition", "needy", "household", "means something in conditions"),
        ("support", "nothing", "other", "not defined"),
        ("option", "village_care", "other", "not defined"),
        ("clause", "一", "一[", "begins with a letter"),
    ],
)
def test_what_cannot_be_renamed_says_why(folder: Path, kind: str, name: str, new: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        Navigation(Project(), folder / "allowances.yaml").renamed(Symbol(kind, name), new)  # type: ignore[arg-type]
    assert said in refused.value.said.en


def test_a_national_name_is_not_changed_to_one_that_another_region_uses() -> None:
    local = Symbol("definition", "disabled_worker")
    project, file = Project(), shipped() / "zhangye" / "2022-04-15" / "allowances.yaml"
    assert not list(Navigation(project, file).found(local))
    with pytest.raises(Refused, match="there is disabled_worker already"):
        Navigation(project, file).renamed(Symbol("definition", "severe"), local.name)


def test_what_the_shipped_rules_define_is_not_renamed_from_a_folder_over_them(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    shutil.copytree(shipped() / "zhangye", root / "zhangye")
    navigation = Navigation(Project(), root / "zhangye" / "2022-04-15" / "allowances.yaml")
    with pytest.raises(Refused, match="not defined"):
        navigation.renamed(Symbol("support", "dibao"), "dibao_all")


@pytest.mark.parametrize(
    ("symbol", "new"),
    [
        (Symbol("support", "dibao"), "minimum_living"),
        (Symbol("definition", "severe"), "grave"),
        (Symbol("definition", "dibao_recipient"), "on_dibao"),
        (Symbol("route", "living_allowance.hardship"), "poor"),
        (Symbol("figure", "institution_posts"), "least_posts"),
        (Symbol("clause", "三（一）3"), "三（一）三"),
    ],
    ids=lambda one: one.name if isinstance(one, Symbol) else one,
)
def test_a_renamed_shipped_region_means_the_same(tmp_path: Path, symbol: Symbol, new: str) -> None:
    """Nothing is missed: the version still loads, lint finds nothing, and its cases name what is there."""
    root = tmp_path / "rulesets"
    shutil.copytree(shipped(), root)
    folder = root / "zhangye" / "2022-04-15"
    found = Navigation(Project(), folder / "allowances.yaml").renamed(symbol, new)
    assert len(found) > 1
    for path in dict.fromkeys(one.path for one in found):
        lines = path.read_text("utf-8").split("\n")
        for one in sorted((one for one in found if one.path == path), key=lambda one: -one.span.column):
            line = lines[one.span.line - 1]
            assert line[one.span.column - 1 : one.span.end_column - 1] == symbol.word
            lines[one.span.line - 1] = line[: one.span.column - 1] + new + line[one.span.end_column - 1 :]
        path.write_text("\n".join(lines), "utf-8")
    assert [problem.text() for problem in lint(folder, root).problems] == []


def test_the_outline_of_a_file(folder: Path) -> None:
    (entry,) = outline(Project(), folder / "allowances.yaml")
    assert (entry.symbol.name, [one.symbol.word for one in entry.inside]) == ("cash", ["main"])
    (definition,) = outline(Project(), folder / "definitions.yaml")
    assert (definition.symbol.name, definition.title) == ("needy", "困难")
    assert outline(Project(), folder / "nowhere.yaml") == []


def test_a_standard_of_the_plan_belongs_to_its_versions_and_a_national_one_to_all(toy: Toy) -> None:
    own = "\nstandards:\n  own: {unit: CNY/person/month, zh: 本地标准, en: own standard}\n"
    national = "standards:\n  water: {unit: CNY/person/month, zh: 水, en: water}\n"
    rules = support("monthly_income_per_capita < standards.own and monthly_income_per_capita < standards.water")
    folder = toy(rules, ruleset=HEAD + own, standards=national)
    other = folder.parents[1] / "other" / "2022-01-01"
    shutil.copytree(folder, other)
    assert {one.split("/")[0] for one in places(folder, Symbol("standard", "own"))} == {"toy"}
    assert {one.split("/")[0] for one in places(folder, Symbol("standard", "water"))} == {"national", "other", "toy"}
    assert len(Navigation(Project(), folder / "allowances.yaml").renamed(Symbol("standard", "own"), "mine")) == 2
