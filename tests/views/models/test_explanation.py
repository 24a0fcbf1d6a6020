"""An explanation as data holds the lines of the explanation as text."""

from __future__ import annotations

from datetime import date

import pytest

from eligibility.decide.explain import TRUTH_MARKS
from eligibility.i18n import Language
from eligibility.logic.truth import Truth
from eligibility.views.models import ExplanationModel
from tests.conftest import Toy, decide, one, support
from tests.views.conftest import decided

SIGNS = {"true": TRUTH_MARKS[Truth.TRUE], "false": TRUTH_MARKS[Truth.FALSE], "unknown": TRUTH_MARKS[Truth.UNKNOWN], None: ""}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_lines_are_those_of_the_text(language: Language) -> None:
    for outcome in decided("rural_family"):
        model = ExplanationModel.of(outcome, language)
        lines = [f"{'  ' * line.depth}{SIGNS[line.truth]} {line.text}" if line.truth else line.text for line in model.lines]
        assert "\n".join(lines) == outcome.explain().text(language)
        assert (model.support, model.subject, model.status) == (outcome.support, outcome.subject.id, outcome.status)


def test_a_heading_has_no_truth() -> None:
    data = ExplanationModel.of(decided("rural_family")["living_allowance", "m1"], "en").as_json()
    assert {"depth": 0, "text": "excluded where this is found to be so"} in data["lines"]  # type: ignore[operator]
    assert data["lines"][0].keys() == {"depth", "truth", "text"}  # type: ignore[index,union-attr,call-overload]


def test_it_says_on_what_the_answer_rests(toy: Toy) -> None:
    basis = "basis:\n  cash:\n    core: local\n    sources: [{document: D, seen: false}]\n"
    folder = toy(support("certified"), basis=basis)
    for day, rests_on in ((date(2025, 12, 31), "plan"), (date(2026, 1, 1), "scheme")):
        model = ExplanationModel.of(decide(folder, one(certified=True), day)["cash", "m1"], "zh")
        assert (model.standing.rests_on, len(model.standing.sources)) == (rests_on, int(rests_on == "scheme"))
