"""Timelines, ranges and remedies as reports: what a reader is told, in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import eligibility as el
from eligibility.guidance.cliff import Cliff, cliff
from eligibility.guidance.timeline import Timeline, TurnKind, timeline
from eligibility.views.guidance import COLOURS, KINDS, cliff_report, fact_title, number, remedy_report, stretch, timeline_report
from eligibility.views.report import Item, Report
from tests.conftest import DAY, HEAD, Toy, amendment, decide, one, support

INCOME = "household.monthly_income_per_capita"
LAW = """
implies:
  young:
    for: person
    when: age < 16
    fact: employment
    in: [none]
    zh: 不得招用
    en: nobody under 16 may be employed
    source: {document: 劳动法, locator: 第十五条, seen: false, en: Labour Law}
"""


def items(report: Report) -> Iterator[Item]:
    for section in report.sections:
        for group in section.groups:
            yield from group.items


def titles(report: Report) -> list[str]:
    return [section.title for section in report.sections]


def ahead(folder: Path | str, profile: dict[str, Any], first: date, last: date, **more: Any) -> Timeline:
    return timeline(el.read_profile(json.dumps(profile)), folder, first, last, **more)


def over(folder: Path, profile: dict[str, Any], path: str, low: int, high: int) -> Cliff:
    return cliff(el.read_profile(json.dumps(profile)), el.load_ruleset(folder), path, low, high, as_of=DAY)


# -- timelines


def test_every_kind_of_turn_has_words_and_all_but_one_a_colour() -> None:
    """What is granted as before has sections of its own."""
    assert set(KINDS) == set(TurnKind)
    assert set(KINDS) - set(COLOURS) == {TurnKind.RESTS}


def test_a_day_has_a_section_for_each_kind_first_what_opens(toy: Toy) -> None:
    folder = toy(support("certified and age < 7") + support("certified and age >= 7", name="card"))
    report = timeline_report(ahead(folder, one(birth_date="2017-09-30", certified=True), DAY, date(2025, 6, 1)), "en")
    assert report.title == "Toytown · 2024-06-01 to 2025-06-01"
    assert titles(report) == [
        "2024-09-30 · member 1 (child, born 2017): turns 7 · applies from this day",
        "2024-09-30 · member 1 (child, born 2017): turns 7 · no longer applies",
    ]
    assert [(item.mark, item.head.partition(" ")[0]) for item in items(report)] == [("●", "Card"), ("○", "Cash")]


def test_nothing_changes_and_what_cannot_be_foreseen(toy: Toy) -> None:
    report = timeline_report(ahead(toy(support("certified")), one(age=6, certified=True), DAY, date(2025, 6, 1)), "zh")
    assert titles(report) == ["这段时间里没有变化", "注意"]
    assert [item.head for item in items(report)] == ["只知道年龄、不知道出生日期，生日不能预见：成员1（孩子，6岁）"]


def test_an_amount_that_changes_is_told_with_the_one_before(toy: Toy) -> None:
    tiers = "kind: cash, unit: CNY/month, amount: {tiers: {age < 7: 100, age >= 7: 80}}"
    folder = toy(support("certified").replace("kind: cash", tiers), conflicts="conflicts: []")
    report = timeline_report(ahead(folder, one(certified=True, birth_date="2017-03-02"), date(2024, 1, 1), date(2024, 12, 31)), "en")
    [item] = items(report)
    assert "before: 100 yuan a month" in item.details and "80 yuan a month" in " ".join((item.head, *item.details))


def test_a_basis_that_changes_is_told_with_the_one_before(toy: Toy) -> None:
    rules = support("certified and age < 7").replace(
        "\n  benefit", "\n    older: {when: certified, modality: mandatory, cite: [二]}\n  benefit"
    )
    report = timeline_report(ahead(toy(rules), one(certified=True, birth_date="2017-09-30"), DAY, date(2025, 6, 1)), "en")
    [item] = items(report)
    assert titles(report)[0].endswith("the basis changes: ask whether a new application is needed")
    assert [line for line in item.details if line.startswith("basis before: ")] == [
        "basis before: route 1 (age in full years under 7 years), 玩政发1号 一"
    ]


def test_a_support_that_a_later_version_no_longer_has(toy: Toy) -> None:
    folder = toy(support("certified") + support("certified", name="card"), ruleset=HEAD.replace("2025-12-31", "2024-08-31"))
    later = folder.with_name("2024-09-01")
    (later / "cases").mkdir(parents=True)
    (later / "ruleset.yaml").write_text(HEAD.replace("2021-01-01", "2024-09-01"), "utf-8")
    (later / "allowances.yaml").write_text(support("certified"), "utf-8")
    found = ahead("toy", one(certified=True), DAY, date(2024, 12, 31), root=folder.parents[1])
    gone = [item for item in items(timeline_report(found, "en")) if item.head == "Card"]
    assert [(item.mark, item.details) for item in gone] == [("○", ("the new version no longer includes it",))]


def test_an_amendment_is_told_with_its_document_its_clause_and_the_amount_before(toy: Toy) -> None:
    paid = support("certified").replace("kind: cash", "kind: cash, unit: CNY/month, amount: 60")
    head = "effects: {cash: {who: same, money: more}, card: ended}\nremove: {supports: [card], cite: [第二条]}\n"
    folder = toy(paid + support("certified", name="card"))
    amendment(folder, "2024-09-01", head, allowances="- support: cash\n  benefit: {kind: cash, unit: CNY/month, amount: 80}\n")
    report = timeline_report(ahead("toy", one(certified=True), DAY, date(2024, 12, 31), root=folder.parents[1]), "zh")
    assert all("新版本开始：玩政发2号" in title for title in titles(report))
    gone = next(item for item in items(report) if item.head == "卡")
    assert gone.details == ("新版本没有这一项（玩政发2号 第二条）",)
    cash = next(item for item in items(report) if item.head == "现金")
    assert "此前：每月60元" in "\n".join(cash.details)


BASES = """
basis:
  cash:
    core: severe
    sources: [{document: D, number: 甲号, seen: false}]
  card:
    core: local
    sources:
      - {document: E, number: 乙号, until: 2026-06-30, seen: false}
      - {document: F, number: 丙号, since: 2026-03-01, until: 2026-09-30, seen: false}
