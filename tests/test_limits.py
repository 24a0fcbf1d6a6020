"""Every limit is documented in both languages, with its value."""

from __future__ import annotations

import re

import pytest

from eligibility import limits
from tests.conftest import ROOT

CONSTANTS = {name: value for name, value in vars(limits).items() if name.isupper()}


@pytest.mark.parametrize("page", ["limits.md", "limits.zh.md"])
def test_the_page_of_limits_lists_every_constant(page: str) -> None:
    rows = re.findall(r"^\| .* \| ([\d,]+) \| `(\w+)` \|$", (ROOT / "docs" / page).read_text("utf-8"), re.MULTILINE)
    assert {name: int(value.replace(",", "")) for value, name in rows} == CONSTANTS
