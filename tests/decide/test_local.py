"""Answers with a local book: how much by the nearest area, what bounds it, where to go, what it rests on, and what is hashed."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import eligibility as el
from eligibility.book.book import Book
from tests.books import city, county, rates
from tests.conftest import DAY, Toy, one, support

Read = Callable[..., Book]
Decide = Callable[..., el.Decision]

RULES = """
- support: cash
  for: person
  routes:
    main: {when: certified and severe, modality: mandatory, cite: [一]}
    other: {when: certified and options.village_care, modality: local_option, cite: [一]}
  benefit: {kind: cash}
- support: card
  for: person
  routes:
    main: {when: certified, modality: mandatory, cite: [一]}
  benefit: {kind: cash, amount: {at_least: 200}, unit: CNY/month}
  agency: {zh: 民政, en: civil affairs, cite: [一]}
  papers: [{zh: 卡, en: card, cite: [一]}]
"""
SEVERE = {"certified": True, "disabilities": [{"category": "visual", "grade": 1}]}
LIGHT = {"certified": True, "disabilities": [{"category": "visual", "grade": 3}]}


@pytest.fixture
def ruleset(toy: Toy) -> el.Ruleset:
    return el.load_ruleset(toy(RULES))


@pytest.fixture
def decide(ruleset: el.Ruleset) -> Decide:
    """Decides one person at the county: `decide(book, certified=True, ...)`."""

    def decided(read: Book | None, day: date = DAY, locality: Mapping[str, Any] | None = None, **person: object) -> el.Decision:
        place = {"adcode": "990101"} if locality is None else locality
        profile = el.Profile.model_validate({"locality": place, "household": {"members": [{"id": "m1", **person}]}})
        return el.decide(profile, ruleset, as_of=day, book=read)

    return decided


def benefit(decision: el.Decision, name: str = "cash") -> Any:
    return decision[name, "m1"].as_json()["benefit"]


def notices(decision: el.Decision) -> list[str]:
    return [notice.code for notice in decision.notices if notice.code.startswith(("rate_", "book_", "locality_"))]


# -- how much


def test_the_nearest_area_decides_inside_the_wider_ones(book: Read, decide: Decide) -> None:
    read = book(f990100=city(rates("from: 2024-01-01, is: {at_least: 60}")), f990101=county(rates("from: 2024-01-01, is: 80")))
    decision = decide(read, **SEVERE)
    told = benefit(decision)
    assert (told["amount"], told["unit"], told["missing"]) == ({"exactly": 80}, "CNY/month", [])
    assert told["from"]["area"] == "990101"
    assert [(bound["area"], bound["amount"]) for bound in told["bounds"]] == [("990100", {"at_least": 60})]
    assert notices(decision) == []


def test_a_wider_area_speaks_where_the_nearer_has_nothing(book: Read, decide: Decide) -> None:
    decision = decide(book(f990100=city(rates("from: 2024-01-01, is: {at_least: 60}")), f990101=county()), **SEVERE)
    assert benefit(decision)["amount"] == {"at_least": 60}


def test_a_rate_outside_the_wider_one_is_told_and_decides(book: Read, decide: Decide) -> None:
    read = book(f990100=city(rates("from: 2024-01-01, is: {at_least: 100}")), f990101=county(rates("from: 2024-01-01, is: 80")))
    decision = decide(read, **SEVERE)
    assert benefit(decision)["amount"] == {"exactly": 80}
    (notice,) = [one for one in decision.notices if one.code == "rate_outside"]
    assert (notice.support, notice.subject) == ("cash", "")
    assert "示发〔2024〕1号" in notice.text.zh and "lies outside" in notice.text.en


def test_a_rate_outside_the_plan_s_own_is_told(book: Read, decide: Decide) -> None:
    decision = decide(book(f990101=county(rates("from: 2024-01-01, is: 150", "card"))), **SEVERE)
    assert benefit(decision, "card")["amount"] == {"exactly": 150}
    assert notices(decision) == ["rate_outside"]
    assert benefit(decision, "card")["bounds"] == [{"layer": "plan", "amount": {"at_least": 200}, "unit": "CNY/month"}]


def test_where_lets_a_nearer_rate_speak_for_a_part_only(book: Read, decide: Decide) -> None:
    wide = city(rates("from: 2024-01-01, where: severe, is: {at_least: 100}"))
    near = county(rates("from: 2024-01-01, is: {tiers: {severe: 120, 'grade in {3, 4}': 60}}"))
    option = {"adcode": "990101", "options": {"village_care": True}}
    decision = decide(book(f990100=wide, f990101=near), locality=option, **LIGHT)
    assert (benefit(decision)["amount"], notices(decision)) == ({"exactly": 60}, [])
    turned = book(f990100=city(rates("from: 2024-01-01, is: 70")), f990101=county(rates("from: 2024-01-01, where: severe, is: 120")))
    assert benefit(decide(turned, locality=option, **LIGHT))["amount"] == {"exactly": 70}
    assert benefit(decide(turned, **SEVERE))["amount"] == {"exactly": 120}


def test_while_facts_are_unknown_an_amount_reaches_over_all_that_can_be(book: Read, decide: Decide) -> None:
    read = book(
        f990100=city(rates("from: 2024-01-01, is: 70")),
        f990101=county(rates("from: 2024-01-01, where: severe, is: {tiers: {grade == 1: 150, grade == 2: 100}}")),
    )
    told = benefit(decide(read, certified=True))
    assert told["amount"] == {"between": [70, 150]}
    assert told["missing"] == ["m1.disabilities"]
    known = benefit(decide(read, **SEVERE))
    assert (known["amount"], known["missing"]) == ({"exactly": 150}, [])


def test_what_no_tier_covers_has_no_amount(book: Read, decide: Decide) -> None:
    read = book(f990101=county(rates("from: 2024-01-01, is: {tiers: {grade == 2: 100}}")))
    assert benefit(decide(read, **SEVERE))["amount"] is None


def test_a_route_s_own_rate(book: Read, decide: Decide) -> None:
    body = rates("from: 2024-01-01, is: 80") + "  cash.other: [{from: 2024-01-01, is: 50, unit: CNY/month, source: paper}]\n"
    read = book(f990101=county(body))
    assert benefit(decide(read, **SEVERE))["amount"] == {"exactly": 80}
    option = {"adcode": "990101", "options": {"village_care": True}}
    assert benefit(decide(read, locality=option, **LIGHT))["amount"] == {"exactly": 50}


def test_the_rate_of_the_day_answers(book: Read, decide: Decide) -> None:
    read = book(f990101=county(rates("from: 2023-01-01, is: 80 | from: 2024-01-01, is: 90, until: 2024-12-31")))
    days = [date(2022, 12, 31), date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1)]
    amounts = [benefit(decide(read, day, **SEVERE))["amount"] for day in days]
    assert amounts == [None, {"exactly": 80}, {"exactly": 90}, {"exactly": 90}, None]


def test_a_rate_is_an_expression_of_facts_and_of_the_book_s_own_standards(book: Read, toy: Toy) -> None:
    """Half of the bill up to a cap, and a share of the wage that the same book states; both narrow with what is known."""
    standards = "standards:\n  minimum_wage: {unit: CNY/person/month, zh: 最低工资, en: minimum wage}\n"
    folder = toy(RULES)
    (folder.parents[1] / "national" / "2021-07-01" / "standards.yaml").write_text(standards, "utf-8")
    ruleset = el.load_ruleset(folder)
    read = book(
        f990101=county(
            "standards:\n  minimum_wage: [{from: 2024-01-01, is: 2000, unit: CNY/person/month, source: paper}]\n"
            "rates:\n"
            "  cash: [{from: 2024-01-01, is: 'min(0.5 * costs.cash, 600)', unit: CNY/month, source: paper}]\n"
            "  card: [{from: 2024-01-01, is: 0.2 * standards.minimum_wage, unit: CNY/month, source: paper}]\n"
        )
    )

    def told(name: str, with_book: el.Book, **person: object) -> Any:
        profile = el.Profile.model_validate({"locality": {"adcode": "990101"}, **one(**SEVERE, **person)})
        return benefit(el.decide(profile, ruleset, as_of=DAY, book=with_book), name)

    assert (told("cash", read)["amount"], told("cash", read)["missing"]) == ({"at_most": 600}, ["m1.costs.cash"])
    assert told("cash", read, costs={"cash": 900})["amount"] == {"exactly": 450}
    assert told("card", read)["amount"] == {"exactly": 400}
    without = book(
        f990101=county("rates:\n  card: [{from: 2024-01-01, is: 0.2 * standards.minimum_wage, unit: CNY/month, source: paper}]\n")
    )
    assert (told("card", without)["amount"], told("card", without)["wanted"]) == (None, ["standards.minimum_wage"])


def test_what_the_book_answers_is_not_wanted_of_the_office(book: Read, decide: Decide) -> None:
    assert benefit(decide(None, **SEVERE))["wanted"] == ["rates.cash"]
    read = book(f990101=county(rates("from: 2024-01-01, is: {at_least: 80}")))
    assert benefit(decide(read, **SEVERE))["wanted"] == []


def test_amounts_of_different_units_are_never_joined(book: Read, decide: Decide) -> None:
    body = rates("from: 2024-01-01, is: 80", "cash.main") + ("  cash.other: [{from: 2024-01-01, is: 500, unit: CNY/year, source: paper}]\n")
    told = benefit(decide(book(f990101=county(body)), locality={"adcode": "990101", "options": {"village_care": True}}, **SEVERE))
    assert (told["amount"], told["unit"]) == ({"exactly": 80}, "CNY/month")
    wide = city("rates:\n  cash: [{from: 2024-01-01, is: 900, unit: CNY/year, source: paper}]\n")
    near = county(rates("from: 2024-01-01, where: severe, is: 80"))
    assert benefit(decide(book(f990100=wide, f990101=near), certified=True))["amount"] == {"exactly": 80}
    for area in ("990100", "990101"):
        read = book(f990100=wide, f990101=near)
        told = benefit(decide(read, locality={"adcode": area, "options": {"village_care": True}}, **LIGHT))
        assert (told["amount"], told["unit"], told["from"]["area"]) == ({"exactly": 900}, "CNY/year", "990100")


def test_from_which_month_it_is_paid(book: Read, decide: Decide) -> None:
    read = book(f990101=county(rates("from: 2024-01-01, is: 80, paid: {from: application_month}")))
    assert benefit(decide(read, **SEVERE))["paid"] == {"from": "application_month", "every": "month"}


def test_the_amount_never_touches_a_status(book: Read, decide: Decide) -> None:
    read = book(f990101=county(rates("from: 2024-01-01, is: 80")))
    for person in (SEVERE, LIGHT, {"certified": True}, {}):
        without, with_book = decide(None, **person), decide(read, **person)
        assert [one.status for one in without] == [one.status for one in with_book]
        assert without.receipt.outcomes == with_book.receipt.outcomes


# -- the office's own care


def test_a_rate_that_was_long_not_looked_at_is_told_once_for_all(book: Read, decide: Decide) -> None:
    body = (
        rates("from: 2022-01-01, is: 80, confirmed: 2023-05-31") + "  card: [{from: 2022-01-01, is: 300, unit: CNY/month, source: paper}]\n"
    )
    decision = decide(book(f990101=county(body)), **SEVERE)
    found = [notice.text.en for notice in decision.notices if notice.code == "rate_not_confirmed"]
    assert found == [
        "these rates of the local book were last looked at on 2022-01-01; check that they still stand: Card",
        "these rates of the local book were last looked at on 2023-05-31; check that they still stand: Cash",
    ]
    fresh = county(rates("from: 2022-01-01, is: 80, confirmed: 2023-06-01"))
    assert notices(decide(book(f990101=fresh), **SEVERE)) == []


def test_what_the_profile_says_of_the_locality_goes_before_the_book(book: Read, decide: Decide) -> None:
    read = book(f990101=county("options:\n  village_care: [{from: 2024-01-01, is: true, source: paper}]\n"))
    said = decide(read, locality={"adcode": "990101", "options": {"village_care": False}}, **LIGHT)
    assert (said["cash", "m1"].status, notices(said)) == (el.Status.NOT_ELIGIBLE, ["locality_differs"])
    unsaid = decide(read, **LIGHT)
    assert (unsaid["cash", "m1"].status, notices(unsaid)) == (el.Status.ELIGIBLE, [])


def test_what_the_book_tells_is_not_asked(book: Read, decide: Decide) -> None:
    asked = "locality.options.village_care"
    assert asked in {question.path for question in decide(None, **LIGHT).to_ask}
    read = book(f990101=county("options:\n  village_care: [{from: 2024-01-01, is: false, source: paper}]\n"))
    assert asked not in {question.path for question in decide(read, **LIGHT).to_ask}


def test_a_book_that_says_nothing_of_the_place(book: Read, decide: Decide) -> None:
    read = book(f990101=county(rates("from: 2024-01-01, is: 80")))
    nowhere, elsewhere = decide(read, locality={}, **SEVERE), decide(read, locality={"adcode": "110101"}, **SEVERE)
    assert (notices(nowhere), notices(elsewhere)) == (["book_without_area"], ["book_elsewhere"])
    assert benefit(nowhere)["amount"] is None and benefit(elsewhere)["amount"] is None


# -- where, with what, when

COUNTER = """
counters:
  cash:
    - from: 2024-01-01
      at: {zh: 大厅, en: hall}
      phone: 000-1234567
      papers: [{zh: 身份证, en: identity card}]
      source: paper
  allowances: [{from: 2024-01-01, at: {zh: 共用, en: shared}, source: paper}]
