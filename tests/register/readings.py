"""A register read in a test: its first facts, and what was wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import eligibility as el
from eligibility.errors import Problem
from eligibility.register.reader import Register

Read = Callable[..., Register]
"""Reads a register given as CSV text, with the office's own words where there are some."""


def line(register: Register, at: int = 0) -> dict[str, Any]:
    return register.frame.row(at, named=True)


def slips(register: Register) -> list[tuple[int, str, str]]:
    return [(row, column, effect) for row, column, effect in register.slips.select("row", "column", "effect").iter_rows()]


def refusal(read: Read, text: str, own: str = "") -> str:
    """Why a register is refused: the codes and the message."""
    with pytest.raises(el.EligibilityError) as caught:
        read(text, own)
    codes = " ".join(problem.code.value for problem in caught.value.problems if isinstance(problem, Problem))
    return f"{codes}\n{caught.value.text('zh')}\n{caught.value}"
