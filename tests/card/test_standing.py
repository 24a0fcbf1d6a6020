"""A card after the plan's end: what continues in full, what is to be verified first apart and never in full."""

from __future__ import annotations

from datetime import date

import pytest

import eligibility as el
from eligibility.card.content import Card, card_of
from eligibility.card.fit import height, sheet_of
from eligibility.card.html import html
from eligibility.card.markdown import card_markdown
from eligibility.card.measure import Measure
from eligibility.i18n import Language
from tests.card.conftest import FAMILIES, REGIONS, example
from tests.conftest import Toy, decide, one, support

AFTER = date(2026, 11, 27)
SOURCE = "\n    sources:\n      - {document: 全国办法, number: 国发〔2015〕52号, seen: false}\n"
BASIS = f"basis:\n  cash:\n    core: severe{SOURCE}  card:\n    core: local{SOURCE}"


def card(toy: Toy, day: date = AFTER) -> Card:
    rules = support("certified", name="staff") + support("certified") + support("certified", name="card")
    folder = toy(rules, basis=BASIS, conflicts="conflicts: []")
    return card_of(decide(folder, one(certified=True, disabilities=[{"category": "visual", "grade": 1}]), day))


def test_what_is_to_be_verified_stands_last_and_apart(toy: Toy) -> None:
    found = card(toy)
    assert [claim.support for claim in found.claims] == ["cash", "card", "staff"]
    sheet = sheet_of(found, "zh")
    assert (sheet.rows_title, [row.title for row in sheet.rows]) == ("继续有效：先办这些，按顺序办", ["现金", "卡"])
    assert (sheet.verify_title, [part.items for group in sheet.verify for part in group.parts]) == ("请先核实", ["编制"])
    assert "只写在2025年12月31日到期的规划里" in sheet.verify_lead
    details = [[str(detail) for detail in row.details] for row in sheet.rows]
    assert "现在依据：国家规定仍在执行（国发〔2015〕52号）" in details[0]
    assert "现在依据：制度继续，条件请核对（国发〔2015〕52号）" in details[1]
    assert "规划期已于2025年12月31日结束" in map(str, sheet.basis)


def test_in_the_period_there_is_one_group(toy: Toy) -> None:
    found = card(toy, date(2025, 12, 31))
    sheet = sheet_of(found, "en")
    assert (found.lasting, sheet.verify, sheet.rows_title) == (3, (), "Apply for these first, in this order")
    assert not any("Now by" in str(detail) for row in sheet.rows for detail in row.details)


@pytest.mark.parametrize(
    ("language", "title", "lead"), [("zh", "请先核实", "请先问工作人员"), ("en", "Verify first", "Ask the caseworker first")]
)
def test_both_papers_have_both_groups(toy: Toy, language: Language, title: str, lead: str) -> None:
    sheet = sheet_of(card(toy), language)
    for paper in (card_markdown(sheet), html(sheet)):
        assert title in paper and lead in paper
    assert f'<h2 id="verify">{title}</h2>' in html(sheet)


@pytest.mark.parametrize("region", sorted(REGIONS))
@pytest.mark.parametrize("name", FAMILIES)
def test_a_page_holds_it_and_counts_what_it_leaves_out(name: str, region: str) -> None:
    """Nothing to be verified is told in full, and what is not printed of it is counted as such."""
    given = example(name, region)
    ruleset = el.load_ruleset(region, as_of=AFTER)
    found = card_of(el.decide(given.profile, ruleset, as_of=AFTER))
    for language in ("zh", "en"):
        sheet = sheet_of(found, language)
        assert height(sheet, Measure()) <= Measure().height
        assert len(sheet.rows) <= found.lasting
        whole = sheet_of(found, language, whole=True)
        assert bool(whole.verify) == (found.lasting < len(found.claims))
        if found.lasting < len(found.claims) and not sheet.verify:
            left = str(len(found.claims) - found.lasting)
            assert any(left in text and ("请先核实" in text or "verify first" in text) for text in sheet.more)
