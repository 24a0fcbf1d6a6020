"""One claim in words, for the card and for every page that shows more of it."""

from __future__ import annotations

from eligibility.card.claim_words import ClaimWriter
from eligibility.card.content import Card, card_of
from tests.card.conftest import example


def card() -> Card:
    return card_of(example("two_children"))


def test_the_parts_of_a_claim_are_its_row() -> None:
    """Law: what is said apart is what the row says, in the same order."""
    writer = ClaimWriter("zh")
    for claim in card().claims:
        parts = (*writer.steps(claim), *writer.conditions(claim), *writer.checks(claim), *writer.basis(claim))
        assert writer.row(claim).details == parts
        assert parts[-1].label == "依据："


def test_more_clauses_are_counted_or_named() -> None:
    class Whole(ClaimWriter):
        clauses_shown = 99

    claim = next(one for one in card().claims if len(one.terms.clauses) > 2)
    (few,), (all_,) = (list(writer.basis(claim))[-1:] for writer in (ClaimWriter("zh"), Whole("zh")))
    assert few.tail == f" 等{len(claim.terms.clauses)}处"
    assert (all_.text, all_.tail) == ("、".join(claim.terms.clauses), "")


def test_money_without_an_amount_says_whom_to_ask() -> None:
    claims = card().claims
    said = {claim.terms.benefit.kind: ClaimWriter("zh").no_amount(claim) for claim in claims if claim.terms.amount is None}
    assert said.pop("cash") == "钱数按当地标准，请在办理时问清"
    assert set(said.values()) == {""}
