"""Worked cases read from their files: each with its day, its profile and its expectations, and every problem at its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import eligibility as el
from eligibility.rules.cases import read_cases
from tests.conftest import Toy, support


def cases(toy: Toy, text: str, **more: str) -> Path:
    return toy(support("certified"), cases__allowances="cases:\n" + text, **more)


def refused(toy: Toy, text: str) -> list[str]:
    with pytest.raises(el.RulesetError) as caught:
        read_cases(cases(toy, text))
    return [problem.text("en").splitlines()[0] for problem in caught.value.problems]  # type: ignore[union-attr]


PERSON = "  - {case: one, as_of: 2024-06-01, person: {certified: true}, expect: {cash: eligible}}\n"


def test_a_person_is_the_first_member(toy: Toy) -> None:
    (case,) = read_cases(cases(toy, PERSON))
    assert (case.name, case.as_of, case.file) == ("one", date(2024, 6, 1), "toy/2022-01-01/cases/allowances.yaml")
    assert [member.id for member in case.profile.household.members] == ["m1"]  # type: ignore[union-attr]
    assert [(one.support, one.subject, dict(one.outcome)) for one in case.expectations] == [("cash", "", {"status": "eligible"})]


def test_an_expectation_may_name_its_subject(toy: Toy) -> None:
    text = '  - {case: two, as_of: 2024-06-01, household: {members: [{id: m1}, {id: m2}]}, expect: {"cash@m2": {status: not_eligible}}}\n'
    (case,) = read_cases(cases(toy, text))
    assert [(one.support, one.subject) for one in case.expectations] == [("cash", "m2")]


def test_a_profile_may_bring_its_day(toy: Toy) -> None:
    (case,) = read_cases(cases(toy, "  - {case: whole, profile: {as_of: 2023-05-05}, expect: {cash: undetermined}}\n"))
    assert case.as_of == date(2023, 5, 5)


def test_files_are_read_by_their_names(toy: Toy) -> None:
    folder = cases(toy, PERSON, cases__a="cases:\n" + PERSON.replace("one", "first"))
    assert [case.name for case in read_cases(folder)] == ["first", "one"]


def test_a_version_without_cases_has_none(toy: Toy) -> None:
    assert read_cases(toy(support("certified"))) == ()


PLACE = "toy/2022-01-01/cases/allowances.yaml"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("  - {case: one, person: {certified: true}, expect: {cash: eligible}}\n", f"{PLACE}:2:12: one names no day [case_undated]"),
        (PERSON + PERSON, f"{PLACE}:3:12: the case one is written twice [case_twice]"),
        (PERSON.replace("certified", "certifed"), f"{PLACE}:2:"),
        (PERSON.replace("eligible", "eligable"), f"{PLACE}:2:"),
        (PERSON.replace("expect: {cash: eligible}", "expect: {}"), f"{PLACE}:2:"),
        (
            PERSON.replace("cash: eligible", "cash: {routes: [main]}"),
            f"{PLACE}:2:79: the routes of cash must be a mapping of routes to statuses [case_expectation]",
        ),
        (
            PERSON.replace("cash: eligible", "cash: {modality: must}"),
            f"{PLACE}:2:89: 'must' is no modality [unknown_value]",
        ),
        (
            PERSON.replace("cash: eligible", "cash: {modality: {main: target, other: must}}"),
            f"{PLACE}:2:111: 'must' is no modality [unknown_value]",
        ),
        (PERSON.replace("expect", "household: {members: {id: m2}}, expect"), f"{PLACE}:2:"),
    ],
)
def test_a_problem_stands_at_its_place(toy: Toy, text: str, said: str) -> None:
    (found,) = refused(toy, text)
    assert found.startswith(said)


def test_all_problems_at_once(toy: Toy) -> None:
    text = PERSON.replace("true", "1") + PERSON.replace("one", "two").replace("certified: true", "age: -1")
    assert len(refused(toy, text)) == 2
