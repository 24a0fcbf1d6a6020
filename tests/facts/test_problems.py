"""Problems with a profile's entries: where they are, and that no key which may be personal is part of a path."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

import eligibility as el
from eligibility.codes import ProblemCode as C
from eligibility.errors import Problem
from eligibility.facts.problems import check_ids, check_paths, problems_of, refusal
from eligibility.facts.profile import Household, Locality, Person
from eligibility.i18n import Text


def found(data: dict[str, Any]) -> list[Problem]:
    with pytest.raises(ValidationError) as caught:
        el.Profile.model_validate(data)
    return problems_of(caught.value)


@pytest.mark.parametrize(
    ("data", "code", "where"),
    [
        ({"household": {"members": [{"id": "m1"}, {"id": "m2", "张三": 1}]}}, C.UNKNOWN_KEY, "household.members[1]"),
        ({"household": {"Zhang San": {"age": 3}}}, C.UNKNOWN_KEY, "household"),
        ({"locality": {"options": {"张三": True}}}, C.WRONG_NAME, "locality.options"),
        ({"locality": {"dibao_standard": {"urban": -1}}}, C.BELOW_MINIMUM, "locality.dibao_standard.urban"),
        ({"household": {"members": [{"id": "m1", "disabilities": [{"category": "leg"}]}]}}, C.UNKNOWN_VALUE,
         "household.members[0].disabilities[0].category"),
        ({"organisations": [{"id": "o1", "staffing": "5"}]}, C.WRONG_TYPE, "organisations[0].staffing"),
        ({"household": 5}, C.WRONG_TYPE, "household"),
    ],
)  # fmt: skip
def test_a_path_ends_where_the_vocabulary_ends(data: dict[str, Any], code: C, where: str) -> None:
    (problem,) = found(data)
    assert (problem.code, problem.where) == (code, where)
    assert "张三" not in problem.text("zh") and "Zhang" not in problem.text("en")


def test_what_pydantic_carries_comes_back_whole() -> None:
    """Law: problems go through pydantic's own error and come back the same, in their order."""
    given = [
        Problem(C.MISSING, ("household", "members", 0, "id"), Text("缺少", "is missing")),
        Problem(C.UNKNOWN_VALUE, ("as_of",), Text("不对", "is wrong"), Text("改。", "Mend it."), "near"),
        Problem(C.NOT_JSON, "a.json:1:6", Text("不是", "is not JSON")),
        Problem(C.EMPTY_FILE, (), Text("空", "is empty")),
    ]
    assert problems_of(refusal(given, "Profile")) == given


def test_all_ids_differ() -> None:
    assert check_ids(["a", "b"], ["c"]) == []
    problems = check_ids(["a", "household", "a"], ["a", "locality"])
    assert [(one.where, one.message.en) for one in problems] == [
        ("household.members[1].id", "is the same id as household"),
        ("household.members[2].id", "is the same id as household.members[0].id"),
        ("organisations[0].id", "is the same id as household.members[0].id"),
        ("organisations[1].id", "is the same id as locality"),
    ]


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("m1.age", "-"),
        ("household.area", "-"),
        ("locality.options.x", "-"),
        ("m1.agee", "age"),
        ("houshold.area", "household"),
        ("nobody", None),
    ],
)
def test_what_is_not_known_is_an_entry_of_somebody(path: str, nearest: str | None) -> None:
    problems = check_paths([path], {"household": Household, "locality": Locality, "m1": Person})
    assert ([one.nearest for one in problems] or ["-"]) == [nearest]
    assert all(one.path == ("dont_know", 0) for one in problems)
