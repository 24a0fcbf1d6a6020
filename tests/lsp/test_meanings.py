"""What names mean, in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from eligibility.logic.scope import Constant
from eligibility.lsp.expressions import Use, scope_at
from eligibility.lsp.meanings import Meanings, fact_of_meaning, value_as_written
from eligibility.rules.load import load_folder
from eligibility.rules.located_yaml import Source
from eligibility.rules.scope import scope_of
from tests.conftest import Toy, support

FIGURES = "figures:\n  limit: {at_least: 600, unit: CNY/person/month, cite: [一], zh: 限额, en: the limit}\n"


@pytest.fixture
def folder(toy: Toy) -> Path:
    return toy(support("certified"), figures=FIGURES)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("certified", ["**", "`certified`", "是非项", "问："]),
        ("person.certified", ["`person.certified`", "是非项"]),
        ("age", ["years"]),
        ("figures.limit", ["限额", "at_least 600 CNY/person/month", "一"]),
        ("has.cash", ["`has.cash`", "main"]),
        ("receives.cash", ["`receives.cash`", "是非项"]),
        ("grade_visual", ["视力", "`1` 一级"]),
        ("disabled_member", ["家庭有残疾人"]),
        ("options.village_care", ["options.village_care", "是非项"]),
    ],
)
def test_a_card(folder: Path, name: str, said: list[str]) -> None:
    ruleset = load_folder(folder, folder.parents[1]).ruleset
    card = Meanings(ruleset, "zh").card(name, scope_of(ruleset, "person", depends=True))
    assert all(word in card for word in said), card


def test_what_means_nothing_has_no_card(folder: Path) -> None:
    ruleset = load_folder(folder, folder.parents[1]).ruleset
    assert Meanings(ruleset, "zh").card("certifed", scope_of(ruleset, "person", depends=True)) == ""
    assert list(Meanings(ruleset, "zh").support("card")) == []


def test_without_a_version_facts_have_words() -> None:
    scope = scope_at(Source("a"), ("supports", 0, "routes", "main", "when"), Use.DEMAND, None)
    meanings = Meanings(None, "en")
    assert "heaviest" in meanings.card("grade", scope)
    assert meanings.option("village_care")


def test_what_is_no_fact_stands_for_none() -> None:
    assert fact_of_meaning(None) is None
    assert fact_of_meaning(Constant(1, "")) is None  # type: ignore[arg-type]
    assert (value_as_written(1), value_as_written("a")) == ("1", "'a'")
