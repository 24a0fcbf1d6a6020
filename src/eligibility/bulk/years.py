"""Full years until one day, as comparisons of month and day: `facts.flatten.full_years` without a calendar library."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Anniversary:
    """The as-of date as it meets other days, each day of a year written as month times 100 and day.

    A year since a past day is full from its anniversary on; where the month has no such day, from its last day on
    (29 February: 28 February). A year until a day to come is full where the day lies no earlier in its year.
    """

    as_of: date

    @property
    def year(self) -> int:
        return self.as_of.year

    @property
    def past(self) -> int:
        """Days later in the year than this have their anniversary still to come."""
        last = monthrange(self.as_of.year, self.as_of.month)[1]
        return self.as_of.month * 100 + (31 if self.as_of.day == last else self.as_of.day)

    @property
    def to_come(self) -> int:
        """Days to come that lie earlier in the year than this are less than the difference of the years away."""
        return self.as_of.month * 100 + self.as_of.day
