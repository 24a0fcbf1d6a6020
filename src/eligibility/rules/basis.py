"""What supports rest on nationally once a plan has ended: whom the national rule itself reaches, and its documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from eligibility._dataclass import dataclass
from eligibility._json import JsonObject
from eligibility.i18n import Text
from eligibility.logic.expr import Expr
from eligibility.rules.support import Paid, PartKey


@dataclass(frozen=True, slots=True)
class BasisSource:
    """A national document, and whether its text was seen. It is in force from `since` to `until`; None is no known bound."""

    document: str
    number: str | None
    locator: str
    since: date | None
    until: date | None
    seen: bool

    @property
    def name(self) -> str:
        """The document's number, or its title where it has none, with the place in it."""
        return f"{self.number or f'《{self.document}》'}{self.locator}"

    def in_force(self, day: date) -> bool:
        """Whether the document is in force on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def as_json(self) -> JsonObject:
        return {
            "document": self.document,
            "number": self.number,
            "locator": self.locator,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "seen": self.seen,
        }


@dataclass(frozen=True, slots=True)
class NationalPaid:
    """From which month a national document pays a support, in every region."""

    paid: Paid
    source: BasisSource

    def as_json(self) -> JsonObject:
        return {"from": self.paid.first, "every": self.paid.every, "source": self.source.as_json()}


@dataclass(frozen=True, slots=True)
class Basis:
    """The national basis of one support.

    `core` is the condition of whom the national rule itself reaches, and `text` its wording in the file. It is None where the
    scheme is national and its terms are local. `paid` holds in a plan's period as well as after it.
    """

    support: str
    text: str
    core: Expr | None
    sources: tuple[BasisSource, ...]
    paid: NationalPaid | None = None

    def in_force(self, day: date) -> tuple[BasisSource, ...]:
        """The documents that are in force on a day."""
        return tuple(source for source in self.sources if source.in_force(day))

    def as_json(self) -> JsonObject:
        """The entry as plain data, as receipts hash it."""
        paid: JsonObject = {"paid": self.paid.as_json()} if self.paid else {}
        return {"core": self.text, "sources": [source.as_json() for source in self.sources], **paid}


@dataclass(frozen=True, slots=True)
class NationalBases:
    """The national bases of one version of the national rules, by support and kind of subject. The version applies from `since`."""

    since: date
    entries: Mapping[PartKey, Basis]


def bases_on(versions: Sequence[NationalBases], day: date) -> Mapping[PartKey, Basis]:
    """The bases of the newest version that applies on a day. `versions` are in order of time."""
    return next((version.entries for version in reversed(versions) if version.since <= day), {})


def source_text(source: BasisSource) -> Text:
    """A document by its number, or by its title where it has none, with the place in it."""
    return Text(source.name, source.name)
