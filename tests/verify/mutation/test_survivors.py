"""Each kind of mistake that the cases of a small ruleset miss is found, with its place and the missing case."""

from __future__ import annotations

import pytest

from eligibility.verify.mutation.edits import MutationOperator
from tests.conftest import Toy, support
from tests.verify.mutation.toys import (
    DISABLED,
    SEVERE_CASES,
    cases,
    found,
    left,
    paste,
    people,
)

CATEGORY = "disabilities: [{category: mental, grade: 1}, {category: visual, grade: 1}] | disabilities: [{category: mental, grade: 2}]"


HOMES = """
  - {case: three, AS_OF, household: {members: [MEMBERS]}, expect: {home: eligible}}
  - {case: none_, AS_OF, household: {members: [{id: m1, certified: false}]}, expect: {home: not_eligible}}
"""


THREE = ", ".join(f"{{id: m{number}, certified: true}}" for number in (1, 2, 3))


MISSED: dict[str, tuple[str, str, tuple[str, str, str], MutationOperator, int]] = {
    "a boundary": (
        support("certified and age >= 16"),
        people(eligible="certified: true, age: 20", not_eligible="certified: true, age: 10 | certified: false, age: 20"),
        ("cash", "main", ">= to >"),
        MutationOperator.COMPARISON_CHANGED,
        5,
    ),
    "one year off": (
        support("certified and 16 <= age <= 59"),
        people(eligible="certified: true, age: 20", not_eligible="certified: true, age: 60 | certified: true, age: 3"),
        ("cash", "main", "bound -1"),
        MutationOperator.BOUND_MOVED,
        5,
    ),
    "a day": (
        support("birth_date < '2000-01-01'"),
        people(eligible="birth_date: 1990-01-01", not_eligible="birth_date: 2001-01-01"),
        ("cash", "main", "bound +1"),
        MutationOperator.BOUND_MOVED,
        5,
    ),
    "a condition": (
        support("certified and tekun"),
        people(eligible="certified: true, tekun: true", not_eligible="certified: false, tekun: false"),
        ("cash", "main", "tekun dropped"),
        MutationOperator.PART_DROPPED,
        5,
    ),
    "a part of a chain": (
        support("16 <= age <= 59"),
        people(eligible="age: 16 | age: 59", not_eligible="age: 15"),
        ("cash", "main", "age <= 59 dropped"),
        MutationOperator.PART_DROPPED,
        5,
    ),
    "and for or": (
        support("certified or tekun"),
        people(eligible="certified: true, tekun: true", not_eligible="certified: false, tekun: false"),
        ("cash", "main", "or to and"),
        MutationOperator.JOIN_SWAPPED,
        5,
    ),
    "a not": (
        support("certified or not tekun"),
        people(eligible="certified: true, tekun: false", undetermined="age: 3"),
        ("cash", "main", "not dropped"),
        MutationOperator.NOT_DROPPED,
        5,
    ),
    "a grade": (
        support("grade_mental in {1, 2}"),
        people(eligible=CATEGORY, not_eligible="disabilities: []"),
        ("cash", "main", "value 3 added"),
        MutationOperator.VALUE_ADDED,
        5,
    ),
    "a value": (
        support("employment in {'employed', 'flexible'}"),
        people(eligible="employment: employed", not_eligible="employment: none"),
        ("cash", "main", "value flexible dropped"),
        MutationOperator.VALUE_DROPPED,
        5,
    ),
    "an exclusion": (
        support("certified", extra="  unless: [tekun]"),
        people(eligible="certified: true", not_eligible="certified: false"),
        ("cash", "", "exclusion dropped"),
        MutationOperator.EXCLUSION_DROPPED,
        7,
    ),
    "a count": (
        support("count(certified) >= 2", name="home", entity="household"),
        cases(HOMES.replace("MEMBERS", THREE)),
        ("home", "main", "bound +1"),
        MutationOperator.BOUND_MOVED,
        5,
    ),
    "any": (
        support("any(certified)", name="home", entity="household"),
        cases(HOMES.replace("MEMBERS", THREE)),
        ("home", "main", "bound +1"),
        MutationOperator.BOUND_MOVED,
        5,
    ),
    "all": (
        support("all(certified)", name="home", entity="household"),
        cases(HOMES.replace("MEMBERS", THREE).replace("[{id: m1, certified: false}]", "[{id: m1, certified: false}, NONE]")).replace(
            "NONE", "{id: m2, certified: false}"
        ),
        ("home", "main", "bound +1"),
        MutationOperator.BOUND_MOVED,
        5,
    ),
    "inside a count": (
        support("any(certified and age >= 16)", name="home", entity="household"),
        cases(HOMES.replace("MEMBERS", "{id: m1, certified: true, age: 30}")),
        ("home", "main", "age >= 16 dropped"),
        MutationOperator.PART_DROPPED,
        5,
    ),
    "a neighbouring definition": (
        support("severe"),
        cases(SEVERE_CASES),
        ("cash", "main", "severe to disabled"),
        MutationOperator.DEFINITION_REPLACED,
        5,
    ),
    "a definition's own words": (
        support("severe"),
        cases(SEVERE_CASES),
        ("severe", "", "value 2 dropped"),
        MutationOperator.VALUE_DROPPED,
        3,
    ),
    "a required support": (
        support("certified", name="card") + support("tekun or has.card"),
        people(eligible="certified: false, tekun: true", not_eligible="certified: false, tekun: false, receives: []"),
        ("cash", "main", "has.card dropped"),
        MutationOperator.PART_DROPPED,
        11,
    ),
}  # fmt: skip


