"""The questions of a call: few, and those that decide the most."""

from __future__ import annotations

from itertools import combinations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import eligibility as el
from eligibility.i18n import Language, joined
from eligibility.register import call_list
from eligibility.register.call_list import Caller, fewest, path_lists, path_question, path_title, person_text

needs = st.lists(st.frozensets(st.sampled_from("abcdef"), max_size=3), max_size=6)


@given(needs)
def test_what_is_said_to_be_decided_is(found: list[frozenset[str]]) -> None:
    """Law: an answer counts as decided exactly when all that it waits for is asked; no more is asked than allowed."""
    asked = fewest(found)
    assert len(asked.questions) <= call_list.CALL_QUESTIONS
    assert asked.decided == tuple(index for index, need in enumerate(found) if need and need <= set(asked.questions))


@given(needs)
def test_no_question_is_asked_for_nothing(found: list[frozenset[str]]) -> None:
    """Law: leaving out any question decides fewer answers."""
    asked = fewest(found)
    for left_out in asked.questions:
        rest = set(asked.questions) - {left_out}
        assert sum(bool(need) and need <= rest for need in found) < len(asked.decided)


@given(st.lists(st.frozensets(st.sampled_from("abcdefgh"), max_size=4), max_size=7), st.integers(1, 5))
def test_no_other_list_decides_more_or_is_shorter(found: list[frozenset[str]], most: int) -> None:
    """Law: among all lists of so many questions none decides more answers, and none that decides as many is shorter."""
    asked = fewest(found, most)
    lists = [frozenset(some) for size in range(most + 1) for some in combinations("abcdefgh", size)]
    best = max((sum(bool(need) and need <= one for need in found), -len(one)) for one in lists)
    assert (len(asked.decided), -len(asked.questions)) == best


def test_with_too_many_lists_to_compare_the_questions_are_still_few_and_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call_list, "TRIED_LISTS", 0)
    asked = fewest([frozenset("ab"), frozenset("b"), frozenset("cd"), frozenset("abcdefg")])
    assert asked.questions == ("b", "a", "c", "d") and asked.decided == (0, 1, 2)


def test_a_call_is_for_a_household_and_names_its_lines(zhangye: el.Ruleset) -> None:
    """Alike households get the same questions, each about its own lines; what the office can look up is not asked of them."""
    open_ = pl.DataFrame(
        {
            "row": [2, 3, 12, 13],
            "home": [2, 2, 12, 12],
            "support": ["living_allowance"] * 4,
            "missing": [
                ["self.certified", "locality.options.x"],
                ["2.certified"],
                ["self.certified", "locality.options.x"],
                ["12.certified"],
            ],
        }
    )
    caller = Caller()
    found = caller.calls(open_)
    assert found.select("row", "questions", "decides", "open").rows() == [(2, ["2.certified"], 2, 2), (12, ["12.certified"], 2, 2)]
    assert caller.office == {"locality.options.x": 2}
    assert path_question("12.certified", zhangye, "zh").startswith("第12行：")
    assert path_title("household.area", zhangye, "en") == "household: urban or rural"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_path_has_words(language: str, zhangye: el.Ruleset) -> None:
    for path in (
        "self.birth_date",
        "household.members",
        "locality.dibao_standard.rural",
        "locality.options.buddy_system",
        "7.receives",
        "self.needs",
    ):
        assert path_question(path, zhangye, language) and path_title(path, zhangye, language)  # type: ignore[arg-type]


def test_whom_a_question_is_about_is_told_as_the_household_knows_it(zhangye: el.Ruleset) -> None:
    """By the place in the household, sex and year of birth; the line is there to look it up."""
    person = person_text(1106, 2, 3, "male", 1962)
    assert person.en == "person 2 of the household (male, born 1962, line 1106)"
    assert path_question("1106.certified", zhangye, "zh", {1106: person}).startswith("户内第2人（男，1962年生，第1106行）：有没有")
    assert person_text(5, 1, 1, None, None).zh == "本人（第5行）"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_lists_are_told_title_by_title(language: Language, zhangye: el.Ruleset) -> None:
    """Whatever lines they are about, in their order, with the signs between them that stand between any texts."""
    lists = [["self.birth_date", "12.needs", "household.members"], [], ["7.receives"], ["12.needs", "13.needs"], ["self.needs"]]
    said = [joined((path_title(path, zhangye, language) for path in paths), language) for paths in lists]
    assert path_lists(pl.Series(lists), zhangye, language).to_list() == said
    assert not len(path_lists(pl.Series([], dtype=pl.List(pl.String)), zhangye, language))
