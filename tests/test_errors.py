"""Problems as values: their place in three forms, their text, their data; and nothing personal in any refusal."""

from __future__ import annotations

import json
import pickle
import traceback
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

import eligibility as el
from eligibility.codes import ProblemCode, RuleCheck
from eligibility.durable.host import LiveEngineMissing
from eligibility.errors import EntryPath, Meant, Problem, RuleProblem, Span, did_you_mean, meant
from eligibility.facts.problems import problems_of
from eligibility.facts.profile import Household, Person
from eligibility.i18n import Text
from tests.conftest import decide, one


def problem(at: EntryPath | Text | str, mend: Text | None = None) -> Problem:
    return Problem(ProblemCode.MISSING, at, Text("缺少这一项", "is missing"), mend)


@pytest.mark.parametrize(
    ("path", "text", "pointer"),
    [
        (("household", "members", 0, "area"), "household.members[0].area", "/household/members/0/area"),
        (("as_of",), "as_of", "/as_of"),
        (("organisations", 12), "organisations[12]", "/organisations/12"),
        ((), "profile", ""),
        (("a/b", "c~d"), "a/b.c~d", "/a~1b/c~0d"),
    ],
)
def test_a_path_as_text_and_as_pointer(path: EntryPath, text: str, pointer: str) -> None:
    """RFC 6901: a slash in a key is ~1, a tilde ~0; the whole document is the empty pointer."""
    assert (problem(path).where, problem(path).pointer(), problem(path).path) == (text, pointer, path)


def test_a_thing_has_no_path() -> None:
    named = problem(Text("范围", "range"))
    assert (named.path, named.pointer(), named.where, named.place("zh")) == (None, None, "range", "范围")


@pytest.mark.parametrize(
    ("at", "mend", "zh", "en"),
    [
        (("as_of",), None, "as_of：缺少这一项。", "as_of: is missing."),
        ((), None, "家庭资料：缺少这一项。", "profile: is missing."),
        ("", None, "缺少这一项。", "is missing."),
        (("a",), Text("是否想写“b”？", "Did you mean b?"), "a：缺少这一项，是否想写“b”？", "a: is missing. Did you mean b?"),
        (("a",), Text("请补上。", "Add it."), "a：缺少这一项。请补上。", "a: is missing. Add it."),
    ],
)
def test_a_problem_as_text(at: EntryPath | str, mend: Text | None, zh: str, en: str) -> None:
    """Whole sentences; in Chinese a question goes on after a comma, and nothing stands between sentences."""
    assert (problem(at, mend).text("zh"), problem(at, mend).text("en")) == (zh, en)


def test_a_name_that_breaks_lines_leaves_the_sentence_whole() -> None:
    """A file may be called anything, also what colours a terminal."""
    problem = Problem(ProblemCode.NO_SUCH_FILE, "a\nb\x1b[31m\u2028.json", Text("找不到文件", "there is no such file"))
    assert problem.text("en") == "a b [31m .json: there is no such file."
    assert problem.text("zh") == "a b [31m .json：找不到文件。"


def test_a_problem_as_data() -> None:
    with pytest.raises(el.ProfileError) as caught:
        el.read_profile('{"household": {"members": [{"id": "m1", "employment": "employd"}]}}')
    [found] = caught.value.problems
    assert isinstance(found, Problem)
    data = json.loads(json.dumps(found.as_json()))
    assert data.pop("message")["zh"].startswith("应为以下之一：employed、")
    assert data == {
        "code": "unknown_value",
        "where": "household.members[0].employment",
        "path": ["household", "members", 0, "employment"],
        "pointer": "/household/members/0/employment",
        "mend": {"zh": "是否想写“employed”？", "en": "Did you mean employed?"},
        "nearest": "employed",
    }


def test_a_rule_problem_as_data() -> None:
    found = RuleProblem(RuleCheck.UNKNOWN_NAME, "a.yaml", Span(2, 3, 2, 9), Text("没有", "unknown"), Text("补上", "add it"), "text")
    assert (found.line, found.column, found.end_line, found.end_column) == (2, 3, 2, 9)
    assert found.text("zh") == "a.yaml:2:3: 没有 [unknown_name]\n    text\n    建议：补上"
    assert found.text() == "a.yaml:2:3: unknown [unknown_name]\n    text\n    mend: add it"
    assert found.as_json() == {
        "check": "unknown_name",
        "file": "a.yaml",
        "line": 2,
        "column": 3,
        "end_line": 2,
        "end_column": 9,
        "message": {"zh": "没有", "en": "unknown"},
        "mend": {"zh": "补上", "en": "add it"},
        "excerpt": "text",
    }


