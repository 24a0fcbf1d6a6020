"""Compliance with a duty: the required number against the actual number."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from eligibility._json import JsonObject
from eligibility.facts.flatten import Subject
from eligibility.facts.record import known_of
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
    """A subject's compliance with a duty."""
    known = known_of(subject)
    required, actual = duty.required.value(known), duty.actual.value(known)
    return Met(None if required is None or actual is None else actual >= required, required, actual)


def number_json(value: Decimal | None) -> int | float | None:
    """A number for JSON, written with the same digits as the exact decimal."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
