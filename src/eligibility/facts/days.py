"""Days: what counts as one, and the full years between two, by the calendar library and as comparisons of month and day."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime

from dateutil.relativedelta import relativedelta

from eligibility.codes import ProblemCode
from eligibility.errors import NotADay, Problem
from eligibility.i18n import Text


def checked_day(value: object, name: str = "as_of") -> date:
    """A day that was given as one; `name` is what the caller calls it.

    A `datetime` is a `date` to Python, but it has a time and perhaps a zone, so that the day meant is not certain.

    Raises:
        NotADay: it is a datetime, a text, a number, or anything else that is no date.
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    given = type(value).__name__
    said = Text(f"应为日期，如 date(2024, 6, 1)，不能是 {given}", f"must be a day, such as date(2024, 6, 1), and not {given}")
    raise NotADay([Problem(ProblemCode.NOT_A_DATE, name, said)])


def full_years(since: date, as_of: date) -> int:
    """Full years from a day to the as-of date, by the calendar; 0 or less where the day is still to come."""
    return relativedelta(as_of, since).years


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

    def full_years(self, since: date) -> int:
        """`full_years` from a day to the as-of date, without a calendar library."""
        of_year = since.month * 100 + since.day
        short = -(of_year > self.past) if since <= self.as_of else of_year < self.to_come
        return self.as_of.year - since.year + short
