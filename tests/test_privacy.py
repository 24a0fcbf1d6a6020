"""No name and no identity or certificate number comes back in an error, whatever its spelling and through whichever door it came."""

from __future__ import annotations

import io
import json
import logging
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

import eligibility as el
from eligibility.book.read import load_book
from eligibility.bulk.columns import check_columns
from eligibility.card.content import card_of
from eligibility.cli.app import app
from eligibility.decide.recorded import read_receipt
from eligibility.guidance.interview import Interview
from eligibility.office import read_office
from eligibility.register.reader import read_register
from eligibility.register.spellings import words_of
from eligibility.rules.version_lookup import shipped
from tests.conftest import DAY, decide, one

NUMBER = "610219199003021234"
MARKERS = (
    "61021919900302123X",
    "6102 1990 0302 1234",
    "610219-19900302-1234",
    "６１０２１９９００３０２１２３４",
    "6.1.0.2.1.9.9.0.0.3",
    "p_610219_19900302_1234",
    "61021990030212349X 61021985030212349X",
    "王芳",
    "王　芳",
    "WangFang",
    "王芳620102199003021234\x1b[31m",
)
"""Made-up numbers and a made-up name: with a check letter, in groups, full-width, with points, as a key, two in one, with a blank, in
Latin letters."""


def profiles(marker: str) -> list[object]:
    """The marker at every kind of place in a profile: as key, value, id, member of a set, option, path."""
    return [
        {marker: 1},
        one(**{marker: 1}),
        {"household": {marker: 1, "members": [{"id": marker}]}},
        one(age=marker, sex=marker, birth_date=marker, certificate_no=marker, needs=[marker], disabilities=[{"category": marker}]),
        {"household": {"members": [{"id": "m1", marker: 1}, marker]}},
        {"locality": {"adcode": marker, "options": {marker: True}, marker: 1, "dibao_standard": {marker: 1}}},
        {"organisations": [{"id": marker, "type": marker, marker: 1}]},
        {"dont_know": [marker, f"{marker}.age", f"m1.{marker}"]},
        {"as_of": marker},
    ]


def decided(data: object, ruleset: el.Ruleset) -> object:
    return el.decide(el.read_profile(json.dumps(data)), ruleset, as_of=DAY)


def told(ruleset: el.Ruleset, marker: str) -> list[Callable[[], object]]:
    """The marker told to a case: as subject (one of letters alone can be an id, and is taken) and as fact."""
    case = el.Case(ruleset, DAY, el.Profile.model_validate(one()))
    return [
        *([] if marker.isascii() and marker.isalpha() else [lambda: case.tell(marker, age=3)]),
        lambda: case.tell("m1", **{marker: 3}),
        lambda: case.tell("m1", sex=marker),
        lambda: case.withdraw(marker),
        lambda: case.withdraw("m1", marker),
        lambda: case.status(marker, "m1"),
        lambda: case.status("dibao", marker),
    ]


def answered(ruleset: el.Ruleset, marker: str) -> list[Callable[[], object]]:
    interview = Interview(ruleset, el.Profile.model_validate(one()), as_of=DAY)
    return [
        lambda: interview.answer(f"{marker}.age", 3),
        lambda: interview.answer(f"m1.{marker}", 3),
        lambda: interview.answer("m1.sex", marker),
        lambda: interview.answer("household.members", marker),
        lambda: interview.dont_know(f"{marker}.age"),
        lambda: interview.withdraw(f"{marker}.age"),
    ]


def others(ruleset: el.Ruleset, marker: str, folder: Path) -> list[Callable[[], object]]:
    decision = decide(ruleset, one())
    receipt = folder / "receipt.json"
    receipt.write_text(json.dumps({"receipt": {"region": marker}, "outcomes": [{"subject": {"id": marker}}]}), "utf-8")
    return [
        *(lambda data=data: decided(data, ruleset) for data in profiles(marker)),  # type: ignore[misc]
        lambda: decided(one(receives=[marker], recognised=[marker]), ruleset),
        lambda: el.read_profile(f'{{"{marker}": 1, "{marker}": 2}}'),
        lambda: el.read_profile(json.dumps(one())[:-1] + marker),
        lambda: decision[marker, "m1"],
        lambda: decision["dibao", marker],
        lambda: card_of(decision, {marker: "x"}),
        lambda: card_of(decision, {"m1": marker * 100}),
        lambda: check_columns([f"person.{marker}", f"locality.options.{marker}"], ruleset),
        lambda: read_receipt(receipt),
    ]


def said_of(error: BaseException) -> list[str]:
    """All that a log could hold of an error."""
    said = ["".join(traceback.format_exception(error)), str(error), repr(error), repr(error.args)]
    if isinstance(error, el.EligibilityError):
        said += [error.text("zh"), error.text("en"), *(json.dumps(one.as_json(), ensure_ascii=False) for one in error.problems)]
    if isinstance(error, ValidationError):
        said += [error.json(), repr(error.errors())]
    stream = io.StringIO()
    logger = logging.Logger("privacy")
    logger.addHandler(logging.StreamHandler(stream))
    logger.error("refused", exc_info=error)
    return [*said, stream.getvalue()]


