"""The possible answers."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """The answer for one support and one subject, and for each route of it."""

    ELIGIBLE = "eligible"
    ELIGIBLE_AFTER = "eligible_after"
    UNDETERMINED = "undetermined"
    NOT_ELIGIBLE = "not_eligible"

    @property
    def granted(self) -> bool:
        """Whether the support is granted, now or after other supports."""
        return self in GRANTED


GRANTED = frozenset({Status.ELIGIBLE, Status.ELIGIBLE_AFTER})
"""The answers that grant the support."""
