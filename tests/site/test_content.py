"""What stands on the pages: the rules' own words, every case, every clause."""

from __future__ import annotations

import pytest

from eligibility.i18n import Text
from eligibility.site.content import Explorer, explorer
from tests.conftest import Toy, amendment, support

CASES = """
cases:
- case: granted
  as_of: 2024-06-01
  person: {certified: true, age: 36}
  expect: {cash: eligible, home: {status: eligible_after, routes: {main: eligible_after}}}
- case: wrong
  as_of: 2024-06-01
  person: {certified: false}
  expect: {cash: eligible}
"""
LEFT_OUT = "unencoded:\n- {clauses: [二], what: 宣传, reason: {zh: 谁也不能申领, en: nobody can claim it}}\n"


@pytest.fixture
def found(toy: Toy) -> Explorer:
    folder = toy(support("certified") + support("has.cash", name="home"), cases__cash=CASES, unencoded=LEFT_OUT)
    (folder / "clauses.yaml").write_text("clauses:\n  一: {starts: 补贴}\n  二: {starts: 宣传}\n", "utf-8")
    scenario = amendment(folder, "all-local-options", "enacted: false\ntitles: {zh: 全部采用, en: all adopted}\n")
    assert scenario.is_dir()
    return explorer(folder.parents[1])


def test_cases_are_told_in_words_and_run(found: Explorer) -> None:
    version = found.newest["toy"]
    granted, wrong = version.cases["cash"]
    assert (granted.name, granted.expected, granted.failures) == ("granted", ("eligible",), ())
    assert "36" in granted.told[0].zh
    assert wrong.failures
    assert version.cases["home"][0].expected == ("eligible_after main: eligible_after",)
    assert (version.passed, list(version.failures)) == (1, ["wrong"])


def test_the_ledger_holds_every_clause(found: Explorer) -> None:
    lines = found.newest["toy"].ledger
    assert [(line.clause.locator, line.supports, line.left_out) for line in lines] == [
        ("一", ("cash", "home"), None),
        ("二", (), Text("谁也不能申领", "nobody can claim it")),
    ]


def test_a_scenario_is_shown_as_a_change(found: Explorer) -> None:
    assert [one.ruleset.name for one in found.versions["toy"]] == ["2022-01-01"]
    assert [(one.before, one.after) for one in found.changes["toy"]] == [("2022-01-01", "all-local-options")]


def test_what_a_change_does_is_proved_where_it_is_asked(toy: Toy) -> None:
    pytest.importorskip("z3")
    folder = toy(support("certified"))
    amendment(folder, "2023-01-01", "effects: {cash: wider}\n", allowances=support("certified or severe"))
    (plain,) = explorer(folder.parents[1]).changes["toy"]
    (proved,) = explorer(folder.parents[1], prove=True).changes["toy"]
    assert plain.diff.effects == {"cash": None}
    assert (found := proved.diff.effects["cash"]) is not None and found.effect == "wider"
