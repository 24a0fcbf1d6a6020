"""The picture of one number's range: its bands, breaks and words, as matplotlib is told to draw them."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

import pytest

import eligibility as el
from eligibility._fonts import Lettering, lettering
from eligibility.guidance.cliff import Cliff, cliff
from eligibility.rules.status import Status
from eligibility.views import cliff_chart
from eligibility.views.cliff_chart import LOOKS, drawn
from tests.conftest import DAY, Toy, one, support
from tests.views.test_guidance import INCOME, LAW, MOVING

figures = pytest.importorskip("matplotlib.figure")

RULES = support("7 <= age <= 15") + support("certified and age >= 16", name="card")


def over(toy: Toy, text: str, profile: dict[str, Any], path: str, low: int, high: int, **files: str) -> Cliff:
    return cliff(el.read_profile(json.dumps(profile)), el.load_ruleset(toy(text, **files)), path, low, high, as_of=DAY)


def axes_of(found: Cliff, language: el.Language = "en") -> Any:
    """What is drawn, before it becomes a file."""
    with lettering() as words:
        figure = figures.Figure()
        cliff_chart._fill(figure.add_subplot(), found, found.changing, words, language)
        cliff_chart._legend(figure, found, found.changing, words, language)
    return figure.axes[0]


def test_statuses_are_told_apart_without_colour() -> None:
    """Each status has a look; no two look alike in grey: they differ by hatching, or lie far apart in brightness."""
    assert set(LOOKS) == set(Status)
    assert len({colour for colour, _ in LOOKS.values()}) == len(LOOKS)
    plain = [colour for colour, hatch in LOOKS.values() if not hatch]
    grey = sorted(sum(int(colour[at : at + 2], 16) for at in (1, 3, 5)) / 3 for colour in plain)
    assert len({hatch for _, hatch in LOOKS.values() if hatch}) == len(LOOKS) - len(plain)
    assert all(after - before > 80 for before, after in pairwise(grey))


def test_a_band_for_every_support_that_changes(toy: Toy) -> None:
    """Whole numbers are as wide as they count; each band is the status of its stretch."""
    found = over(toy, RULES, one(birth_date="2012-01-01", certified=True), "m1.age", 0, 20)
    axes = axes_of(found)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Cash · member 1", "Card · member 1"]
    bands = [(round(bar.get_y() + 0.35), bar.get_x(), bar.get_width()) for bar in axes.patches]
    assert bands == [(0, 0, 7), (0, 7, 9), (0, 16, 5), (1, 0, 7), (1, 7, 9), (1, 16, 5)]
    assert axes.get_xlim() == (0, 21)
    assert [line.get_xdata()[0] for line in axes.lines] == [7, 16, 12.5]


def test_numbers_that_contradict_other_facts_are_marked_and_named(toy: Toy) -> None:
    """Where no answer is drawn it is said why; ages have whole ticks, and the rows fill the height."""
    found = over(toy, support("certified and age >= 18"), one(age=30, employment="employed"), "m1.age", 0, 40, implies=LAW)
    axes = axes_of(found)
    [marked] = [patch for patch in axes.patches if patch.get_hatch() == "xx"]
    assert marked.get_label() == "Numbers that contradict other facts"
    assert all(float(tick).is_integer() for tick in axes.get_xticks()) and axes.get_ylim() == (0.6, -0.6)


def test_the_household_is_named_and_an_amount_is_exact(toy: Toy) -> None:
    """A break of money stands at its number; a status at one number alone is a mark of its own."""
    rules = support(f"{INCOME} == 300", entity="household", name="home")
    found = over(toy, rules, {"household": {"members": [{"id": "m1"}]}}, INCOME, 0, 500)
    axes = axes_of(found)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Home · household"]
    assert axes.get_xlim() == (0, 500)
    assert [line.get_marker() for line in axes.lines if len(line.get_xdata()) == 1] == ["D"]


@pytest.mark.parametrize(
    ("text", "profile", "path", "said"),
    [
        (support("certified"), one(certified=True), "m1.age", "Nothing changes in this range"),
        (support("certified"), one(age=30, employment="employed"), "m1.age", "Numbers that contradict other facts"),
        (
            support("dibao", name="home", entity="household").replace("kind: cash", MOVING),
            {"household": {"dibao": True, "members": [{"id": "m1"}]}},
            INCOME,
            "Only amounts change in this range",
        ),
    ],
)
def test_where_no_status_changes_it_is_said(toy: Toy, text: str, profile: dict[str, Any], path: str, said: str) -> None:
    found = over(toy, text, profile, path, 0, 10, implies=LAW, conflicts="conflicts: []")
    assert [one_.get_text() for one_ in axes_of(found).texts] == [said]


def test_a_vector_picture_is_the_same_each_time(toy: Toy) -> None:
    found = over(toy, RULES, one(age=9), "m1.age", 0, 20)
    first, second = (drawn(found, "svg", "en").content for _ in range(2))
    assert first == second and first.startswith(b"<?xml") and not re.search(rb"<dc:date>", first)


def test_without_a_font_for_chinese_the_words_are_english(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    found = over(toy, RULES, one(age=9), "m1.age", 0, 20)
    monkeypatch.setattr(Lettering, "language", lambda self, wanted: "en")
    picture = drawn(found, "pdf", "zh")
    assert picture.language == "en" and picture.content.startswith(b"%PDF")
    assert repr(picture) == "Drawn(language='en')"
