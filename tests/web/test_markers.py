"""A profile full of marked values goes through every route, good, bad and crashing: none of them comes into an error or the log."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from eligibility.web.api.index import api_routes
from eligibility.web.pages import registers
from eligibility.web.pages.routes import router
from eligibility.web.settings import Settings
from tests.test_privacy import MARKERS
from tests.web.conftest import Serve
from tests.web.households import ask

MARKED = ("王芳", "61021919900302123X", "zx9marker", "4711.13")
"""A name, a number, a word that looks like an id, and an income."""


def bodies() -> list[Any]:
    """Requests with the markers at places where they are read, refused, or make contradictions."""
    good = ask(paths=["m1.tekun"], value=True, support="dibao", subject="household", names={"m1": "王芳"}, until="2025-01-01")
    own = {"id": "zx9marker", "birth_date": "1990-03-02", "certificate_no": "61021919900302123X41"}
    marked = {
        "profile": {"as_of": "2024-06-01", "household": {"monthly_income_per_capita": 4711.13, "members": [own]}},
        "region": "zhangye",
    }
    found: list[Any] = [
        {key: value for key, value in good.items() if key in keys}
        for keys in (
            {"profile"}, {"profile", "names"}, {"profile", "paths", "value"}, {"profile", "support", "subject"}, {"profile", "until"},
        )
    ]  # fmt: skip
    found += [marked, {**marked, "support": "王芳", "subject": "zx9marker"}, {**marked, "names": {"王芳": "王芳"}}]
    found += [{**marked, "paths": ["zx9marker.age"], "value": "王芳"}, {**marked, "paths": ["王芳.age"], "dont_know": True}]
    found += [{**marked, "region": "王芳"}, {**marked, "version": "61021919900302123X"}, {**marked, "until": "王芳"}, {**marked, "王芳": 1}]
    found += [{**marked, "receipt": {"engine": "王芳"}}, {**marked, "regions": ["王芳"]}, {**marked, "as_of": "4711.13"}]
    return found + [{"profile": {"household": {"members": [{"id": marker, marker: marker, "age": marker}]}}} for marker in MARKERS[::4]]


def shown(said: str) -> list[str]:
    return [marker for marker in (*MARKED, *MARKERS) if marker in said or json.dumps(marker)[1:-1] in said]


@pytest.mark.parametrize("crashing", [False, True])
def test_no_marker_in_any_error_or_log(
    serve: Serve, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, crashing: bool
) -> None:
    client: TestClient = serve(Settings(folder=tmp_path))
    if crashing:

        def crash(*_: object, **__: object) -> None:
            raise ValueError(f"crashed over {MARKED}")

        for name in ("decide", "Interview"):
            monkeypatch.setattr(f"eligibility.web.deciding.{name}", crash)
        for name in ("timeline", "compare", "replay"):
            monkeypatch.setattr(f"eligibility.web.api.households.{name}", crash)
        monkeypatch.setattr("eligibility.web.api.registers.received", crash)
    statuses = set()
    caplog.set_level(logging.DEBUG)
    for route in api_routes():
        for method in route.methods:
            path = route.path
            for part in ("{region}", "{version}", "{support}", "{later}", "{id}", "{name}"):
                path = path.replace(part, "王芳")
            for body in bodies() if method == "POST" else [None]:
                answer = client.request(method, f"{path}?q=王芳&lang=王芳" if method == "GET" else path, json=body)
                statuses.add(answer.status_code)
                assert answer.status_code < 400 or not shown(answer.text), (path, answer.text)
                assert answer.status_code < 500 or crashing, (path, body, answer.text)
    profile = json.dumps(bodies()[5]["profile"], ensure_ascii=False)
    marked = {"profile": profile, "place": "王芳", "region": "王芳", "as_of": "61021919900302123X", "people": "王芳", "paths": "王芳.age"}
    pages = [route for route in (*router.routes, *registers.router.routes) if isinstance(route, APIRoute)]
    assert len(pages) > 20
    for page in pages:
        path = page.path.replace("{name}", "王芳").replace("{file}", "王芳")
        for form in ({"profile": profile}, marked, {**marked, "profile": "王芳"}):
            for method in page.methods - {"HEAD"}:
                answer = client.request(method, path, data=form if method == "POST" else None, headers={"accept": "text/html"})
                assert answer.status_code < 500 or crashing, (path, form)
                assert answer.status_code < 500 or not shown(answer.text), path
    for content in (b"\xff" + "王芳".encode(), b'{"\xe7\x8e\x8b\xe8\x8a\xb3"', "王芳".encode()):
        assert not shown(client.post("/api/v1/decisions", content=content).text)
    assert not shown(client.get("/王芳?x=61021919900302123X").text)
    assert not shown(client.request("王芳".encode().decode("latin-1"), "/api/v1").text)
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("eligibility"))
    assert ours and not shown(ours)
    assert {200, 422} <= statuses if not crashing else {500, 422} <= statuses
    assert not list(tmp_path.iterdir())
