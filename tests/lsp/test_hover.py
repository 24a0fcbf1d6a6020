"""What is said of the word under the pointer."""

from __future__ import annotations

from pathlib import Path

import pytest

from eligibility.lsp.expressions import names_in, scope_at, use_of
from eligibility.lsp.hover import card_at
from eligibility.lsp.keys import Keys
from eligibility.lsp.meanings import Meanings
from eligibility.lsp.places import kind_of, source_of
from eligibility.lsp.project import Project
from eligibility.rules.folders import shipped
from tests.conftest import Toy, support
from tests.lsp.written import at_word

KEYS = Keys("zh")
REGIONS = sorted(path.parent for path in shipped().glob("*/2*/ruleset.yaml"))


@pytest.fixture
def folder(toy: Toy) -> Path:
    cases = "cases:\n  - {case: first_case, as_of: 2024-06-01, person: {certified: true}, expect: {cash: eligible}}\n"
    own = "definitions:\n  needy: {for: household, is: dibao, zh: 困难家庭, en: needy, cite: [一]}\n"
    return toy(support("needy and severe and grade in {1, 2}"), cases__a=cases, definitions=own)


def said(folder: Path, name: str, word: str, *, after: str = "") -> str:
    project, path = Project(), folder / name
    project.check_whole(folder)
    text = path.read_text("utf-8")
    card = card_at(project, path, at_word(text, word, after=after), KEYS)
    return card.text if card else ""


def test_a_fact_with_its_values(folder: Path) -> None:
    text = said(folder, "allowances.yaml", "grade")
    assert "残疾等级" in text
    assert "`0` 无、`1` 一级" in text


def test_definitions_with_prose_and_source(folder: Path) -> None:
    assert "**困难家庭** `needy`" in said(folder, "allowances.yaml", "needy")
    assert "困难家庭" in said(folder, "definitions.yaml", "needy")
    national = said(folder, "allowances.yaml", "severe")
    assert "出处：" in national
    assert "未看过原文" in national or "已看过原文" in national


def test_a_value_a_key_and_a_word(folder: Path) -> None:
    assert said(folder, "allowances.yaml", "1", after="grade") == "**一级** `1`"
    assert said(folder, "allowances.yaml", "modality") == "约束力"
    assert said(folder, "allowances.yaml", "mandatory") == "规划要求落实"


def test_a_support_its_route_and_a_clause(folder: Path) -> None:
    assert "    " in said(folder, "allowances.yaml", "cash")
    assert "困难家庭" in said(folder, "allowances.yaml", "main")
    clause = said(folder, "allowances.yaml", "一", after="cite")
    assert "`cash.main`" in clause
    assert "`first_case`" in clause


def test_nothing_is_said_of_a_remark(folder: Path) -> None:
    project, path = Project(), folder / "allowances.yaml"
    project.edit(path, "# a remark\n- support: cash\n")
    assert card_at(project, path, 3, KEYS) is None
    assert card_at(project, folder / "notes.txt", 3, KEYS) is None


@pytest.mark.parametrize("folder", REGIONS, ids=lambda path: path.parent.name)
def test_every_name_in_every_shipped_rule_has_words(folder: Path) -> None:
    project = Project()
    project.check(folder)
    loaded = project.version(folder).loaded
    assert loaded is not None
    told = 0
    for path in [*folder.glob("*.yaml"), *shipped().glob("national/*/definitions.yaml")]:
        kind = kind_of(path)
        source = source_of(path.read_text("utf-8"), path)
        for at in source.nodes:
            use = use_of(kind, at)
            if use is None or not hasattr(source.nodes[at], "value") or not isinstance(source.nodes[at].value, str):
                continue
            scope = scope_at(source, at, use, loaded.ruleset)
            for one in names_in(source.nodes[at].value):
                inside = scope.members() or scope if one.members else scope
                for language in ("zh", "en"):
                    assert Meanings(loaded.ruleset, language).title(one.name, inside), (path, at, one)  # type: ignore[arg-type]
                told += 1
    assert told > 200
