"""What the book fills in at the door, and what the profile keeps."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

import eligibility as el
from eligibility.book.book import Book
from eligibility.book.bound import LocalBook, book_under
from eligibility.book.fill import filled, known_options, open_book
from tests.books import county
from tests.conftest import DAY, Toy, support

BODY = """
standards:
  dibao_standard.rural: [{from: 2024-01-01, is: 520, unit: CNY/person/month, source: paper}]
options:
  village_care: [{from: 2024-01-01, is: true, source: paper}]
"""


@pytest.fixture
def ruleset(toy: Toy) -> el.Ruleset:
    return el.load_ruleset(toy(support("certified")))


@pytest.fixture
def local(book: Callable[..., Book], ruleset: el.Ruleset) -> LocalBook:
    return book_under(book(f990101=county(BODY)), ruleset).at("990101", DAY)


def test_what_is_not_said_is_filled_in(local: LocalBook, ruleset: el.Ruleset) -> None:
    profile = el.read_profile('{"locality": {"adcode": "990101", "dibao_standard": {"urban": 700}, "options": {"buddy_system": false}}}')
    found = filled(profile.locality, local, ruleset)
    assert [one.head.key for one in found.used] == ["standards.dibao_standard.rural", "options.village_care"]
    assert found.differing == ()
    place = found.locality
    assert place.dibao_standard is not None
    assert (place.dibao_standard.urban, place.dibao_standard.rural) == (Decimal(700), Decimal(520))
    assert place.options == {"buddy_system": False, "village_care": True}
    assert profile.locality.options == {"buddy_system": False}


def test_what_is_said_stays_and_a_difference_is_told(local: LocalBook, ruleset: el.Ruleset) -> None:
    profile = el.read_profile('{"locality": {"adcode": "990101", "dibao_standard": {"rural": 500}, "options": {"village_care": false}}}')
    found = filled(profile.locality, local, ruleset)
    assert (found.locality, found.used) == (profile.locality, ())
    assert [one.head.key for one in found.differing] == ["standards.dibao_standard.rural", "options.village_care"]


def test_what_is_said_alike_is_neither_used_nor_different(local: LocalBook, ruleset: el.Ruleset) -> None:
    profile = el.read_profile('{"locality": {"adcode": "990101", "dibao_standard": {"rural": 520}, "options": {"village_care": true}}}')
    found = filled(profile.locality, local, ruleset)
    assert (found.locality, found.used, found.differing) == (profile.locality, (), ())


def test_an_option_of_another_region_is_left_out(local: LocalBook, ruleset: el.Ruleset) -> None:
    assert "village_care" in known_options(ruleset)
    assert not {"an_option_of_elsewhere"} & known_options(ruleset)


def test_a_book_is_opened_at_the_household_s_area(book: Callable[..., Book], ruleset: el.Ruleset) -> None:
    read = book(f990101=county(BODY))
    in_use, profile = open_book(read, el.read_profile('{"locality": {"adcode": "990101"}}'), ruleset, DAY)
    assert (in_use.local.area, [layer.area for layer in in_use.local.layers]) == ("990101", ["990101"])
    assert profile.locality.options == {"village_care": True}
    nowhere, untouched = open_book(read, el.Profile(), ruleset, DAY)
    assert (nowhere.local.area, nowhere.local.layers, untouched) == ("", (), el.Profile())
