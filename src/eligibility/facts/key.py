"""The names of facts and of profile entries, taken apart in one place.

A *key* names a fact of a flat record: `person.age`, `person.needs.rehab`, `household.dibao_end_date.years`. A *path*
names an entry of one profile: `m1.needs`, `household.area`, `locality.options.village_care`. A key with its owner in
front, `m1|person.age`, names a fact of one subject among those of all.
"""

from __future__ import annotations

from collections.abc import Iterable

from eligibility._dataclass import dataclass
from eligibility.errors import checked_type
from eligibility.i18n import Text

YEARS = "years"
"""The last part of a key for the full years since a day."""


@dataclass(frozen=True, slots=True)
class FactKey:
    """A key in its parts: what it is about, the entry, and the member of a set, the area or `years`; empty where there is none."""

    entity: str
    entry: str
    member: str = ""

    @classmethod
    def of(cls, key: str) -> FactKey:
        """A key taken apart; an owner in front of it is left out."""
        entity, _, rest = key.rpartition("|")[2].partition(".")
        entry, _, member = rest.partition(".")
        return cls(entity, entry, member)

    def __str__(self) -> str:
        return ".".join(part for part in (self.entity, self.entry, self.member) if part)

    @property
    def name(self) -> str:
        """The key without what it is about: `needs.rehab`."""
        return f"{self.entry}.{self.member}" if self.member else self.entry

    @property
    def parts(self) -> tuple[str, str, str]:
        """What it is about, the entry, and the member."""
        return self.entity, self.entry, self.member

    @property
    def pair(self) -> tuple[str, str]:
        """What it is about, and the key without that."""
        return self.entity, self.name

    @property
    def set_key(self) -> str:
        """The key of the entry itself: `person.needs`."""
        return f"{self.entity}.{self.entry}"

    @property
    def is_years(self) -> bool:
        """Whether it stands for the full years since a day."""
        return self.member == YEARS


@dataclass(frozen=True, slots=True)
class EntryName:
    """A path in its parts: the subject's id or `household` or `locality`, the entry, and what stands inside the entry."""

    owner: str
    entry: str
    member: str = ""

    @classmethod
    def of(cls, path: str) -> EntryName:
        """A path taken apart."""
        owner, _, rest = path.partition(".")
        entry, _, member = rest.partition(".")
        return cls(owner, entry, member)

    def __str__(self) -> str:
        return ".".join(part for part in (self.owner, self.entry, self.member) if part)

    @property
    def name(self) -> str:
        """The path without its owner: `options.village_care`."""
        return f"{self.entry}.{self.member}" if self.member else self.entry

    @property
    def parts(self) -> tuple[str, str, str]:
        """The owner, the entry, and what stands inside the entry."""
        return self.owner, self.entry, self.member

    @property
    def pair(self) -> tuple[str, str]:
        """The owner, and the path without it."""
        return self.owner, self.name


def checked_path(path: object) -> str:
    """The value, checked to be a text, as every path is.

    Raises:
        WrongArgument: it is none.
    """
    return checked_type(path, str, "path", Text("一项资料的路径，如 m1.birth_date", "the path of an entry, such as m1.birth_date"))


def entry_and_member(name: str) -> tuple[str, str]:
    """The name of an entry without its owner, taken apart: `options.village_care`, `needs`."""
    entry, _, member = name.partition(".")
    return entry, member


def owned(owner: str, key: str) -> str:
    """The key of one subject's fact among those of all."""
    return f"{owner}|{key}"


def owner_of_key(key: str) -> str:
    """Whose fact a key with its owner names; empty where it has none."""
    return key.rpartition("|")[0]


def bare(key: str) -> str:
    """A key without its owner."""
    return key.rpartition("|")[2]


def unowned(paths: Iterable[str], owner: str) -> list[str]:
    """Paths without their owner's name: those of `owner` begin with a point, all others stay as they are."""
    mine = f"{owner}."
    return [path[len(owner) :] if path.startswith(mine) else path for path in paths]


def owned_by(owner: str, paths: Iterable[str]) -> list[str]:
    """Paths of which some begin with a point, with their owner's name before it."""
    return [f"{owner}{path}" if path.startswith(".") else path for path in paths]
