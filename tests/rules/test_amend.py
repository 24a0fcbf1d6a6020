"""Amendments and scenarios: what they add, replace and remove, what they declare, and which versions fit together."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import eligibility as el
from eligibility.rules.lint import lint
from eligibility.rules.version_lookup import names
from tests.conftest import HEAD, Toy, amendment, decide, one, support

BASE = support("certified and severe") + support("certified", name="card")
WIDER = """
- support: cash
  routes:
    deaf: {when: "certified and grade_hearing in {3, 4}", modality: mandatory, cite: [二]}
"""


def problems(folder: Path, **query: object) -> str:
    with pytest.raises(el.RulesetError) as caught:
        el.load_ruleset(folder, **query)  # type: ignore[arg-type]
    return caught.value.text("en")


def test_an_amendment_holds_only_what_changes(toy: Toy) -> None:
    """A route is added, the others stay; each route cites the document that wrote it, and the head names both."""
    base = toy(BASE)
    after = el.load_ruleset(amendment(base, "2023-01-01", "effects: {cash: wider}", allowances=WIDER))
    before = el.load_ruleset(base)
    assert [route.name for route in after.supports["cash"].routes] == ["main", "deaf"]
    assert after.supports["card"] == before.supports["card"]
    assert (after.amends, after.name, [document.name for document in after.amendments]) == ("2022-01-01", "2023-01-01", ["玩政发2号"])
    answer = decide(after, one(certified=True, disabilities=[{"category": "hearing", "grade": 3}]))
    assert answer["cash", "m1"].citations == [{"document": "玩政发2号", "locator": "二"}]
    assert answer["card", "m1"].citations == [{"document": "玩政发1号", "locator": "一"}]
    assert answer.as_json()["ruleset"]["amendments"] == ["玩政发2号"]


def test_parts_are_replaced_and_removed(toy: Toy) -> None:
    """A route put in by a name that is there replaces it; routes, supports, definitions and figures are removed by name."""
    base = toy(
        BASE + support("grade == 3", name="home"),
        definitions="definitions:\n  local: {for: person, is: certified, zh: 本地, en: l, cite: [一]}",
    )
    head = "effects: {cash: changed, card: ended}\nremove: {supports: [card], definitions: [local]}"
    change = '- support: cash\n  routes:\n    main: {when: "certified and grade == 3", modality: mandatory, cite: [二]}\n  unless: [tekun]'
    after = el.load_ruleset(amendment(base, "2023-01-01", head, allowances=change))
    assert list(after.supports) == ["cash", "home"]
    assert after.supports["cash"].routes[0].text == "certified and grade == 3"
    assert len(after.supports["cash"].parts[0].unless) == 1
    assert "local" not in after.definitions
    with pytest.raises(KeyError):
        decide(after, one(certified=True))["card", "m1"]


def test_a_changed_definition_changes_what_reads_it(toy: Toy) -> None:
    """Supports that read a replaced definition are changed with it and must be declared; the new text may use new definitions."""
    local = 'definitions:\n  needy: {for: person, is: "grade == 1", zh: 困, en: needy, cite: [一]}'
    base = toy(support("needy") + support("certified", name="card"), definitions=local)
    wider = (
        'definitions:\n  needy: {for: person, is: "heavy or grade == 3", zh: 困, en: needy, cite: [二]}\n'
        '  heavy: {for: person, is: "grade in {1, 2}", zh: 重, en: heavy, cite: [二]}'
    )
    assert "cash is changed from toy/2022-01-01, and its effect is not declared" in problems(
        amendment(base, "2022-02-01", definitions=wider)
    )
    after = el.load_ruleset(amendment(base, "2023-01-01", "amends: 2022-01-01\neffects: {cash: wider}", definitions=wider))
    assert decide(after, one(disabilities=[{"category": "visual", "grade": 3}]))["cash", "m1"].status == "eligible"


def test_amendments_of_amendments(toy: Toy) -> None:
    """A chain is put in one after the other; the day decides which link answers."""
    base = toy(BASE)
    first = amendment(base, "2023-01-01", "effects: {cash: wider}", allowances=WIDER)
    amendment(first, "2024-01-01", "effects: {card: ended}\nremove: {supports: [card]}")
    loaded = {day: el.load_ruleset("toy", as_of=date(day, 6, 1), root=base.parents[1]) for day in (2022, 2023, 2024)}
    assert [len(one.supports["cash"].routes) for one in loaded.values()] == [1, 2, 2]
    assert ["card" in one.supports for one in loaded.values()] == [True, True, False]


def test_a_scenario_is_found_by_name_only(toy: Toy) -> None:
    """What nobody enacted answers on no day; what it takes as adopted holds whatever the locality says."""
    base = toy(BASE + support("options.village_care", name="home", entity="household"))
    amendment(base, "all-options", "enacted: false\ntitles: {zh: 全部采用, en: all adopted}\nadopts: all\neffects: {home: wider}")
    root = base.parents[1]
    assert names(root, "toy") == ["2022-01-01", "all-options"]
    assert el.load_ruleset("toy", as_of=date(2030, 1, 1), root=root).scenario is None
    scenario = el.load_ruleset("toy", "all-options", root=root)
    assert (scenario.name, scenario.scenario, str(scenario.version)) == ("all-options", "all-options", "2022-01-01")
    household = {"household": {"area": "urban", "members": [{"id": "m1"}]}, "locality": {"options": {"village_care": False}}}
    decision = decide(scenario, household)
    assert decision["home", "household"].status == "eligible"
    assert decision.as_json()["ruleset"]["scenario"] == "all-options"
    assert decision.receipt.version == "all-options"
    assert [notice.code for notice in decision.notices] == ["scenario"]


@pytest.mark.parametrize(
    ("head", "files", "message"),
    [
        ("amends: 2021-05-05", {}, "ruleset.yaml:1:9: this version amends 2021-05-05, and there is no toy/2021-05-05/ruleset.yaml"),
        ("effects: {cash: wider}", {}, "cash is declared wider, and nothing here changes it from toy/2022-01-01 [effect_without_change]"),
        ("effects: {cush: wider}", {}, "no version has 'cush' [unknown_support]\n    mend: did you mean cash?"),
        ("effects: {cash: new}", {"allowances": WIDER}, "cash is in 2022-01-01 and in this version, so its effect is not new"),
        ("effects: {cash: ended}", {"allowances": WIDER}, "so its effect is not ended [effect_impossible]"),
        ("effects: {cash: broader}", {"allowances": WIDER}, "cash must be one of: 'wider', 'narrower'"),
        ("", {"allowances": WIDER}, "cash is changed from toy/2022-01-01, and its effect is not declared [effect_missing]"),
        ("remove: {supports: [cush]}", {}, "2022-01-01 has no cush to remove [remove_missing]\n    mend: did you mean cash?"),
        ("remove: {routes: {cash: [mian]}}", {}, "2022-01-01 has no cash.mian to remove [remove_missing]\n    mend: did you mean main?"),
        ("remove: {routes: {cash: [main]}}", {}, "cash has no route left [routes_all_removed]"),
        ("remove: {definitions: [sevre]}", {}, "2022-01-01 has no sevre to remove"),
        ("effects: {home: new}", {"allowances": "- support: home\n  for: household"}, "home is new here, and has no routes, benefit"),
        ("effects: {cash: wider}", {"allowances": WIDER + WIDER}, "cash stands here a second time [support_twice]"),
        ("enacted: false", {}, "a scenario has titles"),
        ("adopts: [vilage_care]", {}, "there is no local option 'vilage_care' [unknown_name]\n    mend: did you mean village_care?"),
        ("effects: {cash: changed}", {"allowances": WIDER.replace("grade_hearing", "grade_haering")}, "allowances.yaml:4:33: unknown name"),
    ],
)  # fmt: skip
def test_what_is_refused(toy: Toy, head: str, files: dict[str, str], message: str) -> None:
    """Each mistake of an amendment is one message at its place, with the version that it is about."""
    base = toy(BASE)
    folder = amendment(base, "2023-01-01", f"{head}\n" + ("document: {title: 修订}" if "enacted" not in head else ""), **files)
    assert message in problems(folder)


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ("2023-06-30", "2023-05-01", "and that of toy/2022-01-01/ruleset.yaml ends on 2023-06-30 [periods_overlap]"),
        ("2023-03-31", "2023-05-01", "and that of toy/2022-01-01/ruleset.yaml ended on 2023-03-31 [periods_gap]"),
    ],
)  # fmt: skip
def test_periods_follow_each_other(toy: Toy, first: str, second: str, message: str) -> None:
    """Two complete versions neither share a day nor leave one without a plan; the message names both files."""
    base = toy(BASE, ruleset=HEAD.replace("2025-12-31", first))
    later = base.with_name("2023-05-01")
    later.mkdir()
    (later / "ruleset.yaml").write_text(HEAD.replace("2021-01-01", second), "utf-8")
    (later / "allowances.yaml").write_text(BASE, "utf-8")
    said = problems("toy", as_of=date(2023, 6, 1), root=base.parents[1])  # type: ignore[arg-type]
    assert said.startswith("toy/2023-05-01/ruleset.yaml:7:16: its period begins on 2023-05-01")
    assert message in said
    assert any(message in problem.text() for problem in lint(later, base.parents[1]).problems)


def test_nothing_enacted_is_lost(toy: Toy) -> None:
    """An amendment amends the version in force before it: one that goes back further would silently undo what lies between."""
    base = toy(BASE)
    amendment(base, "2023-01-01", "effects: {cash: wider}", allowances=WIDER)
    amendment(base, "2024-01-01", "effects: {card: ended}\nremove: {supports: [card]}")
    message = "toy/2024-01-01/ruleset.yaml:1:9: amends 2022-01-01, but toy/2023-01-01/ruleset.yaml is in force before it"
    assert message in problems("toy", as_of=date(2024, 6, 1), root=base.parents[1])  # type: ignore[arg-type]


def test_amendments_in_a_circle(toy: Toy) -> None:
    base = toy(BASE)
    amendment(base, "2023-01-01", "amends: 2024-01-01")
    folder = amendment(base, "2024-01-01", "amends: 2023-01-01")
    assert "leads back to it" in problems(folder)


def test_an_amendment_adds_conflicts_and_standards(toy: Toy) -> None:
    """Each conflict with the clauses of its own document; what is named by a standard of the amendment can be read."""
    pair = "conflicts:\n  - {between: [cash, card], cite: [二], reason: {zh: 只领其一, en: only one}}\n"
    wage = "standards:\n  winter: {unit: CNY/month, zh: 取暖标准, en: winter rate}\n"
    base = toy(BASE, conflicts="conflicts: []", ruleset=HEAD + wage)
    amendment(base, "2023-01-01", pair.replace("card", "home") + wage.replace("winter", "summer"))
    later = el.load_ruleset("toy", "2023-01-01", root=base.parents[1])
    assert [(one.pair, one.document) for one in later.conflicts] == [(("cash", "home"), "玩政发2号")]
    assert later.standards.keys() == {"winter", "summer"}
    assert later.hash != el.load_ruleset("toy", "2022-01-01", root=base.parents[1]).hash


def test_an_amendment_lifts_a_conflict(toy: Toy) -> None:
    """By its two supports, in either order; with the last one goes what the head says, and one that is not there is told."""
    pair = "conflicts:\n  - {between: [cash, card], cite: [二], reason: {zh: 只领其一, en: only one}}\n"
    base = toy(BASE, conflicts="conflicts: []", ruleset=HEAD + pair)
    root = base.parents[1]
    amendment(base, "2023-01-01", "remove: {conflicts: [[card, cash]], cite: [二]}\n")
    later = el.load_ruleset("toy", "2023-01-01", root=root)
    assert (later.conflicts, later.removed_by) == ((), ("二",))
    assert later.hash == el.load_ruleset(toy(BASE, conflicts="conflicts: []")).hash
    amendment(base, "2024-01-01", "remove: {conflicts: [[card, cash]], cite: [二]}\n")
    said = problems(base.with_name("2024-01-01"))
    assert "toy/2024-01-01/ruleset.yaml:3:22: 2022-01-01 has no conflict of card, cash to remove [remove_missing]" in said
