"""Every engine gives the kernel's answers."""

from __future__ import annotations

from datetime import date

import pytest

import eligibility as el
from eligibility.table import evaluate
from tests.table.registers import AS_OF, answered, expected, frame_of, homes

REGIONS = ("zhangye", "changji", "changyi", "fuzhou_jx", "zhalainuoer")


@pytest.mark.parametrize("complete", [False, True])
@pytest.mark.parametrize("region", REGIONS)
def test_polars_answers_as_the_kernel(region: str, complete: bool) -> None:
    """Status and route of every support, for every person and household of a register with missing values, are the kernel's."""
    ruleset = el.load_ruleset(region, as_of=date(2024, 6, 1))
    found = list(homes(ruleset, seed=7, count=300))
    assert answered(evaluate(ruleset, frame_of(ruleset, found), AS_OF, complete=complete, refused=True)) == expected(
        ruleset, found, complete=complete
    )