@pytest.mark.parametrize("missed", MISSED)
def test_what_the_cases_miss_is_found(toy: Toy, missed: str) -> None:
    """The survivor is named with file, line and operator, the caret lies under what is changed, and the case, pasted, kills it."""
    rules, written, named, operator, line = MISSED[missed]
    folder = toy(rules, national=DISABLED, cases__a=written)
    [survivor] = [one for one in found(folder).left if (one.support or one.definition, one.route, one.mutant.en) == named][:1]
    file = "national/2021-07-01/definitions.yaml" if survivor.definition else "toy/2022-01-01/allowances.yaml"
    assert (survivor.file, survivor.span.line, survivor.operator) == (file, line, operator)
    text = (folder.parents[1] / file).read_text("utf-8").splitlines()[line - 1]
    assert text[survivor.span.column - 1 : survivor.span.end_column - 1] == survivor.text[survivor.start : survivor.end]
    before = left(folder)
    paste(folder, survivor)
    after = left(folder)
    assert after.count(named) < before.count(named)
    assert len(after) < len(before)


def test_a_swapped_category(toy: Toy) -> None:
    """A person with both categories does not tell them apart; one with the right category alone does."""
    both = "disabilities: [{category: mental, grade: 1}, {category: visual, grade: 1}]"
    folder = toy(support("grade_mental == 1"), cases__a=people(eligible=both, not_eligible="disabilities: []"))
    assert ("cash", "main", "grade_mental to grade_visual") in left(folder)
    [survivor] = [one for one in found(folder).left if one.mutant.en == "grade_mental to grade_visual"]
    paste(folder, survivor)
    assert not any("grade_visual" in mutant for *_, mutant in left(folder))


def test_an_equivalent_mutant_is_proved(toy: Toy) -> None:
    """One of two conditions that say the same may be dropped: no answer changes, and nobody has to declare it."""
    certified = "certified: {}, disabilities: [{{category: physical, grade: {}}}]".format
    written = people(
        eligible=f"{certified('true', 2)} | {certified('true', 1)}",
        not_eligible=" | ".join([certified("false", 2), certified("true", 3), certified("true", 4)]),
    )
    done = found(toy(support("certified and severe and grade in {1, 2}"), cases__a=written))
    assert done.tallies["cash"].equivalent >= 2
    assert "severe dropped" not in {one.mutant.en for one in done.left}
