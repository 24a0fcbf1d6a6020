"""Two versions side by side, as data and as text."""

from __future__ import annotations

import json

import pytest

import eligibility as el
from eligibility.bulk.version_shifts import Shift
from eligibility.views.changes import ByDependency, ByExclusions, ByRoute
from eligibility.views.changes_text import household_lines, lines
from tests.conftest import DAY, one
from tests.views.conftest import DEAF, Versions


def told(versions: Versions, **more: object) -> el.Diff:
    profile = el.read_profile(json.dumps(DEAF))
    return el.diff(versions.before, versions.after, profile=profile, as_of=DAY, prove=False, **more)  # type: ignore[arg-type]


def test_what_is_not_the_same(versions: Versions) -> None:
    """Supports, definitions and figures by name; nothing of household and register where none was given."""
    found = el.diff(versions.before, versions.after, prove=False)
    assert [change.support for change in found.changes.supports] == ["cash", "card", "home", "staff"]
    assert (list(found.changes.definitions), list(found.changes.figures)) == (["needy"], ["line"])
    assert (found.household, found.register, found.same) == (None, None, False)
    assert el.diff(versions.before, versions.before).same
    data = found.as_json()
    assert data.keys() == {"before", "after", "supports", "definitions", "figures"}
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


def test_lines_for_a_reader_and_for_a_pull_request(versions: Versions) -> None:
    found = told(versions, register=[Shift("cash", 2, 1, 0, 0)])
    english = list(lines(found, "en"))
    assert english[:4] == [
        "toy/2022-01-01 → toy/2023-01-01",
        "",
        "this household's answers",
        "  m1 Cash [cash]: does not apply → applies now",
    ]
    assert "  Cash [cash]: 2 gain, 1 lose, 0 newly open, 0 were open and are now refused" in english
    assert "  declared: some gain and some lose; not proved (needs eligibility[verify])" in english
    at = english.index("figure line")
    assert english[at + 1 : at + 3] == ["  - exactly 18 years", "  + exactly 20 years"]
    assert "- m1 现金 [cash]：不符合 → 现在符合" in list(lines(found, "zh", markdown=True))
    assert list(household_lines(found, "en"))[:3] == ["", *english[2:4]]


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
