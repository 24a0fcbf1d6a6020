"""The local book in words on an answer: the document, the month, the counter, the papers, the days."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import eligibility as el
from eligibility.book.entries import Counter, Deadline
from eligibility.rules.support import Paid
from eligibility.views.local import book_text, counter_text, document_text, local_lines, paid_text, window_text
from tests.books import city, county, rates
from tests.conftest import DAY, Toy, one, support

BODY = (
    rates("from: 2024-01-01, is: 80, paid: {from: application_month}")
    + """
counters:
  cash:
    - from: 2024-01-01
      at: {zh: 大厅, en: hall}
      phone: 000-1234567
      hours: {zh: 上午, en: mornings}
      papers: [{zh: 身份证, en: identity card}, {zh: 银行卡, en: bank card}]
      source: paper
  card: [{from: 2024-01-01, at: {zh: 村委会, en: village office}, source: old}]
deadlines:
  cash: [{from: 2024-01-01, opens: 03-01, closes: 10-31, source: paper}]
  card: [{from: 2024-01-01, opens: 11-15, closes: 02-29, source: paper}]
"""
)


@pytest.fixture
def decision(toy: Toy, book: Callable[..., el.Book]) -> el.Decision:
    ruleset = el.load_ruleset(toy(support("certified") + support("certified and tekun", name="card")))
    profile = el.Profile.model_validate({"locality": {"adcode": "990101"}, **one(certified=True, tekun=False)})
    return el.decide(profile, ruleset, as_of=DAY, book=book(f990101=county(BODY), f990100=city()))


def test_the_lines_of_a_granted_answer(decision: el.Decision) -> None:
    granted, refused = decision["cash", "m1"], decision["card", "m1"]
    assert list(local_lines(granted, "zh")) == [
        "标准：示发〔2024〕1号，从申请当月起按月发放",
        "办理：大厅，上午，电话000-1234567",
        "办理时带：身份证、银行卡",
        "办理时间：每年3月1日至10月31日",
    ]
    assert list(local_lines(granted, "en", counters=False)) == [
        "Rate: 示发〔2024〕1号, paid monthly from the month of application",
        "When: 1 Mar to 31 Oct, every year",
    ]
    assert list(local_lines(refused, "zh")) == []


def test_the_book_is_named_with_its_areas_and_hash(decision: el.Decision) -> None:
    hashed = (decision.receipt.book or "")[:8]
    assert book_text(decision, "zh") == f"标准册 示例县、示例市 {hashed}"
    assert book_text(decision, "en") == f"local book Example County, Example City {hashed}"
    assert book_text(el.decide(decision.profile, decision.ruleset, as_of=DAY), "zh") == ""


def test_counters_days_and_documents(book: Callable[..., el.Book]) -> None:
    entries = list(book(f990101=county(BODY)).entries())
    plain = next(entry for entry in entries if isinstance(entry, Counter) and entry.head.name == "card")
    over = next(entry for entry in entries if isinstance(entry, Deadline) and entry.head.name == "card")
    assert counter_text(plain, "en") == "village office"
    assert (window_text(over, "zh"), window_text(over, "en")) == (
        "每年11月15日至次年2月29日",
        "15 Nov to 29 Feb of the next year, every year",
    )
    assert (document_text(plain.head, "zh"), document_text(plain.head, "en")) == (
        "《编造的旧文件》，未核对原文",
        "《编造的旧文件》, original not seen",
    )


@pytest.mark.parametrize(
    ("paid", "zh", "en"),
    [
        (Paid("application_month", "month"), "从申请当月起按月发放", "paid monthly from the month of application"),
        (Paid("approval_month", "quarter"), "从批准当月起按季发放", "paid quarterly from the month of approval"),
        (Paid("next_month", "half_year"), "从批准的下月起每半年发放一次", "paid every half-year from the month after approval"),
        (Paid("next_month", "year"), "从批准的下月起每年发放一次", "paid once a year from the month after approval"),
    ],
)
def test_from_which_month(paid: Paid, zh: str, en: str) -> None:
    assert (paid_text(paid, "zh"), paid_text(paid, "en")) == (zh, en)


BASIS = """basis:
  cash:
    core: severe
    sources: [{document: D, seen: false}]
    paid: {from: application_month, source: {document: D, number: 国示〔2015〕1号, since: 2016-01-01, seen: false}}
"""


def test_the_national_rule_says_from_which_month_where_nothing_nearer_does(toy: Toy, book: Callable[..., el.Book]) -> None:
    """The book's own word goes before it; before the document is in force nothing is said."""
    ruleset = el.load_ruleset(toy(support("certified"), basis=BASIS))
    profile = el.Profile.model_validate({"locality": {"adcode": "990101"}, **one(certified=True)})
    national = el.decide(profile, ruleset, as_of=DAY)["cash", "m1"]
    assert list(local_lines(national, "zh")) == ["从申请当月起按月发放（国示〔2015〕1号，未核对原文）"]
    assert list(local_lines(national, "en")) == ["paid monthly from the month of application (国示〔2015〕1号, original not seen)"]
    assert list(local_lines(national, "en", counters=False)) == []
    paid = national.as_json()["benefit"]["paid"]  # type: ignore[index,call-overload]
    assert (paid["from"], paid["source"]["number"]) == ("application_month", "国示〔2015〕1号")
    nearer = book(f990101=county(rates("from: 2024-01-01, is: 80, paid: {from: next_month}")))
    by_book = el.decide(profile, ruleset, as_of=DAY, book=nearer)["cash", "m1"]
    assert (by_book.paid, by_book.national_paid) == (Paid("next_month", "month"), None)
    late = el.load_ruleset(toy(support("certified"), basis=BASIS.replace("since: 2016-01-01", "since: 2025-01-01")))
    assert el.decide(profile, late, as_of=DAY)["cash", "m1"].paid is None
