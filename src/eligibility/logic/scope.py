"""What names mean to the parser."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

from eligibility._dataclass import dataclass
from eligibility.logic.amount import Formula
from eligibility.logic.expr import Expr, Named, Quantity
from eligibility.logic.types import Fact


@dataclass(frozen=True, slots=True)
class Constant:
    """A named number (`figures.NAME`): exact value and unit. A number with the unit `ratio` is a plain factor."""

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Computed:
    """A named number that facts decide (`figures.NAME`): its formula and unit. Only amounts may use it."""

    formula: Formula
    unit: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A whole-number fact that counts members: the number who satisfy `body`, or the value of `stated`."""

    body: Expr
    stated: Fact


Meaning = Fact | Constant | Computed | Counted | Named | Quantity


class Scope(Protocol):
    """The names that an expression may use."""

    def meaning(self, name: str) -> Meaning | None:
        """The meaning of a dotted name here, or None."""

    def names(self) -> Iterable[str]:
        """Every name that has a meaning, for suggestions."""

    def has_support(self, name: str) -> bool | None:
        """Whether `has.NAME` names a support; None if `has.` is not allowed here."""

    def members(self) -> Scope | None:
        """The scope inside any, all and count; None if there are no members."""