"""


def test_the_turns_of_a_plans_end_are_said_in_two_groups(toy: Toy) -> None:
    rules = toy(support("certified") + support("certified", name="card") + support("certified", name="staff"), basis=BASES)
    found = ahead(rules, one(certified=True, disabilities=[{"category": "visual", "grade": 1}]), date(2025, 12, 1), date(2026, 1, 31))
    zh, en = (timeline_report(found, language) for language in ("zh", "en"))
    titles = [section.title for section in zh.sections]
    assert titles[1:] == [
        "2026-01-01 · 规划期于2025年12月31日结束 · 照旧符合，所依据的变了：继续有效",
        "2026-01-01 · 规划期于2025年12月31日结束 · 照旧符合，所依据的变了：请先核实",
    ]
    heads = [[item.head for group in section.groups for item in group.items] for section in zh.sections[1:]]
    assert heads[0] == ["成员1，国家规定仍在执行（1项）", "成员1，制度继续，条件请核对（1项）"]
    assert heads[1][0].startswith("仅见于已到期的规划") and heads[1][1] == "成员1，请先核实（1项）"
    assert en.sections[2].title.endswith("applies as before and rests on something else: verify first")


def test_titles_on_one_basis_are_parted_by_semicolons(toy: Toy) -> None:
    """A title may hold commas of its own."""
    rules = toy(support("certified") + support("certified", name="card"))
    zh = timeline_report(ahead(rules, one(certified=True), date(2025, 12, 1), date(2026, 1, 31)), "zh")
    [resting] = [item for item in items(zh) if item.mark == "→"]
    assert [detail.count("；") for detail in resting.details] == [1]
    assert "、" not in resting.details[0]


# -- one fact's range


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("480", "480"),
        ("0", "0"),
        ("601.515", "601.515"),
        ("601.51845", "601.51845"),
        ("1/1000000", "0.000001"),
        ("12345678901234567.25", "12345678901234567.25"),
        ("1000/3", "1000/3 ≈ 333.33"),
    ],
)
def test_a_number_is_a_decimal_where_it_is_one(value: str, said: str) -> None:
    """Exactly, however small or large."""
    assert number(Fraction(value)) == said


def test_a_range_tells_what_begins_and_ends_where_and_why(toy: Toy) -> None:
    rules = support(f"{INCOME} < 480", entity="household", name="home") + support(f"{INCOME} <= 300 and certified")
    found = over(
        toy(rules), {"household": {"monthly_income_per_capita": 610, "members": [{"id": "m1", "certified": True}]}}, INCOME, 0, 1000
    )
    report = cliff_report(found, "en")
    assert report.title.endswith(" · 0 to 1000 yuan · now 610 yuan")
    assert titles(report) == ["Changes with it (2)", "Where it changes, and by which conditions"]
    changes, why = report.sections
    assert [(item.head, item.details) for group in changes.groups for item in group.items] == [
        ("Cash", ("● 0 to 300 yuan: applies now", "○ over 300 to 1000 yuan: does not apply")),
        ("Home", ("● 0 to under 480 yuan: applies now", "○ 480 to 1000 yuan: does not apply")),
    ]
    assert [item.head for item in why.groups[0].items] == ["300 yuan", "480 yuan"]
    assert all(item.details for item in why.groups[0].items)
    assert "● 0至不满480元：现在符合" in {line for item in items(cliff_report(found, "zh")) for line in item.details}


def test_the_words_for_a_stretch(toy: Toy) -> None:
    """A point is a number; each end is in it or not."""
    found = over(toy(support("7 <= age <= 15")), one(certified=True), "m1.age", 0, 99)
    assert [stretch([piece], "en") for piece in found.pieces] == ["0 to 6", "7 to 15", "16 to 99"]
    assert stretch(list(found.pieces), "zh") == "0至99"
    [point] = over(toy(support("certified")), one(), "m1.age", 5, 5).pieces
    assert stretch([point], "en") == "5"


def test_a_number_is_named_with_whom_it_is_about_and_its_unit(toy: Toy) -> None:
    folder = toy(support("certified"))
    said = [fact_title(over(folder, one(), path, 0, 9), "en") for path in ("m1.age", INCOME, "locality.dibao_standard.urban")]
    assert said[0].startswith("member 1 · ") and said[0].endswith("(years)")
    assert not said[1].startswith("household") and "urban" in said[2]


def test_nothing_changes_in_a_range(toy: Toy) -> None:
    report = cliff_report(over(toy(support("certified")), one(certified=True), "m1.age", 0, 9), "en")
    assert titles(report) == ["Nothing changes in this range"]


def test_what_is_compared_with_an_unknown_number_is_not_said_to_stay(toy: Toy) -> None:
    """The standard is asked for first; once it is told, what changes is seen."""
    folder = toy(support("monthly_income_per_capita < dibao_standard.urban"))
    family = one(certified=True) | {"household": {"area": "urban", **one(certified=True)["household"]}}
    found = over(folder, family, INCOME, 0, 900)
    assert [question.path for question in found.waits_on] == ["locality.dibao_standard.urban"]
    report = cliff_report(found, "zh")
    assert titles(report) == ["有的项目要同还不知道的数比较，从哪里起变化还看不出来", "还看不出哪些项目随之变化"]
    assert next(items(report)).head == "先问清：本地城市低保标准每人每月多少元？"
    told = cliff_report(over(folder, family | {"locality": {"dibao_standard": {"urban": 700}}}, INCOME, 0, 900), "zh")
    assert titles(told)[0] == "随之变化的（1项）"


def test_numbers_that_contradict_other_facts(toy: Toy) -> None:
    """Some of the range, or all of it: then nothing else can be said, and it is not said that nothing changes."""
    folder, worker = toy(support("certified and age >= 18"), implies=LAW), one(age=30, employment="employed")
    some = cliff_report(over(folder, worker, "m1.age", 0, 40), "en")
    assert titles(some)[-1] == "Numbers that contradict other facts"
    [impossible] = some.sections[-1].groups[0].items
    assert impossible.head == "0 to 15 years" and "nobody under 16 may be employed" in impossible.details[0]
    every = cliff_report(over(folder, worker, "m1.age", 0, 10), "en")
    assert titles(every) == ["Numbers that contradict other facts"] and every.title.startswith("Toytown")


MOVING = "kind: cash, unit: CNY/person/month, amount: {exactly: 'max(0, 600 - household.monthly_income_per_capita)'}"


def test_an_amount_that_moves_with_the_number(toy: Toy) -> None:
    """Nobody is told one amount for a whole stretch: both ends are named, and the total is a bound."""
    folder = toy(support("dibao", name="home", entity="household").replace("kind: cash", MOVING), conflicts="conflicts: []")
    report = cliff_report(over(folder, {"household": {"dibao": True, "members": [{"id": "m1"}]}}, INCOME, 0, 1000), "en")
    assert titles(report)[0] == "Changes with it (1)"
    assert list(report.sections[0].groups[0].items[0].details) == [
        "● 0 to 1000 yuan: applies now",
        "0 yuan: 600 yuan a month per head",
        "over 0 to under 600 yuan: from 600 yuan a month per head to 0 yuan a month per head",
        "600 to 1000 yuan: 0 yuan a month per head",
    ]
    [total] = [section for section in report.sections if section.title == "Total of the amounts that the plan states"]
    assert [item.head for item in total.groups[0].items] == [
        "0 yuan: 600 yuan a month per head",
        "over 0 to under 600 yuan: at most 600 yuan a month per head",
        "600 to 1000 yuan: 0 yuan a month per head",
    ]


# -- remedies


def remedied(folder: Path, profile: dict[str, Any], language: el.Language = "en") -> Report:
    decision = decide(folder, profile)
    return remedy_report(decision, [decision["cash", "m1"]], language)


def test_a_question_and_a_change_are_told_apart(toy: Toy) -> None:
    folder = toy(support("certified and tekun"))
    report = remedied(folder, one(certified=False, tekun=True))
    [section] = report.sections
    assert section.title == "Cash · member 1 · does not apply"
    way, truly = section.groups
    assert (way.title, [item.mark for item in way.items]) == ("way 1 (1 fact)", ["→", "●"])
    assert "report truthfully" in truly.items[0].head
    assert way.items[0].head.startswith("member 1, if it becomes: ") and way.items[1].head == "then: applies now"
    asked = remedied(folder, one(certified=True)).sections[0].groups[0].items[0]
    assert asked.mark == "?" and asked.head.startswith("member 1, if it is found: ")
    [both] = remedied(folder, one(), "zh").sections[0].groups
    assert both.title == "符合条件的情形1（2项）" and both.items[-1].head.startswith("结果：")


def test_what_is_granted_needs_nothing(toy: Toy) -> None:
    [section] = remedied(toy(support("certified")), one(certified=True)).sections
    assert section.style == "green" and [item.mark for item in section.groups[0].items] == ["●"]


def test_where_there_is_no_way_what_stands_in_it_is_told(toy: Toy) -> None:
    [section] = remedied(toy(support("age < 7")), one(age=30)).sections
    [group] = section.groups
    none, *against = group.items
    assert (none.mark, none.head) == ("○", "no change and no answer would grant it")
    assert against and all(item.mark == "✗" and item.details[0].startswith("cannot change: ") for item in against)


def test_after_the_plan_a_remedy_begins_with_the_notice(toy: Toy) -> None:
    decision = decide(toy(support("certified")), one(), date(2026, 6, 1))
    report = remedy_report(decision, [decision["cash", "m1"]], "en")
    assert (report.sections[0].title, report.sections[0].style) == ("Notices", "yellow")
    assert report.title.endswith("as of 2026-06-01")


def test_what_only_an_ended_plan_gives_is_never_told_without_that(toy: Toy) -> None:
    """What opens after the plan's end, what is granted already and what a way leads to."""
    born = one(certified=True, birth_date="2010-03-01")
    opens = timeline_report(ahead(toy(support("age >= 16")), born, date(2026, 1, 5), date(2026, 4, 1)), "zh")
    decision = decide(toy(support("certified")), one(certified=True), date(2026, 6, 1))
    granted = remedy_report(decision, [decision["cash", "m1"]], "zh")
    open_ = decide(toy(support("certified")), one(), date(2026, 6, 1))
    way = remedy_report(open_, [open_["cash", "m1"]], "zh")
    for report in (opens, granted, way):
        [told] = [item for item in items(report) if item.mark == "●"]
        assert any(detail.startswith("仅见于已到期的规划") for detail in told.details)


@pytest.mark.parametrize(
    "report", [lambda folder: cliff_report(over(folder, one(), "m1.age", 0, 9), "fr"), lambda folder: remedied(folder, one(), "fr")]
)
def test_another_language_is_refused(toy: Toy, report: Any) -> None:
    with pytest.raises(el.WrongArgument):
        report(toy(support("certified")))
