"""Days: what is accepted as a day, and the full years between two days, by the calendar library or by month and day alone."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import field
from datetime import date, datetime

from eligibility._dataclass import dataclass
from eligibility.codes import ProblemCode
from eligibility.errors import NotADay, not_of_type
from eligibility.i18n import Text

LAST_DAY = Text("最后一天", "last day")
"""What the end of a span of days is called."""

DAY = Text("日期，如 date(2024, 6, 1)", "a day, such as date(2024, 6, 1)")
"""What an argument must be that is a day."""


def checked_day(value: object, name: str = "as_of") -> date:
    """The value, checked to be a day. `name` is the caller's name for it, used in the message.

    In Python a `datetime` is a `date`. It also has a time and perhaps a zone, so the intended day is not certain.

    Raises:
        NotADay: the value is a datetime, a text, a number, or anything else that is not a date.
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise NotADay([not_of_type(ProblemCode.NOT_A_DATE, name, DAY, value)])


def full_years(since: date, as_of: date) -> int:
    """Full years from a day to the as-of date, by the calendar; 0 or less if the day is still to come."""
    from dateutil.relativedelta import relativedelta

    return relativedelta(as_of, since).years


@dataclass(frozen=True, slots=True)
class Anniversary:
    """The as-of date compared with other days. A day of a year is written as month times 100 plus day.

    A year since a past day is full from the anniversary on. If the month has no such day, it is full from the last day of
    the month on (29 February: 28 February). A year until a future day is full if the day is no earlier in its year.

    `past` is for past days: the anniversary of any day later in the year than this is still to come. `to_come` is for future
    days: any day earlier in the year than this is one full year less away than the difference of the years.
    """

    as_of: date
    year: int = field(init=False)
    past: int = field(init=False)
    to_come: int = field(init=False)

    def __post_init__(self) -> None:
        year, month, day = self.as_of.year, self.as_of.month, self.as_of.day
        object.__setattr__(self, "year", year)
        object.__setattr__(self, "past", month * 100 + (31 if day == monthrange(year, month)[1] else day))
        object.__setattr__(self, "to_come", month * 100 + day)

    def full_years(self, since: date) -> int:
        """Like the function `full_years`, without a calendar library."""
        of_year = since.month * 100 + since.day
        short = -(of_year > self.past) if since <= self.as_of else of_year < self.to_come
        return self.year - since.year + short
