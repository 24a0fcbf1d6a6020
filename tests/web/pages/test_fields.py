"""A question as fields: what is empty is no answer, none of them is one, and what the profile says is filled in again."""

from __future__ import annotations

from typing import Any

import pytest

import eligibility as el
from eligibility.guidance.interview import Inquiry
from eligibility.guidance.questionnaire import MEMBERS
from eligibility.views.question import Ask, Asker
from eligibility.web.pages.fields import Field, Form, NoAnswer, answer, filled, typed

TOLD: dict[str, Any] = {
    "household": {
        "area": "rural",
        "dibao": False,
        "housing": [],
        "monthly_income_per_capita": 410,
        "members": [
            {"id": "m1", "age": 36, "disabilities": [{"category": "physical", "grade": 1}, {"category": "visual"}], "needs": ["rehab"]},
            {"id": "m2", "tekun": True},
            {"id": "m3", "tekun": False},
        ],
    }
}


def ask(ruleset: el.Ruleset, *paths: str) -> Ask:
    entity = "household" if paths[0].startswith("household") else "person"
    return Asker(ruleset).of(Inquiry(paths, (), entity))


@pytest.mark.parametrize(
    ("path", "form", "value"),
    [
        ("household.dibao", {"household.dibao": ["no"]}, False),
        ("household.area", {"household.area": ["rural"]}, "rural"),
        ("household.housing", {"household.housing/none": ["1"]}, []),
        ("household.housing", {"household.housing": ["unsafe"]}, ["unsafe"]),
        ("household.monthly_income_per_capita", {"household.monthly_income_per_capita": [" ４１０元 "]}, "410"),
        ("m1.birth_date", {"m1.birth_date": ["1988年5月17日"]}, "1988-05-17"),
        ("m1.disabilities", {"m1.disabilities/none": ["1"]}, []),
        ("m1.disabilities", {"m1.disabilities": ["physical"], "m1.disabilities/physical": ["?"]}, [{"category": "physical"}]),
        ("m1.disabilities", {"m1.disabilities/mental": ["2"]}, [{"category": "mental", "grade": 2}]),
        (MEMBERS, {MEMBERS: ["3"]}, 3),
    ],
)
def test_a_form_answers(zhangye: el.Ruleset, path: str, form: Form, value: object) -> None:
    assert answer(ask(zhangye, path), form) == value


@pytest.mark.parametrize("path", ["household.dibao", "household.area", "household.housing", "m1.birth_date", "m1.disabilities", MEMBERS])
def test_what_is_empty_is_no_answer(zhangye: el.Ruleset, path: str) -> None:
    for form in ({}, {path: [""]}, {path: ["  "]}):
        with pytest.raises(NoAnswer):
            answer(ask(zhangye, path), form)


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("household.dibao", {"household.dibao": ["perhaps"]}),
        ("household.housing", {"household.housing": ["unsafe"], "household.housing/none": ["1"]}),
        ("household.housing", {"household.housing": ["palace"]}),
        ("m1.disabilities", {"m1.disabilities/mental": ["9"]}),
    ],
)
def test_what_is_no_answer_is_refused(zhangye: el.Ruleset, path: str, form: Form) -> None:
    with pytest.raises(el.ProfileError):
        answer(ask(zhangye, path), form)


def shown(found: Field) -> tuple[str, set[str], bool, bool]:
    return found.text, set(found.chosen), found.none, found.unknown


@pytest.mark.parametrize(
    ("paths", "what"),
    [
        (("household.area",), ("rural", {"rural"}, False, False)),
        (("household.dibao",), ("", {"no"}, False, False)),
        (("household.housing",), ("", set(), True, False)),
        (("household.low_income",), ("", set(), False, True)),
        (("household.monthly_income_per_capita",), ("410", {"410"}, False, False)),
        (("m1.birth_date",), ("36", {"36"}, False, False)),
        (("m1.needs",), ("", {"rehab"}, False, False)),
        (("m1.disabilities",), ("", {"physical", "visual"}, False, False)),
        (("m2.disabilities",), ("", set(), False, False)),
        (("m2.tekun", "m3.tekun"), ("", {"m2"}, False, False)),
        (("m3.tekun",), ("", {"no"}, False, False)),
        ((MEMBERS,), ("3", {"3"}, False, False)),
    ],
)
def test_what_the_profile_says_is_filled_in(zhangye: el.Ruleset, paths: tuple[str, ...], what: object) -> None:
    found = filled(ask(zhangye, *paths), TOLD, ["household.low_income"])
    assert shown(found) == what
    assert "36" not in repr(found)


def test_what_was_typed_stays(zhangye: el.Ruleset) -> None:
    asked = ask(zhangye, "m1.disabilities")
    found = typed(asked, {"m1.disabilities": ["physical"], "m1.disabilities/physical": ["2"], "m1.disabilities/none": ["1"]})
    assert (set(found.chosen), (found.grades or {})["physical"], found.none) == ({"physical"}, "2", True)
    assert found.key == "m1.disabilities"
