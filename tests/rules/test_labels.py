"""Words for what rulesets contain: complete, and different where the things are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import get_args

import pytest

import eligibility as el
from eligibility.i18n import Text
from eligibility.rules import labels, words
from eligibility.rules.status import Status
from tests.conftest import HEAD, Toy, amendment, support

TABLES: list[tuple[Mapping[object, Text], object]] = [
    (labels.AREAS, words.Area),  # type: ignore[list-item]
    (labels.MODALITIES, words.Modality),  # type: ignore[list-item]
    (labels.EFFECTS, words.Effect),  # type: ignore[list-item]
    (labels.BENEFIT_KINDS, words.BenefitKind),  # type: ignore[list-item]
    (labels.UNITS, words.BenefitUnit),  # type: ignore[list-item]
]


@pytest.mark.parametrize(("table", "closed"), TABLES)
def test_every_word_has_its_own_label_in_both_languages(table: Mapping[object, Text], closed: object) -> None:
    assert set(table) == set(get_args(closed))
    for language in ("zh", "en"):
        assert len({text[language] for text in table.values()}) == len(table)  # type: ignore[index]


def test_every_unit_has_a_place_for_its_amount() -> None:
    assert all(text.zh.count("{}") == text.en.count("{}") == 1 for text in labels.UNITS.values())


def test_a_soft_modality_is_a_modality() -> None:
    assert set(get_args(words.Modality)) > labels.SOFT
    assert set(labels.STATUSES) == set(Status)


def test_the_text_of_a_version(toy: Toy) -> None:
    base = toy(support("certified"), ruleset=HEAD.replace("in_force", "draft"))
    scenario = amendment(base, "what-if", "enacted: false\ntitles: {zh: 设想, en: what if}\nadopts: all")
    assert [labels.status_text(el.load_ruleset(one), "en") for one in (base, scenario)] == ["draft", "scenario, not enacted"]


@pytest.mark.parametrize(
    ("day", "said"),
    [(date(2025, 12, 31), "issued"), (date(2026, 1, 1), "issued; the plan's period ended on 2025-12-31")],
)
def test_from_the_day_after_its_period_a_plan_has_ended(toy: Toy, day: date, said: str) -> None:
    assert labels.status_on(el.load_ruleset(toy(support("certified"))), day, "en") == said


def test_a_plan_is_called_with_what_amends_it(toy: Toy) -> None:
    base = toy(support("certified"))
    later = amendment(base, "2023-01-01", "effects: {cash: narrower}", allowances=support("certified and tekun").replace("[一]", "[二]"))
    assert labels.document_text(el.load_ruleset(base), "zh") == "玩政发1号"
    assert labels.document_text(el.load_ruleset(later), "zh") == "玩政发1号（经玩政发2号修订）"


def test_a_value_is_called_by_the_ruleset_before_the_vocabulary(toy: Toy) -> None:
    rules = el.load_ruleset(toy(support("certified"), ruleset=HEAD + "options:\n  own: {zh: 自己的, en: its own}\n"))
    assert labels.value_text("person", "receives", "cash", rules).en == "Cash"
    assert labels.value_text("person", "receives", "work_injury_nursing", rules).zh != "work_injury_nursing"
    assert labels.value_text("locality", "options", "own", rules).en == "its own"
    assert labels.value_text("household", "area", "rural", rules).zh == "农村"
