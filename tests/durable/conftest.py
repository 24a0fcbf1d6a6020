"""Live cases need durable_rules, which no Python from 3.13 on can load."""

from __future__ import annotations

import pytest

from eligibility.durable.host import LiveEngineMissing, host


@pytest.fixture(autouse=True, scope="session")
def engine() -> None:
    try:
        host()
    except LiveEngineMissing:
        pytest.skip("durable_rules cannot be loaded")
