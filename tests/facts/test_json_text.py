"""From JSON text to data: what is refused with its place, and numbers as they are written."""

from __future__ import annotations

import json
from decimal import Decimal
from time import perf_counter

import pytest
from pydantic import ValidationError

import eligibility as el
from eligibility.codes import ProblemCode as C
from eligibility.facts.json_text import form_of, keyed, parsed
from eligibility.limits import PROBLEMS, PROFILE_BYTES


def refused(content: str | bytes, where: str = "") -> tuple[C, str]:
    with pytest.raises(el.ProfileError) as caught:
        parsed(content, where)
    (problem,) = caught.value.problems
    return problem.code, problem.text("en")  # type: ignore[union-attr]


DEEP = "a.json: is nested too deeply."


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        ("", C.EMPTY_FILE, "a.json: is empty; an empty profile is {}."),
        (" \n", C.EMPTY_FILE, "a.json: is empty"),
        (b"\xef\xbb\xbf", C.EMPTY_FILE, "a.json: is empty"),
        (b'{"a": "\xff"}', C.NOT_UTF8, "a.json: is not UTF-8 (byte 7); save it as UTF-8."),
        ('{"a" 1}', C.NOT_JSON, "a.json:1:6: is not JSON: Expecting ':' delimiter."),
        ('{\n"a": 1,\n}', C.NOT_JSON, "a.json:"),
        ("[]", C.NOT_AN_OBJECT, "a.json: must be a JSON object { ... }."),
        ("null", C.NOT_AN_OBJECT, "a.json: must be a JSON object"),
        ('{"a": {"b": 1, "b": 2}}', C.KEY_TWICE, "a.json: the key 'b' is written twice in one object."),
        ('{"张三": 1, "张三": 2}', C.KEY_TWICE, "a.json: one key is written twice in one object."),
        ('{"a": ' * 21 + "1" + "}" * 21, C.NESTED_TOO_DEEPLY, f"{DEEP} It stands in a{'.a' * 19}."),
        (
            '{"p": [{"a": ' + '{"610219199003021234": ' * 18 + "1" + "}" * 18 + "}]}",
            C.NESTED_TOO_DEEPLY,
            "a.json: is nested too deeply. It stands in p[0].a.",
        ),
        ("[" * 100_000, C.NESTED_TOO_DEEPLY, "a.json:1:21: is nested too deeply."),
        ('{"[{": "\\"[[",\n"a": ' + "[" * 100_000, C.NESTED_TOO_DEEPLY, "a.json:2:25: is nested too deeply."),
    ],
)
def test_refused_with_its_place(content: str | bytes, code: C, said: str) -> None:
    found, text = refused(content, "a.json")
    assert found is code
    assert text.startswith(said)


def test_the_largest_profile() -> None:
    filler = " " * (PROFILE_BYTES - 2)
    assert parsed("{" + filler + "}") == {}
    assert refused("{" + filler + " }")[0] is C.TOO_LARGE


def test_a_key_written_twice_is_told_with_its_object() -> None:
    """Once for each object, by its place; a key that is no name is not repeated, nor is it part of a place."""
    text = '{"a": {"b": 1, "b": 2}, "c": [{}, {"d": 1, "e": 1, "d": 2, "e": 2}], "张三": {"f": 1, "f": 2}, "a1": 1, "a1": 2}'
    with pytest.raises(el.ProfileError) as caught:
        parsed(text)
    told = {(problem.path, problem.message.zh) for problem in caught.value.problems}  # type: ignore[union-attr]
    keys = [((), "a1"), (("a",), "b"), (("c", 1), "d"), (("c", 1), "e"), ((), "f")]
    assert told == {(at, f"键“{key}”写了两次") for at, key in keys}
    [problem] = _problems('{"household": {"members": [{"id": "m1", "age": 3, "age": 4}]}}', "a.json")
    assert problem.text("en") == "a.json: the key 'age' is written twice in one object. It stands in household.members[0]."
    assert problem.text("zh") == "a.json：键“age”写了两次。在 household.members[0] 里。"


