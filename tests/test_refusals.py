"""What every door refuses alike: a day that is none, a support or a subject that is not there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

import eligibility as el
from eligibility.bulk import count, evaluate, evaluate_wide
from eligibility.bulk.sql import query
from eligibility.decide.answer_diff import between
from eligibility.errors import NotADay, UnknownOutcome
from eligibility.register.options import Job
from eligibility.register.reader import read_register
from eligibility.register.spellings import words_of
from tests.conftest import DAY, ROOT, decide, one

NO_DAYS = (datetime(2024, 6, 1), datetime(2024, 6, 1, tzinfo=UTC), "2024-06-01", 20240601, 738000.0)  # noqa: DTZ001 - the wrong value meant

PROFILE = el.Profile()
REGISTER = pl.LazyFrame({"row": [1], "person.certified": [True]})

DOORS: dict[str, Callable[[el.Ruleset, Any], object]] = {
    "decide": lambda ruleset, day: el.decide(PROFILE, ruleset, as_of=day),
    "Decision": lambda ruleset, day: el.Decision(PROFILE, ruleset, day),
    "Decision.on": lambda ruleset, day: el.decide(PROFILE, ruleset, as_of=DAY).on(day),
    "load_ruleset": lambda _, day: el.load_ruleset("zhangye", as_of=day),
    "Case": lambda ruleset, day: el.Case(ruleset, day),
    "Interview": lambda ruleset, day: el.Interview(ruleset, as_of=day),
    "timeline, first": lambda _, day: el.timeline(PROFILE, "zhangye", day, date(2025, 6, 1)),
    "timeline, last": lambda _, day: el.timeline(PROFILE, "zhangye", DAY, day),
    "cliff": lambda ruleset, day: el.cliff(PROFILE, ruleset, "locality.dibao_standard.urban", 0, 1, as_of=day),
    "between": lambda ruleset, day: between(PROFILE, ruleset, ruleset, day),
    "evaluate": lambda ruleset, day: evaluate(ruleset, REGISTER, day),
    "evaluate_wide": lambda ruleset, day: evaluate_wide(ruleset, REGISTER, day),
    "count": lambda ruleset, day: count(ruleset, REGISTER, day),
    "query": lambda ruleset, day: query(ruleset, ["row", "person.certified"], day),
    "read_register": lambda ruleset, day: read_register(ROOT / "examples" / "register.csv", words_of(ruleset), day),
    "Job": lambda ruleset, day: Job(ruleset, day, {}, False, "polars", (), ()),
}


@pytest.mark.parametrize("day", NO_DAYS, ids=lambda day: type(day).__name__)
@pytest.mark.parametrize("door", DOORS)
def test_a_day_is_a_date(zhangye: el.Ruleset, door: str, day: object) -> None:
    """Every door that takes a day refuses a datetime, a text and a number in one sentence, in both languages."""
    with pytest.raises(NotADay) as caught:
        DOORS[door](zhangye, day)
    assert isinstance(caught.value, TypeError)
    assert isinstance(caught.value, el.EligibilityError)
    (problem,) = caught.value.problems
    assert problem.message.en == f"must be a day, such as date(2024, 6, 1), and not {type(day).__name__}"  # type: ignore[union-attr]
    assert "应为日期" in caught.value.text("zh")


def test_the_day_is_called_by_its_name(zhangye: el.Ruleset) -> None:
    with pytest.raises(NotADay, match=r"^as_of: must be a day"):
        el.decide(PROFILE, zhangye, as_of=None)  # type: ignore[arg-type]
    with pytest.raises(NotADay, match=r"^last: must be a day"):
        el.timeline(PROFILE, "zhangye", DAY, "2025-06-01")  # type: ignore[arg-type]
    with pytest.raises(NotADay, match=r"^version: must be a day"):
        el.load_ruleset("zhangye", datetime(2022, 4, 15))  # noqa: DTZ001 - the wrong value meant


def test_an_unknown_support_is_named_with_the_nearest(zhangye: el.Ruleset) -> None:
    decision = decide(zhangye, one(certified=True))
    with pytest.raises(UnknownOutcome, match=r"there is no 'nursing_subsidi'. Did you mean nursing_subsidy"):
        decision["nursing_subsidi", "m1"]
    with pytest.raises(UnknownOutcome, match=r"there is no 'typo'"):
        decision.explain("typo", "m1")
    with pytest.raises(UnknownOutcome, match=r"there is no 'typo'"):
        decision.outcomes("typo")
    with pytest.raises(UnknownOutcome, match=r"there is no 'typo'"):
        el.remedies(decision, "typo", "m1")


def test_an_unknown_subject_is_named_with_the_nearest(zhangye: el.Ruleset) -> None:
    """Also one who is there, but whom the support is not for."""
    decision = decide(zhangye, one(certified=True))
    with pytest.raises(UnknownOutcome, match=r"there is no 'm11'. Did you mean m1") as caught:
        decision["nursing_subsidy", "m11"]
    assert "是否想写“m1”" in caught.value.text("zh")
    with pytest.raises(UnknownOutcome, match=r"there is no 'm9'. One of: m1"):
        decision["nursing_subsidy", "m9"]
    with pytest.raises(UnknownOutcome, match=r"there is no 'household'. One of: m1"):
        decision["nursing_subsidy", "household"]


def test_an_unknown_outcome_is_still_a_key_error(zhangye: el.Ruleset) -> None:
    decision = decide(zhangye, one())
    for wrong in (("typo", "m1"), ("nursing_subsidy", "m9")):
        with pytest.raises(KeyError):
            decision[wrong]
        with pytest.raises(LookupError):
            decision[wrong]
        with pytest.raises(el.EligibilityError):
            decision[wrong]
        assert decision.get(*wrong) is None
    assert decision.get("nursing_subsidy", "m1") is decision["nursing_subsidy", "m1"]
    assert decision.outcomes("nursing_subsidy") == [decision["nursing_subsidy", "m1"]]


def test_a_live_case_names_them_too(zhangye: el.Ruleset) -> None:
    with el.Case(zhangye, DAY, el.read_profile('{"household": {"members": [{"id": "m1"}]}}')) as case:
        with pytest.raises(UnknownOutcome, match="Did you mean nursing_subsidy"):
            case.status("nursing_subsidi", "m1")
        with pytest.raises(UnknownOutcome, match=r"there is no 'm9'. One of: m1"):
            case.status("nursing_subsidy", "m9")
