"""The answers in the order in which they matter: every claim once, money never folded, an ended plan in a group of its own."""

from __future__ import annotations

import json
from datetime import date

import pytest

import eligibility as el
from eligibility.rules.library import Library
from eligibility.rules.status import Status
from eligibility.rules.version_lookup import regions, shipped
from eligibility.views.concerns import Concern
from eligibility.web.pages.answers import MOST_OPEN, Answers, AnswersMaker, bodies_only
from eligibility.web.pages.sitting import Sitting
from eligibility.web.pages.state import PageState
from tests.card.conftest import FAMILIES, REGIONS
from tests.conftest import DAY, ROOT

LIBRARY = Library()
BOOK = el.load_book(ROOT / "examples" / "book")


def sitting(
    name: str, region: str = "zhangye", day: date | None = None, concerns: tuple[Concern, ...] = (), book: el.Book | None = None
) -> Sitting:
    given = json.loads((ROOT / "examples" / f"{name}.json").read_text("utf-8"))
    given["locality"] = {"adcode": REGIONS[region]}
    given["as_of"] = (day or DAY).isoformat()
    return Sitting(PageState(el.read_profile(json.dumps(given)), concerns), LIBRARY, book, DAY)


def answers(*args: object, **more: object) -> Answers:
    return AnswersMaker(sitting(*args, **more), "zh").answers()  # type: ignore[arg-type]


@pytest.mark.parametrize("region", regions(shipped()))
@pytest.mark.parametrize("name", FAMILIES)
def test_every_claim_stands_in_one_group(name: str, region: str) -> None:
    found = answers(name, region)
    card = sitting(name, region).card
    assert sorted(line.title for group in found.groups for line in group.lines) == sorted(claim.title.zh for claim in card.claims)
    assert [group.name for group in found.groups] == [
        one for one in ("money", "other", "after", "verify") if one in {g.name for g in found.groups}
    ]
    for group in found.groups:
        assert group.folded == (group.name != "money" and len(group.lines) > MOST_OPEN)
        assert all(line.grounds[-1].label == "依据：" and line.grounds[-1].text for line in group.lines)


def test_money_without_an_amount_says_so() -> None:
    found = answers("rural_family")
    assert all(line.amount for group in found.groups if group.name == "money" for line in group.lines if line.whose.endswith("现金补贴"))


def test_what_rests_on_an_ended_plan_alone_stands_apart() -> None:
    found = answers("rural_family", day=date(2026, 3, 1))
    groups = {group.name: group for group in found.groups}
    assert groups["verify"].lead.startswith("这些只写在2025年12月31日到期的规划里")
    assert found.now == sum(len(group.lines) for group in found.groups if group.name in {"money", "other"})
    assert "verify" not in {group.name for group in answers("rural_family").groups}


def test_what_weighs_most_comes_first_in_its_group_and_hides_nothing() -> None:
    plain, chosen = answers("two_children"), answers("two_children", concerns=(Concern.SCHOOL,))
    for one, other in zip(plain.groups, chosen.groups, strict=True):
        assert sorted(line.title for line in one.lines) == sorted(line.title for line in other.lines)
        wanted = [line.wanted for line in other.lines]
        assert wanted == sorted(wanted, reverse=True)
    assert any(line.wanted for group in chosen.groups for line in group.lines)


def test_amount_counter_and_papers_come_from_the_book() -> None:
    """The place of the book's area: what it pays, where and with what one applies."""
    lines = [line for group in answers("rural_family", book=BOOK).groups for line in group.lines]
    said = {detail.label for line in lines for detail in line.steps}
    assert {"去哪办：", "带上："} <= said
    assert any("钱数按" in line.grounds[-1].tail for line in lines)


def test_everything_is_told_or_counted() -> None:
    """Law: granted, open and refused add up to all outcomes of the family."""
    found, decision = answers("rural_family"), sitting("rural_family").decision
    assert found.open == sum(one.status is Status.UNDETERMINED for one in decision if one.subject.kind != "organisation")
    assert found.refused == sum(one.status is Status.NOT_ELIGIBLE for one in decision)


def test_an_organisation_alone_has_its_duties() -> None:
    content = (ROOT / "examples" / "firm_of_60.json").read_bytes()
    firm = Sitting(PageState(el.read_profile(content)), LIBRARY, None, DAY)
    found = bodies_only(firm, "zh")
    assert found.now == 0 and found.groups == () and found.bodies[0].title.startswith("单位的责任和扶持")
