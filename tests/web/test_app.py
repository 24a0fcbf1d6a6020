"""The application, put together."""

from __future__ import annotations

import gc
import logging
import re
from pathlib import Path

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

import eligibility as el
from eligibility.errors import EligibilityError
from eligibility.web.api.index import api_routes
from eligibility.web.app import ENVIRONMENT, create_app, served
from eligibility.web.pages import registers
from eligibility.web.pages import routes as pages
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


def test_whatever_is_given_by_get_is_given_by_head(client: TestClient) -> None:
    """Of the API and the pages: the same status and head, with the length and the tag of the whole, and nothing of it."""
    names = {"region": "zhangye", "version": "2022-04-15", "later": "2022-04-15", "support": "dibao", "code": "busy"}
    routes = [route for route in (*api_routes(), *routes_of(pages.router), *routes_of(registers.router)) if "GET" in route.methods]
    paths = {re.sub(r"\{(\w+)\}", lambda found: names.get(found[1], "none"), route.path) for route in routes}
    paths |= {"/healthz", "/problems/busy", "/sign-in", "/static/style.css", "/api/v1/schemas/profile.json", "/none"}
    assert len(paths) > 30
    for path in sorted(paths):
        whole, head = client.get(path, headers={"accept": "*/*"}), client.head(path, headers={"accept": "*/*"})
        varying = {"x-request-id"}
        assert head.status_code == whole.status_code != 405, path
        assert {name: value for name, value in head.headers.items() if name not in varying} == {
            name: value for name, value in whole.headers.items() if name not in varying
        }, path
        assert head.content == b"" and head.headers["content-length"] == str(len(whole.content)), path
    known = {"if-none-match": client.get("/api/v1/facts").headers["etag"]}
    assert client.head("/api/v1/facts", headers=known).status_code == 304
    only_post = client.head("/api/v1/decisions")
    assert (only_post.status_code, only_post.headers["allow"]) == (405, "POST")
    assert client.put("/api/v1/facts").headers["allow"] == "GET, HEAD"


def routes_of(router: APIRouter) -> list[APIRoute]:
    return [route for route in router.routes if isinstance(route, APIRoute)]


def test_a_head_is_told_as_such_and_without_bytes(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "eligibility.web"):
        client.head("/api/v1/facts")
    assert re.search(r" HEAD /api/v1/facts 200 \d+ ms 0 bytes$", caplog.records[-1].getMessage())


@pytest.mark.parametrize("address", ["/answers", "/desk", "/sign-in"])
def test_a_form_that_cannot_be_read_says_so(client: TestClient, address: str) -> None:
    """Of more fields than any form of ours, or without the sign that parts its fields."""
    many = client.post(address, content="a=1&" * 3000, headers={"content-type": "application/x-www-form-urlencoded"})
    whole = client.post(address, content=b"a", headers={"content-type": "multipart/form-data"})
    for answer in (many, whole):
        assert answer.status_code == 422
        assert [(one["code"], one["message"]) for one in answer.json()["errors"]] == [("damaged_file", "表单读不出来")]
