"""What holds for every request: who may ask, how much, how long, what the answer's headers say, and what is written down.

A request that is refused, too large or too slow, or that crashes, ends here with a problem document. Nothing that was in it
reaches the log.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Mapping
from urllib.parse import parse_qs

import anyio.to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from eligibility.i18n import Language
from eligibility.limits import PROFILE_BYTES
from eligibility.views.models.problem import ProblemKind
from eligibility.web.access import API, Access
from eligibility.web.log import log_crash, log_request
from eligibility.web.problems import STATUSES, Refused, problem_page

THREADS = 4
"""The requests that are worked on at once: deciding is pure Python, and more threads would only share one core."""

QUEUE = 32
"""The requests that wait for a thread; the next is told that the server is busy."""

SECONDS = 10.0
"""How long a request may take until its answer begins."""

UPLOAD_SECONDS = 120.0
"""The same, where a register is sent."""

PAPER_SECONDS = 30.0
"""The same, where a page is laid out for paper: fonts are looked for, and the page is drawn until it is full."""

BODY = 256 * 1024
BATCH_BODY = 4 * 1024 * 1024
REGISTER_BODY = 50 * 1024 * 1024
"""The bytes of a request: of any, of a batch, and of a register. A replay may bring a whole decision."""

PAPER = frozenset({"/api/v1/cards", "/card.pdf"})
"""The paths whose answer may be laid out for paper."""

_FORM = 64 * 1024
"""What the form around a register adds."""

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"

HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
}
"""What every answer says. (With no-referrer a browser would send the origin `null` with a form of our own.)"""


class TooLarge(Exception):
    """A request has more bytes than are read."""


class Safety:
    """Surrounds the application. One request's failure is its own."""

    def __init__(self, app: ASGIApp, access: Access, *, seconds: float = SECONDS, most: int = THREADS + QUEUE) -> None:
        self._app = app
        self._access = access
        self._seconds = seconds
        self._most = most
        self._running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or pass on what is none."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        elif scope["type"] != "http":
            await self._app(scope, receive, send)
        else:
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        started, request = time.perf_counter(), secrets.token_hex(6)
        scope.setdefault("state", {})["request_id"] = request
        answer = Answer(scope, send, request)
        try:
            refusal = await self._answered(scope, Limited(receive, limit_of(scope["path"])), answer)
            if refusal is not None and not answer.begun:
                await refusal(scope, receive, answer.send)
        finally:
            log_request(scope, request, answer.status, time.perf_counter() - started, answer.size)

    async def _answered(self, scope: Scope, receive: Limited, answer: Answer) -> Response | None:
        """Let the application answer; what is to be said instead where it does not."""
        try:
            address = scope["client"][0] if scope.get("client") else ""
            receive.check(Headers(scope=scope))
            self._access.check(scope["method"], scope["path"], Headers(scope=scope), address)
            await self._in_time(scope, receive, answer)
        except Refused as refused:
            return refusal_of(scope, refused)
        except TooLarge:
            return refusal_of(scope, Refused(ProblemKind.TOO_LARGE, headers={"Connection": "close"}))
        except ClientDisconnect:
            answer.status = 499
        except Exception as error:
            log_crash(scope, answer.request, error)
            return refusal_of(scope, Refused(ProblemKind.INTERNAL))
        return None

    async def _in_time(self, scope: Scope, receive: Receive, answer: Answer) -> None:
        """Run the application until its answer begins, but no longer than a request may take; an answer that has begun is finished.

        Where only the head of an answer is wanted, the application is asked for the whole. A thread cannot be ended. What is still
        running then keeps its place among those that run, and nobody hears of its answer.

        Raises:
            Refused: too many requests are running, or this one takes too long.
        """
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        if self._running >= self._most:
            raise Refused(ProblemKind.BUSY)
        self._running += 1
        inner = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        task = asyncio.ensure_future(self._app(inner, receive, answer.of_application))
        task.add_done_callback(self._ended)
        try:
            await asyncio.wait({task, answer.beginning}, timeout=self._seconds_of(scope["path"]), return_when=asyncio.FIRST_COMPLETED)
            if task.done() or answer.begun:
                await task
                return
        except asyncio.CancelledError:
            task.cancel()
            raise
        finally:
            scope["route"] = inner.get("route")
        answer.close()
        task.cancel()
        raise Refused(ProblemKind.BUSY)

    def _seconds_of(self, path: str) -> float:
        """How long a request to a path may take."""
        if takes_registers(path):
            return UPLOAD_SECONDS
        return max(PAPER_SECONDS, self._seconds) if path in PAPER else self._seconds

    def _ended(self, task: asyncio.Future[None]) -> None:
        self._running -= 1
        if not task.cancelled():
            task.exception()  # looked at, so that nothing is said of an error that came too late