def test_the_name_that_was_meant() -> None:
    assert did_you_mean("agee", ["age", "sex"])[1] == "age"
    assert did_you_mean("x", ["age", "sex", "id"]) == (None, None)
    assert did_you_mean("x", ["age", "sex", "id"], listed=2) == (Text("可用：age、sex。", "One of: age, sex."), None)
    said = Text("是否想写“age”？", "did you mean age?")
    found = meant("agee", ["age"])
    assert found == said == found
    assert len({found, said}) == 1
    assert isinstance(found, Meant) and (found.word, found.near) == ("agee", "age")
    assert meant("x", ["age"]) is None


@pytest.mark.parametrize(
    "error",
    [
        el.ProfileError([problem(("as_of",))]),
        el.RulesetError([RuleProblem(RuleCheck.EMPTY_FILE, "a.yaml", Span(), Text("空", "empty"))]),
        el.RulesetError([RuleProblem(RuleCheck.UNKNOWN_NAME, "a.yaml", Span(), Text("无", "none"), meant("agee", ["age"]))]),
        el.NoRulesetError([problem("")]),
        el.UnknownOutcome([problem("SUPPORT")]),
        el.NotADay([problem("as_of")]),
        LiveEngineMissing(),
    ],
)
def test_errors_cross_processes(error: el.EligibilityError) -> None:
    """`verify` and registers run in processes of their own: what is raised there arrives whole."""
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert again.problems == error.problems


# -- nothing personal

SECRETS = ("张三", "李四", "王五路8号", "13912345678", "65230119900101000543", "19900101", "2019-13-45", "赵六", "zhang san", "8888.8888")
PERSONAL: list[Any] = [
    {"household": {"members": [{"id": "张三", "李四": 1, "王五路8号": 2, "13912345678": 3}]}},
    one(birth_date="19900101", certificate_no="65230119900101000543X", sex="张三", age="13912345678", employment="赵六"),
    one(certificate_no="65230119900101000549", employment_since="2019-13-45", certified="李四", disabilities=[{"category": "赵六"}]),
    {"household": {"monthly_income_per_capita": "8888.8888x", "area": "王五路8号"}, "李四": {}},
    {"household": {"members": {"张三": "李四"}}, "organisations": "王五路8号", "dont_know": ["张三.age", "zhang san", "13912345678"]},
    {"locality": {"options": {"张三": "李四", "13912345678": True}, "adcode": "65230119900101000543"}},
    {"household": {"members": [{"id": "13912345678"}, {"id": "13912345678"}]}},
    {"张三": [[[[[[[[[[[[[[[[[[[[["李四"]]]]]]]]]]]]]]]]]]]]]},
    ["张三"],
    "65230119900101000543",
]


class Ask(BaseModel):
    """Something that holds a profile, as a face does."""

    profile: el.Profile


def refusals(data: Any) -> list[Exception]:
    """Everything that a wrong profile raises, by every way in."""
    text = json.dumps(data, ensure_ascii=False)
    ways = [
        lambda: el.Profile.model_validate(data),
        lambda: el.Profile.model_validate_json(text),
        lambda: TypeAdapter(el.Profile).validate_python(data),
        lambda: TypeAdapter(el.Profile).validate_json(text),
        lambda: Ask.model_validate({"profile": data}),
        lambda: Ask.model_validate_json(f'{{"profile": {text}}}'),
        lambda: el.read_profile(text),
        lambda: el.read_profile(text[:-1] + "张三"),
        lambda: el.read_profile(f'{{"张三": {text}, "张三": 1}}'),
    ]
    raised: list[Exception] = []
    for way in ways:
        with pytest.raises((ValidationError, el.ProfileError)) as caught:
            way()
        raised.append(caught.value)
    return raised


