"""The first look at five real situations: what stands first, how long it is, and that nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest

import eligibility as el
from eligibility.cli.render import screen_lines
from eligibility.decide.decision import Decision
from eligibility.decide.outcome import Outcome
from eligibility.i18n import Language
from eligibility.rules.labels import SOFT
from eligibility.views.first_view import FirstView
from eligibility.views.report import Item, Report
from eligibility.views.tiers import Tier, tier_of
from tests.conftest import ROOT, Toy, decide, one, support
from tests.views.conftest import decided


def items(report: Report) -> Iterator[Item]:
    return (item for section in report.sections for group in section.groups for item in group.items)


def heads(report: Report) -> str:
    return "\n".join(item.head for item in items(report))


def lines(report: Report, width: int = 80) -> int:
    """How many lines a terminal of some width needs."""
    return len(list(screen_lines(report, width)))


def received(decision: Decision, outcome: Outcome) -> bool:
    return decision.evaluation.receives(outcome.support, outcome.subject)


@pytest.mark.parametrize(
    ("example", "title", "first"),
    [
        ("deaf_child", "钱和照护", "重度残疾人护理补贴"),
        ("severe_mental", "钱和照护", "困难残疾人生活补贴"),
        ("rural_family", "钱和照护", "重度残疾人护理补贴"),
        ("family_that_moves", "钱和照护", "重度残疾人护理补贴"),
        ("firm_of_60", "单位的责任", "按比例安排残疾人就业"),
        ("county_federation", "单位的责任", "残联机关残疾人干部比例"),
    ],
)
def test_what_stands_first(example: str, title: str, first: str) -> None:
    """Money and care for people; for an employer the duty that it falls short of."""
    report = FirstView(decided(example), "zh").report()
    section = next(section for section in report.sections if section.title != "注意")
    assert section.title.startswith(title)
    assert section.groups[0].items[0].head.startswith(first)


SCREEN = 50
"""How many lines a terminal has."""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_family_of_the_readme_fits_two_screens(language: Language) -> None:
    assert lines(FirstView(decided("rural_family"), language).report()) < 2 * SCREEN
    assert lines(FirstView(decided("rural_family"), language, brief=True).report()) < lines(
        FirstView(decided("rural_family"), language).report()
    )


@pytest.mark.parametrize("example", ["county_federation", "firm_of_60"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_employer_has_one_page(example: str, language: Language) -> None:
    """What binds it, by how much it falls short and by when, and what it may receive."""
    report = FirstView(decided(example), language).report()
    assert lines(report) < SCREEN
    unmet = next(item for item in items(report) if item.details)
    assert {"zh": "还差", "en": " short"}[language] in unmet.details[0]
    assert {"zh": "期限：", "en": "due: "}[language] in unmet.details[0]


@pytest.mark.parametrize(
    ("language", "asked", "office"),
    [
        ("zh", "先问清：特困人员（属实的，", "（由部门主动办）"),
        ("en", "Check first: tekun recipient (if so, none of: ", "(done by the office itself)"),
    ],
)
def test_what_bars_several_is_asked_once_and_what_an_office_does_stands_apart(language: Language, asked: str, office: str) -> None:
    """Several supports of one person wait for one question; nobody has to apply for a survey of needs or a place at school."""
    decision = decided("rural_family")
    report = FirstView(decision, language).report()
    once = [item for item in items(report) if item.mark == "!" and item.head.startswith(asked)]
    assert [item.subject for item in once] == ["m1"]
    barred = [one.rule.title[language] for one in decision if one.subject.id == "m1" and one.status.granted and "m1.tekun" in one.unless]
    assert all(title in once[0].head for title in barred if title in heads(report)) and len(barred) > 2
    last = next(section for section in report.sections if office[1:-1] in section.title.lower())
    needs = decision["needs_assessment", "m1"].rule.title[language]
    assert needs in last.groups[0].items[0].head.split(office)[0]


@pytest.mark.parametrize("example", ["rural_family", "severe_mental", "deaf_child", "county_federation", "firm_of_60"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_support_that_is_granted_is_named(example: str, language: Language) -> None:
    """Nothing is lost between the tiers: what the plan binds somebody to give is named, what it promotes and what is open is counted."""
    decision = decided(example)
    report = FirstView(decision, language).report()
    text = heads(report)
    granted = [outcome for outcome in decision if outcome.status.granted]
    for outcome in granted:
        if outcome.subject.kind == "organisation" or (outcome.modality not in SOFT and tier_of(outcome.rule) is not Tier.GENERAL):
            assert outcome.rule.title[language] in text
    headings = [section.title for section in report.sections]
    counts = [int(found[1]) for title in headings if (found := re.search(r"[（(](\d+)项?[）)]", title))]
    left = [one for one in decision if one.status is el.Status.UNDETERMINED]
    assert sum(counts) == len(granted) + len(left) + sum(received(decision, one) for one in left)


def test_what_is_received_is_no_claim() -> None:
    report = FirstView(decided("severe_mental"), "zh").report()
    held = next(section for section in report.sections if section.title.startswith("已享受"))
    assert "最低生活保障" in held.groups[0].items[0].head
    money = next(section for section in report.sections if section.title.startswith("钱和照护"))
    assert not any(item.head.startswith("最低生活保障") for group in money.groups for item in group.items)


def test_one_member_alone() -> None:
    report = FirstView(decided("rural_family"), "zh", only=["m2"]).report()
    text = heads(report)
    assert "家庭照护者培训" in text
    assert "成员2（1990年生）" in text and "成员1" not in text and "成员4" not in text


def test_what_money_rests_on_after_the_plan_is_said() -> None:
    family = el.read_profile_file(ROOT / "examples" / "rural_family.json")
    decision = el.decide(family, el.load_ruleset("zhangye", as_of=date(2026, 6, 1)), as_of=date(2026, 6, 1))
    report = FirstView(decision, "zh").report()
    continuing = next(section for section in report.sections if section.title.startswith("钱和照护：继续有效"))
    first = continuing.groups[0].items[0]
    assert "国发〔2015〕52号" in " ".join(first.details)
    assert any(section.title.startswith("钱和照护：请先核实") for section in report.sections)


def test_supports_of_which_the_same_is_said_share_a_line(toy: Toy) -> None:
    same = support("certified", name="card") + support("certified", name="staff")
    report = FirstView(decide(toy(same), one(certified=True)), "en").report()
    assert len([item for item in items(report) if item.mark == "●"]) == 1


@pytest.mark.parametrize(
    ("language", "said"), [("en", "member 1: Card; Staff, each 200 yuan a month, "), ("zh", "成员1：卡；编制，每项每月200元，")]
)
def test_the_same_amount_of_several_is_that_of_each(toy: Toy, language: Language, said: str) -> None:
    same = "".join(
        support("certified", name=name).replace("kind: cash", "kind: cash, amount: 200, unit: CNY/month") for name in ("card", "staff")
    )
    report = FirstView(decide(toy(same, conflicts="conflicts: []"), one(certified=True)), language).report()
    assert [item.head.partition("一")[0] for item in items(report) if item.mark == "●"] == [said]
