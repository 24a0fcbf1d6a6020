"""A server in this process, and a client that calls it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pytest
from starlette.testclient import TestClient

from eligibility.web.app import create_app
from eligibility.web.library import LoadedLibrary
from eligibility.web.settings import Settings

Serve = Callable[[Settings], TestClient]

BASE = "http://127.0.0.1:8770"


@cache
def shipped_library() -> LoadedLibrary:
    """The shipped rules, read once for all tests of a process."""
    return LoadedLibrary()


def client_of(settings: Settings) -> TestClient:
    """A client of a server of its own, which is told what failed as a browser is."""
    library = None if settings.rulesets else shipped_library()
    return TestClient(create_app(settings, library), base_url=BASE, raise_server_exceptions=False, follow_redirects=False)


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    """A client of a server for this computer alone."""
    with client_of(Settings()) as client:
        yield client


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts servers of other settings: `serve(Settings(public=True))`."""
    opened: list[TestClient] = []

    def start(settings: Settings) -> TestClient:
        opened.append(client_of(settings).__enter__())
        return opened[-1]

    yield start
    for one in opened:
        one.__exit__(None, None, None)
