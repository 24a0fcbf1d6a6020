"""Reduced ordered decision diagrams over variables of a few values each: equal functions are one node.

A node is a whole number; 0 and 1 are false and true. A variable is a level; its values are numbered from 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

FALSE_NODE = 0
TRUE_NODE = 1


class Diagram:
    """The nodes of functions over the same variables. `sizes` gives the number of values of each variable."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self._sizes = sizes
        self._levels = [len(sizes), len(sizes)]
        self._below: list[tuple[int, ...]] = [(), ()]
        self._numbers: dict[tuple[int, tuple[int, ...]], int] = {}
        self._joined: dict[tuple[int, int, int], int] = {}
        self._denied = {FALSE_NODE: TRUE_NODE, TRUE_NODE: FALSE_NODE}

    def atom(self, level: int, truths: Sequence[bool]) -> int:
        """The function that is true for some values of one variable."""
        return self._node(level, tuple(map(int, truths)))

    def level(self, node: int) -> int:
        """The first variable that a function depends on; the number of variables for a constant."""
        return self._levels[node]

    def negated(self, node: int) -> int:
        known = self._denied.get(node)
        if known is None:
            known = self._node(self._levels[node], tuple(self.negated(child) for child in self._below[node]))
            self._denied[node], self._denied[known] = known, node
        return known

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
        """The conjunction (`stop` false) or disjunction (`stop` true): an argument equal to `stop` decides it, the other truth does not."""
        if one > other:
            one, other = other, one
        if one <= TRUE_NODE:
            return stop if one == stop else other
        if one == other:
            return one
        known = self._joined.get((one, other, stop))
        if known is None:
            level = min(self._levels[one], self._levels[other])
            pairs = zip(self._at(one, level), self._at(other, level), strict=True)
            known = self._joined[one, other, stop] = self._node(level, tuple(self._join(a, b, stop) for a, b in pairs))
        return known

    def _at(self, node: int, level: int) -> tuple[int, ...]:
        return self._below[node] if self._levels[node] == level else (node,) * self._sizes[level]
