"""What an author looks up by a word: supports, national definitions and standards."""

from __future__ import annotations

from pathlib import Path

import pytest

import eligibility as el
from eligibility.rules.listing import definitions_listing, standards_listing, supports_listing, table
from tests.conftest import HEAD, Toy, support


@pytest.fixture
def root(toy: Toy) -> Path:
    return toy(support("certified")).parents[1]


def test_supports_by_id_area_and_title(root: Path) -> None:
    assert [one["support"] for one in supports_listing(root)] == ["cash", "card", "home", "staff"]
    assert list(table(supports_listing(root, "现金"), "zh")) == ["cash  [allowances]  现金"]
    assert list(table(supports_listing(root, "CARD"), "en")) == ["card  [allowances]  Card"]
    assert supports_listing(root, "nothing of the kind") == []


def test_definitions_of_the_newest_national_version(root: Path) -> None:
    assert list(table(definitions_listing(root), "en")) == ["severe  [person]  severe  `grade in {1, 2}`"]
    assert list(table(definitions_listing(root, "重度"), "zh")) == ["severe  [个人]  重度  `grade in {1, 2}`"]


def test_a_folder_that_lies_over_the_shipped_one_adds_its_supports(tmp_path: Path) -> None:
    (tmp_path / "supports.yaml").write_text("supports:\n  village_cash: {area: allowances, zh: 村里的现金, en: Village cash}\n", "utf-8")
    names = [one["support"] for one in supports_listing(tmp_path)]
    assert names[-1] == "village_cash" and "dibao" in names
    assert definitions_listing(tmp_path)


def test_a_list_with_mistakes_is_told(root: Path) -> None:
    (root / "supports.yaml").write_text("supports:\n  cash: {area: nowhere, zh: 现金, en: Cash}\n", "utf-8")
    with pytest.raises(el.RulesetError, match="area must be one of"):
        supports_listing(root)
    (root / "national" / "2021-07-01" / "definitions.yaml").write_text("definitions: [x]\n", "utf-8")
    with pytest.raises(el.RulesetError, match="definitions"):
        definitions_listing(root)


def test_standards_national_ones_and_those_of_plans(toy: Toy) -> None:
    """With the unit of each, and the region where it is a plan's own."""
    wage = "standards:\n  NAME: {unit: CNY/month, zh: 取暖标准, en: winter rate}\n"
    root = toy(support("certified"), standards=wage.replace("NAME", "wage"), ruleset=HEAD + wage.replace("NAME", "winter")).parents[1]
    assert list(table(standards_listing(root), "en")) == [
        "standards.wage  [CNY/month]  winter rate",
        "standards.winter  [CNY/month]  winter rate  toy",
    ]
    assert [one["standard"] for one in standards_listing(root, "winter")] == ["wage", "winter"]
    (root / "national" / "2021-07-01" / "standards.yaml").write_text("standards:\n  wage: 3\n", "utf-8")
    with pytest.raises(el.RulesetError):
        standards_listing(root)
