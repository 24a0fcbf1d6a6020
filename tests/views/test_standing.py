"""What an answer rests on after its plan, in words and in both languages: sentences, sections, notices."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import eligibility as el
from eligibility.i18n import Language
from eligibility.views.regions import compare, comparison_report
from eligibility.views.report import Item, Report, Reporter
from eligibility.views.standing import standing_text
from tests.conftest import Toy, decide, one, support

LAST, AFTER = date(2025, 12, 31), date(2026, 1, 1)
SEVERE, MILD = ({"disabilities": [{"category": "physical", "grade": grade}]} for grade in (1, 4))
SOURCE = "\n    sources:\n      - {document: 全国办法, number: 国发〔2015〕52号, seen: false}\n"
BASIS = f"basis:\n  cash:\n    core: severe{SOURCE}  card:\n    core: local{SOURCE}"
RULES = support("certified") + support("certified", name="card") + support("certified", name="staff")
UNSEEN = "（国发〔2015〕52号，只见转引，未核对原文）"


def answer(toy: Toy, name: str, day: date = AFTER, **person: Any) -> el.Outcome:
    return decide(toy(RULES, basis=BASIS), one(**person), day)[name, "m1"]


def section(report: Report, title: str) -> list[Item]:
    return [item for one in report.sections if one.title.startswith(title) for group in one.groups for item in group.items]


@pytest.mark.parametrize(
    ("name", "person", "zh", "en"),
    [
        (
            "cash",
            {"certified": True, **SEVERE},
            f"规划已到期；国家规定{UNSEEN}仍在执行，本项继续适用，金额请按当地现行标准核对",
            "the plan has ended; the national rule (国发〔2015〕52号; known only from quotations) is in force and this continues; "
            "check the amount with the local rate",
        ),
        ("cash", SEVERE, f"规划已到期；国家规定{UNSEEN}仍在执行，其本身的条件已满足", "is in force and its own terms are met"),
        (
            "cash",
            {"certified": False, "disabilities": []},
            "规划已到期，不符合的结论只依该规划，新的规定可能不同，请先核实",
            "only that plan refuses",
        ),
        (
            "cash",
            {"certified": True},
            f"规划已到期；制度依国家规定{UNSEEN}继续，国家规定是否直接适用，还要看：残疾类别和等级",
            "whether that rule itself applies depends on: ",
        ),
        (
            "cash",
            {"certified": True, **MILD},
            "仅见于已到期的规划（2025年12月31日止），新规划或当地文件未录入，请先核实，勿承诺",
            "known only from the plan that ended on 2025-12-31; no newer plan or local document is recorded: verify first, promise nothing",
        ),
        (
            "card",
            {"certified": True},
            f"规划已到期；制度依国家规定{UNSEEN}继续，条件和金额请按当地现行文件核对",
            "the scheme continues by national rule (国发〔2015〕52号; known only from quotations); check terms and amounts",
        ),
        ("staff", {"certified": True}, "仅见于已到期的规划（2025年12月31日止）", "promise nothing"),
    ],
)
def test_every_row_is_said_in_both_languages(toy: Toy, name: str, person: dict[str, Any], zh: str, en: str) -> None:
    outcome = answer(toy, name, **person)
    assert zh in standing_text(outcome, "zh")
    assert en in standing_text(outcome, "en")
    assert standing_text(answer(toy, name, LAST, **person), "zh") == ""


def test_a_document_that_was_seen_is_not_called_unseen(toy: Toy) -> None:
    sources = "{document: D, locator: 第一条, seen: true}, {document: E, seen: false}"
    basis = f"basis:\n  cash:\n    core: local\n    sources: [{sources}]\n"
    outcome = decide(toy(RULES, basis=basis), one(certified=True), AFTER)["cash", "m1"]
    assert "（《D》第一条、《E》，只见转引，未核对原文）" in standing_text(outcome, "zh")


@pytest.mark.parametrize(
    ("language", "continues", "verify"),
    [
        ("zh", "现在符合：继续有效（2项）", "现在符合：请先核实（1项）"),
        ("en", "Applies now: continues (2)", "Applies now: verify first (1)"),
    ],
)
def test_check_parts_what_continues_from_what_is_to_be_verified(toy: Toy, language: Language, continues: str, verify: str) -> None:
    decision = decide(toy(RULES, basis=BASIS), one(certified=True, **SEVERE), AFTER)
    report = Reporter(decision, language).report()
    assert [item.support for item in section(report, continues)] == ["cash", "card"]
    told = section(report, verify)
    assert [item.support for item in told] == ["", "staff"]
    assert told[0].head == standing_text(decision["staff", "m1"], language)
    assert standing_text(decision["cash", "m1"], language) in section(report, continues)[0].details


def test_nothing_is_parted_in_the_period(toy: Toy) -> None:
    report = Reporter(decide(toy(RULES, basis=BASIS), one(certified=True, **SEVERE), LAST), "zh").report()
    assert [one.title for one in report.sections] == ["现在符合（3项）"]
    assert report.title == "玩具市 · 玩政发1号 · 已印发 · 判定日期 2025-12-31"


def test_the_heading_says_that_the_period_is_over(toy: Toy) -> None:
    decision = decide(toy(RULES), one(), AFTER)
    assert "规划期已于2025年12月31日结束" in Reporter(decision, "zh").report().title
    english = Reporter(decision, "en").report().title
    assert "the plan's period ended on 2025-12-31" in english and "in force" not in english


def test_open_and_refused_answers_say_it_too(toy: Toy) -> None:
    folder = toy(RULES, basis=BASIS)
    open_ = section(Reporter(decide(folder, one(), AFTER), "zh").report(), "待定")
    assert [item.head for item in open_] == ["继续有效，2项：现金、卡", "请先核实，1项：编制"]
    each = section(Reporter(decide(folder, one(), AFTER), "zh", refused=True).report(), "待定")
    assert [any("规划" in detail for detail in item.details) for item in each] == [True, True, True]
    refused = section(Reporter(decide(folder, one(certified=False, disabilities=[]), AFTER), "zh", refused=True).report(), "不符合")
    assert refused[0].head.startswith("规划已到期，不符合的结论只依该规划")


def test_offers_say_it_in_their_line(toy: Toy) -> None:
    soft = RULES.replace("mandatory", "encouraged")
    [cash, card, staff] = section(Reporter(decide(toy(soft, basis=BASIS), one(certified=True, **SEVERE), AFTER), "zh").report(), "规划推进")
    assert (cash.head, card.head, staff.head) == (
        "现金（鼓励；玩政发1号 一；国家规定仍在执行）",
        "卡（鼓励；玩政发1号 一；制度继续，条件请核对）",
        "编制（鼓励；玩政发1号 一；请先核实）",
    )


def test_explain_says_it_with_every_notice(toy: Toy) -> None:
    decision = decide(toy(RULES, basis=BASIS), {**one(certified=True), "locality": {"adcode": "110101"}}, AFTER)
    for language in ("zh", "en"):
        reporter = Reporter(decision, language)
        assert [line.removeprefix("! ") for line in reporter.told()] == [notice.text[language] for notice in decision.notices]
        for name in ("cash", "card", "staff"):
            said = standing_text(decision[name, "m1"], language)
            assert reporter.explained(decision[name, "m1"]).count(said) == 1


def test_compare_gives_every_notice_once(toy: Toy) -> None:
    ruleset = el.load_ruleset(toy(RULES, basis=BASIS))
    profile = el.read_profile('{"locality": {"adcode": "110101"}, "household": {"members": [{"id": "m1", "certified": true}]}}')
    found = compare(profile, {"a": ruleset, "b": ruleset}, as_of=AFTER)
    codes = [notice.code for notice in el.decide(profile, ruleset, as_of=AFTER).notices]
    assert codes == ["plan_period_over", "other_region"]
    data = found.as_json()
    assert {region: [notice["code"] for notice in notices] for region, notices in data["notices"].items()} == {"a": codes, "b": codes}
    assert {row["support"]: row["outcomes"]["a"]["standing"]["rests_on"] for row in data["supports"]} == {
        "cash": "scheme", "card": "scheme", "staff": "ended_plan",
    }  # fmt: skip
    report = comparison_report(found, "zh")
    assert [item.head.split("：")[0] for item in report.sections[0].groups[0].items] == ["玩具市、玩具市"] * 2
    assert report.sections[0].groups[0].items[0].head.startswith("玩具市、玩具市：规划已于2025年12月31日到期")
