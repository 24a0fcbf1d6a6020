"""The ways in which a condition can be made to hold: the fewest entries of a profile that have to be told or changed.

A way is a set of atoms with the truth that each must have. Known atoms that have it already cost nothing; known ones
that have not, and stand on facts that cannot change, make a way impossible. The ways found are exactly the proofs of
strong Kleene logic, so that what stays unknown is never relied on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from eligibility.logic.expr import And, Const, Expr, Member, Named, Not, Or, facts_of

Literal = tuple[Expr, bool]
"""An atom and the truth that it must have."""

Way = frozenset[Literal]

MOST = 4000
"""How many ways are followed at most; beyond them the shortest are kept."""

SATISFIED: Way = frozenset()


def ways(condition: Expr, now: Callable[[Expr], bool | None], most: int) -> list[Way]:
    """The ways to make a condition hold that need no more than `most` entries, the fewest first, none with another inside.

    `now` tells the present truth of an atom, None while it is unknown. The condition holds facts that can change or are
    unknown, and no others.
    """

    @cache
    def found(expr: Expr, holds: bool) -> tuple[Way, ...]:
        match expr:
            case Const(value):
                return (SATISFIED,) if value is holds else ()
            case Not(arg):
                return found(arg, not holds)
            case Named(body=body):
                return found(body, holds)
            case And(args) | Or(args):
                parts = [found(arg, holds) for arg in args]
                if isinstance(expr, And) is holds:
                    return _together(parts, most)
                return _least(way for part in parts for way in part)
        return (SATISFIED,) if now(expr) is holds else (frozenset({(expr, holds)}),)

    return sorted(found(condition, True), key=lambda way: (len(entries(way)), list(map(_place, in_order(way)))))


def in_order(way: Way) -> list[Literal]:
    """The literals of a way in an order that is always the same."""
    return sorted(way, key=_place)


def _place(literal: Literal) -> tuple[str, ...]:
    atom, holds = literal
    values = sorted(map(str, atom.values)) if isinstance(atom, Member) else [str(getattr(getattr(atom, "sum", ""), "constant", ""))]
    return (*(fact.key for fact in facts_of(atom)), str(getattr(atom, "op", "")), str(holds), *values)


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
