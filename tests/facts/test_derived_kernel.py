"""Derived facts in Python: what follows is given, what is unknown is left out, and the parts of the result are not mixed up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from eligibility.codes import ProblemCode
from eligibility.facts.days import Anniversary
from eligibility.facts.derived import (
    HOUSEHOLD_COMPLETE,
    HOUSEHOLD_LISTED,
    Contradiction,
    derived,
    disagreements,
    household_contradictions,
    person_contradictions,
)
from eligibility.facts.derived_kernel import Derivation, Laws, household_rules, person_rules, person_rules_under
from eligibility.i18n import Text
from eligibility.logic.operators import Operator
from eligibility.logic.terms import TRUE_TERM, Column, Tally, Term, comparison, every
from tests.conftest import DAY

TODAY = {"as_of": DAY.toordinal()}


def years(ordinal: int) -> int:
    return Anniversary(DAY).full_years(date.fromordinal(ordinal))


def person(**given: object) -> Derivation:
    return person_rules().run(TODAY | {f"person.{key}": value for key, value in given.items()}, years, ())


def counts(members: list[Derivation]) -> list[int]:
    """The tallies of a household with these members."""
    truths = [member.counted for member in members]
    return [
        sum(row[index] is True or (tally.possible and row[index] is None) for row in truths)
        for index, tally in enumerate(household_rules().tallies)
    ]


def household(members: list[Derivation], **given: object) -> Derivation:
    said: dict[str, object] = {f"household.{key}": value for key, value in given.items()}
    return household_rules().run(TODAY | {HOUSEHOLD_LISTED: bool(members)} | said, years, counts(members))


def codes(found: Derivation) -> set[str]:
    return {str(one.code) for one in found.contradictions} | {one.code for one in found.disagreements}


@pytest.mark.parametrize(
    ("given", "key", "value"),
    [
        ({"birth_date": date(2006, 6, 1).toordinal()}, "person.age", 18),
        ({"birth_date": date(2006, 6, 2).toordinal()}, "person.age", 17),
        ({"birth_date": DAY.toordinal(), "age": 40}, "person.age", 0),
        ({"age": 40}, "person.age", 40),
        ({"certified": True}, "person.certified", True),
        ({"certified": True, "certificate_valid_until": date(2024, 5, 31).toordinal()}, "person.certified", False),
        ({"certified": True, "certificate_valid_until": DAY.toordinal()}, "person.certified", True),
        ({"grade": 0}, "person.certified", False),
        ({"receives.tekun": True}, "person.tekun", True),
        ({"tekun": False}, "person.tekun", False),
    ],
)
def test_what_follows_from_what_is_given(given: Mapping[str, object], key: str, value: object) -> None:
    found = person(**given).derived[key]
    assert (found, type(found)) == (value, type(value))


def test_what_is_unknown_is_left_out() -> None:
    """It is no False: of a person of whom nothing is said, nothing follows and nothing is contradicted."""
    found = person()
    assert found.derived == {} and found.contradictions == () and found.disagreements == ()
    told = zip(household_rules().tallies, found.counted, strict=True)
    assert {truth for tally, truth in told if tally.arg != TRUE_TERM} == {None}


def test_contradictions_and_disagreements_are_told_apart() -> None:
    """Each where it holds, and all that hold."""
    late = date(2024, 6, 2).toordinal()
    both = person(birth_date=late, age=3, **{"receives.tekun": True, "tekun": False})
    assert {str(one.code) for one in both.contradictions} == {"birth_after_as_of", "tekun_denied"}
    assert [one.code for one in both.disagreements] == ["age_disagrees"]
    expired = person(certified=True, certificate_valid_until=DAY.toordinal() - 1)
    assert (expired.contradictions, [one.code for one in expired.disagreements]) == ((), ["certificate_expired"])


def test_every_rule_has_its_place() -> None:
    assert person_rules().contradictions == person_contradictions() and person_rules().disagreements == disagreements()
    assert household_rules().contradictions == household_contradictions() and household_rules().disagreements == ()
    assert len(person().counted) == len(household_rules().tallies) and person_rules().tallies == ()


def test_they_are_compiled_once() -> None:
    assert person_rules() is person_rules() and household_rules() is household_rules()


def test_the_members_of_sets_that_are_read_are_listed_once() -> None:
    """Each with its own name, in order: the door looks them up in what is received."""
    assert person_rules().sets == (("person.receives.dibao", "dibao"), ("person.receives.tekun", "tekun"))


def test_a_household_of_one_is_counted_and_completed_by_its_size() -> None:
    alone = [person(grade=1)]
    assert household(alone, size=1).derived[HOUSEHOLD_COMPLETE] is True
    assert household(alone, size=2).derived[HOUSEHOLD_COMPLETE] is False
    assert household(alone).derived["household.size"] == 1
    assert household(alone).derived["household.disabled_member"] is True


def test_only_a_complete_household_denies_what_no_member_has() -> None:
    nobody, unknown = person(grade=0), person()
    assert household([nobody]).derived["household.disabled_member"] is False
    assert "household.disabled_member" not in household([nobody], size=2).derived
    assert "household.disabled_member" not in household([nobody, unknown]).derived
    assert household([nobody, unknown, person(grade=4)]).derived["household.disabled_member"] is True


def test_nobody_listed_is_no_empty_household() -> None:
    found = household([])
    assert HOUSEHOLD_COMPLETE not in found.derived or found.derived[HOUSEHOLD_COMPLETE] is False
    assert "household.disabled_member" not in found.derived and "household.size" not in found.derived


def test_a_household_contradicts_its_members() -> None:
    receiving = person(**{"receives.dibao": True})
    assert codes(household([receiving, person()], size=1, dibao=False)) == {"size_below_members", "dibao_denied"}
    assert household([receiving]).derived["household.dibao"] is True
    assert codes(household([person(grade=0)], disabled_member=True)) == {"members_disagree"}
    assert codes(household([person(grade=0)], disabled_member=True, size=2)) == set()


# -- laws


YOUNG = comparison([(derived("person.age"), 1)], Operator.BELOW, 16)
WORKS = Contradiction(ProblemCode.RULED_OUT_BY_LAW, "person.wants_work", every([YOUNG, Column("person.wants_work")]), Text("法", "law"))
CHILD = {"birth_date": date(2012, 1, 1).toordinal(), "wants_work": True}


def under(*laws: Contradiction, reach: Term = YOUNG, **given: object) -> Derivation:
    rules = person_rules_under(Laws(reach, laws))
    return rules.run(TODAY | {f"person.{key}": value for key, value in given.items()}, years, ())


def test_a_law_reads_what_follows_from_the_entries() -> None:
    """The age comes from the date of birth; what was contradicted without the law still is."""
    assert under(WORKS, **CHILD).contradictions == (WORKS,)
    assert under(WORKS, **{**CHILD, "wants_work": False}).contradictions == ()
    assert under(WORKS, wants_work=True).contradictions == ()
    found = under(WORKS, **CHILD, **{"receives.tekun": True, "tekun": False})
    assert codes(found) == {"ruled_out_by_law", "tekun_denied"}


def test_a_law_is_for_those_whom_it_reaches() -> None:
    """An unknown reach is none: the law's own condition would be unknown too."""
    everyone = Contradiction(ProblemCode.RULED_OUT_BY_LAW, "person.age", TRUE_TERM, Text("法", "law"))
    assert under(everyone, age=15).contradictions == (everyone,)
    assert under(everyone, age=16).contradictions == ()
    assert under(everyone).contradictions == ()


@pytest.mark.parametrize("given", [CHILD, {}, {"certified": True, "certificate_valid_until": 1, "age": 3}, {"grade": 1}])
def test_a_law_changes_nothing_else(given: dict[str, object]) -> None:
    """Neither what follows, nor what the household counts, nor what is only told."""
    plain, law = person(**given), under(WORKS, **given)
    assert (law.derived, law.counted, law.disagreements) == (plain.derived, plain.counted, plain.disagreements)


def test_a_term_over_members_has_no_place_in_a_law() -> None:
    with pytest.raises(KeyError):
        person_rules_under(Laws(TRUE_TERM, (Contradiction(ProblemCode.RULED_OUT_BY_LAW, "k", Tally(TRUE_TERM, False), Text("", "")),)))
