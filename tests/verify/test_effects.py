"""What a version does to a support, proved for every household, with a household that shows it."""

from __future__ import annotations

import json

import pytest

import eligibility as el
from eligibility.verify.effects import Proved, effect_on
from eligibility.verify.query import Verdict
from eligibility.verify.witness import profile_and_day
from tests.conftest import Toy, decide, support


def proved(toy: Toy, before: str, after: str, name: str = "cash") -> tuple[Proved, el.Ruleset, el.Ruleset]:
    first, second = (el.load_ruleset(toy(text)) for text in (before, after))
    return effect_on(name, first, second), first, second


@pytest.mark.parametrize(
    ("before", "after", "effect"),
    [
        ("certified and severe", "certified", "wider"),
        ("certified", "certified and severe", "narrower"),
        ("certified and tekun", "tekun and certified", "same"),
        ("certified", "tekun", "changed"),
        ("age >= 16", "age > 15", "same"),
        ("age >= 16", "age > 16", "narrower"),
        ("grade in {1, 2}", "grade in {1, 2, 3}", "wider"),
    ],
)
def test_who_gains_and_who_loses(toy: Toy, before: str, after: str, effect: str) -> None:
    """Law: the household shown gains (or loses) the support by the kernel's own answers."""
    found, first, second = proved(toy, support(before), support(after))
    assert found.effect == effect
    for result, old, new in ((found.gain, first, second), (found.loss, second, first)):
        if result.verdict is not Verdict.FOUND:
            assert result.witness is None
            continue
        assert result.witness is not None
        profile, day = profile_and_day(json.loads(json.dumps(result.witness)))
        was, now = (el.decide(profile, rules, as_of=day)["cash", "m1"].status for rules in (old, new))
        assert (now.granted and not was.granted) or (was is el.Status.NOT_ELIGIBLE and now is not el.Status.NOT_ELIGIBLE)


def test_a_household_that_is_shown_is_refused_before_and_granted_after(toy: Toy) -> None:
    """Where there is one; where a version only ceases to refuse, the household shown says so."""
    found, first, second = proved(toy, support("certified and severe"), support("certified"))
    profile, day = profile_and_day(json.loads(json.dumps(found.gain.witness)))
    statuses = [el.decide(profile, rules, as_of=day)["cash", "m1"].status for rules in (first, second)]
    assert found.gain.plain
    assert statuses[0] is el.Status.NOT_ELIGIBLE and statuses[1].granted


def test_a_support_that_comes_or_goes_needs_no_proof(toy: Toy) -> None:
    both, one = support("certified") + support("tekun", name="card"), support("certified")
    assert proved(toy, one, both, "card")[0].effect == "new"
    assert proved(toy, both, one, "card")[0].effect == "ended"
    found, *_ = proved(toy, both, both, "card")
    assert (found.effect, found.questions) == ("same", 0)


def test_a_support_that_a_changed_one_opens_is_asked_too(toy: Toy) -> None:
    """Its own rule is the same; whom it reaches is not."""
    rest = support("has.cash", name="card")
    assert proved(toy, support("certified and severe") + rest, support("certified") + rest, "card")[0].effect == "wider"


def test_an_exclusion_that_is_added_takes_from_some(toy: Toy) -> None:
    assert proved(toy, support("certified"), support("certified", extra="  unless: [tekun]\n"))[0].effect == "narrower"


def test_search_finds_and_denies(toy: Toy) -> None:
    """A household is found where there is one, and there is none where the domain has none."""
    old = el.load_ruleset(toy(support("certified and age > 129")))
    new = el.load_ruleset(toy(support("certified and age > 130")))
    effect = effect_on("cash", old, new)
    assert (effect.effect, effect.gain.verdict, effect.loss.verdict) == ("narrower", Verdict.NONE, Verdict.FOUND)
    told = [decide(ruleset, effect.loss.witness or {})["cash", "m1"].status for ruleset in (old, new)]
    assert told[0] != "not_eligible" == told[1]
