"""What follows from what conditions can tell: it is worked out once for all subjects for whom a support's conditions have the same truths.

That holds of the supports that read only the subject's own facts, those that all members share, and counts of members that are known:
of nearly all. A pattern holds truths of conditions, and no value and no name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar, assert_never

from eligibility.decide.compiled import received_by
from eligibility.facts.flatten import Subject
from eligibility.facts.record import known_of
from eligibility.logic.expr import Atom, Compare, Const, Expr, Flag, Has, Member, Quantity, facts_of, holds_at, walk
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.support import PartKey, SupportPart

T = TypeVar("T")

Leaf = Atom | Quantity
"""A condition whose truth a pattern holds."""

Pattern = tuple[PartKey, tuple[int, ...]]
"""A support with the truths of its conditions for a subject, in the order of its rules."""

MOST_PATTERNS = 2048
"""So many patterns are kept, and then gathered anew: a process that goes on must not grow."""

_UNKNOWN, _MIXED = 2, 3
"""In place of a truth: nothing is known of a condition; or something is that does not decide it, so that a pattern does not tell all."""


class Patterns:
    """What follows from the patterns that were met under one ruleset."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        self._leaves: dict[PartKey, tuple[Leaf, ...] | None] = {}
        self.missing = Met[str]()
        """The profile paths that can still change an open answer. Those of the subject's own facts begin with a point."""
        self.failing = Met[tuple[str | None, Expr]]()
        """The conditions that refuse an answer, each with the route that fails by it; None for an exclusion that is proved."""

    def leaves(self, part: SupportPart) -> tuple[Leaf, ...] | None:
        """The conditions that decide about a support; None where one of them is about others than the subject."""
        if part.key not in self._leaves:  # truths go by the identity of conditions: those of a first thread are never exchanged
            self._leaves.setdefault(part.key, _leaves(part, self._ruleset))
        return self._leaves[part.key]


class Met(Generic[T]):
    """What was worked out for patterns: it says nothing of whom they were met in."""

    def __init__(self) -> None:
        self.kept: dict[Pattern, tuple[T, ...]] = {}

    def of(self, pattern: Pattern | None, work_out: Callable[[], Iterable[T]]) -> Sequence[T]:
        """What follows from a pattern, worked out where it was not met before; without a pattern always."""
        if pattern is None:
            return tuple(work_out())
        found = self.kept.get(pattern)
        if found is None:
            found = tuple(work_out())
            if len(self.kept) >= MOST_PATTERNS:
                self.kept.clear()
            self.kept[pattern] = found
        return found


class Seen:
    """The truths of conditions for one subject. `counted` gives what a count of members is, with all that is known put in."""

    def __init__(self, patterns: Patterns, subject: Subject, counted: Callable[[Quantity], Expr]) -> None:
        self._patterns = patterns
        self._known = known_of(subject)
        self._counted = counted
        self._truths: dict[int, int] = {}

    def pattern(self, part: SupportPart) -> Pattern | None:
        """The pattern of a support for the subject; None where it does not tell all on which it depends what is missing."""
        leaves = self._patterns.leaves(part)
        if leaves is None:
            return None
        known = self._truths
        truths = tuple([known[id(leaf)] if id(leaf) in known else self._truth(leaf) for leaf in leaves])
        return None if _MIXED in truths else (part.key, truths)

    def _truth(self, leaf: Leaf) -> int:
        """Truths are kept by the identity of a condition, which the patterns keep."""
        found = self._truths[id(leaf)] = self._weighed(leaf)
        return found

    def _weighed(self, leaf: Leaf) -> int:
        match leaf:
            case Flag(fact):
                value = self._known(fact)
                return _UNKNOWN if value is None else int(bool(value))
            case Member(fact, values):
                value = self._known(fact)
                return _UNKNOWN if value is None else int(value in values)
            case Compare():
                known = [self._known(fact) is not None for fact in facts_of(leaf)]
                return int(holds_at(leaf, self._known)) if all(known) else _MIXED if any(known) else _UNKNOWN
            case Quantity():
                condition = self._counted(leaf)
                return int(condition.value) if isinstance(condition, Const) else _MIXED
        assert_never(leaf)


def _leaves(part: SupportPart, ruleset: Ruleset) -> tuple[Leaf, ...] | None:
    found: list[Leaf] = []
    waiting, seen = [part], {part.key}
    while waiting:
        at = waiting.pop()
        for node in (node for expr in at.conditions for node in walk(expr, members=False)):
            if isinstance(node, Has):
                received, held = received_by(at.entity, node.support, ruleset), ruleset.held(node.support)
                if not isinstance(received, Flag) or any(at.entity != "person" or one.entity != "person" for one in held):
                    return None
                found.append(received)
                waiting += [one for one in held if one.key not in seen]
                seen.update(one.key for one in held)
            elif isinstance(node, Quantity) and any(isinstance(inside, Has) for inside in walk(node)):
                return None
            elif isinstance(node, Leaf):
                found.append(node)
    return tuple({id(leaf): leaf for leaf in found}.values())
