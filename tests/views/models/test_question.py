"""A question as data: every question of an interview fits, and its values are those of a profile."""

from __future__ import annotations

import pytest

from eligibility.guidance.interview import Inquiry
from eligibility.guidance.questionnaire import full_form
from eligibility.i18n import Language
from eligibility.views.models import QuestionModel
from eligibility.views.question import Ask, Asker
from tests.views.conftest import decided


def asked(path: str, *more: str, name: str = "rural_family") -> Ask:
    decision = decided(name)
    return Asker(decision.ruleset).of(Inquiry((path, *more), tuple(decision)[:1]))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["rural_family", "public_institution"])
def test_every_question_of_the_full_form(name: str, language: Language) -> None:
    decision = decided(name)
    for path in [*full_form(decision.ruleset, decision.situation), "household.members"]:
        found = QuestionModel.of(asked(path, name=name), language)
        assert found.paths == (path,)
        assert QuestionModel.model_validate(found.as_json()) == found


def test_the_shape_of_a_question() -> None:
    assert QuestionModel.of(asked("m1.tekun"), "en").as_json() == {
        "format": "question/1",
        "paths": ["m1.tekun"],
        "entity": "person",
        "kind": "bool",
        "text": "Has civil affairs recognised the person as a person in extreme hardship (tekun)?",
        "choices": [{"value": True, "label": "yes"}, {"value": False, "label": "no"}],
        "bears_on": [{"support": "disability_certificate_services", "title": "Disability certificate services"}],
    }


def test_a_unit_a_hint_and_members_to_choose_from() -> None:
    assert QuestionModel.of(asked("household.monthly_income_per_capita"), "zh").unit == "元/人/月"
    assert "1988-05-17" in (QuestionModel.of(asked("m1.birth_date"), "zh").help or "")
    whom = QuestionModel.of(asked("m1.tekun", "m2.tekun"), "zh")
    assert [(choice.value, choice.label) for choice in whom.choices] == [("m1", "m1"), ("m2", "m2")]