deadlines:
  cash: [{from: 2024-01-01, opens: 11-01, closes: 02-28, source: paper}]
"""


def test_counters_and_days_stand_with_what_is_granted(book: Read, decide: Decide) -> None:
    decision = decide(book(f990101=county(COUNTER)), **SEVERE)
    cash, card = decision["cash", "m1"], decision["card", "m1"]
    assert cash.counter is not None and cash.counter.at.en == "hall"
    assert cash.window is not None and (cash.window.opens, cash.window.closes) == ((11, 1), (2, 28))
    assert card.counter is not None and (card.counter.at.en, card.window) == ("shared", None)
    told = card.as_json()
    assert told["agency"] and told["papers"] and told["counter"]
    refused = decide(book(f990101=county(COUNTER)), **LIGHT)["cash", "m1"]
    assert (refused.counter, refused.window) == (None, None) or refused.status is el.Status.UNDETERMINED


# -- what is hashed


def test_the_receipt_binds_only_what_was_used_on_the_day(book: Read, decide: Decide) -> None:
    first = rates("from: 2023-01-01, is: 80")
    before = decide(book(f990101=county(first)), date(2023, 6, 1), **SEVERE)
    later = decide(
        book(f990101=county(first + "    - {from: 2024-01-01, is: 90, unit: CNY/month, source: paper}\n")), date(2023, 6, 1), **SEVERE
    )
    other = decide(book(f990101=county(first), f110000=city().replace("990100", "110000")), date(2023, 6, 1), **SEVERE)
    raised = decide(book(f990101=county(first.replace("80", "85"))), date(2023, 6, 1), **SEVERE)
    assert before.receipt.book == later.receipt.book == other.receipt.book != raised.receipt.book
    assert list(before.receipt.entries) == ["990101 rates.cash 2023-01-01"]
    assert decide(None, **SEVERE).receipt.book is None
    assert "book" not in decide(None, **SEVERE).receipt.as_json()


def test_the_decision_names_the_book_and_what_it_used(book: Read, decide: Decide) -> None:
    body = COUNTER + rates("from: 2024-01-01, is: 80") + "options:\n  village_care: [{from: 2024-01-01, is: true, source: paper}]\n"
    decision = decide(book(f990101=county(body)), **SEVERE)
    told = decision.as_json()["book"]
    assert isinstance(told, dict)
    assert (told["hash"], told["areas"]) == (decision.receipt.book, ["990101"])
    keys = [entry["key"] for entry in told["used"]]
    assert keys == ["options.village_care", "rates.cash", "counters.cash", "counters.allowances", "deadlines.cash"]
    assert "book" not in decide(None, **SEVERE).as_json()


def test_a_decision_with_a_book_can_be_pickled_and_moved_to_another_day(book: Read, decide: Decide) -> None:
    decision = decide(book(f990101=county(rates("from: 2023-01-01, is: 80 | from: 2024-01-01, is: 90"))), **SEVERE)
    again = pickle.loads(pickle.dumps(decision))
    assert again.to_json() == decision.to_json()
    assert benefit(decision.on(date(2023, 6, 1)))["amount"] == {"exactly": 80}


def test_facts_are_hashed_as_they_were_told(book: Read, decide: Decide) -> None:
    """What the book fills in is the book's: the hash of the facts is that of the profile alone."""
    read = book(f990101=county("options:\n  village_care: [{from: 2024-01-01, is: true, source: paper}]\n"))
    assert decide(read, **SEVERE).receipt.facts == decide(None, **SEVERE).receipt.facts
    assert decide(read, **SEVERE).profile.locality.options is None


