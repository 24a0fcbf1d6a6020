"""Who can answer a question: the family itself, or the office."""

from __future__ import annotations

from eligibility.facts.key import EntryName

OFFICE = frozenset({"recognised", "applied"})
"""Facts of a person that the office knows rather than the family."""


def for_family(path: str, entity: str) -> bool:
    """Whether a family can answer the question at a profile path. `entity` is what the path is about."""
    owner, name = EntryName.of(path).pair
    return owner != "locality" and entity != "organisation" and name not in OFFICE
