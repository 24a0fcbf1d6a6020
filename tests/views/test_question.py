"""A question as a value: its kind, its choices, and what an answer comes to."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any, get_args

import pytest

import eligibility as el
from eligibility.facts.profile import Need
from eligibility.guidance.interview import Inquiry, Interview
from eligibility.guidance.questionnaire import NOBODY, full_form
from eligibility.views.question import Ask, Asker, QuestionKind, read
from tests.conftest import DAY
from tests.views.conftest import decided


def ask(path: str, *more: str, name: str = "rural_family") -> Ask:
    decision = decided(name)
    outcomes = tuple(outcome for outcome in decision if outcome.subject.id == path.partition(".")[0])[:1]
    return Asker(decision.ruleset).of(Inquiry((path, *more), outcomes))


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("m1.tekun", QuestionKind.BOOL),
        ("locality.options.village_care", QuestionKind.BOOL),
        ("m1.employment", QuestionKind.ONE),
        ("m1.needs", QuestionKind.SOME),
        ("m1.disabilities", QuestionKind.DISABILITIES),
        ("household.size", QuestionKind.INTEGER),
        ("locality.dibao_standard.rural", QuestionKind.MONEY),
        ("m1.birth_date", QuestionKind.DATE),
        ("household.members", QuestionKind.PEOPLE),
    ],
)
def test_the_kind_follows_from_the_entry(path: str, kind: QuestionKind) -> None:
    assert ask(path).kind is kind


def test_a_question_has_words_choices_and_what_it_bears_on() -> None:
    found = ask("m1.employment")
    assert found.text.zh == "现在做什么：在单位上班、自己做生意、打零工、种地养殖、辅助性就业、公益性岗位，还是没有工作？"
    assert ("employed", "单位就业") in [(choice.id, choice.title.zh) for choice in found.choices]
    assert [one.id for one in found.bears_on] == [next(iter(decided("rural_family"))).support]
    assert (found.owners, found.name, found.entity) == (("m1",), "employment", "person")
    standard = ask("locality.dibao_standard.rural")
    assert (standard.text.en, standard.unit and standard.unit.en) == (
        "What is the rural subsistence standard (dibao standard) here, in yuan per head a month?",
        "CNY a month per head",
    )


@pytest.mark.parametrize(
    ("path", "yes", "no"),
    [
        ("m1.stable_income", "有", "没有"),
        ("m1.tekun", "是", "否"),
        ("locality.options.village_care", "有", "没有"),
        ("household.dibao", "是", "否"),
    ],
)
def test_yes_and_no_are_said_in_the_words_of_the_question(path: str, yes: str, no: str) -> None:
    """Whatever stands there is read as an answer too."""
    asked = ask(path)
    assert [(one.id, one.title.zh, one.title.en) for one in asked.choices] == [("yes", yes, "yes"), ("no", no, "no")]
    assert [read(asked, word) for word in (yes, no)] == [True, False]


def test_every_question_of_yes_or_no_is_answered_by_its_own_words(zhangye: el.Ruleset) -> None:
    """What is put as A or not A is never answered by another word."""
    decision = el.decide(el.read_profile('{"household": {"members": [{"id": "m1"}]}}'), zhangye, as_of=DAY)
    asker, seen = Asker(zhangye), set()
    for path in full_form(zhangye, decision.situation):
        asked = asker.of(Inquiry((path,), ()))
        if asked.kind is QuestionKind.BOOL:
            yes, no = (one.title.zh for one in asked.choices)
            put = re.search(r"(.)[不没]\1|过没有", asked.text.zh)
            assert put is None or put[0] in {f"{yes}没{yes}", f"{yes}不{yes}", "过没有"}, asked.text.zh
            assert [read(asked, word) for word in (yes, no)] == [True, False]
            seen.add((yes, no))
    assert seen >= {("是", "否"), ("有", "没有"), ("能", "不能")}


def test_several_members_are_asked_at_once() -> None:
    """Of whom a fact is true: the choices are the members."""
    found = ask("m1.service_status", "m2.service_status")
    assert (found.kind, [choice.id for choice in found.choices]) == (QuestionKind.WHOM, ["m1", "m2"])
    assert found.help is not None and found.help.en.startswith("such as: ")
    assert "none" not in found.help.en
    assert read(found, ["m2"]) == ["m2"] and read(found, []) == []


def test_a_question_that_closes_a_list_names_all_of_it() -> None:
    """Of other sets only what some rule reads is put; what is not put about needs would be taken as not needed."""
    assert {choice.id for choice in ask("m1.needs").choices} == set(get_args(Need))


def test_what_a_law_rules_out_is_no_choice(zhangye: el.Ruleset) -> None:
    """It stands beside the choices with the law, and is refused as an answer."""
    members = [{"id": "m1", "age": 4}, {"id": "m2", "age": 5}]
    interview = Interview(zhangye, el.read_profile(json.dumps({"household": {"members": members}})), as_of=DAY)
    found = Asker(zhangye).of(interview.inquiry("m1.employment"))
    assert [choice.id for choice in found.choices] == ["employed", "none"]
    assert "flexible" in {value.id for value in found.left_out}
    assert {value.title.zh for value in found.left_out} == {
        "未满16周岁不得招用，文艺、体育和特种工艺单位除外（中华人民共和国劳动法第十五条）"
    }
    with pytest.raises(el.ProfileError):
        read(found, "flexible")
    together = Asker(zhangye).of(interview.inquiry("m1.service_status", "m2.service_status"))
    assert together.help is None or "soldier" not in together.help.en


@pytest.mark.parametrize("name", ["rural_family", "public_institution"])
def test_every_entry_of_the_full_form_can_be_asked(name: str) -> None:
    """Each has words, and choices or a unit or a hint unless it is a plain number."""
    decision = decided(name)
    asker = Asker(decision.ruleset)
    for path in full_form(decision.ruleset, decision.situation):
        found = asker.of(Inquiry((path,), tuple(decision)[:1]))
        assert found.text.zh.endswith(("？", "）")) and found.text.en
        assert found.choices or found.unit or found.help, path


@pytest.mark.parametrize(
    ("path", "given", "value"),
    [
        ("m1.tekun", True, True),
        ("m1.tekun", "no", False),
        ("m1.tekun", " 是 ", True),
        ("m1.employment", "flexible", "flexible"),
        ("m1.needs", ["surgery", "training"], ["surgery", "training"]),
        ("m1.needs", [], []),
        ("m1.disabilities", [{"category": "physical", "grade": "1"}], [{"category": "physical", "grade": 1}]),
        ("m1.disabilities", [{"category": "mental", "grade": ""}], [{"category": "mental"}]),
        ("m1.disabilities", (), []),
        ("household.size", "３", 3),
        ("household.members", 4, 4),
        ("household.monthly_income_per_capita", "1,200.50元", "1200.50"),
        ("household.monthly_income_per_capita", "1，234,567", "1234567"),
        ("household.monthly_income_per_capita", 455.5, "455.5"),
        ("household.monthly_income_per_capita", Decimal("0.10"), "0.10"),
        ("m1.birth_date", "1990年3月2日", "1990-03-02"),
        ("m1.birth_date", 35, 35),
        ("m1.birth_date", "35", 35),
        ("m1.birth_date", "35周岁", 35),
        ("household.dibao_end_date", "20240601", "2024-06-01"),
        ("household.dibao_end_date", DAY, "2024-06-01"),
    ],
)
def test_an_answer_is_read(path: str, given: object, value: object) -> None:
    assert read(ask(path), given) == value


@pytest.mark.parametrize(
    ("path", "given"),
    [
        *(("m1.tekun", given) for given in ("maybe", "1", 1, None, [])),
        *(("m1.employment", given) for given in ("", "employd", "1", None, ["employed"])),
        *(("m1.needs", given) for given in ("day_care", None, ["nothing"], [["day_care"]])),
        *(("m1.disabilities", [given]) for given in ("41", {"category": "x"}, {"category": "mental", "grade": [1]}, {"a": 1})),
        *(("household.size", given) for given in ("", "-1", "1.5", True, None, "9" * 10)),
        *(
            ("household.monthly_income_per_capita", given)
            for given in ("", "much", "inf", "1e999999999", "3,2", "65,0", "1,2345", "1_000", "1e3", "0x10", True, None, [1])
        ),
        *(
            ("household.monthly_income_per_capita", Decimal(given))
            for given in ("1e999999999999", "-1e99999999999", "1e-99999999999", "0e99999999999", "NaN", "Infinity")
        ),
        *(("m1.birth_date", given) for given in ("2024-02-30", "yesterday", True, None, 1234.5)),
        *(("household.dibao_end_date", given) for given in ("35", 35)),
    ],
)
def test_what_is_no_answer_is_refused_and_not_repeated(path: str, given: Any) -> None:
    with pytest.raises(el.ProfileError) as caught:
        read(ask(path), given)
    if isinstance(given, str) and len(given) > 2:
        assert given not in caught.value.text("zh") + caught.value.text("en")


def test_an_interview_can_be_led_by_questions_alone(zhangye: el.Ruleset) -> None:
    """Every answer that `read` gives is one that the interview takes."""
    interview, asker = Interview(zhangye, as_of=DAY), Asker(zhangye)
    answers: dict[QuestionKind, Any] = {
        QuestionKind.PEOPLE: "2",
        QuestionKind.BOOL: "yes",
        QuestionKind.INTEGER: "2",
        QuestionKind.MONEY: "650",
        QuestionKind.DATE: "1990-03-02",
        QuestionKind.DISABILITIES: [{"category": "physical", "grade": 1}],
        QuestionKind.SOME: [],
    }
    seen = set()
    while (inquiry := interview.next()) is not None:
        found = asker.of(inquiry)
        seen.add(found.kind)
        if found.kind is QuestionKind.WHOM:
            assert found.name in NOBODY and read(found, ["m1"]) == ["m1"]
            interview.nobody(*found.paths[1:])
        else:
            interview.answer(found.paths[0], read(found, answers.get(found.kind, found.choices and found.choices[0].id)))
    assert seen >= {QuestionKind.PEOPLE, QuestionKind.WHOM, QuestionKind.BOOL, QuestionKind.MONEY}
