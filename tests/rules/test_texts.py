"""Files read with texts in place of some of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from eligibility.rules import texts as module
from eligibility.rules.located_yaml import Source, read_source
from eligibility.rules.texts import Texts


def test_a_text_that_is_not_saved_is_read_in_place_of_the_file(tmp_path: Path) -> None:
    path, texts = tmp_path / "a.yaml", Texts()
    path.write_text("a: 1", "utf-8")
    assert texts(path, "a").data == {"a": 1}
    texts.unsaved[path] = "a: 2"
    assert (texts(path, "a").data, texts.text(path)) == ({"a": 2}, "a: 2")
    del texts.unsaved[path]
    path.write_text("a: 3", "utf-8")
    assert texts(path, "a").data == {"a": 3}


def test_a_text_is_parsed_once_and_problems_are_not_shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, texts = tmp_path / "a.yaml", Texts()
    path.write_text("a: &x 1", "utf-8")
    parsed: list[str] = []
    real = module.parse_source

    def parse(text: str, source: Source) -> None:
        parsed.append(text)
        real(text, source)

    monkeypatch.setattr(module, "parse_source", parse)
    first, second = texts(path, "a"), texts(path, "a")
    assert parsed == ["a: &x 1"]
    assert first.problems == second.problems == read_source(path, "a").problems
    first.problems.clear()
    assert second.problems


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    found = Texts()(tmp_path / "nowhere.yaml", "nowhere.yaml")
    assert [problem.check.value for problem in found.problems] == ["unreadable"]
    assert Texts().text(tmp_path / "nowhere.yaml") is None
