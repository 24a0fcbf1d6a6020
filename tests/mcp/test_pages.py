"""Pages of whole items within the budget."""

from __future__ import annotations

import json

from eligibility._json import Json
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text
from eligibility.mcp.pages import BUDGET, mistakes, page, text_page, written


def test_null_and_empty_are_left_out() -> None:
    assert written({"a": None, "b": [], "c": {"d": ""}, "e": 0, "f": [{"g": None, "h": False}]}) == '{"e":0,"f":[{"h":false}]}'


def test_pages_together_hold_every_item_once() -> None:
    """Whatever their lengths: no item is cut or lost, and each page is within the budget."""
    items: list[Json] = [{"n": number, "text": "字" * (number * 97 % 2_500)} for number in range(60)]
    seen: list[object] = []
    offset: int | None = 0
    while offset is not None:
        text = page({"head": "是"}, "items", items, offset, 15)
        assert len(text) <= BUDGET
        found = json.loads(text)
        assert found["of"] == 60
        assert 1 <= len(found["items"]) <= 15
        seen += [one["n"] for one in found["items"]]
        offset = found.get("next_offset")
    assert seen == list(range(60))


def test_an_item_that_fills_the_budget_is_given_alone() -> None:
    items: list[Json] = ["字" * (BUDGET + 1), "b"]
    first = json.loads(page({}, "items", items, 0, 10))
    assert (len(first["items"]), first["next_offset"]) == (1, 1)
    assert json.loads(page({}, "items", items, 1, 10))["items"] == ["b"]


def test_text_is_given_by_whole_lines() -> None:
    text = "\n".join(f"{number} " + "字" * 70 for number in range(300))
    seen: list[str] = []
    offset = 0
    while True:
        lines = text_page(text, offset).splitlines()
        assert sum(len(line) + 1 for line in lines) <= BUDGET
        more = lines[-1].startswith("[")
        shown = lines[:-1] if more else lines
        seen += shown
        if not more:
            break
        assert lines[-1] == f"[{offset + len(shown)} / 300: offset={offset + len(shown)}]"
        offset += len(shown)
    assert "\n".join(seen) == text


def test_many_mistakes_stay_within_the_budget_and_say_how_many_more_there_are() -> None:
    error = EligibilityError([Problem(ProblemCode.MISSING, ("as_of",), Text("缺" * 90, "lacks" * 20)) for _ in range(100)])
    text = mistakes(error, "en")
    lines = text.split("\n")
    assert len(text) <= BUDGET
    assert lines[-1] == f"And {100 - (len(lines) - 1)} more."
    assert mistakes(EligibilityError(error.problems[:2]), "zh").count("\n") == 1
