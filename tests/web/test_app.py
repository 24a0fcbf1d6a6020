"""The application, put together."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import eligibility as el
from eligibility.errors import EligibilityError
from eligibility.web.app import ENVIRONMENT, create_app, served
from eligibility.web.settings import Settings
from tests.conftest import ROOT
from tests.web.conftest import Serve, shipped_library


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").status_code == 200


def test_what_there_is_not_is_a_problem(client: TestClient) -> None:
    for method, path, status, code in [
        ("GET", "/api/v1/none", 404, "not-found"),
        ("DELETE", "/healthz", 405, "method-not-allowed"),
        ("GET", "/openapi.json", 404, "not-found"),
        ("GET", "/docs", 404, "not-found"),
    ]:
        answer = client.request(method, path)
        assert (answer.status_code, answer.json()["code"]) == (status, code), path
        assert answer.headers["content-type"] == "application/problem+json"


def test_settings_that_are_not_safe_start_nothing(tmp_path: Path) -> None:
    with pytest.raises(EligibilityError):
        create_app(Settings(host="0.0.0.0"))
    with pytest.raises(EligibilityError):
        create_app(Settings(rulesets=tmp_path))


def test_what_the_routes_find(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eligibility.web.app.library_of", lambda root, *, watch: shipped_library())
    settings = Settings(book=ROOT / "examples" / "book")
    monkeypatch.setenv(ENVIRONMENT, settings.as_text())
    settled: list[str] = []
    monkeypatch.setattr(gc, "collect", lambda: settled.append("collect"))
    monkeypatch.setattr(gc, "freeze", lambda: settled.append("freeze"))
    app = served()
    assert settled == ["collect", "freeze"]
    assert app.state.settings == settings
    assert isinstance(app.state.book, el.Book) and isinstance(app.state.library, el.Library)


def test_another_site_calls_the_api_where_it_is_named(serve: Serve) -> None:
    origin = {"origin": "https://portal.example"}
    asks = {**origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    named = serve(Settings(allow_origin=("https://portal.example",)))
    assert named.options("/api/v1/decisions", headers=asks).headers["access-control-allow-origin"] == "https://portal.example"
    assert named.get("/healthz", headers=origin).headers["access-control-allow-origin"] == "https://portal.example"
    unnamed = serve(Settings())
    answer = unnamed.options("/api/v1/decisions", headers=asks)
    assert answer.status_code == 403 and "access-control-allow-origin" not in answer.headers