class Answer:
    """An answer on its way out: whether it has begun, its status, and how many bytes of it were sent."""

    def __init__(self, scope: Scope, send: Send, request: str) -> None:
        self.request = request
        self.status = 0
        self.size = 0
        self.beginning: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._scope = scope
        self._send = send
        self._closed = False

    @property
    def begun(self) -> bool:
        """Whether its status was sent."""
        return self.beginning.done()

    def close(self) -> None:
        """Let nothing of the application's through any more."""
        self._closed = True

    async def of_application(self, message: Message) -> None:
        """Send a part of what the application answers, unless something else was answered meanwhile."""
        if not self._closed:
            await self.send(message)

    async def send(self, message: Message) -> None:
        """Send a part, with the headers that every answer has; of the content nothing where only the head is wanted."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            add_headers(self._scope, MutableHeaders(scope=message), self.request)
            self.beginning.set_result(None)
        elif self._scope["method"] == "HEAD":
            message = {**message, "body": b""}
        self.size += len(message.get("body", b""))
        await self._send(message)


class Limited:
    """What a request brings, up to a number of bytes."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._left = limit

    def check(self, headers: Headers) -> None:
        """Refuse at once what says itself that it is too large.

        Raises:
            TooLarge: it does.
        """
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit() and len(length) < 16) or int(length) > self._left:
            raise TooLarge()

    async def __call__(self) -> Message:
        """The next part.

        Raises:
            TooLarge: there is too much.
        """
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise TooLarge()
        return message


def takes_registers(path: str) -> bool:
    """Whether registers are sent to a path."""
    return path.startswith(("/api/v1/registers", "/register"))


def limit_of(path: str) -> int:
    """The bytes that a request to a path may have."""
    if takes_registers(path):
        return REGISTER_BODY + _FORM
    return {"/api/v1/decisions/batch": BATCH_BODY, "/api/v1/replays": PROFILE_BYTES}.get(path, BODY)


def refusal_of(scope: Scope, refused: Refused) -> Response:
    """What is answered to a refused request: a problem document, or in a browser a page; without a token the way to sign in."""
    headers, language = Headers(scope=scope), language_of(scope)
    if scope["path"].startswith(API) or "text/html" not in headers.get("accept", ""):
        instance = scope["state"]["request_id"] if STATUSES[refused.kind] >= 500 else None
        return refused.response(language, instance)
    if refused.kind is ProblemKind.TOKEN_REQUIRED:
        return RedirectResponse("/sign-in", 303)
    page = problem_page(refused.kind, language, STATUSES[refused.kind], scope["state"]["request_id"])
    page.headers.update(refused.headers)
    return page


def language_of(scope: Scope) -> Language:
    """The language that a request asks for by `lang`; Chinese where it names none or another one."""
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    return "en" if query.get("lang", [""])[-1] == "en" else "zh"


def add_headers(scope: Scope, headers: MutableHeaders, request: str) -> None:
    """Add what every answer says, where the answer itself says nothing else."""
    api = scope["path"].startswith(API)
    cache = "no-store" if api else "private, no-cache"
    policy = API_POLICY if api else PAGE_POLICY
    for name, value in {**HEADERS, "Cache-Control": cache, "Content-Security-Policy": policy, "X-Request-Id": request}.items():
        headers.setdefault(name, value)
