"""Claims: each support once for those on the same terms, money first, named as the face names people."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

import eligibility as el
from eligibility.facts.flatten import Subject
from eligibility.i18n import Text
from eligibility.views.claims import Claims, claims_of
from tests.conftest import Toy, decide, support
from tests.views.conftest import EXAMPLES, decided

EVERYONE = frozenset({"person", "household", "organisation"})


def by_id(subjects: Iterable[Subject]) -> tuple[Text, ...]:
    return tuple(Text(subject.id, subject.id) for subject in subjects)


def claims(decision: el.Decision) -> Claims:
    return claims_of(decision, by_id, EVERYONE)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_granted_outcome_is_in_one_line(name: str) -> None:
    """A granted outcome is a claim, received already, barred by what is received, or only an offer; none is in two claims."""
    decision = decided(name)
    found = claims(decision)
    lines = [(outcome.support, outcome.subject.id) for claim in found.claims for outcome in claim.outcomes]
    granted = [outcome for outcome in decision if outcome.status.granted]
    rest = {outcome.support for outcome in granted if (outcome.support, outcome.subject.id) not in lines}
    titles = {one.title for one in (*found.held, *(other for other in found.alternatives if other.held))}
    assert len(lines) == len(set(lines)) and set(lines) <= {(outcome.support, outcome.subject.id) for outcome in granted}
    firm = {decision.ruleset.support_title(one) for one in rest}
    assert len(firm - titles) <= found.offers


@pytest.mark.parametrize("name", EXAMPLES)
def test_those_of_one_line_have_the_same_terms(name: str) -> None:
    for claim in claims(decided(name)).claims:
        for outcome in claim.outcomes:
            assert (outcome.support, outcome.benefit, outcome.rule.area) == (claim.support, claim.terms.benefit, claim.area)
            assert tuple(citation["locator"] for citation in outcome.citations) == claim.terms.clauses
        assert [text.zh for text in claim.who] == [outcome.subject.id for outcome in claim.outcomes]


def test_a_family_is_told_in_fewer_lines_than_outcomes() -> None:
    found = claims(decided("two_children"))
    assert len(found.claims) < sum(len(claim.outcomes) for claim in found.claims)


def test_duties_stand_after_what_is_given(toy: Toy) -> None:
    """An organisation's duties are claims only where its claims are asked for."""
    duty = support("type == 'enterprise'", name="staff", entity="organisation").replace("kind: cash", "kind: duty")
    honour = support("type == 'enterprise'", name="home", entity="organisation").replace("kind: cash", "kind: award")
    decision = decide(toy(duty + honour), {"organisations": [{"id": "o1", "type": "enterprise"}]})
    assert [claim.support for claim in claims(decision).claims] == ["home", "staff"]
    assert claims_of(decision, by_id).claims == ()


def test_nobody_stands_in_a_representation(toy: Toy) -> None:
    found = claims(decide(toy(support("certified")), {"household": {"members": [{"id": "x7", "certified": True}]}}))
    assert [text.zh for text in found.claims[0].who] == ["x7"]
    assert "x7" not in repr(found) + repr(found.claims)