@pytest.mark.parametrize("data", PERSONAL, ids=range(len(PERSONAL)))
def test_no_refusal_repeats_what_was_given(data: Any) -> None:
    """Neither its text nor its data, nor what it was raised from: no value, and no key that is none of the vocabulary."""
    for error in refusals(data):
        said = [str(error), repr(error), *traceback.format_exception_only(error), repr(error.__cause__), repr(error.__context__)]
        if isinstance(error, ValidationError):
            said += [repr(error.errors()), error.json(), repr([found.as_json() for found in problems_of(error)])]
            assert all(detail["input"] is None for detail in error.errors())
        else:
            assert isinstance(error, el.ProfileError)
            said += [error.text("zh"), *(json.dumps(found.as_json(), ensure_ascii=False) for found in error.problems)]
        for secret in SECRETS:
            assert not any(secret in text for text in said), secret


def test_a_name_that_may_be_personal_is_not_shown() -> None:
    """A word that looks like one of the vocabulary is named, so that it can be mended; a number or a name is not."""
    for key, shown in (("hosehold", True), ("652301199001010005", False), ("李四", False), ("zhang san", False), ("x" * 50, False)):
        with pytest.raises(el.ProfileError) as caught:
            el.read_profile(json.dumps({key: 1}))
        assert (key in caught.value.text("en")) is shown


def test_after_a_list_of_words_a_question_is_a_sentence() -> None:
    listed = Problem(
        ProblemCode.UNKNOWN_VALUE, ("a",), Text("应为以下之一：b、c", "must be one of: b, c"), Text("是否想写“b”？", "Did you mean b?")
    )
    assert listed.text("zh") == "a：应为以下之一：b、c。是否想写“b”？"


def test_each_model_refuses_in_our_words() -> None:
    """Not the profile alone: whatever is made of values that a caseworker typed repeats none of them."""
    for way in (
        lambda: Person(id="m1", sex="张三"),
        lambda: Household.model_validate({"members": [{"id": "李四"}], "张三": 1}),
        lambda: Household.model_validate_json('{"area": "张三"}'),
    ):
        with pytest.raises(ValidationError) as caught:
            way()
        said = f"{caught.value}{caught.value!r}{caught.value.errors()}{caught.value.json()}"
        assert not any(secret in said for secret in SECRETS)


def test_the_problems_of_a_ruleset_are_in_the_order_of_its_files() -> None:
    """By file, line and column, then by check and message; what is found twice is told once."""

    def found(file: str, line: int, column: int, check: RuleCheck = RuleCheck.UNKNOWN_NAME, said: str = "b") -> RuleProblem:
        return RuleProblem(check, file, Span(line, column, line, column + 1), Text(said, said))

    ordered = [
        found("toy/a.yaml", 2, 9),
        found("toy/a.yaml", 10, 1, RuleCheck.EXPRESSION),
        found("toy/a.yaml", 10, 1, RuleCheck.UNKNOWN_NAME, "a"),
        found("toy/a.yaml", 10, 1, RuleCheck.UNKNOWN_NAME, "b"),
        found("toy/a.yaml", 10, 2),
        found("toy/b.yaml", 1, 1),
    ]
    for turned in (ordered[::-1], ordered[3:] + ordered[:3], ordered * 2):
        error = el.RulesetError(turned)
        assert list(error.problems) == list(error.findings) == ordered
        assert error.text("en").splitlines() == [one.text("en") for one in ordered]


@pytest.mark.parametrize("wrong", ["张三", "65230119900101000543", "Zhang San", "m1; 139 0000 1111", "o" * 60])
def test_an_unknown_outcome_repeats_no_personal_text(zhangye: el.Ruleset, wrong: str) -> None:
    """A name in place of a support or of a member is not shown, neither by the error nor by the KeyError that it is."""
    decision = decide(zhangye, one(certified=True))
    for key in ((wrong, "m1"), ("nursing_subsidy", wrong)):
        with pytest.raises(el.UnknownOutcome) as caught:
            decision[key]
        said = f"{caught.value}{caught.value!r}{caught.value.args}{caught.value.text('zh')}{caught.value.problems}"
        assert wrong not in said
        assert "there is no entry of that name" in str(caught.value)
