"""A query to the solver: is there a household for which this is true?

The verdict is `NONE` (proved), `FOUND` (a household, decided by the kernel), or `OPEN` where the solver took too long. A
question that took too long never counts as proved.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import z3

from eligibility.verify import SECONDS
from eligibility.verify.symbols import Symbols
from eligibility.verify.term_values import SolverTruth, as_z3
from eligibility.verify.witness import Data, Holds, holds_for, profile_of, smallest

TRIES = 4
"""How many households that no profile can describe exactly are tried before the question is left open."""


class Verdict(StrEnum):
    """Whether there is a household for which a condition is true."""

    NONE = "none"
    FOUND = "found"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The result of a query; `witness` is the smallest household found, as profile data.

    `plain`: what is asked holds of it without any doubt, and not only as far as it is known.
    """

    verdict: Verdict
    witness: Data | None = None
    plain: bool = True


class QuerySolver:
    """A solver with a context of its own, so that the same conditions always give the same household.

    In z3's shared context terms are numbered, and the numbers of terms that Python has collected are given out again. The solver
    breaks ties by these numbers: there, the household found would depend on what else the process did, and on the collector.
    """

    def __init__(self, seconds: int) -> None:
        self._context = z3.Context()
        self._solver = z3.Solver(ctx=self._context)
        self._solver.set("timeout", seconds * 1000)

    def add(self, *conditions: SolverTruth) -> None:
        """Add conditions that every household must satisfy."""
        self._solver.add(*(as_z3(condition).translate(self._context) for condition in conditions))

    def check(self) -> z3.CheckSatResult:
        """Whether there is a household: `sat`, `unsat`, or `unknown` where the time was too short."""
        return self._solver.check()

    def model(self) -> z3.ModelRef:
        """The household found, over the symbols that the conditions were written with."""
        return self._solver.model().translate(z3.main_ctx())


def search(symbols: Symbols, wanted: SolverTruth, holds: Holds | None = None, *, seconds: int = SECONDS) -> SearchResult:
    """Search for a household for which `wanted` is true.

    With `holds`, a property that the kernel decides, the household is reduced as far as the property still holds. Where the
    solver found a household and the kernel confirms none, nothing is proved: the query stays open.
    """
    solver = QuerySolver(seconds)
    solver.add(*symbols.constraints(), wanted)
    for tried in range(TRIES):
        answer = solver.check()
        if answer == z3.unsat and not tried:
            return SearchResult(Verdict.NONE)
        if answer != z3.sat:
            return SearchResult(Verdict.OPEN)
        if holds is None:
            return SearchResult(Verdict.FOUND)
        data = profile_of(solver.model(), symbols)
        if holds_for(data, holds):
            return SearchResult(Verdict.FOUND, smallest(data, holds))
        solver.add(_another(solver.model(), symbols))
    return SearchResult(Verdict.OPEN)


def _another(model: z3.ModelRef, symbols: Symbols) -> z3.BoolRef:
    """The condition that the next household differs in which facts are known."""
    marks = [symbol.known for symbol in symbols.made() if symbol.known is not True] or [symbol.value for symbol in symbols.made()]
    return z3.Or([mark != model.eval(mark, model_completion=True) for mark in marks])


def days_of(first: date, last: date) -> tuple[date, date]:
    """The days for which a version is verified: from its first day to the last day of the plan."""
    return (first, max(first, last))
