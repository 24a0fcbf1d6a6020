"""One visit: which rules answer, what is asked next, and what an answer does to the state."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

import eligibility as el
from eligibility.facts.profile import Profile
from eligibility.rules.library import Library
from eligibility.web.pages.sitting import PlaceUnknown, Sitting, names_for, placed
from eligibility.web.pages.state import PageState
from tests.conftest import DAY, ROOT

LIBRARY = Library()
FAMILY = {"members": [{"id": "m1", "birth_date": "1988-05-17", "sex": "female"}, {"id": "m2", "birth_date": "2017-09-30"}]}


def sitting(desk: bool = False, **profile: Any) -> Sitting:
    given = {"as_of": "2024-06-01", "locality": {"adcode": "620702"}, "household": FAMILY, **profile}
    return Sitting(PageState(el.read_profile(json.dumps(given)), desk=desk), LIBRARY, None, DAY)


@pytest.mark.parametrize("locality", [{}, {"adcode": "110000"}])
def test_without_a_known_place_there_are_no_rules(locality: dict[str, str]) -> None:
    with pytest.raises(PlaceUnknown):
        sitting(locality=locality)


def test_people_are_called_as_on_the_card() -> None:
    found = sitting()
    assert [found.called(owner).zh for owner in ("m1", "m2", "household")] == ["1988年生的女士", "2017年生的孩子", "全家"]
    assert [member.label for member in found.card.members] == [found.called("m1"), found.called("m2")]


def test_an_answer_moves_the_state_and_everything_that_follows() -> None:
    found = sitting()
    assert found.called("m1").zh == "1988年生的女士"
    found.give(found.ask(("m1.sex",)), "male")
    assert (found.called("m1").zh, found.state.trail) == ("1988年生的男士", (("m1.sex",),))
    assert found.decision.profile == found.state.profile


def test_what_an_answer_leads_to_is_asked_first() -> None:
    found = sitting()
    found.give(found.ask(("m1.disabilities", "m2.disabilities")), ["m2"])
    asked = found.next()
    assert asked is not None and asked.paths == ("m2.disabilities",)


def test_the_desk_is_asked_more_than_the_family() -> None:
    """Law: the office's questions come to the desk alone."""
    everything = ["m1.recognised", "locality.options.village_care"]
    assert [sitting()._for_office(path) for path in everything] == [True, True]
    assert sitting().next() is not None and sitting(desk=True).next() is not None


def test_a_move_forgets_what_was_said_of_the_other_place() -> None:
    profile = el.read_profile('{"locality": {"adcode": "620702", "dibao_standard": {"rural": 480}}}')
    assert placed(profile, "620702", date(2024, 1, 1)).locality.dibao_standard is not None
    moved = placed(profile, "361000", date(2024, 1, 1))
    assert (moved.locality.dibao_standard, moved.locality.adcode, moved.as_of) == (None, "361000", date(2024, 1, 1))


def test_the_names_of_a_profile_are_those_of_its_rules() -> None:
    names = names_for(LIBRARY, DAY)
    assert names(Profile()) is None
    known = names(el.read_profile((ROOT / "examples" / "rural_family.json").read_bytes()))
    assert known is not None and "nursing_subsidy" in known.supports


def test_both_derivations_are_asked(live: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where they differ nothing is shown."""
    from eligibility.durable.cross_check import DerivationMismatch
    from eligibility.web.pages import sitting as module

    def differs(decision: el.Decision) -> None:
        raise DerivationMismatch(decision.ruleset, decision.as_of, ["nursing_subsidy"])

    monkeypatch.setattr(module, "agree", differs)
    with pytest.raises(DerivationMismatch):
        _ = sitting().card
