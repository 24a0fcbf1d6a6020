"""The ways in which a condition can be made to hold: the fewest entries of a profile that have to be told or changed.

A way is a set of atoms with the truth that each must have. Known atoms that have it already cost nothing; known ones
that have not, and stand on facts that cannot change, make a way impossible. The ways found are exactly the proofs of
strong Kleene logic, so that what stays unknown is never relied on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import assert_never, final

from eligibility.logic.algebra import DualRail, Memoised, OverFacts, Rails
from eligibility.logic.expr import Atom, Compare, Expr, Flag, Member, facts_of

Literal = tuple[Atom, bool]
"""An atom and the truth that it must have."""

Way = frozenset[Literal]

MOST = 4000
"""How many ways are followed at most; beyond them the shortest are kept."""

SATISFIED: Way = frozenset()


def ways(condition: Expr, now: Callable[[Atom], bool | None], most: int) -> list[Way]:
    """The ways to make a condition hold that need no more than `most` entries, the fewest first, none with another inside.

    `now` tells the present truth of an atom, None while it is unknown. The condition holds facts that can change or are
    unknown, and no others.
    """
    found = _Ways(now, most)(condition).proved()
    return sorted(found, key=lambda way: (len(entries(way)), list(map(_place, in_order(way)))))


Found = Callable[[], tuple[Way, ...]]
"""Ways that are worked out when they are asked for: joining them costs much, and most refutations are never asked for."""


@final
class _Ways(Memoised[Rails[Found]], DualRail[Found], OverFacts[Rails[Found]]):
    """The ways to prove a condition, and those to refute it."""

    def __init__(self, now: Callable[[Atom], bool | None], most: int) -> None:
        super().__init__()
        self.now = now
        self.most = most

    def const(self, value: bool) -> Rails[Found]:
        rails: Rails[Found] = Rails(lambda: (SATISFIED,), lambda: ())
        return rails if value else ~rails

    def atom(self, expr: Atom) -> Rails[Found]:
        return Rails(self._literal(expr, True), self._literal(expr, False))

    def conjunction(self, args: list[Found]) -> Found:
        return cache(lambda: _together([arg() for arg in args], self.most))

    def disjunction(self, args: list[Found]) -> Found:
        return cache(lambda: _least(way for arg in args for way in arg()))

    def _literal(self, atom: Atom, holds: bool) -> Found:
        return cache(lambda: (SATISFIED,) if self.now(atom) is holds else (frozenset({(atom, holds)}),))


def in_order(way: Way) -> list[Literal]:
    """The literals of a way in an order that is always the same."""
    return sorted(way, key=_place)


def _place(literal: Literal) -> tuple[str, ...]:
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


def entries(way: Iterable[Literal]) -> frozenset[str]:
    """The profile entries that a way is about."""
    return frozenset(fact.answer for atom, _ in way for fact in facts_of(atom))


def _together(parts: list[tuple[Way, ...]], most: int) -> tuple[Way, ...]:
    """Every way of one part with every way of the next, as long as they need few enough entries and do not contradict."""
    joined: tuple[Way, ...] = (SATISFIED,)
    for part in sorted(parts, key=len):
        both = (one | other for one in joined for other in part)
        joined = _least(way for way in both if len(entries(way)) <= most and not any((atom, not holds) in way for atom, holds in way))
    return joined


def _least(found: Iterable[Way]) -> tuple[Way, ...]:
    """The ways that hold no other way."""
    kept: list[Way] = []
    for way in sorted(set(found), key=lambda way: (len(way), list(map(_place, in_order(way))))):
        if not any(other <= way for other in kept):
            kept.append(way)
            if len(kept) == MOST:
                break
    return tuple(kept)
