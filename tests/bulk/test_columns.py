"""The kinds of a register's columns, from the facts' own types."""

from __future__ import annotations

import pytest

from eligibility.bulk.columns import kind_of
from eligibility.facts.vocabulary import facts


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("person.certified", "truth"),
        ("person.needs.rehab", "truth"),
        ("person.receives.anything", "truth"),
        ("locality.options.anything", "truth"),
        ("person.grade", "number"),
        ("person.age", "number"),
        ("household.size", "number"),
        ("household.monthly_income_per_capita", "money"),
        ("locality.dibao_standard.urban", "money"),
        ("person.sex", "word"),
        ("person.birth_date", "day"),
        ("person.birth_date.years", None),
        ("organisation.staffing", None),
        ("as_of", None),
        ("person.nothing", None),
        ("person.name", None),
    ],
)
def test_a_column_by_its_fact(key: str, kind: str | None) -> None:
    """What is derived from a day, what is of organisations, and what is no fact has no column."""
    assert kind_of(key) == kind


def test_every_fact_of_a_household_has_a_kind() -> None:
    entities = {"person", "household", "locality"}
    assert all(kind_of(key) for key, fact in facts().items() if fact.entity in entities and not key.endswith(".years"))
