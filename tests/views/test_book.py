"""A book in words: its areas, what speaks in a place on a day, what changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

import eligibility as el
from eligibility.book.changes import changes_of
from eligibility.i18n import Text
from eligibility.views.book import PlaceBook, area_lines, change_json, change_lines
from tests.books import city, county, rates
from tests.conftest import DAY, Toy, support

BODY = (
    rates(
        "from: 2023-01-01, is: 80 | from: 2024-01-01, where: severe, is: {tiers: {grade == 1: 90, grade == 2: {at_most: 85}}}, paid: PAID"
    )
    + """  card: [{from: 2024-01-01, is: 5, unit: CNY/month, source: paper}]
options:
  village_care: [{from: 2024-01-01, is: false, source: old}]
deadlines:
  cash: [{from: 2024-01-01, until: 2024-12-31, opens: 03-01, closes: 10-31, source: paper}]
"""
).replace("PAID", "{from: next_month}")
AMOUNT = Text(
    "每月（残疾等级（最重）为一级：90；残疾等级（最重）为二级：最多85）元（只对：重度），从批准的下月起按月发放",
    "(90 if disability grade (heaviest): 1; at most 85 if disability grade (heaviest): 2) yuan a month (only where: severe),"
    " paid monthly from the month after approval",
)


@pytest.fixture
def read(book: Callable[..., el.Book]) -> el.Book:
    return book(f990101=county(BODY), f990100=city(rates("from: 2023-01-01, is: {at_least: 60}")))


@pytest.fixture
def ruleset(toy: Toy) -> el.Ruleset:
    return el.load_ruleset(toy(support("certified")))


def test_what_speaks_in_a_place(read: el.Book, ruleset: el.Ruleset) -> None:
    assert list(PlaceBook(read, "990101", DAY, ruleset).lines("en")) == [
        "990101 · 2024-06-01 · Example County 990101, Example City 990100",
        "",
        "== Local options ==",
        "care services in villages and communities: not adopted (2024-01-01 on; 《编造的旧文件》, original not seen; 990101)",
        "",
        "== Rates ==",
        "Card: the rules of this place have no such support (2024-01-01 on; 示发〔2024〕1号; 990101)",
        f"Cash: {AMOUNT.en} (2024-01-01 on; 示发〔2024〕1号; 990101)",
        "Cash: at least 60 yuan a month (2023-01-01 on; 示发〔2024〕1号; 990100)",
        "",
        "== Days of application ==",
        "Cash: 1 Mar to 31 Oct, every year (2024-01-01 to 2024-12-31; 示发〔2024〕1号; 990101)",
    ]
    assert list(PlaceBook(read, "110101", DAY, ruleset).lines("zh")) == ["110101 · 2024-06-01 · 标准册里没有这个地区"]


def test_the_same_as_data(read: el.Book, ruleset: el.Ruleset) -> None:
    told = PlaceBook(read, "990102", DAY, ruleset).as_json()
    assert (told["area"], told["areas"]) == ("990102", ["990100"])
    entries = told["entries"]
    assert isinstance(entries, list) and [entry["key"] for entry in entries if isinstance(entry, dict)] == ["rates.cash"]


def test_the_areas_a_line_each(read: el.Book) -> None:
    assert list(area_lines(read, "zh")) == ["990100  示例市  补贴标准1条", "990101  示例县  可选政策1条、补贴标准3条、办理时间1条"]


def test_what_changes(read: el.Book, ruleset: el.Ruleset) -> None:
    found = [change for change in changes_of(read, date(2023, 6, 1), date(2025, 6, 1)) if change.key in {"rates.cash", "deadlines.cash"}]
    assert list(change_lines(found, read, {"990101": ruleset}, "zh")) == [
        "2024-01-01  990101  现金：无 → 每年3月1日至10月31日（示发〔2024〕1号）",
        f"2024-01-01  990101  现金：每月80元 → {AMOUNT.zh}（示发〔2024〕1号）",
        "2025-01-01  990101  现金：每年3月1日至10月31日 → 无（示发〔2024〕1号）",
    ]
    assert next(change_lines(found, read, {}, "en")).startswith("2024-01-01  990101  deadlines.cash: none → 示发〔2024〕1号")
    before, after = change_json(found[1])["before"], change_json(found[1])["after"]
    assert isinstance(before, dict) and isinstance(after, dict) and (before["is"], after["where"]) == (80, "severe")
