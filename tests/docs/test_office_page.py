"""The page about an office's month shows what the example months print."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eligibility.cli.app import app
from eligibility.office.office_file import read_office
from tests.conftest import ROOT

PAGES = {"en": "office.md", "zh": "office.zh.md"}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What June prints in each language, after May was screened; and the lists."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copytree(ROOT / "examples" / "month", folder / "month")
    shutil.copytree(ROOT / "examples" / "book", folder / "book")
    month = folder / "month"
    may, june = (str(month / f"office-2024-{number}.yaml") for number in ("05", "06"))
    run("screen", may, "-o", str(month / "2024-05.csv"), "--no-missing", "--picture", "none")
    since = str(month / "state" / "2024-05.parquet")
    return {
        lang: run("screen", june, "-o", str(month / "2024-06.xlsx"), "--since", since, "--no-missing", "--lang", lang) for lang in PAGES
    }


def run(*args: str) -> str:
    done = CliRunner().invoke(app, list(args))
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize("lang", PAGES)
def test_the_page_shows_what_is_printed(printed: dict[str, str], lang: str) -> None:
    page = (ROOT / "docs" / PAGES[lang]).read_text("utf-8")
    lines = [line for line in printed[lang].splitlines() if line.startswith(("dibao-", "payments-", "since", "与", "written", "写出："))]
    assert len(lines) == 4 and all(f"    {line}\n" in page for line in lines), lines


def test_the_example_months_are_made_up_and_read() -> None:
    """Order codes of nobody, and names that are numbers."""
    for number in ("05", "06"):
        office = read_office(ROOT / "examples" / "month" / f"office-2024-{number}.yaml")
        assert len(office.registers) == 3
        for one in office.registers:
            assert all(line.count("成员") == 1 for line in one.path.read_text("utf-8-sig").splitlines()[1:]), Path(one.path).name
