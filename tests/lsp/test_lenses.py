"""What stands above a support: its cases, and the effect of an amendment."""

from __future__ import annotations

from pathlib import Path

import pytest

from eligibility.lsp.lenses import lenses
from eligibility.lsp.project import Project
from tests.conftest import Toy, amendment, support

CASE = "  - {{case: {}, as_of: 2024-06-01, person: {{certified: {}}}, expect: {{cash: {}}}}}\n"
RULES = support("certified")


def said(project: Project, path: Path) -> list[tuple[str, str]]:
    return [(one.title.zh, f"{one.path.name}:{one.line}" if one.path else "") for one in lenses(project, path)]


@pytest.mark.parametrize(
    ("cases", "told"),
    [
        ([("a", "true", "eligible"), ("b", "false", "not_eligible")], ("2例全部通过", "")),
        ([("a", "true", "eligible"), ("b", "false", "eligible")], ("2例中1例不符 ▸", "a.yaml:3")),
        ([], ("没有案例", "")),
    ],
)
def test_how_the_cases_go(toy: Toy, cases: list[tuple[str, str, str]], told: tuple[str, str]) -> None:
    folder = toy(RULES, cases__a="cases:\n" + "".join(CASE.format(*one) for one in cases) if cases else "cases: []\n")
    path, project = folder / "allowances.yaml", Project()
    assert lenses(project, path) == []
    project.check_whole(folder)
    assert said(project, path) == [told]
    assert lenses(project, path)[0].span.line == 2
    assert lenses(project, folder / "clauses.yaml") == []


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ("wider", "与 2022-01-01 相比：范围扩大（已证明）"),
        ("narrower", "与 2022-01-01 相比：范围扩大（已证明）；声明的是 narrower，不符"),
    ],
)
def test_the_effect_of_an_amendment_when_the_solver_was_asked(toy: Toy, declared: str, told: str) -> None:
    pytest.importorskip("z3")
    base = toy(RULES)
    folder = amendment(base, "2023-01-01", head=f"effects: {{cash: {declared}}}\n", allowances=support("certified or severe"))
    path, project = folder / "allowances.yaml", Project()
    project.check_whole(folder)
    assert told not in [title for title, _ in said(project, path)]
    project.prove(folder)
    assert told in [title for title, _ in said(project, path)]
    assert [title for title, _ in said(project, folder / "ruleset.yaml")] == [told]
    project.edit(path, support("certified or severe"))
    assert told not in [title for title, _ in said(project, path)]


def test_a_complete_version_has_no_effect(toy: Toy) -> None:
    folder = toy(RULES)
    project = Project()
    project.check_whole(folder)
    project.prove(folder)
    assert project.version(folder).effects == {}


def test_what_was_not_decided_is_said(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    base = toy(RULES)
    folder = amendment(base, "2023-01-01", head="effects: {cash: wider}\n", allowances=support("certified or severe"))
    project = Project()
    project.check_whole(folder)
    project.version(folder).effects = {"cash": None}
    assert ("与 2022-01-01 相比的影响没有定论", "") in said(project, folder / "allowances.yaml")
    monkeypatch.setattr("eligibility.lsp.project.proved_effect", lambda *_: None)
    project.edit(folder / "allowances.yaml", support("certified or severe"))
    project.prove(folder)
    assert project.version(folder).effects == {}
