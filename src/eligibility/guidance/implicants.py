"""Minimal ways to make a condition hold: the fewest profile entries that have to be told or changed.

A way is a set of atoms with the truth that each must have. An atom that already has it costs nothing. A known atom that does
not have it, and depends on facts that cannot change, makes a way impossible. The ways are exactly the proofs of strong Kleene
logic, so that no way relies on a fact that stays unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import assert_never, final

from eligibility.logic.algebra import DualRail, Memoised, OverFacts, Rails
from eligibility.logic.expr import Atom, Compare, Expr, Flag, Member, facts_of

SignedAtom = tuple[Atom, bool]
"""An atom and the truth that it must have (a literal of logic)."""

Way = frozenset[SignedAtom]

MOST = 4000
"""The most ways that are followed; where there are more, the shortest are kept."""

SATISFIED: Way = frozenset()


def ways(condition: Expr, now: Callable[[Atom], bool | None], most: int) -> list[Way]:
    """The ways to make a condition hold that need no more than `most` entries, the smallest first; none contains another.

    `now` gives the present truth of an atom, None while it is unknown. The condition must hold only facts that can change or
    are unknown.
    """
    found = _Ways(now, most)(condition).proved()
    return sorted(found, key=lambda way: (len(entries(way)), list(map(_place, in_fixed_order(way)))))


LazyWays = Callable[[], tuple[Way, ...]]
"""Ways that are computed only on request: combining them is costly, and most refutations are never needed."""


@final
class _Ways(Memoised[Rails[LazyWays]], DualRail[LazyWays], OverFacts[Rails[LazyWays]]):
    """Computes the ways to prove a condition and the ways to refute it."""

    def __init__(self, now: Callable[[Atom], bool | None], most: int) -> None:
        super().__init__()
        self.now = now
        self.most = most

    def const(self, value: bool) -> Rails[LazyWays]:
        rails: Rails[LazyWays] = Rails(lambda: (SATISFIED,), lambda: ())
        return rails if value else ~rails

    def atom(self, expr: Atom) -> Rails[LazyWays]:
        return Rails(self._literal(expr, True), self._literal(expr, False))

    def conjunction(self, args: list[LazyWays]) -> LazyWays:
        return cache(lambda: _together([arg() for arg in args], self.most))

    def disjunction(self, args: list[LazyWays]) -> LazyWays:
        return cache(lambda: _least(way for arg in args for way in arg()))

    def _literal(self, atom: Atom, holds: bool) -> LazyWays:
        return cache(lambda: (SATISFIED,) if self.now(atom) is holds else (frozenset({(atom, holds)}),))


def in_fixed_order(way: Way) -> list[SignedAtom]:
    """The atoms of a way in a fixed order."""
    return sorted(way, key=_place)


def _place(literal: SignedAtom) -> tuple[str, ...]:
    atom, holds = literal
    keys = [fact.key for fact in facts_of(atom)]
    match atom:
        case Flag():
            return (*keys, "", str(holds), "")
        case Member(values=values):
            return (*keys, "", str(holds), *sorted(map(str, values)))
        case Compare(total, op):
            return (*keys, op, str(holds), str(total.constant))
    assert_never(atom)


def entries(way: Iterable[SignedAtom]) -> frozenset[str]:
    """The profile entries that a way depends on."""
    return frozenset(fact.answer for atom, _ in way for fact in facts_of(atom))


def _together(parts: list[tuple[Way, ...]], most: int) -> tuple[Way, ...]:
    """Every combination of one way of each part that needs few enough entries and does not contradict itself."""
    joined: tuple[Way, ...] = (SATISFIED,)
    for part in sorted(parts, key=len):
        both = (one | other for one in joined for other in part)
        joined = _least(way for way in both if len(entries(way)) <= most and not any((atom, not holds) in way for atom, holds in way))
    return joined


def _least(found: Iterable[Way]) -> tuple[Way, ...]:
    """The ways that contain no other way."""
    kept: list[Way] = []
    for way in sorted(set(found), key=lambda way: (len(way), list(map(_place, in_fixed_order(way))))):
        if not any(other <= way for other in kept):
            kept.append(way)
            if len(kept) == MOST:
                break
    return tuple(kept)
