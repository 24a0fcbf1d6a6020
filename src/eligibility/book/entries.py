"""What a local book holds: entries, each in one area, from one day on, by one document of the office."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from eligibility._dataclass import dataclass
from eligibility._json import JsonObject
from eligibility.i18n import Text
from eligibility.rules.support import Paid
from eligibility.rules.words import BenefitUnit

if TYPE_CHECKING:
    from eligibility.rules.located_yaml import Path_, Source
    from eligibility.rules.yaml_schema import Bounds, RoundShape, TiersShape

Room = Literal["standards", "options", "rates", "counters", "deadlines"]
"""The parts of a file that hold entries."""


@dataclass(frozen=True, slots=True)
class BookSource:
    """A document that the office names for an entry; `seen` is the office's own word that it has read the text."""

    document: str | None
    number: str | None
    issued: date | None
    met: str | None
    seen: bool

    @property
    def name(self) -> str:
        """The document's number, or its title where it has none."""
        return self.number or f"《{self.document}》"

    def as_json(self) -> JsonObject:
        return {
            "document": self.document,
            "number": self.number,
            "issued": self.issued.isoformat() if self.issued else None,
            "met": self.met,
            "seen": self.seen,
        }


@dataclass(frozen=True, slots=True)
class EntryHead:
    """What every entry has: its room and name in the file, its area, and from when until when it holds; None is no known end.

    `content` is what is hashed: the entry as it is written, with its source. What the office notes of its own work (`confirmed`,
    `entered`) is no part of it, and neither is the day before the next entry, so that a later entry changes no earlier one.
    """

    room: Room
    name: str
    area: str
    first: date
    last: date | None
    source: BookSource
    content: JsonObject = field(repr=False, compare=False)
    place: tuple[Source, Path_] = field(repr=False, compare=False)

    @property
    def key(self) -> str:
        """The room and the name: `rates.nursing_subsidy`."""
        return f"{self.room}.{self.name}"

    @property
    def id(self) -> str:
        """The area, the key and the first day: what tells the entry from every other."""
        return f"{self.area} {self.key} {self.first.isoformat()}"

    def in_force(self, day: date) -> bool:
        """Whether the entry is in force on a day."""
        return self.first <= day and (self.last is None or day <= self.last)

    def origin(self) -> JsonObject:
        """Where a value is from, as every face tells it."""
        return {
            "layer": "book",
            "area": self.area,
            "key": self.key,
            "since": self.first.isoformat(),
            "document": self.source.name,
            "seen": self.source.seen,
        }


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard of the locality, in the unit of its name: `dibao_standard.rural`, `minimum_wage`."""

    head: EntryHead
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Option:
    """Whether the locality has adopted a local option."""

    head: EntryHead
    adopted: bool


@dataclass(frozen=True, slots=True)
class Rate:
    """What a support pays, for one subject. With `where`, only for those of whom the condition holds.

    `amount` is as it is written: what it means is read with the rules that it is used with. `confirmed` is the day on which the
    office last looked whether the rate still stands.
    """

    head: EntryHead
    amount: Bounds | TiersShape = field(compare=False)
    rounding: RoundShape | None = field(compare=False)
    unit: BenefitUnit
    where: str | None
    confirmed: date | None
    paid: Paid | None

    @property
    def support(self) -> str:
        """The support that it is a rate of."""
        return self.head.name.partition(".")[0]

    @property
    def route(self) -> str | None:
        """The one route that it is for; None where it is for all."""
        return self.head.name.partition(".")[2] or None


@dataclass(frozen=True, slots=True)
class Counter:
    """Where a support is applied for. Its name is a support's, or that of an area of supports that share the counter."""

    head: EntryHead
    at: Text
    phone: str | None
    hours: Text | None
    papers: tuple[Text, ...]

    def as_json(self) -> JsonObject:
        return {
            "at": self.at.as_json(),
            "phone": self.phone,
            "hours": self.hours.as_json() if self.hours else None,
            "papers": [paper.as_json() for paper in self.papers],
            "from": self.head.origin(),
        }


@dataclass(frozen=True, slots=True)
class Deadline:
    """The days of every year between which a support is applied for, as month and day; `closes` before `opens` is in the next year."""

    head: EntryHead
    opens: tuple[int, int]
    closes: tuple[int, int]

    def as_json(self) -> JsonObject:
        return {"opens": _month_day(self.opens), "closes": _month_day(self.closes), "from": self.head.origin()}


BookEntry = Standard | Option | Rate | Counter | Deadline
"""One entry of a book."""


@dataclass(frozen=True, slots=True)
class AreaBook:
    """One file of a book: an area by its code and name, with its entries in the order of the file."""

    area: str
    name: Text
    entries: tuple[BookEntry, ...] = field(repr=False)
    source: Source = field(repr=False, compare=False)


def _month_day(day: tuple[int, int]) -> str:
    return f"{day[0]:02}-{day[1]:02}"