def without_source(text: str) -> str:
    """A traceback without the lines of source that it quotes, which are this file's."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("    "))


@pytest.mark.parametrize("marker", MARKERS)
def test_no_error_of_the_library_holds_a_marker(zhangye: el.Ruleset, marker: str, tmp_path: Path) -> None:
    for way in others(zhangye, marker, tmp_path) + answered(zhangye, marker):
        with pytest.raises((el.EligibilityError, ValidationError)) as caught:
            way()
        for text in said_of(caught.value):
            assert marker not in without_source(text)


@pytest.mark.parametrize("marker", MARKERS)
def test_no_error_of_a_case_holds_a_marker(zhangye: el.Ruleset, marker: str, live: None) -> None:
    for way in told(zhangye, marker):
        with pytest.raises(el.EligibilityError) as caught:
            way()
        for text in said_of(caught.value):
            assert marker not in without_source(text)


@pytest.mark.parametrize("marker", MARKERS)
def test_no_message_of_the_command_line_holds_a_marker(marker: str, tmp_path: Path) -> None:
    """What is typed as an argument is the user's own and stands in the terminal; what stands in a file is not printed."""
    for data in profiles(marker):
        path = tmp_path / "case.json"
        path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
        for command in (["check", str(path)], ["card", str(path)], ["ask", str(path), "--engine", "kernel"]):
            done = CliRunner().invoke(app, [*command, "--region", "zhangye", "--as-of", "2024-06-01", "--rulesets", str(shipped())])
            assert done.exit_code == 1
            assert marker not in done.output


WRITTEN = {
    "columns": (
        "{}: 1", "columns: {}", "columns: {{{}: 1}}", "columns: {{残疾等级: {}}}", "columns: {{残疾等级: person.{}}}", "sheets: [{}]",
        "supports: {{{}: [x]}}", "values: {{{}: {{a: [b]}}}}", "every: {{{}: true}}", "every: {{person.age: {}}}", "blank_means_no: [{}]",
        "headings: {{{}: [a]}}", "yes: [&a{} b]", "{0}: 1\n{0}: 2", "columns: {{A: {{heading: {}, read: about.name}}}}",
    ),
    "book": (
        'area: "{}"', 'area: "620702"\n{}: 1', 'area: "620702"\nsources: {{a: {{document: x, {}: 1}}}}', 'area: "620702"\nname: [{}]',
        'area: "620702"\nname: {{zh: a, en: a}}\nsources: {{a: {{document: x}}}}\nrates: {{{}: []}}',
        'area: "620702"\nname: {{zh: a, en: a}}\nsources: {{a: {{document: x}}}}\ncounters: {{dibao: [{{from: {0}, papers: {0}}}]}}',
    ),
    "office": (
        "office: {}", "office: zhangye\nas_of: {}", "{}: 1", "office: zhangye\nas_of: 2024-06-28\nregisters: {}",
        "office: zhangye\nas_of: 2024-06-28\nregisters:\n  - {{role: {}, file: register.csv}}",
        "office: zhangye\nas_of: 2024-06-28\nregisters:\n  - {{role: persons, file: register.csv, sheets: {}}}",
        "office: zhangye\nas_of: 2024-06-28\nregisters:\n  - {{role: persons, file: register.csv}}\ndecides: {{person.grade: {}}}",
    ),
}  # fmt: skip
"""What an office writes: column settings, a local book, its month; the marker as key, as value, as name and as number."""


SPELLED = (NUMBER, f'"{NUMBER}"', '"610219 19900302 1234"', "王芳", f"王芳{NUMBER}", "６１０２１９１９９００３０２１２３４")
SHOWN = ("heading", "sheets: [", "columns: {{{}: 1", "{0}: 1")
"""Where a name is a heading's or a sheet's, or a key that is written twice, which are shown."""


@pytest.mark.parametrize("kind", WRITTEN)
def test_no_refusal_of_what_an_office_writes_holds_a_marker(zhangye: el.Ruleset, kind: str, tmp_path: Path) -> None:
    register = tmp_path / "register.csv"
    register.write_text("姓名,残疾人证号,残疾等级\n甲,11010519491231002X41,一级\n", "utf-8")
    read: dict[str, Callable[[Path], object]] = {
        "columns": lambda path: read_register(register, words_of(zhangye, path), DAY),
        "book": lambda path: load_book(path.parent),
        "office": read_office,
    }
    path = tmp_path / {"book": "book/620702.yaml"}.get(kind, "own.yaml")
    path.parent.mkdir(exist_ok=True)
    for text in WRITTEN[kind]:
        for marker in SPELLED:
            path.write_text(text.format(marker), "utf-8")
            with pytest.raises(el.EligibilityError) as caught:
                read[kind](path)
            said = "".join(map(without_source, said_of(caught.value)))
            assert not any(part in said for part in ("1990", "１９９０", "0302")), text
            assert "王芳" not in said or any(part in text for part in SHOWN), text


def test_representations_hold_no_marker(zhangye: el.Ruleset) -> None:
    profile = el.read_profile(json.dumps(one(certificate_no="65230119900101000543", birth_date="1990-01-01")))
    decision = el.decide(profile, zhangye, as_of=DAY)
    shown = [profile, decision, decision.situation, *decision.situation.everyone, Interview(zhangye, profile, as_of=DAY)]
    for value in shown:
        assert "6523" not in repr(value) and "1990" not in repr(value)
