"""What a join in a test gives: a fact of each person, and what was wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eligibility.office.join import Joined

Join = Callable[..., Joined]
"""Joins registers that are given line by line."""


def facts(joined: Joined, key: str) -> list[Any]:
    """A fact of every person, in the order of the register."""
    return joined.register.frame.sort("row")[key].to_list()


def said(joined: Joined, language: str = "zh") -> list[tuple[int, str]]:
    """The line, and what is wrong with it."""
    return [(row, text) for row, text in joined.register.slips.select("row", language).iter_rows()]
