"""Reading the values of a flat record by the key of a fact."""

from __future__ import annotations

from collections.abc import Mapping

from eligibility.facts.flatten import RecordValue, Subject
from eligibility.logic.expr import Known
from eligibility.logic.types import Fact, FactValue

OPEN_SETS = ("person.receives.", "person.recognised.", "organisation.recognised.")
"""Sets whose members come from rulesets. A record holds the set itself."""

SHARED = frozenset({"household", "locality"})
"""The records whose facts all members of a household have in common."""


def read_value(values: Mapping[str, RecordValue], key: str) -> FactValue | None:
    """A value of a flat record by key. A member of an open set (`person.receives.X`) is looked up in the set."""
    value = values.get(key)
    if value is None and key.startswith(OPEN_SETS):
        group, member = set_and_member(key)
        chosen = values.get(group)
        return member in chosen if isinstance(chosen, frozenset) else None
    assert not isinstance(value, frozenset), "the key of a set is no fact"
    return value


def known_of(subject: Subject) -> Known:
    """A function from a fact to its value for a subject; None if unknown."""
    return lambda fact: read_value(subject.values, fact.key)


def set_and_member(key: str) -> tuple[str, str]:
    """Split the key of a set's member (`person.receives.dibao`) into the key of the set and the member."""
    entity, entry, member = key.split(".", 2)
    return f"{entity}.{entry}", member


def owner(fact: Fact, subject: Subject) -> str:
    """The owner of a fact in the profile: the household, the locality or the subject itself."""
    return fact.entity if fact.entity in SHARED else subject.id
