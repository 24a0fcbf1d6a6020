"""A book under the rules of a region: conditions in their words, the nearest area first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

import eligibility as el
from eligibility.book.book import Book
from eligibility.book.bound import LocalBook, book_under, conditions_of
from eligibility.book.entries import Counter
from eligibility.errors import BookError
from eligibility.logic.amount import Tiers
from eligibility.rules.amounts import static
from tests.books import city, county
from tests.conftest import DAY, Toy, support

Read = Callable[..., Book]

CITY = city(
    """
standards:
  dibao_standard.urban: [{from: 2023-01-01, is: 700, unit: CNY/person/month, source: paper}]
  dibao_standard.rural: [{from: 2023-01-01, is: 500, unit: CNY/person/month, source: paper}]
rates:
  cash: [{from: 2023-01-01, is: {at_least: 60}, unit: CNY/month, source: paper}]
counters:
  cash: [{from: 2023-01-01, at: {zh: 市, en: city}, source: paper}]
  allowances: [{from: 2023-01-01, at: {zh: 市共, en: all city}, source: paper}]
deadlines:
  cash: [{from: 2023-01-01, opens: 03-01, closes: 10-31, source: paper}]
"""
)
COUNTY = county(
    """
standards:
  dibao_standard.rural: [{from: 2024-01-01, is: 520, unit: CNY/person/month, source: paper}]
options:
  village_care: [{from: 2024-01-01, is: false, source: paper}]
rates:
  cash:
    - {from: 2024-01-01, where: severe, is: {tiers: {grade == 1: 90, grade == 2: 80}}, unit: CNY/month, source: paper}
  cash.main: [{from: 2024-05-01, is: 95, unit: CNY/month, source: paper}]
counters:
  allowances: [{from: 2024-01-01, at: {zh: 县共, en: all county}, source: paper}]
"""
)


@pytest.fixture
def ruleset(toy: Toy) -> el.Ruleset:
    return el.load_ruleset(toy(support("certified")))


@pytest.fixture
def local(book: Read, ruleset: el.Ruleset) -> LocalBook:
    return book_under(book(f990100=CITY, f990101=COUNTY), ruleset).at("990101", DAY)


def test_the_nearest_area_speaks_first_by_key(local: LocalBook) -> None:
    assert {name: (one.head.area, one.amount) for name, one in local.standards().items()} == {
        "dibao_standard.rural": ("990101", 520),
        "dibao_standard.urban": ("990100", 700),
    }
    assert {name: one.adopted for name, one in local.options().items()} == {"village_care": False}
    deadline = local.deadline("cash")
    assert deadline is not None and deadline.head.area == "990100"
    assert local.deadline("card") is None


def test_a_route_s_own_rate_goes_before_the_support_s(local: LocalBook) -> None:
    assert [(one.rate.head.area, one.rate.head.name) for one in local.rates("cash", "main")] == [
        ("990101", "cash.main"),
        ("990100", "cash"),
    ]
    assert [(one.rate.head.area, one.rate.head.name) for one in local.rates("cash", None)] == [("990101", "cash"), ("990100", "cash")]


def test_conditions_are_read_in_the_words_of_the_rules(local: LocalBook, ruleset: el.Ruleset) -> None:
    (nearest, _) = local.rates("cash", None)
    assert nearest.rate.where == "severe"
    assert nearest.where is not None and isinstance(nearest.formula, Tiers) and len(nearest.formula.tiers) == 2


def test_only_what_is_in_force_on_the_day_speaks(book: Read, ruleset: el.Ruleset) -> None:
    bound = book_under(book(f990100=CITY, f990101=COUNTY), ruleset)
    before = bound.at("990101", date(2023, 6, 1))
    assert [one.rate.head.area for one in before.rates("cash", "main")] == ["990100"]
    assert before.options() == {}
    assert bound.at("990101", date(2022, 6, 1)).rates("cash", "main") == ()


def test_a_counter_is_the_nearest_and_in_one_area_the_support_s_own(local: LocalBook, book: Read, ruleset: el.Ruleset) -> None:
    part = ruleset.part("cash", "person")
    assert part is not None
    nearest, farther = local.counter(part), book_under(book(f990100=CITY), ruleset).at("990102", DAY).counter(part)
    assert isinstance(nearest, Counter) and nearest.at.en == "all county"
    assert isinstance(farther, Counter) and farther.at.en == "city"


def test_a_condition_with_a_mistake_is_refused_at_its_place(book: Read, ruleset: el.Ruleset) -> None:
    entry = "where: sever, is: {tiers: {graded == 1: 90}}, unit: CNY/month, source: paper"
    body = f"rates:\n  cash:\n    - {{from: 2024-01-01, {entry}}}\n"
    read = book(f990101=county(body))
    with pytest.raises(BookError) as caught:
        book_under(read, ruleset)
    first, second = caught.value.problems
    assert first.text("en").startswith("990101.yaml:10:33: unknown name 'sever'")
    assert second.text("zh").startswith("990101.yaml:10:53: 没有“graded”这个名称")
    assert conditions_of(read, ruleset) == list(caught.value.problems)


@pytest.mark.parametrize(
    ("amount", "en", "zh", "check"),
    [
        ("-80", "10:30: -80 is below 0", "-80 小于0", "amount_negative"),
        ("{between: [5000, 2000]}", "the second number of the range is the smaller one", "后一个数比前一个小", "between_reversed"),
        ("monthly_income_per_cap", "unknown name 'monthly_income_per_cap'", "没有“monthly_income_per_cap”这个名称", "unknown_name"),
        ("standards.average_wage", "is in CNY/person/year, not in CNY/month", "单位是 CNY/person/year", "amount_unit"),
    ],
)
def test_an_amount_with_a_mistake_is_refused_at_its_place(book: Read, toy: Toy, amount: str, en: str, zh: str, check: str) -> None:
    standards = "standards:\n  average_wage: {unit: CNY/person/year, zh: 平均工资, en: average wage}\n"
    folder = toy(support("certified"))
    (folder.parents[1] / "national" / "2021-07-01" / "standards.yaml").write_text(standards, "utf-8")
    body = f"rates:\n  cash:\n    - {{from: 2024-01-01, is: {amount}, unit: CNY/month, source: paper}}\n"
    with pytest.raises(BookError) as caught:
        book_under(book(f990101=county(body)), el.load_ruleset(folder))
    (problem,) = caught.value.problems
    assert en in problem.text("en") and zh in problem.text("zh") and f"[{check}" in problem.text("en")


def test_a_rate_is_rounded_as_it_is_written(book: Read, ruleset: el.Ruleset) -> None:
    body = "rates:\n  cash: [{from: 2024-01-01, is: 1.5, round: {to: 1, how: up}, unit: CNY/month, source: paper}]\n"
    (rate,) = book_under(book(f990101=county(body)), ruleset).at("990101", DAY).rates("cash", None)
    found = static(rate.formula)
    assert found is not None and (found.low, found.high) == (2, 2)


def test_a_rate_for_a_support_that_the_rules_lack_is_no_rate_there(book: Read, ruleset: el.Ruleset) -> None:
    body = "rates:\n  card: [{from: 2024-01-01, where: anything at all, is: 1, unit: CNY/month, source: paper}]\n"
    read = book(f990101=county(body))
    assert conditions_of(read, ruleset) == []
    assert book_under(read, ruleset).at("990101", DAY).rates("card", "main") == ()


def test_a_book_is_bound_once_for_each_ruleset(book: Read, ruleset: el.Ruleset) -> None:
    read = book(f990101=COUNTY)
    assert book_under(read, ruleset) is book_under(read, ruleset)
