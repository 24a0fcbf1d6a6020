"""Visitors of a server in this process."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from tests.web.pages.walker import Walker

Visit = Callable[..., Walker]


@pytest.fixture
def visit(client: TestClient) -> Visit:
    """Opens a page: `visit("/desk")`."""
    return lambda path="/": Walker(client, path)
