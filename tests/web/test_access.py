"""Who may use a server: this computer alone, whoever has the token, or the public in small amounts."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.datastructures import Headers

from eligibility.views.models.problem import ProblemKind
from eligibility.web.access import PER_MINUTE, Access
from eligibility.web.problems import Refused
from eligibility.web.settings import Settings

TOKEN = "a-long-enough-token-1234"
HERE = {"host": "127.0.0.1:8770"}


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    file = tmp_path / "token"
    file.write_text(TOKEN, "utf-8")
    return file


def asked(
    access: Access, headers: dict[str, str], *, method: str = "GET", path: str = "/", address: str = "10.0.0.9"
) -> ProblemKind | None:
    """Why a request is refused; None where it is served."""
    try:
        access.check(method, path, Headers(headers), address)
    except Refused as refused:
        return refused.kind
    return None


@pytest.mark.parametrize("host", ["127.0.0.1:8770", "localhost:8770", "LOCALHOST", "[::1]:8770", "127.0.0.1"])
def test_this_computer_s_own_names(host: str) -> None:
    assert asked(Access(Settings()), {"host": host}) is None


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8770", "127.0.0.1.evil.example", "", "localhost.evil.example:8770"])
def test_a_name_that_was_made_to_lead_here(host: str) -> None:
    """DNS rebinding: the page of another site calls us under its own name."""
    assert asked(Access(Settings()), {"host": host}) is ProblemKind.FORBIDDEN


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:9999", "http://localhost:8770"])
def test_another_origin(origin: str) -> None:
    for method in ("GET", "POST"):
        assert asked(Access(Settings()), {**HERE, "origin": origin}, method=method) is ProblemKind.FORBIDDEN


def test_our_own_origin_and_one_that_is_named() -> None:
    assert asked(Access(Settings()), {**HERE, "origin": "http://127.0.0.1:8770"}, method="POST") is None
    named = Access(Settings(allow_origin=("https://portal.example",)))
    assert asked(named, {**HERE, "origin": "https://portal.example"}, method="POST") is None
    assert asked(named, {**HERE, "origin": "https://portal.example.evil"}, method="POST") is ProblemKind.FORBIDDEN


def test_a_form_that_another_site_sends_without_an_origin() -> None:
    assert asked(Access(Settings()), {**HERE, "sec-fetch-site": "cross-site"}, method="POST") is ProblemKind.FORBIDDEN
    assert asked(Access(Settings()), {**HERE, "sec-fetch-site": "cross-site"}) is None, "a link from elsewhere may be followed"


def test_a_token_is_asked_for_everywhere_but_where_it_is_given(token_file: Path) -> None:
    access = Access(Settings(host="0.0.0.0", token_file=token_file))
    for path in ("/", "/api/v1", "/api/v1/registers"):
        assert asked(access, {"host": "office.example"}, path=path) is ProblemKind.TOKEN_REQUIRED
        for wrong in ("Bearer", "Bearer x", f"Basic {TOKEN}", f"Bearer {TOKEN}x"):
            assert asked(access, {"authorization": wrong}, path=path) is ProblemKind.TOKEN_REQUIRED
        assert asked(access, {"authorization": f"bearer {TOKEN}"}, path=path) is None
    for path in ("/healthz", "/sign-in", "/problems/busy", "/static/style.css"):
        assert asked(access, {}, path=path) is None


def test_the_cookie_serves_pages_and_not_the_api(token_file: Path) -> None:
    access = Access(Settings(token_file=token_file))
    cookie = access.sign_in(TOKEN)
    assert cookie and TOKEN not in cookie
    assert access.sign_in("another-long-enough-token") is None
    signed_in = {"cookie": f"other=1; eligibility={cookie}"}
    assert asked(access, signed_in) is None
    assert asked(access, signed_in, path="/api/v1") is ProblemKind.TOKEN_REQUIRED
    for wrong in ("eligibility=x", "eligibility", ";;=\x01", f"eligibility={TOKEN}", "eligibility=王芳"):
        assert asked(access, {"cookie": wrong.encode().decode("latin-1")}) is ProblemKind.TOKEN_REQUIRED
    assert Access(Settings()).sign_in(TOKEN) is None


def test_the_public_sees_pages_and_rules_only() -> None:
    access = Access(Settings(host="0.0.0.0", public=True))
    for method, path in [("GET", "/"), ("POST", "/answers"), ("GET", "/api/v1/regions"), ("GET", "/healthz")]:
        assert asked(access, {"host": "portal.example"}, method=method, path=path) is None
    for method, path in [
        ("POST", "/api/v1/decisions"), ("POST", "/api/v1/decisions/batch"), ("GET", "/api/v1/registers/x"), ("POST", "/register"),
        ("GET", "/desk"), ("DELETE", "/api/v1/registers/x"),
    ]:  # fmt: skip
        assert asked(access, {"host": "portal.example"}, method=method, path=path) is ProblemKind.FORBIDDEN


def test_an_address_of_the_public_asks_so_often_and_no_oftener() -> None:
    now = [0.0]
    access = Access(Settings(public=True), clock=lambda: now[0])
    assert [asked(access, {}) for _ in range(PER_MINUTE + 1)] == [None] * PER_MINUTE + [ProblemKind.TOO_MANY_REQUESTS]
    assert asked(access, {}, address="10.0.0.8") is None
    assert asked(access, {}, path="/static/style.css") is None
    now[0] = 59.0
    with pytest.raises(Refused) as caught:
        access.check("GET", "/", Headers({}), "10.0.0.9")
    assert caught.value.headers == {"Retry-After": "2"}
    now[0] = 60.5
    assert asked(access, {}) is None


def test_who_guesses_at_the_token_is_slowed_down(token_file: Path) -> None:
    access = Access(Settings(token_file=token_file))
    found = [asked(access, {}, method="POST", path="/sign-in") for _ in range(PER_MINUTE + 1)]
    assert found[-1] is ProblemKind.TOO_MANY_REQUESTS
    assert asked(access, {}, method="GET", path="/sign-in") is None


def test_addresses_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eligibility.web.access.MOST_ADDRESSES", 3)
    now = [0.0]
    access = Access(Settings(public=True), clock=lambda: now[0])
    for number in range(4):
        now[0] += 50
        asked(access, {}, address=f"10.0.0.{number}")
    assert len(access._times) == 2
