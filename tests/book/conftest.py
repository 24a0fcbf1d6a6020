"""Books of the made-up county of the small foreign ruleset, written for one test each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import eligibility as el
from eligibility.book.book import Book
from eligibility.book.read import load_book
from tests.conftest import Toy, support

COUNTY, CITY, PROVINCE = "990001", "990000", "990000"
SOURCES = """
sources:
  paper: {document: 编造的文件, number: 示发〔2024〕1号, issued: 2024-01-01, seen: true}
  old: {document: 编造的旧文件, seen: false, met: 编造的网页}
"""
HEAD = """
area: "990100"
name: {zh: 示例市, en: Example City}
"""
COUNTY_HEAD = """
area: "990101"
name: {zh: 示例县, en: Example County}
"""

Write = Callable[..., Path]


def city(body: str = "") -> str:
    """The file of the city."""
    return HEAD + SOURCES + body


def county(body: str = "") -> str:
    """The file of a county in that city."""
    return COUNTY_HEAD + SOURCES + body


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a book and returns its folder: `write(f990101="...")`."""

    def written(**files: str) -> Path:
        folder = tmp_path / "book"
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            (folder / f"{name.removeprefix('f')}.yaml").write_text(text, "utf-8")
        return folder

    return written


@pytest.fixture
def rules(toy: Toy) -> Path:
    """The folder of a small foreign ruleset with one support for persons and one local option."""
    return toy(support("certified"))


@pytest.fixture
def book(write: Write, rules: Path) -> Callable[..., Book]:
    """A book of the small foreign ruleset: `book(f990101=county("..."))`."""

    def read(**files: str) -> Book:
        return load_book(write(**files), root=rules.parents[1])

    return read


def problem(error: el.EligibilityError) -> str:
    """The first line of the only problem, in English."""
    (found,) = error.problems
    return found.text("en").splitlines()[0]
