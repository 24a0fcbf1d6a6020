"""Shared by the tests of registers: reading and screening a register that is written in the test."""

from __future__ import annotations

from pathlib import Path

import pytest

import eligibility as el
from eligibility.register.reader import Register, read_register
from eligibility.register.screen import Screening, screen_register
from eligibility.register.spellings import words_of
from tests.conftest import DAY
from tests.register.readings import Read
from tests.register.screenings import NOT_ADOPTED, TEXT, job_of


@pytest.fixture
def read(zhangye: el.Ruleset, tmp_path: Path) -> Read:
    """Reads a register given as CSV text, with the office's own words where there are some."""

    def register(text: str, own: str = "") -> Register:
        (tmp_path / "r.csv").write_text(text.strip() + "\n", "utf-8")
        office = tmp_path / "own.yaml" if own else None
        if office:
            office.write_text(own, "utf-8")
        return read_register(tmp_path / "r.csv", words_of(zhangye, office), DAY)

    return register


@pytest.fixture(scope="session")
def screened(zhangye: el.Ruleset, tmp_path_factory: pytest.TempPathFactory) -> tuple[Register, Screening]:
    """The small register, with no local option adopted; for all tests, which only read it."""
    folder = tmp_path_factory.mktemp("screened")
    (folder / "r.csv").write_text(TEXT, "utf-8")
    register = read_register(folder / "r.csv", words_of(zhangye), DAY)
    return register, screen_register(register, job_of(zhangye, NOT_ADOPTED, register), folder, ["township"])
