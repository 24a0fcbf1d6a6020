"""Live cases need durable_rules, which is not installed everywhere."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def engine(live: None) -> None:
    """Every test here runs the engine."""
