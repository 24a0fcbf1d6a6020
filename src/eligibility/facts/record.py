"""Values of a flat record, read by the key of a fact."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from eligibility.facts.flatten import Subject
from eligibility.logic.types import Fact

OPEN_SETS = ("person.receives.", "person.recognised.", "organisation.recognised.")
"""Sets whose members come from the rulesets: a record holds the set itself."""


def read(values: Mapping[str, object], key: str) -> object:
    """A value of a flat record by key; members of open sets (`person.receives.X`) are read off the set."""
    value = values.get(key)
    if value is None and key.startswith(OPEN_SETS):
        group, member = set_and_member(key)
        chosen = values.get(group)
        return None if chosen is None else member in chosen  # type: ignore[operator]
    return value


def known_of(subject: Subject) -> Callable[[Fact], Any]:
    """What is known of a subject: the value of a fact, None while it is unknown."""
    return lambda fact: read(subject.values, fact.key)


def set_and_member(key: str) -> tuple[str, str]:
    """The key of a set and the member that a key names (`person.receives.dibao`)."""
    group, _, member = key.rpartition(".")
    return group, member


def owner(fact: Fact, subject: Subject) -> str:
    """Whose fact it is in the profile: the household's, the locality's or the subject's own."""
    return fact.entity if fact.entity in {"household", "locality"} else subject.id
