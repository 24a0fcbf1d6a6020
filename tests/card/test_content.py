"""What a card says: claims in their order, what excludes what, what is received, by when, and nobody's name unasked."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

import eligibility as el
from eligibility.card.content import Card, card_of
from eligibility.logic.amount import Interval
from tests.card.conftest import example
from tests.conftest import Toy, decide, one, support

SUPPORTS = """
supports:
  cash: {area: allowances, zh: 现金, en: Cash}
  card: {area: allowances, zh: 卡, en: Card}
  home: {area: care, zh: 家庭, en: Home}
  staff: {area: care, zh: 编制, en: Staff}
"""


def titles(card: Card) -> list[str]:
    return [claim.title.zh for claim in card.claims]


def test_what_opens_another_stands_before_it() -> None:
    """Single-person dibao first: the living allowance waits for it."""
    card = card_of(example("rural_family"))
    order = titles(card)
    assert order[0] == "单人户低保"
    assert order.index("困难残疾人生活补贴") < order.index("辅助器具适配补贴")
    claims = {claim.support: claim for claim in card.claims}
    assert [text.zh for text in claims["dibao_single_person"].terms.opens] == ["困难残疾人生活补贴", "获得低保后生活仍有困难的补充保障"]
    assert [text.zh for text in claims["living_allowance"].terms.after] == ["单人户低保"]


def test_what_opens_money_ranks_as_money(toy: Toy) -> None:
    """A service that opens cash stands before cash that opens nothing, and the cash that it opens after it."""
    opener = support("certified", name="home").replace("kind: cash", "kind: service")
    rules = support("certified") + support("has.home and severe", name="card")
    folder = toy(rules, supports=SUPPORTS, conflicts="conflicts: []", care=opener)
    card = card_of(decide(folder, one(certified=True, disabilities=[{"category": "visual", "grade": 1}])))
    assert titles(card) == ["家庭", "现金", "卡"]


def test_money_is_first_and_stated_amounts_are_money() -> None:
    terms = [claim.terms for claim in card_of(example("two_children", "changyi")).claims]
    money = [one.benefit.kind == "cash" or one.amount is not None for one in terms]
    assert money == sorted(money, reverse=True)
    assert any(one.amount is not None for one in terms)


@pytest.mark.parametrize("name", ["one_opens_others", "rural_family", "student", "two_children"])
def test_nothing_that_is_granted_is_lost(name: str) -> None:
    """Every support granted to the family is a claim, received already, barred by what is received, or counted as an offer."""
    decision = example(name)
    card = card_of(decision)
    granted = {(one.support, one.subject.id) for one in decision if one.subject.kind != "organisation" and one.status.granted}
    claimed = {(one.support, one.subject.id) for claim in card.claims for one in claim.outcomes}
    catalogue = {support.title.zh: support.id for support in decision.ruleset.supports.values()}
    held = {catalogue[one.title.zh] for one in card.held}
    barred = {catalogue[choice.title.zh] for choice in card.choices if choice.held}
    assert len({support for support, _ in granted - claimed} - held - barred) == card.offers
    assert claimed <= granted


def test_what_is_only_promoted_is_counted(toy: Toy) -> None:
    rules = support("certified") + support("certified", name="card").replace("mandatory", "encouraged")
    card = card_of(decide(toy(rules, conflicts="conflicts: []"), one(certified=True)))
    assert (titles(card), card.offers) == (["现金"], 1)


def test_a_promoted_support_that_opens_a_claim_is_a_claim(toy: Toy) -> None:
    """The order of application would have a hole without it."""
    rules = support("has.card and severe") + support("certified", name="card").replace("mandatory", "progressive")
    card = card_of(decide(toy(rules, conflicts="conflicts: []"), one(certified=True, disabilities=[{"category": "visual", "grade": 1}])))
    assert (titles(card), card.offers) == (["卡", "现金"], 0)


def test_two_claims_that_exclude_each_other_are_told_once(toy: Toy) -> None:
    """Both stay, and the better choice is named where the rule names one."""
    card = card_of(decide(toy(support("certified") + support("certified", name="card")), one(certified=True)))
    assert titles(card) == ["现金", "卡"]
    assert [(one.title.zh, one.other.zh, one.better and one.better.zh, one.held) for one in card.choices] == [("现金", "卡", "现金", False)]


def test_what_cannot_be_had_with_something_received_is_no_claim(toy: Toy) -> None:
    """What is received bars the other: that is told of, and not to be applied for."""
    rules = support("certified") + support("certified", name="card")
    card = card_of(decide(toy(rules), one(certified=True, receives=["card"])))
    assert titles(card) == []
    assert [(one.title.zh, one.other.zh, one.held) for one in card.choices] == [("现金", "卡", True)]
    assert [one.title.zh for one in card.held] == ["卡"]


def test_members_under_the_same_terms_share_a_line(toy: Toy) -> None:
    people = [{"id": "a", "certified": True}, {"id": "b", "certified": True}, {"id": "c", "certified": False}]
    folder = toy(support("certified", extra="  unless: [tekun]"))
    card = card_of(decide(folder, {"household": {"members": [{**people[0], "tekun": False}, *people[1:]]}}))
    a, b = ("有残疾人证的家人（甲）", "有残疾人证的家人（乙）")
    assert [[label.zh for label in claim.who] for claim in card.claims] == [[a, b]]
    assert [(check.title.zh, [label.zh for label in check.who]) for check in card.claims[0].checks] == [("特困人员", [b])]


def test_nobody_is_named_unasked(toy: Toy) -> None:
    decision = decide(toy(support("certified")), {"household": {"members": [{"id": "x7", "certified": True}, {"id": "y8"}]}})
    assert [member.label.zh for member in card_of(decision).members] == ["有残疾人证的家人", "其他家人"]
    assert [member.label.en for member in card_of(decision, ids=True).members] == ["x7", "y8"]
    assert [member.label.zh for member in card_of(decision, {"x7": "王芳"}).members] == ["王芳", "其他家人"]
    assert "x7" not in repr(card_of(decision, {"x7": "王芳"}))


def test_names_must_be_for_somebody(toy: Toy) -> None:
    decision = decide(toy(support("certified")), {"household": {"members": [{"id": "mother"}]}})
    with pytest.raises(el.EligibilityError) as caught:
        card_of(decision, {"mothr": "王芳", "mother": "王" * 61})
    assert caught.value.text("en") == (
        "names on the card: there is no member 'mothr'. Did you mean mother?\n"
        "names on the card: the name for mother must have 1 to 60 characters."
    )


@pytest.mark.parametrize("name", ["王　芳", "古丽米热·艾合买提", "Abdulrahman Muhammad-Yusuf Abdulkarim", "a" * 60])
def test_a_name_is_printed_as_it_is_written(toy: Toy, name: str) -> None:
    """With a full-width blank between its parts, and long in Latin letters."""
    decision = decide(toy(support("certified")), {"household": {"members": [{"id": "m1", "certified": True}]}})
    assert [member.label.zh for member in card_of(decision, {"m1": name}).members] == [name]


@pytest.mark.parametrize("name", ["王芳", "610219900302123X", "6102 1990 0302 1234"])
def test_a_name_given_as_an_id_is_not_repeated(toy: Toy, name: str) -> None:
    decision = decide(toy(support("certified")), {"household": {"members": [{"id": "m1"}]}})
    with pytest.raises(el.EligibilityError) as caught:
        card_of(decision, {name: "x"})
    assert caught.value.text("en") == "names on the card: there is no member of that id."


def test_a_card_is_for_a_family(toy: Toy) -> None:
    with pytest.raises(el.EligibilityError, match="the card is for a family"):
        card_of(decide(toy(support("certified")), {"organisations": [{"id": "o1"}]}))


def test_the_family_is_asked_what_it_can_answer(toy: Toy) -> None:
    """Options of the locality and the office's own findings are counted, not asked; one question for all it concerns."""
    folder = toy(support("severe or options.village_care or recognised.cash"))
    card = card_of(decide(folder, {"household": {"members": [{"id": "m1"}, {"id": "m2"}]}}))
    assert [(asked.text.zh, [label.zh for label in asked.who]) for asked in card.questions] == [
        ("有没有评定残疾、办残疾人证？有的话，证上写的是哪一类、几级？", ["其他家人（甲）", "其他家人（乙）"])
    ]
    assert card.office_questions == 3


