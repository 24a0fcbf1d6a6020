"""The facts that rules may name: types, units, and the entries that they come from."""

from __future__ import annotations

import pytest

from eligibility.facts.vocabulary import (
    COMPONENTS,
    ENTITIES,
    LOCAL_OPTIONS,
    NOT_RULES,
    answer_of,
    counted,
    disabled,
    fact_of,
    facts,
    option_fact,
    severe,
    support_fact,
)
from eligibility.logic.expr import facts_in
from eligibility.logic.types import Boolean, Choice, Day, Number


@pytest.mark.parametrize(
    ("key", "kind", "answer"),
    [
        ("person.certified", Boolean(), "certified"),
        ("person.needs.rehab", Boolean(), "needs"),
        ("person.age", Number("years"), "birth_date"),
        ("person.birth_date", Day(), "birth_date"),
        ("person.birth_date.years", Number("years", low=None), "birth_date"),
        ("person.grade_mental", Choice((0, 1, 2, 3, 4)), "disabilities"),
        ("household.monthly_income_per_capita", Number("CNY/person/month", integral=False), "monthly_income_per_capita"),
        ("locality.dibao_standard.urban", Number("CNY/person/month", integral=False), "dibao_standard.urban"),
        ("organisation.staffing", Number("posts"), "staffing"),
    ],
)
def test_a_fact_has_its_type_and_its_entry(key: str, kind: object, answer: str) -> None:
    """What a person answers once decides every fact of the entry."""
    assert facts()[key].type == kind
    assert answer_of(key) == answer


def test_a_component_is_bounded_by_the_grade() -> None:
    assert {facts()[f"person.grade_{name}"].ceiling for name in COMPONENTS} == {facts()["person.grade"]}


def test_names_and_lists_are_no_facts() -> None:
    assert not [key for key in facts() for name in NOT_RULES - {"dibao_standard"} if key.partition(".")[2] == name]


def test_every_other_entry_is_one_fact_or_several() -> None:
    for entity, model in ENTITIES.items():
        for name in model.model_fields.keys() - NOT_RULES:
            assert any(key == f"{entity}.{name}" or key.startswith(f"{entity}.{name}.") for key in facts()), f"{entity}.{name}"


@pytest.mark.parametrize(
    ("key", "answer"),
    [("person.receives.dibao", "receives"), ("organisation.recognised.quota", "recognised"), ("locality.options.own", "options.own")],
)
def test_members_that_rulesets_define(key: str, answer: str) -> None:
    """Facts with one key are one fact, however they were made."""
    assert fact_of(key).type == Boolean()
    assert fact_of(key).answer == answer == answer_of(key)
    assert fact_of("person.receives.dibao") == support_fact("receives", "dibao")
    assert fact_of(f"locality.options.{LOCAL_OPTIONS[0]}") == option_fact(LOCAL_OPTIONS[0])


def test_what_a_household_counts_is_said_of_persons() -> None:
    assert set(counted()) == {"household.disabled_member", "household.severe_member", "household.employed_members"}
    assert all(fact.entity == "person" for expr in counted().values() for fact in facts_in(expr))
    assert {fact.key for fact in facts_in(severe())} == {"person.grade"}
    assert {fact.key for fact in facts_in(disabled())} == {"person.certified", "person.grade"}
