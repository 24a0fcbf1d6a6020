"""By when a family must apply: the last day on which a support still applies, within the plan's period.

A decision changes with the day only where full years since some date pass a bound (an age, the years since dibao ended)
or a date itself is passed (a certificate's last day). So it is enough to decide again on the anniversaries of every date
in the profile and on the days after them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from eligibility.decide.decision import Decision

Key = tuple[str, str]


def last_days(decision: Decision, granted: set[Key]) -> dict[Key, date]:
    """For what is granted today and no longer so within the plan's period: the last day on which it still is."""
    last: dict[Key, date] = {}
    for day in turning_days(decision):
        raw = decision.on(day).raw
        last.update({key: day - timedelta(days=1) for key in granted - last.keys() if raw[key].granted is not True})
    return last


def turning_days(decision: Decision) -> list[date]:
    """The days after the day of the decision, to the end of the plan's period, on which an answer can change."""
    end = decision.ruleset.period.last
    return sorted({day for first in set(_dates(decision)) for day in _anniversaries(first, decision.as_of, end)})


def _dates(decision: Decision) -> Iterator[date]:
    """Every date of a fact in the profile."""
    situation = decision.situation
    for subject in (*situation.persons, *((situation.household,) if situation.household else ())):
        for key, value in subject.values.items():
            if f"{key}.years" in subject.values and isinstance(value, int):
                yield date.fromordinal(value)


def _anniversaries(first: date, after: date, end: date) -> Iterator[date]:
    for years in range(max(after.year - first.year - 1, 0), end.year - first.year + 1):
        for days in (0, 1):
            day = first + relativedelta(years=years) + timedelta(days=days)
            if after < day <= end:
                yield day
