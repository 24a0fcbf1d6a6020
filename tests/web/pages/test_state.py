"""What a form carries: what was written is read back, and what was tampered with leads nowhere."""

from __future__ import annotations

import pytest

import eligibility as el
from eligibility.views.concerns import Concern
from eligibility.web.pages.state import MOST_STEPS, PageState, read_paths

PROFILE = el.read_profile('{"as_of": "2024-06-01", "household": {"monthly_income_per_capita": "410.55", "members": [{"id": "m1"}]}}')
STATE = PageState(PROFILE, (Concern.CARE, Concern.WORK), (("m1.sex",), ("m1.tekun", "m2.tekun")), (("m1.needs",),), desk=True)


def test_what_is_written_is_read_back() -> None:
    assert PageState.of(STATE.fields()) == STATE
    assert PageState.of({}) == PageState(el.Profile())
    assert repr(STATE) == "<PageState after 2 answers>"


@pytest.mark.parametrize("text", ["", "x", "m1", "m1.sex+", "m1.sex|m2.sex", "m1.<b>", "../x.sex", "a.b\n"])
def test_what_is_no_path_is_none(text: str) -> None:
    assert read_paths(text) == ()
    assert read_paths("m1.sex+m2.sex") == ("m1.sex", "m2.sex")


def test_a_step_back_takes_the_last_answered_question() -> None:
    after = STATE.answered(("m1.sex",), PROFILE, [("m1.employment",)])
    assert after.trail == (("m1.tekun", "m2.tekun"), ("m1.sex",))
    assert after.waiting == (("m1.employment",), ("m1.needs",))
    before, paths = after.back()
    assert (paths, before.trail) == (("m1.sex",), (("m1.tekun", "m2.tekun"),))
    assert PageState(PROFILE).back() == (PageState(PROFILE), ())


def test_the_trail_does_not_grow_without_end() -> None:
    state = PageState(PROFILE)
    for number in range(MOST_STEPS + 5):
        state = state.answered((f"m{number}.sex",), PROFILE)
    assert len(state.trail) == MOST_STEPS


def test_what_is_no_profile_is_refused() -> None:
    with pytest.raises(el.ProfileError):
        PageState.of({"profile": "{"})
