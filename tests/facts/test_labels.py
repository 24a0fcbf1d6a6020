"""The words of facts: every question is written out, in both languages, and none is built from a title."""

import pytest

from eligibility.facts import labels
from eligibility.facts.vocabulary import ENTITIES
from eligibility.guidance.questionnaire import NOBODY
from eligibility.i18n import Text

ENTRIES = [(entity, name) for entity, model in ENTITIES.items() for name in model.model_fields if name not in {"id", "members"}]


@pytest.mark.parametrize("name", sorted(NOBODY))
def test_what_several_members_are_asked_at_once_has_a_question_of_its_own(name: str) -> None:
    asked = labels.group_question(name)
    assert asked is not None
    assert asked.zh.startswith("这几个人里，") and asked.zh.endswith("？")
    assert "these members" in asked.en and asked.en.endswith("?")


@pytest.mark.parametrize(("entity", "name"), ENTRIES)
def test_a_question_of_which_of_the_following_has_a_form_without_the_list(entity: str, name: str) -> None:
    """A list of questions shows no answers to choose from, so the question may not point at them."""
    brief = labels.brief_question(entity, name)
    assert brief is not None
    for word in ("下面", "下列"):
        assert word not in brief.zh
    assert "of these" not in brief.en


def test_a_question_about_health_or_family_says_why_it_is_asked() -> None:
    for name in ("conditions", "orphan", "unattended_child"):
        assert labels.reason("person", name) is not None


def test_one_member_of_a_set_is_put_into_a_sentence() -> None:
    asked = labels.member_question("locality", "dibao_standard", Text("农村", "rural"))
    assert asked is not None
    assert asked.zh == "本地农村低保标准每人每月多少元？"
    assert asked.en == "What is the rural subsistence standard (dibao standard) here, in yuan per head a month?"
    assert labels.member_question("person", "needs", Text("手术", "surgery")) is None


def test_what_is_worked_out_is_never_asked() -> None:
    assert labels.question("person", "grade_visual") is None
