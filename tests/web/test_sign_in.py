"""A browser shows the token once and is let in by a cookie; programs show it each time."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from eligibility.web.settings import Settings
from tests.web.conftest import Serve

TOKEN = "a-long-enough-token-1234"
BROWSER = {"accept": "text/html", "origin": "http://127.0.0.1:8770"}


@pytest.fixture
def client(serve: Serve, tmp_path: Path) -> TestClient:
    (tmp_path / "token").write_text(TOKEN, "utf-8")
    return serve(Settings(host="0.0.0.0", token_file=tmp_path / "token"))


def test_the_way_in(client: TestClient) -> None:
    sent_away = client.get("/", headers=BROWSER)
    assert (sent_away.status_code, sent_away.headers["location"]) == (303, "/sign-in")
    assert "口令" in client.get("/sign-in").text and "Token" in client.get("/sign-in?lang=en").text
    wrong = client.post("/sign-in", data={"token": "another-long-enough-one"}, headers=BROWSER)
    assert wrong.status_code == 403 and "口令不对" in wrong.text and "another" not in wrong.text and "set-cookie" not in wrong.headers
    right = client.post("/sign-in", data={"token": TOKEN}, headers=BROWSER)
    cookie = right.headers["set-cookie"]
    assert (right.status_code, right.headers["location"]) == (303, "/")
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and TOKEN not in cookie
    assert client.get("/", headers=BROWSER).status_code == 200, "the client keeps the cookie"


def test_programs_show_it_each_time(client: TestClient) -> None:
    client.post("/sign-in", data={"token": TOKEN})
    refused = client.get("/api/v1")
    assert refused.status_code == 401 and refused.json()["code"] == "token-required" and refused.headers["www-authenticate"] == "Bearer"
    assert client.get("/api/v1", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_where_none_is_asked_for(serve: Serve) -> None:
    open_to_all = serve(Settings())
    assert open_to_all.post("/sign-in", data={"token": TOKEN}).status_code == 403
    assert open_to_all.post("/sign-in", files={"token": ("a", b"x")}).status_code == 403
