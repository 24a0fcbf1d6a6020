"""The explorer of everything that is shipped, written once."""

from __future__ import annotations

from pathlib import Path

import pytest

from eligibility.rules.folders import shipped
from eligibility.site.build import build
from tests.card.conftest import browser

__all__ = ["browser"]


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("explorer") / "site"
    build(out, shipped())
    return out
