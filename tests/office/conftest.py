"""Shared by the tests of an office's month: months read and joined in memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from eligibility.office.join import Joined, joined
from eligibility.office.month import MonthOptions, rules_on
from eligibility.office.office_file import read_office
from eligibility.office.parts import numbered
from eligibility.register.reader import read_register
from eligibility.register.spellings import words_of
from tests.office.joins import Join
from tests.office.months import Line, write_month
from tests.office.runs import Months


@pytest.fixture
def join(tmp_path: Path) -> Join:
    """Joins registers that are given line by line."""

    def made(persons: Sequence[Line], dibao: Sequence[Line], payments: Sequence[Line], change: tuple[str, str] = ("", "")) -> Joined:
        file = write_month(tmp_path, persons, dibao, payments)
        file.write_text(file.read_text("utf-8").replace(*change, 1), "utf-8")
        office = read_office(file)
        ruleset = rules_on(office, office.as_of, MonthOptions()).ruleset
        read = []
        for listed in (office.persons, *office.others):
            words = words_of(ruleset, office.settings(listed))
            read.append((listed, read_register(listed.path, words, office.as_of, sheets=listed.sheets), words))
        return joined(office, numbered(read))

    return made


@pytest.fixture
def months(tmp_path: Path) -> Months:
    """An office whose months are worked out one after the other."""
    return Months(tmp_path)
