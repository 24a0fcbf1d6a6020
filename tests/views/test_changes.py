"""Two versions side by side, as data."""

from __future__ import annotations

import json

import pytest

import eligibility as el
from eligibility.views.changes import ByDependency, ByExclusions, ByRoute
from tests.conftest import DAY, one
from tests.views.conftest import DEAF, Versions


def told(versions: Versions) -> el.Diff:
    return el.diff(versions.before, versions.after, profile=el.read_profile(json.dumps(DEAF)), as_of=DAY, prove=False)


def test_what_is_not_the_same(versions: Versions) -> None:
    """Supports, definitions and figures by name; nothing of household and register where none was given."""
    found = el.diff(versions.before, versions.after, prove=False)
    assert [change.support for change in found.changes.supports] == ["cash", "card", "home", "staff"]
    assert (list(found.changes.definitions), list(found.changes.figures)) == (["needy"], ["line"])
    assert (found.household, found.register, found.same) == (None, None, False)
    assert el.diff(versions.before, versions.before).same
    data = found.as_json()
    assert data.keys() == {"before", "after", "document", "supports", "definitions", "figures"}
    assert data["document"] == {"title": "修订", "number": "玩政发2号", "issued": None, "issuer": None}
    assert data["supports"][0]["unless"] == {"before": "特困人员", "after": "特困人员，或已享受“工伤保险生活护理费”"}
    assert found.as_json("en")["definitions"][0]["after"] == {"is": "certified and severe", "prose": "holds a valid certificate and severe"}


def test_why_an_answer_changed(versions: Versions) -> None:
    """By its own routes and exclusions; where its own rule is the same, by the supports that it depends on."""
    found = told(versions)
    reasons = {one.support: list(found.because(one)) for one in found.household or ()}
    route, exclusions = reasons["cash"]
    assert isinstance(route, ByRoute)
    assert (route.route.name, route.clauses) == ("deaf", "玩政发2号 二")
    assert isinstance(exclusions, ByExclusions)
    [answer] = [answer for answer in told(versions).as_json()["household"] if answer["support"] == "home"]
    assert (answer["before"]["status"], answer["after"]) == ("eligible", None)


def test_an_answer_that_depends_on_a_changed_support(versions: Versions) -> None:
    profile = el.read_profile(json.dumps(DEAF))
    rules = versions.after
    found = el.diff(versions.before, rules, profile=profile, as_of=DAY, prove=False)
    changes = [change for change in found.changes.supports if change.support != "card"]
    kept = el.Diff(type(found.changes)(found.before, found.after, tuple(changes), {}, {}), {}, found.household)
    [card] = [one for one in kept.household or () if one.support == "card" and one.subject == "m1"]
    assert list(kept.because(card)) == [ByDependency("cash")]


def test_the_solver_is_asked_on_demand(versions: Versions) -> None:
    pytest.importorskip("z3")
    found = el.diff(versions.before, versions.after)
    assert {name: proved and proved.effect for name, proved in found.effects.items()} == {
        "cash": "changed",
        "card": "narrower",
        "staff": "narrower",
        "home": "ended",
    }
    assert found.as_json()["supports"][0]["proved"]["gains"]["household"]


def test_what_cannot_be_compared(versions: Versions) -> None:
    """Versions of two regions; a household without a day."""
    with pytest.raises(el.EligibilityError, match="of different regions"):
        el.diff(versions.before, el.load_ruleset("zhangye", as_of=DAY))
    with pytest.raises(el.EligibilityError, match="no day is given"):
        el.diff(versions.before, versions.after, profile=el.read_profile(json.dumps(one())))
