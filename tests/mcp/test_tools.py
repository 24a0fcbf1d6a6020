"""What an assistant is answered: the library's own answers, within the budget."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import eligibility as el
from eligibility.mcp.pages import BUDGET, written
from eligibility.mcp.tools import Tools, household
from eligibility.views.models import DecisionBrief
from tests.conftest import DAY, ROOT, THOROUGH, one
from tests.test_privacy import MARKERS, profiles, said_of, without_source

EXAMPLES = sorted(path.name for path in (ROOT / "examples").glob("*.json") if path.name != "locality.json")
REGIONS = ("changji", "changyi", "fuzhou_jx", "zhalainuoer", "zhangye")
FAMILY = (ROOT / "examples" / "rural_family.json").read_text("utf-8")


@pytest.fixture(scope="module")
def tools() -> Tools:
    return Tools(el.Library())


def pages(answer: Callable[[int], str], name: str) -> list[dict[str, Any]]:
    """All items of a list, page by page."""
    found: list[dict[str, Any]] = []
    offset: int | None = 0
    while offset is not None:
        text = answer(offset)
        assert len(text) <= BUDGET
        data = json.loads(text)
        found += data.get(name, [])
        offset = data.get("next_offset")
    return found


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_decision_in_pages_is_the_brief_one(tools: Tools, name: str) -> None:
    """No claim is cut or lost, under one region or two (a thorough run takes all); and every claim names a clause."""
    text = (ROOT / "examples" / name).read_text("utf-8")
    for region in REGIONS if THOROUGH else REGIONS[EXAMPLES.index(name) % 5 :: 3]:
        asked = household(text, str(DAY), region, None)
        decision = el.decide(el.read_profile(text), el.load_ruleset(region, as_of=DAY), as_of=DAY)
        brief = json.loads(written(DecisionBrief.of(decision, "zh").as_json()))
        assert pages(partial(tools.decide, asked, "zh"), "claims") == brief.get("claims", [])
        assert all(claim["clauses"] for claim in brief.get("claims", []))


@pytest.mark.parametrize("region", REGIONS)
def test_other_answers_are_within_the_budget(tools: Tools, region: str) -> None:
    asked = household(FAMILY, str(DAY), region, None)
    assert len(tools.next_question(asked, "zh")) <= BUDGET
    for claim in json.loads(tools.decide(asked, "en"))["claims"][:3]:
        for text in (
            tools.explain(asked, claim["support"], claim["who"][0], "en"),
            tools.read_rule(region, claim["support"], None, "zh"),
            tools.what_would_help(asked, claim["title"], "en"),
        ):
            assert 0 < len(text) <= BUDGET
    assert json.loads(tools.compare_regions(asked, None, "zh"))["base"] == "zhangye"
    rows = pages(partial(tools.compare_regions, asked, None, "zh"), "rows")
    assert {there for row in rows for there in row["in"]} == set(REGIONS) - {"zhangye"}


def test_regions_facts_and_supports_are_found(tools: Tools) -> None:
    regions = json.loads(tools.regions("en"))["regions"]
    assert {one["region"] for one in regions} == set(REGIONS)
    assert all(one["versions"] for one in regions)
    facts = json.loads(tools.find_facts("残疾 等级", "zh"))["facts"]
    assert len(facts) <= 6
    assert "household.members[].disabilities" in {one["path"] for one in facts}
    assert json.loads(tools.find_facts("dibao standard", "en"))["facts"][0]["path"] == "locality.dibao_standard"
    found = json.loads(tools.find_supports("护理补贴", None, "zh"))["supports"]
    assert {one["support"]: one["regions"] for one in found}["nursing_subsidy"] == list(REGIONS)
    assert json.loads(tools.find_supports("no such words", "zhangye", "en")) == {"of": 0}


def test_money_given_as_text_is_read_digit_by_digit(tools: Tools) -> None:
    """Just below the standard is below it."""
    place = '"locality": {"adcode": "620702", "dibao_standard": {"urban": 720, "rural": 480}}'
    texts = [
        f'{{{place}, "household": {{"area": "rural", "assets_within_limits": true, "monthly_income_per_capita": {income}, '
        '"members": [{"id": "m1", "certified": true}]}}'
        for income in ("479.99", "480.00")
    ]
    answers = [json.loads(tools.decide(household(text, str(DAY), None, None), "zh", limit=100)) for text in texts]
    granted = [{claim["support"] for claim in answer.get("claims", [])} for answer in answers]
    assert "dibao" in granted[0] - granted[1]


@pytest.mark.parametrize(
    ("profile", "as_of", "region", "said"),
    [
        (one(certified=True), None, "zhangye", "as_of: there is no day to decide for. Give as_of"),
        (one(certified=True), str(DAY), None, "locality.adcode: does not tell a region"),
        (one(certified=True), "1 June", "zhangye", "as_of: is no day. Write it as 2024-06-01"),
        (one(certified=True), "2024-6-1", "zhangye", "as_of: is no day. Write it as 2024-06-01"),
        (one(certified=True), "２０２４-06-01", "zhangye", "as_of: is no day. Write it as 2024-06-01"),
        (one(certifid=True), str(DAY), "zhangye", "there is no 'certifid'. Did you mean certified?"),
        (one(certified=True), str(DAY), "zhangyee", "zhangye"),
        ('{"household": ', str(DAY), "zhangye", "JSON"),
    ],
)
def test_a_mistake_says_what_to_mend(tools: Tools, profile: Any, as_of: str | None, region: str | None, said: str) -> None:
    with pytest.raises(el.EligibilityError) as refused:
        tools.decide(household(profile, as_of, region, None), "en")
    assert said in refused.value.text("en")


@pytest.mark.parametrize("marker", MARKERS)
def test_no_refusal_holds_a_marker(tools: Tools, marker: str) -> None:
    """Wherever a name or a number stands that an assistant hands on: what is refused repeats none of it."""
    good = household(one(), str(DAY), "zhangye", None)
    ways: list[Callable[[], str]] = [
        lambda: tools.decide(household(one(), marker, "zhangye", None), "zh"),
        lambda: tools.decide(household(one(), str(DAY), marker, None), "zh"),
        lambda: tools.decide(household(one(), str(DAY), "zhangye", marker), "zh"),
        lambda: tools.explain(good, marker, "m1", "zh"),
        lambda: tools.explain(good, "dibao", marker, "zh"),
        lambda: tools.what_would_help(good, marker, "zh"),
        lambda: tools.compare_regions(good, marker, "zh"),
        lambda: tools.read_rule("zhangye", marker, None, "zh"),
        lambda: tools.read_rule(marker, "dibao", None, "zh"),
        lambda: tools.read_rule("zhangye", "dibao", marker, "zh"),
        lambda: tools.find_supports("x", marker, "zh"),
        *(lambda data=data: tools.next_question(household(data, str(DAY), "zhangye", None), "zh") for data in profiles(marker)),  # type: ignore[misc]
    ]
    for way in ways:
        with pytest.raises(el.EligibilityError) as caught:
            way()
        for text in said_of(caught.value):
            assert marker not in without_source(text)
    assert marker not in tools.find_facts(marker, "zh") + tools.find_supports(marker, None, "zh")
    assert "<" in repr(good) and "m1" not in repr(good)


def test_the_books_figures_are_used(tools: Tools) -> None:
    with_book = Tools(tools.library, el.load_book(Path(ROOT / "examples" / "book")))
    asked = household(FAMILY, None, None, None)
    amounts = [sum("amount" in claim for claim in json.loads(one.decide(asked, "zh", limit=100))["claims"]) for one in (tools, with_book)]
    assert amounts[1] > amounts[0]
