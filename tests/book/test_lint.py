"""Checks of a book against the rules, and of its areas against each other; each with a good book and a bad one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from eligibility.book.book import Book
from eligibility.book.lint import lint_book, without_rules
from eligibility.book.read import load_book
from tests.books import city, county
from tests.conftest import HEAD, ROOT, Toy, support

Linted = Callable[..., list[str]]
Write = Callable[..., Path]


@pytest.fixture
def root(toy: Toy) -> Path:
    """The small foreign rules, of the city that the books are of."""
    return toy(support("certified"), ruleset=HEAD.replace("990000", "990100")).parents[1]


@pytest.fixture
def linted(write_book: Write, root: Path) -> Linted:
    """The findings for a book, in English and without the mends."""

    def lint(**files: str) -> list[str]:
        read: Book = load_book(write_book(**files), root=root)
        return [problem.text("en").splitlines()[0] for problem in lint_book(read, root)]

    return lint


def rate(amount: str, more: str = "", name: str = "cash") -> str:
    return f"rates:\n  {name}: [{{from: 2024-01-01, is: {amount}, unit: CNY/month, source: paper{more}}}]\n"


def test_a_sound_book_has_no_findings(linted: Linted) -> None:
    assert linted(f990100=city(rate("{at_least: 60}")), f990101=county(rate("80"))) == []


def test_a_nearer_rate_outside_the_wider_one_is_told(linted: Linted) -> None:
    found = linted(f990100=city(rate("{at_least: 100}")), f990101=county(rate("60")))
    assert found == ["990101.yaml:9:33: lies outside the standard of 990100: 示发〔2024〕1号 [rate_outside]"]


@pytest.mark.parametrize(
    ("wide", "near"),
    [
        (rate("{at_least: 100}", ", where: severe"), rate("60")),
        (rate("{at_least: 100}", ", until: 2024-01-31"), rate("60").replace("2024-01-01", "2024-02-01")),
        (rate("{at_least: 100}").replace("CNY/month", "CNY/year"), rate("60")),
        (rate("{tiers: {severe: 100}}"), rate("60")),
    ],
)
def test_rates_that_speak_of_different_cases_are_not_compared(linted: Linted, wide: str, near: str) -> None:
    assert linted(f990100=city(wide), f990101=county(near)) == []


def test_a_confirmation_that_is_still_to_come_is_told(write_book: Write, root: Path) -> None:
    """On the day on which the book is checked; a book that is checked without a day says nothing of it."""
    read = load_book(write_book(f990101=county(rate("60", ", confirmed: 2024-06-02"))), root=root)
    assert [problem.text("en").splitlines()[0] for problem in lint_book(read, root, date(2024, 6, 1))] == [
        "990101.yaml:9:80: is confirmed on 2024-06-02, a day that is still to come [wrong_value]"
    ]
    assert lint_book(read, root, date(2024, 6, 2)) == lint_book(read, root) == ()


def test_a_rate_of_a_support_or_route_that_the_rules_lack_is_told(linted: Linted) -> None:
    found = linted(f990101=county(rate("60", name="card")), f990100=city(rate("60", name="cash.other")))
    assert found == [
        "990100.yaml:9:3: the rules of this place have no cash.other, so that nothing uses the entry [rate_without_support]",
        "990101.yaml:9:3: the rules of this place have no card, so that nothing uses the entry [rate_without_support]",
    ]


def test_a_condition_with_a_mistake_is_told(linted: Linted) -> None:
    (found,) = linted(f990101=county(rate("60", ", where: sever")))
    assert "unknown name 'sever'" in found


def test_areas_without_rules_are_told_apart(write_book: Write, root: Path) -> None:
    read = load_book(write_book(f990101=county(), f110000=city().replace('"990100"', '"110000"')), root=root)
    assert [layer.area for layer in without_rules(read, root)] == ["110000"]
    assert lint_book(read, root) == ()


def test_a_rate_for_some_in_another_unit_than_the_wider_one_is_told(linted: Linted) -> None:
    wide = city(rate("{at_least: 900}").replace("CNY/month", "CNY/year"))
    (found,) = linted(f990100=wide, f990101=county(rate("60", ", where: severe")))
    assert found.startswith("990101.yaml:9:") and found.endswith("while where is open they cannot be joined [amount_unit]")


def test_the_shipped_example_is_clean() -> None:
    assert lint_book(load_book(ROOT / "examples" / "book")) == ()


@pytest.mark.parametrize(
    ("amount", "unit", "said"),
    [
        ("{tiers: {grade == 2: 120, 'grade in {2, 3}': 60}}", "CNY/month", "two of the tiers can hold at once [tiers_overlap]"),
        ("{exactly: 0.333 * monthly_income_per_capita}", "CNY/person/month", "nothing says how it is rounded [amount_rounding]"),
        ("monthly_income_per_capita - 500", "CNY/person/month", "the amount may fall below 0 [amount_negative]"),
    ],
)
def test_an_amount_is_checked_as_one_of_the_rules(linted: Linted, amount: str, unit: str, said: str) -> None:
    found = linted(f990100=city(rate(amount).replace("CNY/month", unit)))
    assert [(one.startswith("990100.yaml:9:"), one.endswith(said)) for one in found] == [(True, True)]


def test_tiers_that_the_condition_of_the_whole_rate_keeps_apart_are_sound(linted: Linted) -> None:
    tiers = "{tiers: {severe: 120, area == 'urban': 60}}"
    assert linted(f990100=city(rate(tiers, ", where: severe and area == 'rural'"))) == []
    assert linted(f990100=city(rate(tiers, ", where: severe"))) != []
