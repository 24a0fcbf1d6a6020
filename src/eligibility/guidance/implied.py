"""What follows from what is told, for whoever asks: answers that contradict it are no choices, and a question that only one answer is
left for is not asked.

Most of what follows is derived with the facts themselves. What a household or an organisation says of all its people or of a whole can
leave a single answer as well, and a certificate presupposes a disability: this is found by trying the answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import date
from functools import cache
from typing import TypeVar

from eligibility._json import Json, object_at, objects
from eligibility.errors import ProfileError
from eligibility.facts.certificate import CATEGORIES
from eligibility.facts.derived import (
    PARTS,
    PREFIX,
    Contradiction,
    household,
    household_contradictions,
    organisation_contradictions,
    person,
    person_contradictions,
)
from eligibility.facts.key import EntryName, FactKey
from eligibility.facts.profile import Profile
from eligibility.facts.profile_edit import Told, put, taken
from eligibility.facts.read import read_profile
from eligibility.facts.vocabulary import answer_of, counted
from eligibility.logic.terms import columns_of
from eligibility.rules.implications import situation_of
from eligibility.rules.ruleset import Ruleset

T = TypeVar("T")

_WHOLE = tuple(FactKey.of(key).entry for key in counted())
"""The entries of a household that say something of all its members."""

_OF_MEMBERS = ("certified", "disabilities")
_OF_BODIES = tuple(dict.fromkeys(FactKey.of(part).entry for part, _, _ in PARTS))
"""The entries that a statement about the whole can leave one answer for."""

_GRADED: tuple[Json, ...] = tuple([{"category": next(iter(CATEGORIES.values())), "grade": grade}] for grade in range(1, 5))
_ANSWERS: dict[str, tuple[Json, ...]] = {"certified": (False, True), "disabilities": ([], *_GRADED)}
_NUMBERS: tuple[Json, ...] = (0, 1)
"""The answers that are tried; of a number none and one, for none is the only number that is left where one is too many."""


class Implied:
    """What follows from what is told of one household on a day, under a ruleset."""

    def __init__(self, told: Told, ruleset: Ruleset, as_of: date, profile: Profile | None = None) -> None:
        self._told = told
        self._ruleset = ruleset
        self._as_of = as_of
        self._profile = profile or read_profile(json.dumps(told))
        self._tried: dict[tuple[str, str], bool] = {}

    def refuses(self, path: str, value: Json) -> bool:
        """Whether an answer contradicts what is told."""
        key = path, json.dumps(value)
        if key not in self._tried:
            self._tried[key] = self._contradicts(path, value)
        return self._tried[key]

    def refused_choices(self, entity: str, path: str) -> frozenset[str]:
        """The members of a set that cannot be named."""
        members = _bound().get(f"{entity}.{EntryName.of(path).name}", ())
        return frozenset(member for member in members if self.refuses(path, [member]))

    def at_least_one(self, entity: str, path: str) -> bool:
        """Whether none of the choices is no answer to a question about several."""
        return f"{entity}.{EntryName.of(path).name}" in _bound() and self.refuses(path, [])

    def with_answers(self) -> Told:
        """What is told, with the answers that are the only ones left."""
        known = self
        for path in self._whole():
            found = known._only(path, _ANSWERS.get(EntryName.of(path).name, _NUMBERS))
            if found is not None:
                known = Implied(*known._answered(path, found))
        return known._told

    # -- internals

    def _contradicts(self, path: str, value: Json) -> bool:
        try:
            _, ruleset, as_of, profile = self._answered(path, value)
            situation_of(profile, ruleset, as_of)
        except ProfileError:
            return True
        return False

    def _answered(self, path: str, value: Json) -> tuple[Told, Ruleset, date, Profile]:
        """What is told, with an answer: only the entries of whom it is about are read again.

        Raises:
            ProfileError: there is no such answer.
        """
        told, home = {**self._told}, {**object_at(self._told, "household")}
        owner = EntryName.of(path).owner
        for holder, name in ((home, "members"), (told, "organisations")):
            listed = objects(holder.get(name))
            place = next((place for place, one in enumerate(listed) if one["id"] == owner), None)
            if place is not None:
                entry = deepcopy(listed[place])
                holder[name] = [*listed[:place], entry, *listed[place + 1 :]]
                if holder is home:
                    told["household"] = home
                put(told, path, value)
                return told, self._ruleset, self._as_of, _exchanged(self._profile, place, entry, member=holder is home)
        told = deepcopy(self._told)
        put(told, path, value)
        return told, self._ruleset, self._as_of, read_profile(json.dumps(told))

    def _whole(self) -> Iterator[str]:
        """The paths that are not told, and for which a statement about the whole may leave one answer."""
        home = object_at(self._told, "household")
        if any(home.get(name) is False for name in _WHOLE):
            yield from self._untold(objects(home.get("members")), _OF_MEMBERS)
        yield from self._untold(objects(self._told.get("organisations")), _OF_BODIES)

    def _untold(self, owners: Sequence[Told], names: Sequence[str]) -> Iterator[str]:
        for owner in owners:
            yield from (path for name in names if taken(self._told, path := f"{owner['id']}.{name}") is None)

    def _only(self, path: str, answers: Sequence[Json]) -> Json:
        """The first answer, where it is the only one that does not contradict; None otherwise."""
        first, *others = answers
        return first if all(self.refuses(path, one) for one in others) and not self.refuses(path, first) else None


def _exchanged(profile: Profile, place: int, entry: Told, *, member: bool) -> Profile:
    """A profile in which a member or an organisation has other entries.

    Raises:
        ProfileError: the entries are wrong.
    """
    if not member:
        (body,) = read_profile(json.dumps({"organisations": [entry]})).organisations
        return profile.model_copy(update={"organisations": _placed(profile.organisations, place, body)})
    read, home = read_profile(json.dumps({"household": {"members": [entry]}})).household, profile.household
    assert read is not None and read.members and home is not None and home.members
    members = _placed(home.members, place, read.members[0])
    return profile.model_copy(update={"household": home.model_copy(update={"members": members})})


def _placed(listed: tuple[T, ...], place: int, one: T) -> tuple[T, ...]:
    return (*listed[:place], one, *listed[place + 1 :])


@cache
def _bound() -> dict[str, tuple[str, ...]]:
    """The entries that contradictions read; of a set with the members that they name."""
    derived = {**person(), **household()}
    contradictions: list[Contradiction] = [*person_contradictions(), *household_contradictions(), *organisation_contradictions()]
    waiting, read = [name for one in contradictions for name in columns_of(one.term)], set[str]()
    while waiting:
        name = waiting.pop().removeprefix(PREFIX)
        if name not in read:
            read.add(name)
            waiting += columns_of(derived[name]) if name in derived else ()
    found: dict[str, set[str]] = {}
    for name in read:
        key = FactKey.of(name)
        found.setdefault(f"{key.entity}.{answer_of(name)}", set()).update([key.member] if key.member else [])
    return {entry: tuple(sorted(members)) for entry, members in found.items()}
