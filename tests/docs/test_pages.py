"""Every page exists in English and Chinese, laid out alike: what one tells in code, headings and links the other tells, too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docs.build import ABOUT, HOME, LANGUAGES, NAV, PAPERS, exported, placed, sources, with_bars, with_names

from tests.conftest import ROOT

DOCS = ROOT / "docs"
ENGLISH = [path for path in sorted(DOCS.rglob("*.md")) if not path.name.endswith(".zh.md")]


def twin(path: Path) -> Path:
    return path.with_name(f"{path.stem}.zh.md")


def code(path: Path) -> list[str]:
    """The shell commands and Python lines of a page, without remarks."""
    lines = (re.sub(r"\s*#.*", "", line) for line in path.read_text("utf-8").splitlines())
    return [line for line in lines if re.match(r"(    )?(eligibility |from \S+ import |import |pip )", line) and line.isascii()]


def links(path: Path) -> list[str]:
    return sorted(link.replace(".zh.md", ".md") for link in re.findall(r"\]\(([^)#]+)", path.read_text("utf-8")) if "://" not in link)


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.stem)
def test_a_page_and_its_twin(path: Path) -> None:
    other = twin(path)
    levels = [re.findall(r"^#+", page.read_text("utf-8"), re.MULTILINE) for page in (path, other)]
    assert levels[0] == levels[1]
    assert code(path) == code(other)
    assert links(path) == links(other)
    tables = [len(re.findall(r"^\|", page.read_text("utf-8"), re.MULTILINE)) for page in (path, other)]
    assert tables[0] == tables[1]


def test_no_chinese_page_stands_alone() -> None:
    assert {path.name for path in DOCS.rglob("*.zh.md")} == {twin(path).name for path in ENGLISH}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_in_the_table_of_contents(language: str) -> None:
    listed = {page for *_, pages in NAV for page in (pages if isinstance(pages, list) else [pages])}
    assert listed == {placed(source, language).as_posix() for source in sources(language)}
    assert ABOUT.keys() == HOME.keys() == LANGUAGES.keys()
    assert all((ROOT / paper).is_file() for paper in PAPERS)


def test_the_reference_names_what_is_exported() -> None:
    import eligibility as el

    assert exported("eligibility") == [name for name in el.__all__ if not name.startswith("_")]
    assert with_names("::: eligibility.bulk.__all__").splitlines()[0] == "::: eligibility.bulk.count"


def test_bars_in_the_code_of_a_table() -> None:
    assert with_bars(r"| `a [b\|c]` | `d` |") == "| <code>a &#91;b&#124;c]</code> | `d` |"
