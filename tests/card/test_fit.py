"""One page: what is told in full, by name, or counted adds up to all there is; and the reckoning keeps within the page."""

from __future__ import annotations

import re

import pytest

import eligibility as el
from eligibility.card.content import Card, card_of
from eligibility.card.fit import height, sheet_of
from eligibility.card.measure import Measure
from eligibility.card.sheet import Sheet
from eligibility.i18n import Language
from tests.card.conftest import REGIONS, cards, example
from tests.conftest import DAY, ROOT, Toy, decide, one, support

LANGUAGES: tuple[Language, ...] = ("zh", "en")


def told(card: Card, sheet: Sheet) -> int:
    """How many claims a page tells of: in full, by name, and in its count of the rest."""
    named = sum(part.items.count("；" if sheet.language == "zh" else "; ") + 1 for group in sheet.groups for part in group.parts)
    counted = [re.match(r"另有(\d+)项这一页印不下|(\d+) more (?:do|does) not fit", text) for text in sheet.more]
    return len(sheet.rows) + named + sum(int(match[1] or match[2]) for match in counted if match)


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_out_silently(region: str, language: Language) -> None:
    for card in cards(region):
        sheet = sheet_of(card, language)
        assert told(card, sheet) == len(card.claims)
        assert height(sheet, Measure()) <= Measure().height
        if card.offers:
            assert any(str(card.offers) in text for text in sheet.more)
        shown = sheet.questions.items if sheet.questions else ()
        rest = len(card.questions) - len(shown)
        assert not rest or (sheet.questions is not None and str(rest) in sheet.questions.rest)


def test_claims_stand_in_their_order() -> None:
    card = card_of(example("rural_family"))
    sheet = sheet_of(card, "zh")
    assert [row.title for row in sheet.rows] == [claim.title.zh for claim in card.claims][: len(sheet.rows)]
    assert len(sheet.rows) >= 4


@pytest.mark.parametrize("region", REGIONS)
def test_what_an_office_does_of_its_own_accord_is_not_to_be_applied_for(region: str) -> None:
    """It is named, behind all that is applied for, or counted; it has no place in the list of what to apply for."""
    for card in cards(region):
        lasting = card.claims[: card.lasting]
        unasked = [claim.title.zh for claim in lasting if claim.unasked]
        assert [claim.title.zh for claim in lasting[card.to_apply :]] == unasked
        assert not {row.title for row in sheet_of(card, "zh").rows} & set(unasked)


def test_a_card_with_nothing_to_apply_for_has_no_list_of_what_to_apply_for() -> None:
    baby = {"birth_date": "2024-05-20", "certified": False, "conditions": ["congenital_malformation"]}
    profile = el.Profile.model_validate({"household": {"members": [{"id": "m1", **baby}]}})
    card = card_of(el.decide(profile, el.load_ruleset("fuzhou_jx", as_of=DAY), as_of=DAY))
    sheet = sheet_of(card, "zh")
    assert [claim.title.zh for claim in card.claims] == ["儿童残疾筛查"]
    assert sheet.rows == ()
    assert [(part.area, part.items) for group in sheet.groups for part in group.parts] == [("由部门主动办", "儿童残疾筛查")]


def test_the_less_room_the_less_is_told() -> None:
    """Down to the counts alone, which always have room."""
    card = card_of(example("two_children"))
    sizes = [height(sheet_of(card, "zh", less=less), Measure()) for less in (0, 150, 300, 500, 700)]
    assert sizes == sorted(sizes, reverse=True)
    bare = sheet_of(card, "zh", less=700)
    assert (bare.rows, bare.groups) == ((), ())
    assert told(card, bare) == len(card.claims)


def test_a_choice_that_has_no_room_is_counted(toy: Toy) -> None:
    card = card_of(decide(toy(support("certified") + support("certified", name="card")), one(certified=True)))
    bare = sheet_of(card, "zh", less=700)
    assert bare.choices is not None
    assert bare.choices.rest == "另有1对只能选一项，请问工作人员。"


def test_a_large_family_with_long_names_fits() -> None:
    """Twelve people under twelve different terms, each with a name of the longest kind."""
    grades = [[{"category": "physical", "grade": 1 + index % 4}] for index in range(12)]
    people = [{"id": f"m{index}", "age": 5 * index, "certified": True, "disabilities": grade} for index, grade in enumerate(grades)]
    decision = decide(el.load_ruleset("zhangye", as_of=DAY), {"household": {"members": people}})
    card = card_of(decision, {f"m{index}": f"{'W' * 18}{index}" for index in range(12)})
    for language in LANGUAGES:
        sheet = sheet_of(card, language)
        assert height(sheet, Measure()) <= Measure().height
        assert told(card, sheet) == len(card.claims)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_has_an_amount_is_named_before_more_is_asked(language: Language) -> None:
    """The total counts it: a page that asks two questions and leaves out most of the money would mislead."""
    decision = example("rural_family")
    card = card_of(el.decide(decision.profile, decision.ruleset, as_of=decision.as_of, book=el.load_book(ROOT / "examples" / "book")))
    sheet = sheet_of(card, language)
    told_ = [row.title for row in sheet.rows] + [part.items for group in sheet.groups for part in group.parts]
    paying = [claim.title[language] for claim in card.claims if claim.terms.amount is not None]
    assert len(paying) == 4 and all(any(title in text for text in told_) for title in paying)
    assert sheet.questions is not None and sheet.questions.items
    assert height(sheet, Measure()) <= Measure().height
