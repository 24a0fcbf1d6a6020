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
        """The conjunction (`stop` false) or disjunction (`stop` true), below first: nothing recurses, whatever the number of levels."""
        waiting = [(one, other)]
        while waiting:
            pair = waiting[-1]
            if self._told(*pair, stop) is not None:
                waiting.pop()
                continue
            level = min(self._levels[pair[0]], self._levels[pair[1]])
            pairs = list(zip(self._at(pair[0], level), self._at(pair[1], level), strict=True))
            below = [self._told(*part, stop) for part in pairs]
            joined = [node for node in below if node is not None]
            if len(joined) < len(below):
                waiting += [part for part, node in zip(pairs, below, strict=True) if node is None]
            else:
                self._joined[min(pair), max(pair), stop] = self._node(level, tuple(joined))
                waiting.pop()
        found = self._told(one, other, stop)
        assert found is not None
        return found

    def _told(self, one: int, other: int, stop: int) -> int | None:
        """What two functions are together, where that is known: an argument equal to `stop` decides it, the other truth does not."""
        if one > other:
            one, other = other, one
        if one <= TRUE_NODE:
            return stop if one == stop else other
        return one if one == other else self._joined.get((one, other, stop))

    def _at(self, node: int, level: int) -> tuple[int, ...]:
        return self._below[node] if self._levels[node] == level else (node,) * self._sizes[level]
