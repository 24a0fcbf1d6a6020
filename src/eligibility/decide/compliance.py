"""Compliance with a duty: the required number against the actual number."""

from __future__ import annotations

from decimal import Decimal

from eligibility._dataclass import dataclass
from eligibility._json import JsonObject
from eligibility.facts.flatten import Subject
from eligibility.facts.record import known_of
from eligibility.logic.expr import Expr
from eligibility.logic.proof import Weighing
from eligibility.logic.truth import Truth
from eligibility.rules.support import Compliance


@dataclass(frozen=True, slots=True)
class Met:
    """Compliance with a duty: the required number, the actual one and the shortfall, all unrounded; None while unknown."""

    met: bool | None
    required: Decimal | None
    actual: Decimal | None

    @property
    def shortfall(self) -> Decimal | None:
        if self.required is None or self.actual is None:
            return None
        return max(self.required - self.actual, Decimal(0))

    def as_json(self) -> JsonObject:
        return {
            "met": self.met,
            "required": number_json(self.required),
            "actual": number_json(self.actual),
            "shortfall": number_json(self.shortfall),
        }


def met(duty: Compliance, subject: Subject) -> Met:
    """A subject's compliance with a duty. What was found of it, where known, goes before the numbers; numbers that say
    otherwise are left out."""
    known = known_of(subject)
    required, actual = (number.value(known) if number else None for number in (duty.required, duty.actual))
    counted = None if required is None or actual is None else actual >= required
    found = _found(duty, subject)
    if found is None or found is counted:
        return Met(counted, required, actual)
    return Met(found, None, None)


def _found(duty: Compliance, subject: Subject) -> bool | None:
    """What is known of a duty beside its numbers."""
    if duty.excused_by is not None and _truth(duty.excused_by, subject) is Truth.TRUE:
        return True
    decided = Truth.UNKNOWN if duty.decided_by is None else _truth(duty.decided_by, subject)
    return None if decided is Truth.UNKNOWN else decided is Truth.TRUE


def _truth(expr: Expr, subject: Subject) -> Truth:
    return Weighing(known_of(subject), lambda _: Truth.UNKNOWN)(expr)


def number_json(value: Decimal | None) -> int | float | None:
    """A number for JSON, written with the same digits as the exact decimal."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
