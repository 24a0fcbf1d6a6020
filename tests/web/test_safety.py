"""What holds for every request, tried with a small application inside."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
from collections.abc import Awaitable, Callable

import httpx
import pytest
from fastapi.routing import APIRoute
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Message

from eligibility.web.access import Access
from eligibility.web.api.index import api_routes
from eligibility.web.pages.routes import router
from eligibility.web.safety import BODY, HEADERS, PAGE_POLICY, PAPER, PAPER_SECONDS, SECONDS, UPLOAD_SECONDS, Safety, limit_of
from eligibility.web.settings import Settings
from tests.loops import run as run_to_end

MARKER = "王芳610219199003021234"


async def echo(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


def crash(request: Request) -> Response:
    raise ValueError(MARKER)


def slow(request: Request) -> Response:
    time.sleep(0.6)
    return PlainTextResponse("late")


async def stream(request: Request) -> Response:
    async def parts() -> object:
        for _ in range(4):
            yield b"x" * 10
            await asyncio.sleep(0.1)

    return StreamingResponse(parts())  # type: ignore[arg-type]


def test_what_is_laid_out_for_paper_may_take_longer() -> None:
    """Both ways to a card on paper are among its paths; nothing takes less than anything else may."""
    assert {route.path for route in (*api_routes(), *router.routes) if isinstance(route, APIRoute)} >= PAPER
    application = Safety(echo, Access(Settings()))  # type: ignore[arg-type]
    paths = ("/api/v1/decisions", "/card", *sorted(PAPER), "/register/columns")
    assert [application._seconds_of(path) for path in paths] == [SECONDS, SECONDS, PAPER_SECONDS, PAPER_SECONDS, UPLOAD_SECONDS]
    assert Safety(echo, Access(Settings()), seconds=60)._seconds_of("/card.pdf") == 60  # type: ignore[arg-type]


def inside(seconds: float = 0.3, most: int = 36) -> Starlette:
    routes = [Route(f"/api/{one.__name__}", one, methods=["GET", "POST"]) for one in (echo, crash, slow, stream)]
    return Starlette(routes=routes, middleware=[Middleware(Safety, access=Access(Settings()), seconds=seconds, most=most)])


def called(app: Starlette, calls: Callable[[httpx.AsyncClient], Awaitable[object]]) -> object:
    async def run() -> object:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8770") as client:
            return await calls(client)

    return run_to_end(run())


def test_headers_of_every_answer() -> None:
    async def calls(client: httpx.AsyncClient) -> None:
        for path in ("/api/echo", "/api/nothing", "/api/crash"):
            answer = await client.get(path)
            assert answer.headers.items() >= {name.lower(): value for name, value in HEADERS.items()}.items()
            assert answer.headers["cache-control"] == "no-store" and answer.headers["x-request-id"]
            assert answer.headers["content-security-policy"].startswith("default-src 'none'; frame-ancestors 'none'")
        page = await client.get("/page")
        assert page.headers["cache-control"] == "private, no-cache" and page.headers["content-security-policy"] == PAGE_POLICY

    called(inside(), calls)


def test_a_crash_is_a_problem_without_its_message(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = called(inside(), lambda client: client.post("/api/crash", content=MARKER))
    assert isinstance(answer, httpx.Response) and answer.status_code == 500
    problem = json.loads(answer.content)
    assert problem["code"] == "internal" and problem["instance"] == answer.headers["x-request-id"]
    assert problem["instance"] in caplog.text and "ValueError: web/test_safety.py:" in caplog.text
    assert MARKER not in caplog.text + answer.text


def test_a_crash_in_a_browser_is_a_page() -> None:
    answer = called(inside(), lambda client: client.get("/api/crash"))
    assert isinstance(answer, httpx.Response) and answer.headers["content-type"] == "application/problem+json"
    page = called(inside(), lambda client: client.get("http://evil.example/", headers={"accept": "text/html"}))
    assert isinstance(page, httpx.Response) and page.status_code == 403 and "<h1>" in page.text


@pytest.mark.parametrize("said", [True, False])
def test_what_is_too_large_is_not_read(said: bool) -> None:
    """Whether the request says its length or not."""

    async def parts() -> object:
        for _ in range(BODY // 1000 + 2):
            yield b"x" * 1000

    answer = called(inside(), lambda client: client.post("/api/echo", content=b"x" * (BODY + 1) if said else parts()))  # type: ignore[arg-type]
    assert isinstance(answer, httpx.Response) and answer.status_code == 413 and answer.json()["code"] == "too-large"
    fits = called(inside(), lambda client: client.post("/api/echo", content=b"x" * BODY))
    assert isinstance(fits, httpx.Response) and fits.text == str(BODY)


def test_limits_by_path() -> None:
    assert limit_of("/api/v1/registers/columns") > limit_of("/api/v1/decisions/batch") > limit_of("/api/v1/decisions") == BODY


@pytest.mark.parametrize("length", ["x", "-1", "9" * 20, "1e3", "²"])
def test_a_length_that_is_none(length: str) -> None:
    answer = _answered(inside(), [(b"content-length", length.encode("utf-8"))])
    assert answer == 413


def _answered(app: Starlette, headers: list[tuple[bytes, bytes]]) -> int:
    """The status of a request whose headers no client would send."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": "POST", "path": "/api/echo", "query_string": b"", "headers": [(b"host", b"localhost"), *headers]}
    run_to_end(app(scope, receive, send))
    status = sent[0]["status"]
    assert isinstance(status, int)
    return status


def test_what_takes_too_long_is_given_up_and_the_next_is_served() -> None:
    async def calls(client: httpx.AsyncClient) -> None:
        started = time.perf_counter()
        answer = await client.get("/api/slow")
        assert answer.status_code == 503 and answer.json()["code"] == "busy" and answer.headers["retry-after"] == "1"
        assert time.perf_counter() - started < 0.55
        assert (await client.get("/api/echo")).status_code == 200

    called(inside(), calls)


def test_an_answer_that_has_begun_is_finished() -> None:
    answer = called(inside(), lambda client: client.get("/api/stream"))
    assert isinstance(answer, httpx.Response) and answer.content == b"x" * 40


def test_more_than_wait_are_told_so() -> None:
    async def calls(client: httpx.AsyncClient) -> list[int]:
        return [one.status_code for one in await asyncio.gather(*(client.get("/api/slow") for _ in range(5)))]

    assert sorted(called(inside(seconds=5, most=3), calls)) == [200, 200, 200, 503, 503]  # type: ignore[call-overload]


def test_a_place_is_kept_as_long_as_the_thread_runs() -> None:
    async def calls(client: httpx.AsyncClient) -> None:
        assert (await client.get("/api/slow")).status_code == 503
        assert (await client.get("/api/echo")).status_code == 503, "its thread still runs"
        await asyncio.sleep(0.5)
        assert (await client.get("/api/echo")).status_code == 200

    called(inside(seconds=0.2, most=1), calls)
    assert threading.active_count() < 50


def test_what_is_no_request_is_closed() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    run_to_end(inside()({"type": "websocket", "path": "/", "headers": []}, receive, send))
    assert [one["type"] for one in sent] == ["websocket.close"]
