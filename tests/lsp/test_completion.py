"""What can be inserted where an author types."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from eligibility.lsp.completion import Proposal, proposals
from eligibility.lsp.keys import Keys
from eligibility.lsp.project import Project
from tests.conftest import Toy, support
from tests.lsp.written import at_bar

KEYS = Keys("zh")
Ask = Callable[[str, str], dict[str, Proposal]]

BY_KIND = "- support: cash\n  for: {}\n  routes:\n    main:\n      when: {}|\n"


@pytest.fixture
def folder(toy: Toy) -> Path:
    cases = "cases:\n  - {case: a, as_of: 2024-06-01, person: {certified: true}, expect: {cash: eligible}}\n"
    figures = "figures:\n  limit: {value: 600, unit: CNY/person/month, cite: [一], zh: 限额, en: limit}\n"
    own = "definitions:\n  needy: {for: household, is: dibao, zh: 困难家庭, en: needy, cite: [一]}\n"
    return toy(support("certified"), cases__a=cases, figures=figures, definitions=own)


@pytest.fixture
def ask(folder: Path) -> Ask:
    project = Project()
    project.check(folder)

    def asked(name: str, text: str) -> dict[str, Proposal]:
        path = folder / name
        return {one.label: one for one in proposals(project, path, at_bar(project, path, text), KEYS)}

    return asked


@pytest.mark.parametrize(
    ("kind", "there", "missing"),
    [
        (
            "person",
            {"certified", "grade", "dibao", "needy", "has.", "figures.", "options.", "needs.", "costs.", "any(", "and "},
            {"founded"},
        ),
        ("household", {"dibao", "needy", "has.", "figures.", "any("}, {"certified", "grade", "costs."}),
        ("organisation", {"figures.", "options.", "and "}, {"certified", "dibao", "needy", "has.", "any("}),
    ],
)
def test_names_are_those_that_the_kind_of_subject_sees(ask: Ask, kind: str, there: set[str], missing: set[str]) -> None:
    """No `has.` where it is refused, and titles in Chinese."""
    found = ask("allowances.yaml", BY_KIND.format(kind, ""))
    assert there <= found.keys()
    assert not missing & found.keys()
    assert all(one.title for one in found.values()), [name for name, one in found.items() if not one.title]


def test_an_exclusion_names_no_other_support(ask: Ask) -> None:
    found = ask("allowances.yaml", "- support: cash\n  for: person\n  routes: {}\n  unless: [certified and |]\n")
    assert "certified" in found
    assert "has." not in found


def test_members_of_a_set_stand_behind_its_point(ask: Ask) -> None:
    found = ask("allowances.yaml", BY_KIND.format("person", "certified and has."))
    assert {"has.cash", "has.card"} <= found.keys()
    assert all(name.startswith("has.") for name in found)
    figures = ask("allowances.yaml", BY_KIND.format("person", "monthly_income_per_capita < figures.l"))
    assert (figures["figures.limit"].title, figures["figures.limit"].insert) == ("限额", "figures.limit")


def test_inside_any_the_names_are_a_members(ask: Ask) -> None:
    found = ask("allowances.yaml", BY_KIND.format("household", "dibao and any("))
    assert "certified" in found
    assert not {"has.", "any("} & found.keys()


@pytest.mark.parametrize("begun", ["grade in {", "grade in {1, ", "not (grade in {1, 2, ", "grade == "])
def test_values_of_a_grade_have_words(ask: Ask, begun: str) -> None:
    found = ask("allowances.yaml", BY_KIND.format("person", begun))
    assert [(one.label, one.title) for one in found.values()] == [("0", "无"), ("1", "一级"), ("2", "二级"), ("3", "三级"), ("4", "四级")]


def test_values_of_a_choice_replace_what_is_begun(ask: Ask) -> None:
    text = BY_KIND.format("person", "residence in {'local_hukou', 'el")
    found = ask("allowances.yaml", text)
    one = found["'elsewhere'"]
    assert (text.replace("|", "")[one.start :].strip(), one.title != "") == ("'el", True)


def test_inside_a_quoted_condition_values_have_the_other_quotes(ask: Ask) -> None:
    found = ask("allowances.yaml", "- support: cash\n  for: person\n  routes:\n    main: {when: 'residence == |'}\n")
    assert '"elsewhere"' in found


def test_keys_come_from_the_schemas_without_those_that_are_there(ask: Ask) -> None:
    found = ask("allowances.yaml", "- support: cash\n  for: person\n  routes:\n    main:\n      when: certified\n      |\n")
    assert {"modality", "cite", "benefit"} <= found.keys()
    assert "when" not in found
    assert (found["modality"].insert, found["modality"].title, found["modality"].sort) == ("modality: ", "约束力", "0")
    again = ask("allowances.yaml", "- support: cash\n  for: person\n  routes:\n    main:\n      moda|: mandatory\n")
    assert again["modality"].insert == "modality"


@pytest.mark.parametrize(
    ("name", "text", "label", "title"),
    [
        ("allowances.yaml", "- support: cash\n  routes:\n    main: {modality: |}\n", "local_option", "由当地确定"),
        ("allowances.yaml", "- support: ca|\n", "cash", "现金"),
        ("allowances.yaml", "- support: cash\n  routes:\n    main: {cite: [|]}\n", "一", ""),
        ("cases/a.yaml", "cases:\n  - case: a\n    expect:\n      |\n", "cash", "现金"),
        ("cases/a.yaml", "cases:\n  - case: a\n    expect: {cash: |}\n", "eligible_after", "先办前一项后符合"),
        ("cases/a.yaml", "cases:\n  - case: a\n    expect: {cash: {route: |}}\n", "main", "certified"),
        ("unencoded.yaml", "unencoded:\n  - clauses: [|]\n", "一", ""),
    ],
)
def test_words_supports_clauses_and_routes(ask: Ask, name: str, text: str, label: str, title: str) -> None:
    found = ask(name, text)
    assert label in found
    assert found[label].title.startswith(title)


def test_nothing_is_proposed_where_any_text_may_stand(ask: Ask, folder: Path) -> None:
    assert ask("allowances.yaml", "- support: cash\n  notes: [{zh: 文|, en: text}]\n") == {}
    assert ask("allowances.yaml", BY_KIND.format("person", "residence == 'elsewhere' and 'x")) == {}
    assert proposals(Project(), folder.parent / "notes.txt", 0, KEYS) == []


def test_before_a_version_could_be_read_facts_are_proposed(folder: Path) -> None:
    project, path = Project(), folder / "allowances.yaml"
    found = {one.label for one in proposals(project, path, at_bar(project, path, BY_KIND.format("person", "")), KEYS)}
    assert "certified" in found
    assert "needy" not in found
