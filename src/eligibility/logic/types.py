"""What a fact can be: its type, its unit and its domain."""

from __future__ import annotations

import re
from dataclasses import field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from eligibility._dataclass import dataclass

FactValue = bool | int | str | Decimal | Fraction
"""The value of a known fact: a truth, a number, a word, or a day by its ordinal."""


@dataclass(frozen=True, slots=True)
class Boolean:
    """Yes or no."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number with one unit (years, posts, CNY/person/month). It is whole if `integral`, and never below `low`."""

    unit: str
    integral: bool = True
    low: int | None = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a closed list of words, or a grade (0 to 4). Grades cannot be compared by size."""

    values: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day, held in a record as its proleptic ordinal (`date.toordinal`)."""


Type = Boolean | Number | Choice | Day


@dataclass(frozen=True, slots=True)
class Fact:
    """One scalar of a flat record. Facts with the same key are the same fact.

    `key` names it in the record (`person.age`, `household.needs.rehab`). `answer` names the profile entry that
    supplies it (`birth_date` for the age, `disabilities` for every grade). `ceiling` is the fact that bounds a
    component grade: no component is heavier than the heaviest grade.
    """

    key: str
    type: Type = field(compare=False)
    answer: str = field(default="", compare=False)
    ceiling: Fact | None = field(default=None, compare=False)

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def entity(self) -> str:
        """The record it belongs to: person, household, locality or organisation."""
        return self.key.partition(".")[0]

    @property
    def name(self) -> str:
        """The name inside its entity."""
        return self.key.partition(".")[2] or self.key


def written_day(text: str) -> date:
    """A day from its text, written as 2024-06-01 and in no other way. Python would also read 20240601 and 2024-W22-6.

    Raises:
        ValueError: it is written otherwise, or there is no such day.
    """
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError
    return date.fromisoformat(text)
