"""What names mean to the parser."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from eligibility.logic.expr import Expr, Named, Quantity
from eligibility.logic.types import Fact


@dataclass(frozen=True, slots=True)
class Constant:
    """A named number (`figures.NAME`): exact value and unit; the unit `ratio` is a plain factor."""

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A whole-number fact that counts members: those who satisfy `body`, or what `stated` says."""

    body: Expr
    stated: Fact


Meaning = Fact | Constant | Counted | Named | Quantity


class Scope(Protocol):
    """The names that an expression may use."""

    def meaning(self, name: str) -> Meaning | None:
        """What a dotted name stands for here, or None."""

    def names(self) -> Iterable[str]:
        """Every name that has a meaning, for suggestions."""

    def has_support(self, name: str) -> bool | None:
        """Whether `has.NAME` names a support; None where `has.` is not allowed."""

    def members(self) -> Scope | None:
        """The scope inside any, all and count; None where there are no members."""
