"""One version of the rules in a line."""

from __future__ import annotations

import eligibility as el
from eligibility.rules.version_lookup import shipped
from eligibility.views.ruleset_summary import summary_of
from tests.conftest import Toy, support


def test_a_ledger_and_none(toy: Toy) -> None:
    """How much of the plan is cited, and that there is no ledger."""
    folder = toy(support("certified"))
    found = summary_of(folder, el.load_ruleset(folder))
    text = found.text("en")
    assert text.startswith("toy/2022-01-01  Toytown  玩政发1号  issued  2021-01-01..2025-12-31  1 supports, 1 routes  ")
    assert text.endswith("  1 clauses: 1 cited, 0 declared as left out")
    assert found.as_json()["clauses"] == {"all": 1, "cited": 1, "declared": 0}
    (folder / "clauses.yaml").unlink()
    assert summary_of(folder, found.ruleset).text("zh").endswith("  1项、1条途径  没有条款台账")


def test_a_scenario_is_not_in_force() -> None:
    folder = shipped() / "zhangye" / "all-local-options"
    assert summary_of(folder, el.load_ruleset(folder)).as_json()["status"] == "scenario"