def test_the_last_day_to_apply() -> None:
    """A child of six on the eve of the seventh birthday: screening ends that day."""
    card = card_of(example("two_children", "fuzhou_jx"))
    claims = {(claim.support, *(label.zh for label in claim.who)): claim.terms.until for claim in card.claims}
    assert claims["child_rehab_training", "2017年9月2日生的孩子"] == date(2024, 9, 1)


def test_notices_are_told_once_with_whom_they_concern(toy: Toy) -> None:
    """Expired certificates concern the family; the deadline of an employer's duty does not."""
    people = [{"id": name, "certified": True, "certificate_valid_until": "2024-01-01"} for name in ("m1", "m2")]
    card = card_of(decide(toy(support("certified")), {"household": {"members": [*people, {"id": "m3"}]}}))
    assert [(notice.text.zh, [label.zh for label in notice.who]) for notice in card.notices] == [
        ("残疾人证在判定日期已过有效期，按无有效证处理", ["有残疾人证的家人（甲）", "有残疾人证的家人（乙）"])
    ]


def test_the_total_is_that_of_every_face(toy: Toy) -> None:
    """A service with an amount counts as money does, what is received already as well, and the card adds it up no other way."""
    paid = "{kind: cash, unit: CNY/month, amount: 100}"
    served = support("certified", name="home").replace("{kind: cash}", "{kind: service, unit: CNY/month, amount: {between: [10, 20]}}")
    rules = support("certified").replace("{kind: cash}", paid)
    decision = decide(toy(rules, supports=SUPPORTS, conflicts="conflicts: []", care=served), one(certified=True, receives=["cash"]))
    card = card_of(decision)
    assert card.total is not None and card.total == decision.totals["CNY/month"]
    assert (card.total.low, card.total.high) == (110, 120)


def test_the_total_counts_what_excludes_a_claim_though_it_is_paid_by_the_year(toy: Toy) -> None:
    monthly, yearly = (f"{{kind: cash, unit: CNY/{period}, amount: 100}}" for period in ("month", "year"))
    home = support("certified", name="home").replace("{kind: cash}", monthly)
    rules = support("certified").replace("{kind: cash}", monthly) + support("certified", name="card").replace("{kind: cash}", yearly)
    pair = "conflicts:\n  - {between: [card, cash], reason: {zh: 择一, en: one}, source: {document: D, locator: '2', seen: true}}\n"
    decision = decide(toy(rules, supports=SUPPORTS, conflicts=pair, care=home), one(certified=True))
    assert card_of(decision).total == decision.totals["CNY/month"] == Interval(Fraction(100), Fraction(200))
