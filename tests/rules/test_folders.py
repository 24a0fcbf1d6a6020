"""Folders of rulesets: one that is complete by itself, and one that lies over the shipped one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import eligibility as el
from eligibility.rules.folders import base_of, dated, layers, root_of, shipped, version_folder
from eligibility.rules.version_lookup import names, own_regions, regions, rules_folder
from tests.conftest import HEAD, Toy, support

SUPPORTS = "supports:\n  village_cash: {area: allowances, zh: 村里的现金, en: Village cash}\n"


@pytest.fixture
def over(tmp_path: Path) -> Path:
    """A folder with one region, without national rules and without the shipped supports."""
    root = tmp_path / "mine"
    version = root / "toy" / "2022-01-01"
    version.mkdir(parents=True)
    (root / "supports.yaml").write_text(SUPPORTS, "utf-8")
    (version / "ruleset.yaml").write_text(HEAD, "utf-8")
    (version / "allowances.yaml").write_text(support("certified and severe", name="village_cash"), "utf-8")
    return root


def test_a_folder_without_national_rules_lies_over_the_shipped_one(over: Path) -> None:
    assert (base_of(over), layers(over)) == (shipped(), (over, shipped()))
    assert own_regions(over) == ["toy"]
    assert {"toy", "zhangye"} <= set(regions(over))
    ruleset = el.load_ruleset("toy", root=over)
    assert ruleset.supports["village_cash"].title.en == "Village cash"
    assert "nursing_subsidy" in ruleset.catalogue and "severe" in ruleset.definitions


def test_a_shipped_region_stays_what_it_is(over: Path) -> None:
    """Its hash does not depend on what lies over it."""
    assert el.load_ruleset("zhangye", "2022-04-15", root=over).hash == el.load_ruleset("zhangye", "2022-04-15").hash
    assert root_of(shipped() / "zhangye" / "2022-04-15", over) == shipped()


def test_a_library_of_both(over: Path) -> None:
    library = el.Library(over)
    assert {"toy", "zhangye"} <= set(library.regions())
    assert library.ruleset("toy") is library.ruleset("toy")
    assert library.ruleset("zhangye", "2022-04-15").region == "zhangye"


def test_a_shipped_region_is_amended_from_outside(over: Path) -> None:
    """An amendment of a shipped version stands alone in the folder that lies over it."""
    folder = over / "zhangye" / "2025-01-01"
    folder.mkdir(parents=True)
    head = "amends: 2022-04-15\ndocument: {title: 修改通知}\neffects: {village_cash: new}\n"
    (folder / "ruleset.yaml").write_text(head, "utf-8")
    (folder / "allowances.yaml").write_text(support("certified", name="village_cash"), "utf-8")
    assert names(over, "zhangye") == ["2022-04-15", "2025-01-01", "all-local-options"]
    assert version_folder(over, "zhangye", "2022-04-15") == shipped() / "zhangye" / "2022-04-15"
    amended = el.load_ruleset("zhangye", as_of=date(2025, 6, 1), root=over)
    assert "village_cash" in amended.supports and "nursing_subsidy" in amended.supports


def test_a_support_that_the_shipped_list_has_is_refused(over: Path) -> None:
    (over / "supports.yaml").write_text("supports:\n  dibao: {area: allowances, zh: 低保, en: Dibao}\n", "utf-8")
    with pytest.raises(el.RulesetError, match=r"supports.yaml:2:\d+: dibao stands in the shipped list of supports"):
        el.load_ruleset("toy", root=over)


def test_a_folder_with_national_rules_is_complete(toy: Toy) -> None:
    root = toy(support("certified")).parents[1]
    assert layers(root) == (root,)
    assert regions(root) == ["toy"]


def test_an_empty_folder_is_no_folder_of_rulesets(tmp_path: Path) -> None:
    with pytest.raises(el.EligibilityError, match=r"root: is not a folder of rulesets"):
        rules_folder(tmp_path)


@pytest.mark.parametrize("name", ["2027", "20270101", "2027-W01-1", "2027-13-01", "all-local-options"])
def test_only_a_day_is_a_day(name: str) -> None:
    assert dated(name) is None
    assert dated("2027-01-01") == date(2027, 1, 1)


@pytest.mark.parametrize("name", ["2027", "20270101", "2027-02-30"])
def test_a_folder_that_is_no_day_is_refused(toy: Toy, name: str) -> None:
    """A version in it would silently never apply."""
    folder = toy(support("certified"))
    (folder.parent / name).mkdir()
    head = "amends: 2022-01-01\ndocument: {title: 修改通知}\n"
    (folder.parent / name / "ruleset.yaml").write_text(head, "utf-8")
    with pytest.raises(el.RulesetError, match=rf"toy/{name}/ruleset.yaml:1:1: the folder {name} is named by no date"):
        el.load_ruleset("toy", "2022-01-01", root=folder.parents[1])


def test_a_scenario_that_is_named_by_a_day_is_refused(toy: Toy) -> None:
    """It would be taken for the law of that day."""
    folder = toy(support("certified"))
    (folder.parent / "2027-01-01").mkdir()
    head = "amends: 2022-01-01\nenacted: false\ntitles: {zh: 设想, en: scenario}\n"
    (folder.parent / "2027-01-01" / "ruleset.yaml").write_text(head, "utf-8")
    with pytest.raises(el.RulesetError, match=r"ruleset.yaml:2:10: the folder of a scenario is named by a date"):
        el.load_ruleset("toy", as_of=date(2028, 1, 1), root=folder.parents[1])