# -- what it rests on after the plan

AFTER = date(2026, 6, 1)


def test_after_the_plan_a_rate_or_an_adopted_option_carries_an_answer(book: Read, decide: Decide) -> None:
    read = book(
        f990101=county(
            rates("from: 2024-01-01, is: 80, confirmed: 2026-01-01", "card")
            + "options:\n  village_care: [{from: 2024-01-01, is: true, source: old}]\n"
            + COUNTER
        )
    )
    decision = decide(read, AFTER, **LIGHT)
    card, cash = decision["card", "m1"].standing, decision["cash", "m1"].standing
    assert (card.rests_on, [one.number for one in card.sources]) == ("book", ["示发〔2024〕1号"])
    assert (cash.rests_on, [one.document for one in cash.sources]) == ("book", ["编造的旧文件"])
    assert not card.to_verify and decision.receipt.basis is None
    assert decide(read, **LIGHT)["card", "m1"].standing.rests_on == "plan"


def test_a_counter_alone_carries_nothing(book: Read, decide: Decide) -> None:
    decision = decide(book(f990101=county(COUNTER)), AFTER, **SEVERE)
    assert decision["cash", "m1"].counter is not None
    assert decision["cash", "m1"].standing.rests_on == "ended_plan"


def test_a_rate_that_has_ended_carries_nothing(book: Read, decide: Decide) -> None:
    decision = decide(book(f990101=county(rates("from: 2024-01-01, until: 2025-12-31, is: 80"))), AFTER, **SEVERE)
    assert decision["cash", "m1"].standing.rests_on == "ended_plan"


@pytest.mark.parametrize(("core", "rests_on"), [("certified", "national"), ("local", "book"), ("tekun", "book")])
def test_a_national_rule_goes_before_the_book_and_the_book_before_a_scheme(
    core: str,
    rests_on: str,
    toy: Toy,
    book: Read,
) -> None:
    basis = f"basis:\n  cash: {{core: {core}, sources: [{{document: D, seen: false}}]}}\n"
    folder: Path = toy(support("certified"), basis=basis)
    ruleset = el.load_ruleset(folder)
    profile = el.Profile.model_validate({"locality": {"adcode": "990101"}, "household": {"members": [{"id": "m1", "certified": True}]}})
    read = book(f990101=county(rates("from: 2024-01-01, is: 80")))
    decision = el.decide(profile, ruleset, as_of=AFTER, book=read)
    standing = decision["cash", "m1"].standing
    assert standing.rests_on == rests_on
    assert [one.document for one in standing.sources] == (["D"] if rests_on == "national" else ["编造的文件", "D"])
    assert decision.receipt.basis is not None


def test_another_thing_than_a_book_is_refused(decide: Decide) -> None:
    with pytest.raises(el.WrongArgument, match="a Book"):
        decide("book", **SEVERE)  # type: ignore[arg-type]
