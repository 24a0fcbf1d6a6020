"""A body becomes a request, or all that is wrong with it is told at once, and nothing of what it held."""

from __future__ import annotations

import json

import pytest

import eligibility as el
from eligibility.views.models.problem import ProblemKind
from eligibility.web.problems import Refused
from eligibility.web.requests import REQUESTS, AskRequest, RequestModel, in_profile, invalid, read_request
from tests.conftest import ROOT
from tests.test_privacy import MARKERS, profiles


def test_a_profile_is_read_as_the_library_reads_it() -> None:
    text = (ROOT / "examples" / "rural_family.json").read_bytes()
    assert read_request(b'{"profile": ' + text + b"}", AskRequest).profile == el.read_profile(text)


@pytest.mark.parametrize("marker", MARKERS)
def test_no_marker_comes_back(marker: str) -> None:
    """At every kind of place in a request."""
    bodies: list[object] = [{"profile": one} for one in profiles(marker)]
    bodies += [
        {"profile": {}, marker: 1},
        {"profile": {}, "region": [marker]},
        {"profile": marker},
        {"profile": {}, "as_of": marker},
        marker,
    ]
    for body in bodies:
        with pytest.raises(Refused) as caught:
            read_request(json.dumps(body).encode(), AskRequest)
        told = caught.value.model("zh").model_dump_json() + caught.value.model("en").model_dump_json() + repr(caught.value.error)
        assert marker not in told and json.dumps(marker)[1:-1] not in told


@pytest.mark.parametrize("model", REQUESTS)
def test_a_request_shows_nothing(model: type[RequestModel]) -> None:
    assert repr(model.model_construct()) == f"<{model.__name__}>"


def test_problems_in_the_profile_and_elsewhere() -> None:
    with pytest.raises(el.ProfileError) as caught:
        el.read_profile('{"household": {"size": "x"}}')
    told = in_profile(caught.value)
    assert [one.path for one in told] == [("profile", "household", "size")]
    assert invalid(told).kind is ProblemKind.PROFILE_INVALID
    with pytest.raises(Refused) as both:
        read_request(b'{"profile": {"household": {"size": "x"}}, "as_of": 1}', AskRequest)
    assert both.value.kind is ProblemKind.REQUEST_INVALID
