"""The closed lists of words: each written once, each word with its label."""

from __future__ import annotations

import ast
from collections.abc import Collection
from typing import Any, get_args

import pytest

import eligibility as el
from eligibility.facts.vocabulary import ENTITIES, SUBJECT_KINDS
from eligibility.rules import labels, words
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        (get_args(words.Area), labels.AREAS),
        (get_args(words.Modality), labels.MODALITIES),
        (get_args(words.Effect), labels.EFFECTS),
        (get_args(words.BenefitKind), labels.BENEFIT_KINDS),
        (get_args(words.BenefitUnit), labels.UNITS),
        (list(el.Status), labels.STATUSES),
        (get_args(words.RestsOn), labels.RESTS_ON),
        ((*get_args(words.TextStatus), "scenario"), labels.RULESET_STATUSES),
    ],
    ids=["areas", "modalities", "effects", "kinds", "units", "statuses", "rests on", "ruleset statuses"],
)
def test_every_word_has_a_label(listed: Collection[str], said: Any) -> None:
    assert set(listed) == set(said)


def test_soft_modalities_are_modalities() -> None:
    assert set(get_args(words.Modality)) > labels.SOFT
    assert set(SUBJECT_KINDS) == set(ENTITIES) - {"locality"}


def test_statuses_are_spelt_in_one_place() -> None:
    """Nobody but `rules/status.py` writes the statuses out."""
    wrong = {
        path.name
        for path in (ROOT / "src").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in {"eligible", "eligible_after", "not_eligible"}
    }
    assert wrong == {"status.py"}


def test_a_status_is_its_word() -> None:
    """In JSON and in texts a status is the word that the contract names."""
    assert [str(status) for status in el.Status] == ["eligible", "eligible_after", "undetermined", "not_eligible"]
    assert [status for status in el.Status if status.granted] == ["eligible", "eligible_after"]
