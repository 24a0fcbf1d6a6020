"""A problem document tells all that is wrong, where and what would mend it, and repeats nothing that was given."""

from __future__ import annotations

import json

import pytest

import eligibility as el
from eligibility.views.models import ProblemKind, ProblemModel
from eligibility.views.models.problem import PROBLEM_TITLES
from tests.conftest import Toy, support


def test_every_kind_has_a_title() -> None:
    assert PROBLEM_TITLES.keys() == set(ProblemKind)
    assert all(title.zh and title.en for title in PROBLEM_TITLES.values())


def test_a_profile_with_several_problems() -> None:
    text = json.dumps({"houshold": {}, "household": {"members": [{"id": "m1", "birth_date": "1999-99-99", "tekun": "王芳"}]}})
    with pytest.raises(el.ProfileError) as caught:
        el.read_profile(text)
    found = ProblemModel.of(ProblemKind.PROFILE_INVALID, 422, "en", caught.value)
    data = found.as_json()
    assert (data["type"], data["title"], data["status"], data["code"]) == (
        "/problems/profile-invalid", "the profile has errors", 422, "profile-invalid",
    )  # fmt: skip
    assert len(found.errors) == len(caught.value.problems) == 3
    assert "/household/members/0/birth_date" in [entry.pointer for entry in found.errors]
    assert any("household" in (entry.mend or "") for entry in found.errors)
    assert "王芳" not in json.dumps(data, ensure_ascii=False) and "1999-99-99" not in json.dumps(data)


def test_a_ruleset_with_problems_names_the_check(toy: Toy) -> None:
    folder = toy(support("certifed"))
    with pytest.raises(el.RulesetError) as caught:
        el.load_ruleset(folder)
    [entry] = ProblemModel.of(ProblemKind.REQUEST_INVALID, 422, "en", caught.value).errors
    assert entry.code and "certifed" in entry.message and "certified" in (entry.mend or "")


def test_without_an_error_there_is_only_the_head() -> None:
    data = ProblemModel.of(ProblemKind.BUSY, 503, "zh").as_json()
    assert data == {"type": "/problems/busy", "title": "正忙，请稍后再试", "status": 503, "code": "busy", "errors": []}
