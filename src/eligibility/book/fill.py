"""What the book fills in at the door: standards and local options that the profile leaves unsaid. What the profile says stays."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from eligibility._json import json_hash
from eligibility.book.book import Book
from eligibility.book.bound import LocalBook, book_under
from eligibility.book.changes import changes_in
from eligibility.book.entries import EntryHead, Option, Room, Standard
from eligibility.facts.profile import DibaoStandard, Locality, Profile
from eligibility.facts.vocabulary import LOCAL_OPTIONS
from eligibility.rules.ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class Filled:
    """A locality with what the book adds: which entries were used, and of which the profile says otherwise."""

    locality: Locality
    used: tuple[Standard | Option, ...]
    differing: tuple[Standard | Option, ...]


def filled(locality: Locality, local: LocalBook, ruleset: Ruleset) -> Filled:
    """A locality in which the standards and options of the book stand that it does not say itself.

    An option or a standard that the ruleset does not have is another region's and is left out.
    """
    used: list[Standard | Option] = []
    differing: list[Standard | Option] = []
    dibao = {"urban": None, "rural": None} | (dict(locality.dibao_standard) if locality.dibao_standard else {})
    standards = dict(locality.standards or {})
    for name, standard in local.standards().items():
        group, _, kind = name.rpartition(".")
        if not group and name not in ruleset.standards:
            continue
        holder, key = (dibao, kind) if group else (standards, name)
        if holder.get(key) is None:
            holder[key] = standard.amount
            used.append(standard)
        elif holder[key] != standard.amount:
            differing.append(standard)
    options = dict(locality.options or {})
    for name, option in local.options().items():
        if name not in known_options(ruleset):
            continue
        if options.get(name) is None:
            options[name] = option.adopted
            used.append(option)
        elif options[name] != option.adopted:
            differing.append(option)
    if not used:
        return Filled(locality, (), tuple(differing))
    known = DibaoStandard(**dibao) if any(value is not None for value in dibao.values()) else None
    given = {"dibao_standard": known, "options": options or None, "standards": standards or None}
    return Filled(locality.model_copy(update=given), tuple(used), tuple(differing))


@dataclass(frozen=True, slots=True)
class BookInUse:
    """A book as one decision uses it: what it says in the household's place on the day, and what it filled in at the door.

    Without an area code it says nothing: then `local.area` is empty.
    """

    book: Book
    local: LocalBook
    filled: Filled


def open_book(book: Book, profile: Profile, ruleset: Ruleset, day: date) -> tuple[BookInUse, Profile]:
    """A book as a decision uses it, and the profile with what it fills in.

    Raises:
        BookError: a condition of the book has a mistake.
    """
    area = profile.locality.adcode or ""
    local = book_under(book, ruleset).at(area, day) if area else LocalBook("", day, (), {})
    found = filled(profile.locality, local, ruleset)
    return BookInUse(book, local, found), profile.model_copy(update={"locality": found.locality})


def content_hash(heads: Iterable[EntryHead]) -> str:
    """The hash of entries of a book: of what is written in them, by area, key and first day."""
    return json_hash({head.id: head.content for head in heads})


CONSTANT: frozenset[Room] = frozenset({"standards", "options"})
"""What is filled in at the door."""


def constant_days(in_use: BookInUse, rooms: Collection[str] = CONSTANT) -> tuple[date | None, date | None]:
    """The first and the last day on which the same entries of some rooms stand in the place as on the day of use; None is no known
    end."""
    changed = changes_in(in_use.local.layers, date.min, date.max)
    days = [change.day for change in changed if change.key.partition(".")[0] in rooms]
    before, later = [day for day in days if day <= in_use.local.day], [day for day in days if day > in_use.local.day]
    return max(before, default=None), min(later) - timedelta(days=1) if later else None


def known_options(ruleset: Ruleset) -> frozenset[str]:
    """The local options that a profile may name under a ruleset."""
    return frozenset(ruleset.options).union(LOCAL_OPTIONS)
