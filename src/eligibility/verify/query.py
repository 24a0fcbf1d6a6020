"""One question to the solver: is there a household of which this is true?

The answer is proved (there is none), refuted (here is one, decided by the kernel), or left open when the solver took too
long. What took too long is never counted as proved.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import z3

from eligibility.verify import SECONDS
from eligibility.verify.symbols import Symbols
from eligibility.verify.witness import Data, Holds, holds_for, profile_of, smallest

TRIES = 4
"""How many households are looked at whose facts no profile can say exactly, before the question is left open."""


class Answer(StrEnum):
    """What came of a question."""

    NONE = "none"
    FOUND = "found"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a question; `witness` is the smallest household found, as profile data."""

    answer: Answer
    witness: Data | None = None


def search(symbols: Symbols, wanted: Any, holds: Holds | None = None, *, seconds: int = SECONDS) -> Found:
    """A household of which `wanted` is true.

    With `holds` the household is made as small as it can be while the property, decided by the kernel, stays.
    """
    solver = z3.Solver()
    solver.set("timeout", seconds * 1000)
    solver.add(*symbols.constraints(), wanted)
    for _ in range(TRIES):
        answer = solver.check()
        if answer == z3.unsat:
            return Found(Answer.NONE)
        if answer != z3.sat:
            return Found(Answer.OPEN)
        if holds is None:
            return Found(Answer.FOUND)
        data = profile_of(solver.model(), symbols)
        if holds_for(data, holds):
            return Found(Answer.FOUND, smallest(data, holds))
        solver.add(_another(solver.model(), symbols))
    return Found(Answer.OPEN)


def _another(model: z3.ModelRef, symbols: Symbols) -> Any:
    """A household that differs in what is known of it."""
    marks = [symbol.known for symbol in symbols.made() if symbol.known is not True] or [symbol.value for symbol in symbols.made()]
    return z3.Or([mark != model.eval(mark, model_completion=True) for mark in marks])


def days_of(first: date, last: date) -> tuple[date, date]:
    """The days that a version is asked about: from the one on which it answers to the last of the plan."""
    return (first, max(first, last))
