"""Three truth values of strong Kleene logic: unknown is neither true nor false."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """True, false or unknown.

    The values are Python's `True`, `False` and `None`, as in compiled rules. `Truth(value)` converts such a result.
    """

    TRUE = True
    FALSE = False
    UNKNOWN = None

    def __and__(self, other: Truth) -> Truth:
        if Truth.FALSE in (self, other):
            return Truth.FALSE
        if Truth.UNKNOWN in (self, other):
            return Truth.UNKNOWN
        return Truth.TRUE

    def __or__(self, other: Truth) -> Truth:
        if Truth.TRUE in (self, other):
            return Truth.TRUE
        if Truth.UNKNOWN in (self, other):
            return Truth.UNKNOWN
        return Truth.FALSE

    def __invert__(self) -> Truth:
        if self is Truth.UNKNOWN:
            return self
        return Truth.FALSE if self is Truth.TRUE else Truth.TRUE

    def __bool__(self) -> bool:
        raise TypeError("a Truth is not a bool: compare it with Truth.TRUE, Truth.FALSE or Truth.UNKNOWN")


def all_true(truths: Iterable[Truth]) -> Truth:
    """True when all are true; false when one is false, and then no further one is asked for; otherwise unknown."""
    return _first(truths, Truth.FALSE, Truth.TRUE)


def any_true(truths: Iterable[Truth]) -> Truth:
    """True when one is true, and then no further one is asked for; false when all are false; otherwise unknown."""
    return _first(truths, Truth.TRUE, Truth.FALSE)


def _first(truths: Iterable[Truth], stop: Truth, whole: Truth) -> Truth:
    unknown = Truth.UNKNOWN
    for truth in truths:
        if truth is stop:
            return stop
        if truth is unknown:
            whole = unknown
    return whole
