"""Reduced ordered decision diagrams over variables of a few values each: equal functions are one node.

A node is a whole number; 0 and 1 are false and true. A variable is a level; its values are numbered from 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import repeat

FALSE_NODE = 0
TRUE_NODE = 1

BITS = 32
"""How far the number of one of two nodes is shifted, so that both make one number."""


class Diagram:
    """The nodes of functions over the same variables. `sizes` gives the number of values of each variable."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self._sizes = sizes
        self._levels = [len(sizes), len(sizes)]
        self._below: list[tuple[int, ...]] = [(), ()]
        self._numbers: dict[tuple[int, tuple[int, ...]], int] = {}
        self._joined: tuple[dict[int, int], dict[int, int]] = ({}, {})
        self._denied = {FALSE_NODE: TRUE_NODE, TRUE_NODE: FALSE_NODE}

    def atom(self, level: int, truths: Sequence[bool]) -> int:
        """The function that is true for some values of one variable."""
        return self._node(level, tuple(map(int, truths)))

    def level(self, node: int) -> int:
        """The first variable that a function depends on; the number of variables for a constant."""
        return self._levels[node]

    def negated(self, node: int) -> int:
        waiting = [node]
        while waiting:
            at = waiting[-1]
            missing = [child for child in self._below[at] if child not in self._denied]
            if missing and at not in self._denied:
                waiting += missing
                continue
            waiting.pop()
            if at not in self._denied:
                made = self._node(self._levels[at], tuple(self._denied[child] for child in self._below[at]))
                self._denied[at], self._denied[made] = made, at
        return self._denied[node]

    def both(self, one: int, other: int) -> int:
        return self._join(one, other, FALSE_NODE)

    def either(self, one: int, other: int) -> int:
        return self._join(one, other, TRUE_NODE)

    def branches(self, node: int) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Level and children of every node of the function. The function depends on exactly the variables of these levels."""
        waiting, seen = [node], {FALSE_NODE, TRUE_NODE}
        while waiting:
            at = waiting.pop()
            if at not in seen:
                seen.add(at)
                yield self._levels[at], self._below[at]
                waiting += self._below[at]

    def _node(self, level: int, below: tuple[int, ...]) -> int:
        if below.count(below[0]) == len(below):
            return below[0]
        number = self._numbers.get((level, below))
        if number is None:
            number = self._numbers[level, below] = len(self._levels)
            self._levels.append(level)
            self._below.append(below)
        return number

    def _join(self, one: int, other: int, stop: int) -> int:
        """The conjunction (`stop` false) or disjunction (`stop` true): an argument equal to `stop` decides it, the other truth does not.

        Nothing recurses, whatever the number of levels: each pair of functions that is not known yet waits on a stack for its parts.
        """
        joined = self._joined[stop]
        waiting: list[tuple[int, int, Iterator[tuple[int, int]], list[int]]] = []
        parts: Iterator[tuple[int, int]] = iter(((one, other),))
        key, level, made = 0, 0, list[int]()
        while True:
            for first, second in parts:
                if first > second:
                    first, second = second, first
                if first <= TRUE_NODE:
                    made.append(stop if first == stop else second)
                elif first == second:
                    made.append(first)
                elif (known := joined.get(first << BITS | second)) is not None:
                    made.append(known)
                else:
                    waiting.append((key, level, parts, made))
                    key, made = first << BITS | second, []
                    level, parts = self._below_both(first, second)
                    break
            else:
                if not waiting:
                    return made[0]
                found = joined[key] = self._node(level, tuple(made))
                key, level, parts, made = waiting.pop()
                made.append(found)

    def _below_both(self, one: int, other: int) -> tuple[int, Iterator[tuple[int, int]]]:
        """The first variable that either of two functions depends on, and the pairs that they are for each of its values."""
        mine, theirs = self._levels[one], self._levels[other]
        if mine < theirs:
            return mine, zip(self._below[one], repeat(other), strict=False)
        if mine > theirs:
            return theirs, zip(repeat(one), self._below[other], strict=False)
        return mine, zip(self._below[one], self._below[other], strict=True)
