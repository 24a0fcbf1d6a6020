"""Two versions side by side as lines: for a reader, and as Markdown for a pull request."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path

import pytest

import eligibility as el
from eligibility.bulk.version_shifts import Shift
from eligibility.i18n import Language
from eligibility.rules.support import Route, SupportPart
from eligibility.views.changes_text import PARTS, household_lines, lines
from tests.conftest import DAY, Toy, amendment, support
from tests.views.conftest import DEAF, Versions


def told(versions: Versions, **more: object) -> el.Diff:
    profile = el.read_profile(json.dumps(DEAF))
    return el.diff(versions.before, versions.after, profile=profile, as_of=DAY, prove=False, **more)  # type: ignore[arg-type]


def between(before: Path, after: Path, language: Language = "en") -> list[str]:
    return list(lines(el.diff(el.load_ruleset(before), el.load_ruleset(after), prove=False), language))


def test_lines_for_a_reader_and_for_a_pull_request(versions: Versions) -> None:
    found = told(versions, register=[Shift("cash", 2, 1, 0, 0)])
    english = list(lines(found, "en"))
    assert english[:5] == [
        "toy/2022-01-01 → toy/2023-01-01",
        "  amending document: 玩政发2号, 修订",
        "",
        "this household's answers",
        "  m1 Cash [cash]: does not apply → applies now",
    ]
    assert "  Cash [cash]: 2 gain, 1 lose, 0 newly open, 0 were open and are now refused" in english
    assert "  declared: some gain and some lose; not proved (needs eligibility[verify])" in english
    at = english.index("figure line")
    assert english[at + 1 : at + 3] == ["  - exactly 18 years", "  + exactly 20 years"]
    assert "- m1 现金 [cash]：不符合 → 现在符合" in list(lines(found, "zh", markdown=True))
    assert list(household_lines(found, "en"))[:3] == ["", *english[3:5]]


def test_markdown_has_headings_and_lists(versions: Versions) -> None:
    """The same words as for a reader, with the marks of Markdown; conditions stand in backticks in both."""
    found = told(versions)
    plain, marked = ([line for line in lines(found, "zh", markdown=markdown) if line] for markdown in (False, True))
    assert marked[0] == f"# {plain[0]}"
    assert [line.lstrip("# -") for line in marked] == [line.lstrip("# -") for line in plain]
    assert {line for line in marked if line.startswith("## ")} >= {"## 这一户的回答", "## 定义 needy", "## 数值 line", "## 现金 [cash]"}
    assert all(line.lstrip().startswith(("#", "-")) for line in marked)


def test_why_an_answer_changed_stands_below_it(versions: Versions) -> None:
    english = list(household_lines(told(versions), "en"))
    at = english.index("  m1 Cash [cash]: does not apply → applies now")
    assert english[at + 1 : at + 3] == ["    [deaf] 玩政发2号 二", "    its exclusions have changed"]
    assert any(line.endswith("→ not included") for line in english)


def test_both_sides_of_a_route_and_one_line_where_they_are_the_same(versions: Versions) -> None:
    """A route that only reads a changed definition reads the same; what it changed through is named."""
    english = list(lines(told(versions), "en"))
    at = english.index("  [main] ← needy")
    [same] = [line for line in english[at + 1 : at + 3] if line.startswith("    = ")]
    assert "`needy and has.cash`" in same
    at = english.index("  [deaf]")
    assert english[at + 1].startswith("    + ") and "玩政发2号 二" in english[at + 1]
    at = english.index("  unless")
    assert [line[:6] for line in english[at + 1 : at + 3]] == ["    - ", "    + "]
    assert "definition needy" in english and any(line.startswith("  - ") and line.endswith("`certified`") for line in english)


def test_where_nothing_differs(versions: Versions) -> None:
    """It is said, of the rules, of the household and of the register."""
    rules = versions.before
    found = el.diff(rules, rules, profile=el.read_profile(json.dumps(DEAF)), as_of=DAY, register=[])
    assert list(lines(found, "en"))[1:] == [
        *("", "this household's answers", "no changes", "", "in the register", "no changes", "the rules are the same"),
    ]


def test_what_is_proved_comes_with_its_households(versions: Versions) -> None:
    pytest.importorskip("z3")
    from eligibility.verify.effects import effect_on

    found = replace(told(versions), effects={"cash": effect_on("cash", versions.before, versions.after)})
    english = list(lines(found, "en", markdown=True))
    assert "- declared: some gain and some lose; proved for every household: some gain and some lose" in english
    [gains] = [line for line in english if line.startswith("- a household that gains: `")]
    el.read_profile(json.dumps({key: value for key, value in json.loads(gains.partition("`")[2].rstrip("`")).items() if key != "as_of"}))


TIERS = "kind: cash, unit: CNY/month, amount: {tiers: {certified: 100, tekun: 80}}"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("", "  notes: [{zh: 注, en: note}]\n", "notes"),
        ("", "  subject_to: [{zh: 评估, en: assessment}]\n", "also needed"),
        ("", "  agency: {zh: 残联, en: federation, cite: [一]}\n", "who is in charge"),
        ("", "  papers: [{zh: 证, en: card, cite: [一]}]\n", "papers"),
        ("  combine: highest\n", "  combine: sum\n", "how several amounts are put together"),
        ("", "  paid: {from: next_month, every: month}\n", "from which month and how often it is paid"),
    ],
)
def test_nothing_that_changed_is_left_out(toy: Toy, before: str, after: str, said: str) -> None:
    """What a support says beside its conditions is named where it differs, also how its amounts meet and when it is paid."""
    text = support("certified or tekun").replace("kind: cash", TIERS)
    first = el.load_ruleset(toy(text + before, conflicts="conflicts: []"))
    second = el.load_ruleset(toy(text + after, conflicts="conflicts: []"))
    assert f"  also changed: {said}" in list(lines(el.diff(first, second, prove=False), "en"))


def test_every_part_has_words() -> None:
    """What a support and a route hold beside their names, conditions and clauses can be named in both languages."""
    elsewhere = {"id", "name", "text", "when", "modality", "cite", "document", "routes", "unless"}
    assert {one.name for part in (SupportPart, Route) for one in fields(part)} - elsewhere == PARTS.keys()


def test_an_option_that_a_scenario_takes_as_adopted(toy: Toy) -> None:
    base = toy(support("options.village_care", name="home", entity="household"))
    head = "enacted: false\ntitles: {zh: 全部采用, en: all adopted}\nadopts: all\neffects: {home: wider}"
    assert "  [main] ← options.village_care taken as adopted" in between(base, amendment(base, "all-options", head))


def paying(amount: str) -> str:
    return support("certified").replace("{kind: cash}", f"{{kind: cash, unit: CNY/month, amount: {amount}}}")


@pytest.mark.parametrize(
    ("before", "after", "english", "chinese"),
    [
        ("85", "99", "; amount: 85 yuan a month → 99 yuan a month (+14)", "；金额：每月85元 → 每月99元（+14）"),
        ("{at_least: 99.5}", "{at_least: 99}", "at least 99.5 yuan a month → at least 99 yuan a month (−0.5)", "（−0.5）"),
        ("{between: [60, 150]}", "{between: [70, 150]}", "70 to 150 yuan a month (+10 to +0)", "（+10至+0）"),
        ("{at_most: 5}", "7", "at most 5 yuan a month → 7 yuan a month (+7 to +2)", "（+7至+2）"),
    ],
)
def test_a_change_of_amount_is_told_in_yuan(toy: Toy, before: str, after: str, english: str, chinese: str) -> None:
    old, new = (el.load_ruleset(toy(paying(amount))) for amount in (before, after))
    found = el.diff(old, new, profile=el.read_profile(json.dumps(DEAF)), as_of=DAY, prove=False)
    assert any(line.endswith(english) for line in household_lines(found, "en"))
    assert any(line.endswith(chinese) for line in household_lines(found, "zh"))


def test_an_amount_that_comes_or_goes_is_told_without_a_difference(toy: Toy) -> None:
    old, new = el.load_ruleset(toy(paying("85").replace("certified", "tekun"))), el.load_ruleset(toy(paying("85")))
    for pair, said in (((old, new), "applies now; amount: 85 yuan a month"), ((new, old), "; amount before: 85 yuan a month")):
        found = el.diff(*pair, profile=el.read_profile(json.dumps(DEAF)), as_of=DAY, prove=False)
        assert any(line.endswith(said) for line in household_lines(found, "en"))


def test_a_registers_yuan_stand_behind_its_counts(versions: Versions) -> None:
    shift = Shift("cash", 2, 1, 0, 0, raised=3, lowered=1, more=Decimal("42.5"), less=Decimal(85))
    found = told(versions, register=[shift])
    said = "; 3 get more, 42.5 yuan a month in all, 1 get less, 85 yuan a month in all"
    assert any(line.endswith(said) for line in lines(found, "en"))
    assert any(line.endswith("；3个多得，每月共多42.5元，1个少得，每月共少85元") for line in lines(found, "zh"))
    register = found.as_json()["register"]
    assert isinstance(register, list) and register[0]["more"] == 42.5  # type: ignore[index,call-overload]


def test_the_amending_document_its_clauses_and_changed_amounts(toy: Toy) -> None:
    """Who made the change, what it takes out by which clause, and what a support gave and gives."""
    paid = support("certified").replace("kind: cash", "kind: cash, unit: CNY/month, amount: 60")
    before = toy(paid + support("certified", name="card"))
    head = "effects: {cash: {who: same, money: more}, card: ended}\nremove: {supports: [card], cite: [第二条]}\n"
    changed = "- support: cash\n  benefit: {kind: cash, unit: CNY/month, amount: 80}\n"
    after = amendment(before, "2023-01-01", head, allowances=changed)
    english, chinese = between(before, after), between(before, after, "zh")
    at = english.index("  benefit")
    assert english[at : at + 3] == ["  benefit", "    - 60 yuan a month", "    + 80 yuan a month"]
    assert chinese[at : at + 3] == ["  待遇", "    - 每月60元", "    + 每月80元"]
    assert english[1] == "  amending document: 玩政发2号, 修订"
    assert "  declared: the same households, some households get more and none gets less; not proved (needs eligibility[verify])" in english
    assert "  taken out by 玩政发2号 第二条" in english
    assert "  取消的依据：玩政发2号 第二条" in chinese
