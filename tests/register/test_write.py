"""The files of a screening: which there are, and how much of the writing each is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import eligibility as el
from eligibility.register.options import ScreenOptions
from eligibility.register.progress import ProgressMonitor, ScreenProgress, ScreenStep
from eligibility.register.reader import Register
from eligibility.register.reporter import report_of
from eligibility.register.screen import Screening
from eligibility.register.spellings import words_of
from eligibility.register.write import ScreenFiles
from tests.conftest import DAY
from tests.register.screenings import NOT_ADOPTED, job_of


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.parquet"])
def test_what_is_planned_is_written_and_counted(
    name: str, screened: tuple[Register, Screening], zhangye: el.Ruleset, tmp_path: Path
) -> None:
    """Law: the files in the folder are those named, and the lines that they tell are the step's total."""
    register, screening = screened
    report = report_of(register, words_of(zhangye), screening, job_of(zhangye, NOT_ADOPTED, register))
    files = ScreenFiles(register, screening, report, ScreenOptions(zhangye, DAY, picture="svg"), Path(name))
    told: list[ScreenProgress] = []
    (tmp_path / "out").mkdir()
    assert files.write(tmp_path / "out", ProgressMonitor(told.append)) is None
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(files.names()) and files.names()[0] == name
    assert told[-1].step is ScreenStep.WRITING and told[-1].done == told[-1].total


def test_no_picture_and_no_calls_where_they_are_not_asked_for(screened: tuple[Register, Screening], zhangye: el.Ruleset) -> None:
    register, screening = screened
    report = report_of(register, words_of(zhangye), screening, replace(job_of(zhangye, NOT_ADOPTED, register), ask=False))
    files = ScreenFiles(register, screening, report, ScreenOptions(zhangye, DAY, ask=False, picture=None), Path("a.xlsx"))
    assert files.names() == ["a.xlsx", "a.errors.csv", "a.summary.json"]
