"""A file against its shape: every misfit at its own place, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from eligibility.codes import RuleCheck as K
from eligibility.rules import yaml_schema
from eligibility.rules.located_yaml import Source, read_source
from eligibility.rules.validation import shaped


def source(tmp_path: Path, text: str) -> Source:
    path = tmp_path / "figures.yaml"
    path.write_text(text, "utf-8")
    return read_source(path, "toy/figures.yaml")


LINE = "figures:\n  line: {value: 18, unit: years, cite: [一], zh: 线, en: line}\n"


def test_what_fits_comes_back_as_its_shape(tmp_path: Path) -> None:
    found = source(tmp_path, LINE)
    parsed = shaped(found, yaml_schema.FiguresFile)
    assert parsed is not None and parsed.figures["line"].unit == "years"
    assert found.problems == []


@pytest.mark.parametrize(
    ("text", "check", "place", "said"),
    [
        (LINE.replace("unit", "unti"), K.UNKNOWN_KEY, (2, 21), "unknown key 'unti'"),
        (LINE.replace(", en: line", ""), K.TITLE_MISSING, (2, 3), "en is missing"),
        (LINE.replace("cite: [一], ", ""), K.KEY_MISSING, (2, 3), "cite is missing"),
        (LINE.replace("18", "[18]"), K.WRONG_VALUE, (2, 10), "value: must be a number"),
        (LINE.replace("value: 18, ", ""), K.WRONG_VALUE, (2, 3), "give one of value, exactly, at_least, at_most, between"),
        ("figures: [1]\n", K.WRONG_VALUE, (1, 1), "figures: must be an object { ... }"),
    ],
)
def test_a_misfit_stands_at_its_place(tmp_path: Path, text: str, check: K, place: tuple[int, int], said: str) -> None:
    found = source(tmp_path, text)
    assert shaped(found, yaml_schema.FiguresFile) is None
    problems = [one for one in found.problems if one.check is check]
    assert [one.message.en.endswith(said) or said in one.message.en for one in problems] == [True]
    assert (problems[0].line, problems[0].column) == place


def test_the_key_that_was_meant(tmp_path: Path) -> None:
    found = source(tmp_path, LINE.replace("value", "vlaue"))
    shaped(found, yaml_schema.FiguresFile)
    assert next(one.mend.en for one in found.problems if one.mend) == "did you mean value?"


def test_all_misfits_at_once(tmp_path: Path) -> None:
    found = source(tmp_path, LINE.replace("unit", "unti").replace(", en: line", ""))
    shaped(found, yaml_schema.FiguresFile)
    assert {one.check for one in found.problems} >= {K.UNKNOWN_KEY, K.TITLE_MISSING, K.KEY_MISSING}


def test_a_file_that_is_no_yaml_is_told_once(tmp_path: Path) -> None:
    found = source(tmp_path, "figures: [1\n")
    assert shaped(found, yaml_schema.FiguresFile) is None
    assert [one.check for one in found.problems] == [K.NOT_YAML]
