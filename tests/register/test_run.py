"""A register's file screened as a server does it: progress that rises, a stop that leaves nothing, files that are whole."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import eligibility as el
from eligibility import register as room
from eligibility.register import workbook
from eligibility.register.options import ScreenOptions
from eligibility.register.progress import Cancelled, ScreenProgress, ScreenStep
from eligibility.register.run import ScreenResult, propose_columns, screen_file
from tests.conftest import DAY

HEADINGS = "户号,姓名,乡镇,城乡,是否持证,残疾类别,残疾等级,困难残疾人生活补贴,重度残疾人护理补贴\n"
LINES = "".join(f"{number // 2},成员{number},{'东西'[number % 2]}乡,农村,是,肢体,{number % 4 + 1}级,,否\n" for number in range(40))
OUTPUTS = ["result.csv", "result.xlsx", "result.parquet"]


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Forty persons, with progress told after every few lines of a sheet."""
    monkeypatch.setattr(workbook, "BATCH", 10)
    path = tmp_path / "register.csv"
    path.write_text(HEADINGS + LINES, "utf-8")
    return path


@pytest.fixture
def options(zhangye: el.Ruleset) -> ScreenOptions:
    return ScreenOptions(zhangye, DAY, picture=None)


class Server:
    """Runs a screening in a thread of its own, as a server would, and keeps what it was told."""

    def __init__(self) -> None:
        self.told: list[ScreenProgress] = []
        self.stop = threading.Event()
        self.result: ScreenResult | None = None
        self.error: BaseException | None = None

    def run(self, register: Path, options: ScreenOptions, out: Path, stop_at: Callable[[ScreenProgress], bool] = lambda _: False) -> None:
        def told(progress: ScreenProgress) -> None:
            self.told.append(progress)
            if stop_at(progress):
                self.stop.set()

        def work() -> None:
            try:
                self.result = screen_file(register, options, out, told, self.stop)
            except BaseException as error:
                self.error = error

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()


@pytest.mark.parametrize("name", OUTPUTS)
def test_progress_rises_through_every_step(name: str, register: Path, options: ScreenOptions) -> None:
    """Law: the steps come in their order, nothing done falls within one, and each ends with all of it done, more than once told."""
    server = Server()
    server.run(register, options, register.parent / name)
    assert server.error is None
    assert list(dict.fromkeys(one.step for one in server.told)) == list(ScreenStep)
    for step in ScreenStep:
        told = [one for one in server.told if one.step is step and one.total]
        assert [one.done for one in told] == sorted(one.done for one in told)
        assert len({one.total for one in told}) == 1 and told[-1].done == told[-1].total
        assert len({one.done for one in told}) > (1 if step is ScreenStep.OPENING else 2)


@pytest.mark.parametrize("name", OUTPUTS)
@pytest.mark.parametrize("step", ScreenStep)
def test_a_stopped_run_leaves_nothing(step: ScreenStep, name: str, register: Path, options: ScreenOptions) -> None:
    """Stopped when a step has begun: no file, no folder, and the step goes no further."""
    server = Server()
    server.run(register, options, register.parent / name, lambda progress: progress.step is step)
    assert isinstance(server.error, Cancelled) and server.result is None
    assert [path.name for path in register.parent.iterdir()] == ["register.csv"]
    assert server.told[-1].step is step and server.told[-1].done == 0


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_run_stopped_half_way_through_its_files_leaves_the_earlier_ones_as_they_were(
    name: str, register: Path, options: ScreenOptions
) -> None:
    """The answers of an earlier run stay whole; lines of this one wait nowhere else either."""
    (register.parent / name).write_text("before")
    server = Server()
    server.run(register, options, register.parent / name, lambda progress: progress.step is ScreenStep.WRITING and progress.done > 0)
    assert isinstance(server.error, Cancelled)
    assert sorted(path.name for path in register.parent.iterdir()) == ["register.csv", name]
    assert (register.parent / name).read_text() == "before"


def test_a_run_may_be_stopped_before_it_begins(register: Path, options: ScreenOptions) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        screen_file(register, options, register.parent / "result.csv", cancel=stop)
    assert [path.name for path in register.parent.iterdir()] == ["register.csv"]


def test_the_result_names_the_files_and_holds_the_numbers(register: Path, options: ScreenOptions) -> None:
    """The files are there, the answers first, and the summary file is the report as JSON."""
    result = screen_file(register, options, register.parent / "result.csv")
    names = ["result.csv", "result.calls.csv", "result.errors.csv", "result.summary.json"]
    assert [path.name for path in result.files] == names and all(path.is_file() for path in result.files)
    summary = json.loads((register.parent / "result.summary.json").read_text("utf-8"))
    assert summary == result.report.as_json()
    assert result.report.register.lines == 40 and result.notice is None


def test_options_that_the_ruleset_does_not_have(register: Path, options: ScreenOptions) -> None:
    """Refused before anything is read."""
    with pytest.raises(el.EligibilityError, match="supports: there is no 'employer_quota'"):
        screen_file(register, replace(options, supports=("employer_quota",)), register.parent / "result.csv")
    assert [path.name for path in register.parent.iterdir()] == ["register.csv"]


def test_columns_are_proposed_without_screening(register: Path, options: ScreenOptions) -> None:
    assert '{heading: "残疾类别", read: disability.category}' in propose_columns(register, options)
    assert [path.name for path in register.parent.iterdir()] == ["register.csv"]


def test_the_room_exports_what_a_server_needs() -> None:
    """Every name is there and says what it is."""
    assert room.__all__ == sorted(room.__all__, key=lambda name: (name[0].islower(), name))
    assert all(getattr(room, name).__doc__ for name in room.__all__)
    assert room.screen_file is screen_file
    with pytest.raises(AttributeError):
        room.nothing  # noqa: B018
