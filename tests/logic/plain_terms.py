"""Terms answered in plain Python, as they are: the part of a derivation that is counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from eligibility.logic.term_kernel import compile_derivation
from eligibility.logic.terms import Tally, Term


def compile_terms(terms: Sequence[Term], *, names: Mapping[str, Term] | None = None, tallies: Sequence[Tally] = ()) -> Callable[..., Any]:
    """One function that answers all terms for one record; its arguments are those of a derivation."""
    kernel = compile_derivation({}, terms, [], names=names or {}, tallies=tallies)
    return lambda get, years, counts: kernel(get, years, counts)[1]
