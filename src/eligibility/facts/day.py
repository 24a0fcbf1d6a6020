"""The day that a question is about."""

from __future__ import annotations

from datetime import date, datetime

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
    raise NotADay([Problem(name, said)])
