"""From a request to rules and a day; a second engine that fails is told and stops nothing."""

from __future__ import annotations

import logging

import pytest

import eligibility as el
from eligibility.durable.host import LiveEngineError, LiveEngineMissing
from eligibility.views.models.problem import ProblemKind
from eligibility.web import deciding
from eligibility.web.deciding import Deciding, day_of, live_installed
from eligibility.web.problems import Refused
from eligibility.web.requests import AskRequest
from tests.conftest import DAY, one

LIBRARY = el.Library()


def asked(**more: object) -> AskRequest:
    return AskRequest.model_validate({"profile": el.Profile.model_validate(one(certified=True)), "as_of": "2024-06-01", **more})


def test_a_region_by_name_or_by_the_area_code() -> None:
    found = Deciding(LIBRARY, None, live=False)
    assert found.decided(asked(region="zhangye")).decision.ruleset.region == "zhangye"
    there = el.Profile.model_validate({**one(), "locality": {"adcode": "620702"}})
    assert found.interview(asked(profile=there)).decision.ruleset.region == "zhangye"
    with pytest.raises(Refused) as caught:
        found.decided(asked())
    assert caught.value.kind is ProblemKind.REQUEST_INVALID


def test_a_day_of_the_request_or_of_the_profile() -> None:
    assert day_of(asked()) == DAY
    with pytest.raises(Refused) as caught:
        day_of(asked(as_of=None))
    assert caught.value.kind is ProblemKind.AS_OF_MISSING


def test_a_second_engine_that_fails(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def fails(decision: el.Decision) -> None:
        raise LiveEngineError("the rules did not fire")

    monkeypatch.setattr("eligibility.durable.cross_check.agree", fails)
    found = Deciding(LIBRARY, None, live=True)
    with caplog.at_level(logging.ERROR):
        assert found.decided(asked(region="zhangye")).times == 1
    assert "the rules did not fire" in caplog.text


def test_without_a_second_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise LiveEngineMissing

    monkeypatch.setattr(deciding, "host", missing)
    assert not live_installed()
