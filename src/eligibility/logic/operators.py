"""The comparisons that a condition may make, and how one is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from operator import eq, ge, gt, le, lt, ne
from typing import Protocol, TypeVar, cast


class Operator(StrEnum):
    """How two sides are compared, written as in a rule."""

    BELOW = "<"
    AT_MOST = "<="
    EQUAL = "=="
    UNEQUAL = "!="
    ABOVE = ">"
    AT_LEAST = ">="


MIRRORED: Mapping[Operator, Operator] = {
    Operator.BELOW: Operator.ABOVE,
    Operator.AT_MOST: Operator.AT_LEAST,
    Operator.EQUAL: Operator.EQUAL,
    Operator.UNEQUAL: Operator.UNEQUAL,
    Operator.ABOVE: Operator.BELOW,
    Operator.AT_LEAST: Operator.AT_MOST,
}
"""The operator that says the same with the sides exchanged."""

DENIED: Mapping[Operator, Operator] = {
    Operator.BELOW: Operator.AT_LEAST,
    Operator.AT_MOST: Operator.ABOVE,
    Operator.EQUAL: Operator.UNEQUAL,
    Operator.UNEQUAL: Operator.EQUAL,
    Operator.ABOVE: Operator.AT_MOST,
    Operator.AT_LEAST: Operator.BELOW,
}
"""The operator that says the contrary."""

_COMPARING: Mapping[Operator, Callable[..., object]] = {
    Operator.BELOW: lt,
    Operator.AT_MOST: le,
    Operator.EQUAL: eq,
    Operator.UNEQUAL: ne,
    Operator.ABOVE: gt,
    Operator.AT_LEAST: ge,
}

Other_contra = TypeVar("Other_contra", contravariant=True)
T_co = TypeVar("T_co", covariant=True)
Other = TypeVar("Other")
T = TypeVar("T")


class Ordered(Protocol[Other_contra, T_co]):
    """A number, a column or a symbol: compared with a whole number, or with another column, it gives its own kind of truth."""

    def __lt__(self, other: Other_contra, /) -> T_co: ...

    def __le__(self, other: Other_contra, /) -> T_co: ...

    def __gt__(self, other: Other_contra, /) -> T_co: ...

    def __ge__(self, other: Other_contra, /) -> T_co: ...


def compare(left: Ordered[Other, T], op: Operator, right: Other) -> T:
    """`left op right`."""
    return cast("T", _COMPARING[op](left, right))
