"""What every door refuses alike: a day that is none, an argument of another type, a support or a subject that is not there."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from pydantic import ValidationError

import eligibility as el
from eligibility.bulk import count, evaluate, evaluate_wide, write_wide
from eligibility.bulk.sql import query
from eligibility.card.content import card_of
from eligibility.card.fit import sheet_of
from eligibility.decide.answer_diff import between
from eligibility.errors import NotADay, UnknownOutcome
from eligibility.register.options import Job, ScreenOptions
from eligibility.register.reader import read_register
from eligibility.register.spellings import words_of
from eligibility.rules.version_lookup import region_of, shipped
from eligibility.views.guidance import remedy_report
from eligibility.views.models.brief import DecisionBrief
from eligibility.views.models.explanation import ExplanationModel
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
    "diff": lambda ruleset, day: el.diff(ruleset, ruleset, as_of=day),
    "diff, of a household": lambda ruleset, day: el.diff(ruleset, ruleset, profile=PROFILE, as_of=day),
    "compare": lambda ruleset, day: el.compare(PROFILE, {"a": ruleset}, as_of=day),
    "ScreenOptions": lambda ruleset, day: ScreenOptions(ruleset, day),
    "between": lambda ruleset, day: between(PROFILE, ruleset, ruleset, day),
    "evaluate": lambda ruleset, day: evaluate(ruleset, REGISTER, day),
    "evaluate_wide": lambda ruleset, day: evaluate_wide(ruleset, REGISTER, day),
    "write_wide": lambda ruleset, day: write_wide(ruleset, REGISTER, day, Path("never-written.parquet")),
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


@pytest.mark.usefixtures("live")
def test_a_live_case_names_them_too(zhangye: el.Ruleset) -> None:
    with el.Case(zhangye, DAY, el.read_profile('{"household": {"members": [{"id": "m1"}]}}')) as case:
        with pytest.raises(UnknownOutcome, match="Did you mean nursing_subsidy"):
            case.status("nursing_subsidi", "m1")
        with pytest.raises(UnknownOutcome, match=r"there is no 'm9'. One of: m1"):
            case.status("nursing_subsidy", "m9")


RANGE = "locality.dibao_standard.urban"
WRONG: dict[str, tuple[Callable[[el.Ruleset], object], str]] = {
    "Library": (lambda _: el.Library("rulesets"), "root: must be the Path of a folder, and not str."),
    "load_ruleset": (lambda _: el.load_ruleset(1), "region: must be the name of a region, or the Path of a version's folder, and not int."),
    "load_ruleset, root": (lambda _: el.load_ruleset("zhangye", root="."), "root: must be the Path of a folder, and not str."),
    "Library.ruleset": (lambda _: el.Library().ruleset(None), "region: must be the name of a region"),
    "decide": (lambda ruleset: el.decide({}, ruleset, as_of=DAY), "profile: must be a Profile, and not dict. read_profile or"),
    "decide, ruleset": (
        lambda _: el.decide(PROFILE, "zhangye", as_of=DAY),
        "ruleset: must be a Ruleset, and not str. load_ruleset reads one.",
    ),
    "decision[]": (
        lambda ruleset: decide(ruleset, one())["ab"],
        "decision[...]: must be a pair of ids, of a support and of a subject, and not str.",
    ),
    "decision[] of three": (lambda ruleset: decide(ruleset, one())["a", "b", "c"], "and not tuple. Write decision["),
    "decision[] of numbers": (lambda ruleset: decide(ruleset, one())["a", 1], "and not tuple. Write decision["),
    "decision[] of a list": (lambda ruleset: decide(ruleset, one())[["a", "b"]], "and not list. Write decision["),
    "outcomes": (lambda ruleset: decide(ruleset, one()).outcomes(1), "support: must be the id of a support, and not int."),
    "read_profile": (lambda _: el.read_profile({}), "content: must be a JSON text (str or bytes), and not dict."),
    "read_profile_file": (lambda _: el.read_profile_file("a.json"), "path: must be the Path of a file, and not str."),
    "cliff": (lambda ruleset: el.cliff(PROFILE, ruleset, RANGE, "0", 9, as_of=DAY), "low: must be a number, such as 650 or"),
    "cliff, high": (lambda ruleset: el.cliff(PROFILE, ruleset, RANGE, 0, True, as_of=DAY), "and not bool."),
    "cliff, path": (
        lambda ruleset: el.cliff(PROFILE, ruleset, 1, 0, 9, as_of=DAY),
        "path: must be the path of a number, such as m1.age, and not int.",
    ),
    "timeline": (lambda _: el.timeline(PROFILE, 1, DAY, DAY), "region: must be the name of a region"),
    "timeline, root": (lambda _: el.timeline(PROFILE, "zhangye", DAY, DAY, root="x"), "root: must be the Path of a folder"),
    "diff": (lambda ruleset: el.diff("zhangye", ruleset), "before: must be a Ruleset, and not str."),
    "diff, after": (lambda ruleset: el.diff(ruleset, None), "after: must be a Ruleset, and not NoneType."),
    "compare, profile": (lambda rules: el.compare({}, {"zhangye": rules}, as_of=DAY), "profile: must be a Profile, and not dict."),
    "compare, names": (
        lambda rules: el.compare(PROFILE, {1: rules}, as_of=DAY),
        "rulesets: must be a mapping by names of regions",
    ),
    "diff, profile": (lambda rules: el.diff(rules, rules, profile={}, as_of=DAY), "profile: must be a Profile, and not dict."),
    "evaluate": (lambda _: evaluate("zhangye", REGISTER, DAY), "ruleset: must be a Ruleset, and not str."),
    "evaluate, complete": (lambda rules: evaluate(rules, REGISTER, DAY, complete="no"), "complete: must be True or False, and not str."),
    "evaluate, supports": (
        lambda rules: evaluate(rules, REGISTER, DAY, supports="dibao"),
        "must be a list of ids of supports, and not str.",
    ),
    "evaluate, support": (
        lambda rules: evaluate(rules, REGISTER, DAY, supports=[1]),
        "must be a list of ids of supports, and not list.",
    ),
    "evaluate, local": (lambda rules: evaluate(rules, REGISTER, DAY, local={}), "local: must be a LocalBook, and not dict. book_under("),
    "write_wide": (lambda rules: write_wide(rules, REGISTER, DAY, "a.parquet"), "path: must be the Path of a file, and not str."),
    "query": (lambda _: query("zhangye", ["row"], DAY), "ruleset: must be a Ruleset, and not str."),
    "query, columns": (lambda rules: query(rules, "row", DAY), "columns: must be a list of names of columns, and not str."),
    "query, column": (lambda rules: query(rules, [1], DAY), "columns: must be a list of names of columns, and not list."),
    "compare": (lambda _: el.compare(PROFILE, {"zhangye": "2022-04-15"}, as_of=DAY), "ruleset: must be a Ruleset, and not str."),
    "replay": (lambda _: el.replay("receipt.json", PROFILE), "receipt: must be a receipt, or the Path of its file, and not str."),
    "replay, tuple": (
        lambda _: el.replay(("receipt.json",), PROFILE),
        "receipt: must be a receipt, or the Path of its file, and not tuple.",
    ),
    "replay, root": (lambda _: el.replay(ROOT, PROFILE, root="x"), "root: must be the Path of a folder"),
    "ScreenOptions": (lambda _: ScreenOptions("zhangye", DAY), "ruleset: must be a Ruleset, and not str."),
    "Case": (lambda _: el.Case("zhangye", DAY), "ruleset: must be a Ruleset, and not str."),
    "Interview": (lambda _: el.Interview("zhangye", as_of=DAY), "ruleset: must be a Ruleset, and not str."),
    "Interview, profile": (lambda rules: el.Interview(rules, {}, as_of=DAY), "profile: must be a Profile, and not dict."),
    "Interview.next, prefer": (lambda rules: interview(rules).next(prefer=3), "prefer: must be a function, and not int."),
    "Interview.next, skip": (lambda rules: interview(rules).next(skip=["m1.age"]), "skip: must be a function, and not list."),
    **{
        f"Interview.{name}": (call, "path: must be the path of an entry, such as m1.birth_date, and not list.")
        for name, call in {
            "inquiry": lambda rules: interview(rules).inquiry(["m1.needs"]),
            "answer": lambda rules: interview(rules).answer(["m1.needs"], []),
            "nobody": lambda rules: interview(rules).nobody(["m1.needs"]),
            "dont_know": lambda rules: interview(rules).dont_know(["m1.needs"]),
            "withdraw": lambda rules: interview(rules).withdraw(["m1.needs"]),
        }.items()
    },
    "remedies": (lambda _: el.remedies({}, "dibao", "household"), "decision: must be a Decision, and not dict. decide gives one."),
    "opens": (lambda rules: decide(rules, one()).opens(("dibao", "m1")), "outcome: must be an Outcome, and not tuple."),
    "Library.region_of": (lambda _: el.Library().region_of(620702), "adcode: must be an area code as a text, and not int."),
    "Library.region_for": (lambda _: el.Library().region_for({}), "profile: must be a Profile, and not dict."),
}


def interview(ruleset: el.Ruleset) -> el.Interview:
    return el.Interview(ruleset, PROFILE, as_of=DAY)


@pytest.mark.parametrize("door", WRONG)
def test_an_argument_of_another_type(zhangye: el.Ruleset, door: str) -> None:
    """One sentence says what it must be and of which type it is, in both languages, and is a TypeError as well."""
    call, said = WRONG[door]
    with pytest.raises(el.WrongArgument) as caught:
        call(zhangye)
    assert said in str(caught.value)
    assert "应为" in caught.value.text("zh") and len(caught.value.problems) == 1
    assert isinstance(caught.value, TypeError) and isinstance(caught.value, el.EligibilityError)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda rules: evaluate(rules, REGISTER, DAY, supports=["nursing_subsidi"]), "there is no 'nursing_subsidi'. Did you mean"),
        (lambda rules: evaluate_wide(rules, REGISTER, DAY, subject="persons"), "subject: there is no 'persons'. Did you mean person?"),
        (lambda rules: query(rules, ["row", "person.certifed"], DAY), "there is no 'person.certifed'. Did you mean person.certified?"),
        (
            lambda rules: query(rules, ["row"], DAY).text("DuckDB"),
            "no entry of that name. One of: duckdb, postgres, spark.",
        ),
        (lambda rules: query(rules, ["row"], DAY).text("mysql"), "dialect: there is no 'mysql'."),
    ],
)
def test_a_name_that_a_register_does_not_know(zhangye: el.Ruleset, call: Callable[[el.Ruleset], object], said: str) -> None:
    """It would answer nothing, or something else."""
    with pytest.raises(el.EligibilityError) as caught:
        call(zhangye)
    assert said in str(caught.value)


@pytest.mark.parametrize("wrong", [None, 1, object(), 3.5, ["{}"]])
def test_a_model_is_read_from_a_text(wrong: Any) -> None:
    with pytest.raises(ValidationError, match="must be a JSON text"):
        el.Profile.model_validate_json(wrong)


def test_a_path_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(el.ProfileError, match="is not the name of a file"):
        el.read_profile_file(tmp_path / "a\0b")


def test_the_ends_of_a_range_are_exact(zhangye: el.Ruleset) -> None:
    """A float is read by its shortest text, as in a profile."""
    found = el.cliff(PROFILE, zhangye, RANGE, 455.1, 500, as_of=DAY)  # type: ignore[arg-type]
    assert (found.low, found.high) == (Fraction("455.1"), 500)


@pytest.mark.parametrize("end", [10**12 + 1, 10**400, 1e308, Decimal("1e400"), Fraction(10**400)], ids=lambda end: type(end).__name__)
def test_a_range_does_not_go_on_for_ever(zhangye: el.Ruleset, end: Any) -> None:
    """No number of a profile is so large, and what is worked out within a range is exact."""
    with pytest.raises(el.EligibilityError, match=r"range: must not end beyond 1,000,000,000,000"):
        el.cliff(PROFILE, zhangye, RANGE, 0, end, as_of=DAY)


def test_a_question_is_about_something(zhangye: el.Ruleset) -> None:
    with pytest.raises(el.WrongArgument, match="paths: must hold at least one path"):
        interview(zhangye).inquiry()


def test_nobody_answers_only_what_concerns_few(zhangye: el.Ruleset) -> None:
    """Any other question is refused with those that can be answered so, and nothing has changed."""
    asked = interview(zhangye)
    asked.answer("household.members", 1)
    before = asked.profile
    with pytest.raises(el.ProfileError, match=r"a question that nobody may answer: there is no 'birth_date'. One of: .*needs") as caught:
        asked.nobody("m1.needs", "m1.birth_date")
    assert "可以答“都没有”的问题：没有“birth_date”这一项" in caught.value.text("zh")
    assert asked.profile == before


@pytest.mark.usefixtures("live")
@pytest.mark.parametrize("wrong", [None, 3, ["m1"], {}, b"m1"])
def test_a_live_case_takes_texts(zhangye: el.Ruleset, wrong: Any) -> None:
    with el.Case(zhangye, DAY) as case:
        case.tell("m1", age=70)
        known = case.profile()
        for call in (
            lambda: case.tell(wrong, age=3),
            lambda: case.withdraw(wrong),
            lambda: case.withdraw("m1", wrong),
            lambda: case.status(wrong, "m1"),
            lambda: case.status("nursing_subsidy", wrong),
            lambda: case.on_change(wrong),
        ):
            with pytest.raises(el.WrongArgument, match=r"must be .*, and not "):
                call()
        assert case.profile() == known


@pytest.mark.parametrize("end", [Decimal("NaN"), Decimal("Infinity"), math.nan, math.inf, Decimal("sNaN")], ids=str)
@pytest.mark.parametrize("high", [False, True])
def test_a_range_has_two_ends(zhangye: el.Ruleset, end: Any, high: bool) -> None:
    with pytest.raises(el.EligibilityError, match=r"range: must have two ends that are finite numbers"):
        el.cliff(PROFILE, zhangye, RANGE, *((0, end) if high else (end, 9)), as_of=DAY)


@pytest.mark.parametrize(
    "door",
    [
        lambda root: el.load_ruleset("zhangye", root=root),
        lambda root: el.load_ruleset(shipped() / "zhangye" / "2022-04-15", root=root),
        lambda root: el.Library(root),
        lambda root: el.timeline(PROFILE, "zhangye", DAY, DAY, root=root),
        lambda root: el.replay(root / "receipt.json", PROFILE, root=root),
        lambda root: region_of("620702", root),
    ],
    ids=["load_ruleset", "load_ruleset of a folder", "Library", "timeline", "replay", "region_of"],
)
def test_a_folder_without_rulesets(door: Callable[[Path], object], tmp_path: Path) -> None:
    for root in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(el.EligibilityError, match=r"root: is not a folder of rulesets. A folder of rulesets holds REGION/DATE/"):
            door(root)


def test_a_folder_is_its_version_and_no_other() -> None:
    folder = shipped() / "zhangye" / "2022-04-15"
    assert el.load_ruleset(folder, "2022-04-15").hash == el.load_ruleset(folder, as_of=DAY).hash == el.load_ruleset(folder).hash
    for other in ("2020-01-01", date(2020, 1, 1), "all-local-options"):
        with pytest.raises(el.NoRulesetError, match=r"the folder holds the version '2022-04-15', not '.*'. Give the folder or the version"):
            el.load_ruleset(folder, other)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"engine": "polar"}, "engine: there is no 'polar'. Did you mean polars?"),
        ({"engine": "sqlite"}, "engine: there is no 'sqlite'. One of: polars, duckdb, spark."),
        ({"language": "fr"}, "language: there is no 'fr'. One of: zh, en."),
        ({"picture": "jpg"}, "picture: there is no 'jpg'."),
        ({"picture": 1, "language": None}, "picture: there is no entry of that name."),
    ],
)
def test_a_screening_refuses_what_it_cannot_do(zhangye: el.Ruleset, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(el.EligibilityError) as caught:
        ScreenOptions(zhangye, DAY, **wrong)
    assert said in str(caught.value)
    assert len(caught.value.problems) == len(wrong)
    ScreenOptions(zhangye, DAY, engine="duckdb", picture=None, language="en")


LANGUAGES: dict[str, Callable[[el.Decision, Any], object]] = {
    "explain": lambda decision, language: decision.explain("nursing_subsidy", "m1").text(language),
    "error": lambda _, language: el.EligibilityError([]).text(language),
    "brief": lambda decision, language: DecisionBrief.of(decision, language),
    "explanation": lambda decision, language: ExplanationModel.of(decision["nursing_subsidy", "m1"], language),
    "diff": lambda decision, language: el.diff(decision.ruleset, decision.ruleset).as_json(language),
    "card": lambda decision, language: sheet_of(card_of(decision), language),
    "remedy": lambda decision, language: remedy_report(decision, [], language),
}


@pytest.mark.parametrize("door", LANGUAGES)
def test_a_language_is_one_of_two(zhangye: el.Ruleset, door: str) -> None:
    """No other language silently becomes English."""
    decision = decide(zhangye, one(certified=True))
    for wrong in ("fr", "ZH", "", None):
        with pytest.raises(el.WrongArgument, match=r"language: is no language of the library\. One of: zh, en") as caught:
            LANGUAGES[door](decision, wrong)
        assert "zh、en" in caught.value.text("zh")
    for language in ("zh", "en"):
        LANGUAGES[door](decision, language)