def _problems(content: str, where: str) -> tuple[el.Problem, ...]:
    with pytest.raises(el.ProfileError) as caught:
        parsed(content, where)
    return caught.value.problems  # type: ignore[return-value]


@pytest.mark.parametrize("keys", [["a"] * 100_000, [f"k{number // 2}" for number in range(80_000)], ["张三"] * 60_000])
def test_keys_written_twice_are_found_in_linear_time(keys: list[str]) -> None:
    """However many there are: counting each among all would take an hour."""
    started = perf_counter()
    with pytest.raises(el.ProfileError) as caught:
        parsed("{" + ",".join(f'"{key}":1' for key in keys) + "}")
    assert {problem.code for problem in caught.value.problems} <= {C.KEY_TWICE, C.MORE_PROBLEMS}  # type: ignore[union-attr]
    assert len(caught.value.problems) <= PROBLEMS + 1
    assert perf_counter() - started < 5


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ('{"\\ud800": 1}', "profile"),
        ('{"household": {"members": [{"id": "\\udc00\\ud800"}]}}', "household.members[0].id"),
        ('{"household": {"\\ud800": {"x": 1}}}', "household"),
        ('{"dont_know": ["a", "\\ud800"]}', "dont_know[1]"),
        ('{"locality": {"options": {"\\udfff": true}}}', "locality.options"),
    ],
)
def test_half_a_sign_is_told_with_its_path(content: str, where: str) -> None:
    """JSON can write it and no text can hold it. A whole sign beyond the basic ones is a sign."""
    for read in (el.read_profile, el.Profile.model_validate_json):
        with pytest.raises((el.ProfileError, ValidationError), match=r"holds half of a character \(such as \\uD800\)"):
            read(content)
    assert refused(content) == (C.WRONG_VALUE, f"{where}: holds half of a character (such as \\uD800).")
    assert parsed('{"a": "\\ud840\\udc00"}') == {"a": "𠀀"}


def test_twenty_levels_are_read() -> None:
    text = '{"a": ' * 20 + "1" + "}" * 20
    assert parsed(text) == json.loads(text)


def test_a_byte_order_mark_is_no_content() -> None:
    assert parsed('{"a": "残"}'.encode("utf-8-sig")) == {"a": "残"}


@pytest.mark.parametrize(
    ("written", "number"),
    [("0.1", Decimal("0.1")), ("739.999999999999999999", Decimal("739.999999999999999999")), ("1e2", Decimal("100")), ("7", 7), ("-0", 0)],
)
def test_numbers_are_exact(written: str, number: object) -> None:
    found = parsed(f'{{"a": {written}}}')["a"]
    assert found == number and type(found) is type(number)


def test_a_number_too_large_for_python_is_still_a_number() -> None:
    """It is left to the entry that holds it to say that it is too large."""
    assert parsed('{"a": 1' + "0" * 5000 + "}")["a"] == Decimal("1E+5000")
    assert parsed('{"a": 1e99999999999999999999}')["a"] == Decimal("Infinity")


def test_data_of_python_has_the_form_of_json() -> None:
    assert form_of({"a": [{"b": ({},)}]}) == []
    assert [problem.code for problem in form_of([])] == [C.NOT_AN_OBJECT]
    deep: object = 1
    for _ in range(21):
        deep = (deep,)
    [problem] = form_of({"a": deep})
    assert problem.code is C.NESTED_TOO_DEEPLY and problem.path == ("a", *[0] * 19)


@pytest.mark.parametrize(("key", "written"), [(1, "1"), (True, "true"), (None, "null"), (1.5, "1.5"), (("a",), "")])
def test_keys_are_as_json_writes_them(key: object, written: str) -> None:
    """A key that JSON cannot write becomes one that no entry has."""
    assert keyed({"inside": [{key: {key: 1}}]}) == {"inside": [{written: {written: 1}}]}
