"""Who may use a server: this computer alone, whoever has the token, or the public in small amounts."""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from collections import deque
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers

from eligibility.views.models.problem import ProblemKind
from eligibility.web.problems import Refused
from eligibility.web.settings import LOOPBACK, Settings

API = "/api/"
"""What is for programs; everything else is for browsers."""

OPEN = ("/static/", "/problems/", "/sign-in", "/healthz")
"""What is served to everybody who reaches the server."""

CLOSED_TO_THE_PUBLIC = ("/desk", "/register", "/api/v1/registers")
"""What a public server does not serve."""

COOKIE = "eligibility"
"""The cookie of those who signed in."""

A_MINUTE = 60.0
PER_MINUTE = 30
"""The requests of one address in a minute, on a public server."""

MOST_ADDRESSES = 10_000
"""The addresses that are remembered at once."""


class Access:
    """Decides whether a request is served. It keeps nothing but the times of the last minute's requests by address."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._token = settings.token()
        self._clock = clock
        self._times: dict[str, deque[float]] = {}

    def check(self, method: str, path: str, headers: Headers, address: str) -> None:
        """Refuse what may not be served.

        Raises:
            Refused: the request comes from elsewhere, brings no token, is not for the public, or comes too often.
        """
        self._check_host(headers)
        self._check_origin(method, headers)
        if self._settings.public:
            self._check_public(method, path, address)
        elif self._token is not None:
            self._check_token(method, path, headers, address)

    def sign_in(self, token: str) -> str | None:
        """The cookie for a token; None where it is another one, or none is asked for."""
        if self._token is None or not _same(token, self._token):
            return None
        return _derived(self._token)

    # -- internals

    def _check_host(self, headers: Headers) -> None:
        """Only this computer's own names, where only this computer is served: another site's name may be made to lead here."""
        if self._settings.loopback and not self._settings.public and self._token is None:
            host = re.sub(r":\d*$", "", headers.get("host", "")).strip("[]").lower()
            if host not in LOOPBACK:
                raise Refused(ProblemKind.FORBIDDEN)

    def _check_origin(self, method: str, headers: Headers) -> None:
        origin = headers.get("origin")
        if origin in self._settings.allow_origin:
            return
        if origin is not None and origin.partition("://")[2].lower() != headers.get("host", "").lower():
            raise Refused(ProblemKind.FORBIDDEN)
        if origin is None and method not in {"GET", "HEAD"} and headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
            raise Refused(ProblemKind.FORBIDDEN)

    def _check_public(self, method: str, path: str, address: str) -> None:
        if path.startswith(CLOSED_TO_THE_PUBLIC) or (path.startswith(API) and method not in {"GET", "HEAD"}):
            raise Refused(ProblemKind.FORBIDDEN)
        if not path.startswith(("/static/", "/healthz")):
            self._check_rate(address)

    def _check_token(self, method: str, path: str, headers: Headers, address: str) -> None:
        if path.startswith(OPEN):
            if path == "/sign-in" and method == "POST":
                self._check_rate(address)
            return
        assert self._token is not None
        kind, _, given = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and _same(given.strip(), self._token):
            return
        if not path.startswith(API) and _same(_cookie(headers), _derived(self._token)):
            return
        raise Refused(ProblemKind.TOKEN_REQUIRED, headers={"WWW-Authenticate": "Bearer"})

    def _check_rate(self, address: str) -> None:
        now = self._clock()
        times = self._times.setdefault(address, deque())
        while times and now - times[0] >= A_MINUTE:
            times.popleft()
        if len(times) >= PER_MINUTE:
            raise Refused(ProblemKind.TOO_MANY_REQUESTS, headers={"Retry-After": str(int(A_MINUTE - (now - times[0])) + 1)})
        times.append(now)
        if len(self._times) > MOST_ADDRESSES:
            self._times = {known: kept for known, kept in self._times.items() if kept and now - kept[-1] < A_MINUTE}


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())


def _derived(token: str) -> str:
    """What the cookie holds: it tells nobody the token."""
    return hmac.new(token.encode(), b"eligibility cookie", hashlib.sha256).hexdigest()


def _cookie(headers: Headers) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""
