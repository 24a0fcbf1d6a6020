"""`eligibility explain`: one answer with its proof."""

from __future__ import annotations

from tests.cli.command_line import FAMILY, answered


def test_explain() -> None:
    text = answered("explain", FAMILY, "living_allowance", "m1", "--lang", "en")
    assert text.startswith("◐ Living allowance for needy disabled persons · member m1 · applies after others")
    assert "route hardship" in text
