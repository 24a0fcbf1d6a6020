"""One run in this process: it waits for its turn, is stopped, has a limit, and crashes without a word of what it read."""

from __future__ import annotations

import io
import shutil
import sys
import threading
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from eligibility.facts.profile import Locality
from eligibility.register.progress import Cancelled, ScreenProgress, ScreenStep
from eligibility.web import screening
from eligibility.web.run_files import PROBLEM, STOP, TURN, ScreenRequest, State
from eligibility.web.screening import Stopping, Telling, run
from tests.conftest import ROOT
from tests.web.api.test_registers import small


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "run"
    made.mkdir()
    (made / "register.csv").write_bytes(small(20))
    ScreenRequest("fuzhou_jx", "2022-05-10", date(2024, 6, 1), locality=Locality(), ask=False).write(made)
    return made


def going(stopped: bool = False) -> Stopping:
    return SimpleNamespace(is_set=lambda: stopped)  # type: ignore[return-value]


def test_a_run_leaves_its_answers_and_not_the_register(folder: Path) -> None:
    run(folder, going())
    state = State.read(folder)
    assert state.step == "done" and state.done == state.total > 0
    assert {path.name for path in (folder / "out").iterdir()} >= {"answers.csv", "answers.summary.json"}
    assert not list(folder.glob("register.*"))


def test_a_run_waits_for_its_turn_and_is_stopped(folder: Path) -> None:
    with (folder.parent / TURN).open("ab") as turn:
        assert screening.taken(turn)
        run(folder, going(stopped=True))
    assert State.read(folder) == State("stopped") and not list(folder.glob("register.*"))


def test_a_run_that_is_stopped_tells_how_far_it_had_come(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*given: Any) -> None:
        given[3](ScreenProgress(ScreenStep.DECIDING, 7, 20))
        given[3](ScreenProgress(ScreenStep.WRITING, 1, 900))
        raise Cancelled

    monkeypatch.setattr(screening, "screen_file", stopped)
    run(folder, going())
    assert State.read(folder) == State("stopped", 7, 20)


def test_what_cannot_be_read_is_told_in_both_languages(folder: Path) -> None:
    (folder / "register.csv").write_bytes(b"")
    run(folder, going())
    assert State.read(folder).step == "failed" and "register-unreadable" in (folder / PROBLEM).read_text("utf-8")


def test_a_crash_tells_its_place_and_nothing_else(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise ValueError("王芳")

    monkeypatch.setattr(screening, "screen_file", crash)
    run(folder, going())
    state = State.read(folder)
    assert state.step == "failed" and state.place.startswith("ValueError: web/test_screening.py:") and "王芳" not in state.place
    assert not (folder / "out").exists() and "王芳" not in "".join(path.read_text("utf-8", "replace") for path in folder.iterdir())


def test_every_step_has_a_name() -> None:
    assert screening._STEPS.keys() == set(ScreenStep)


def test_there_is_a_most_of_persons(tmp_path: Path) -> None:
    telling = Telling(tmp_path)
    telling(ScreenProgress(ScreenStep.DECIDING, 0, screening.LINES))
    assert State.read(tmp_path) == State("deciding", 0, screening.LINES)
    with pytest.raises(screening.EligibilityError):
        telling(ScreenProgress(ScreenStep.DECIDING, 0, screening.LINES + 1))


def test_when_a_run_is_to_stop(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where whoever started it is gone, where it is told so, and where its folder is gone."""
    waiting = threading.Event()
    reading = SimpleNamespace(read=lambda: waiting.wait(10))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=reading))
    stopping = Stopping(folder)
    assert not stopping.is_set()
    (folder / STOP).touch()
    assert stopping.is_set()
    (folder / STOP).unlink()
    waiting.set()
    stopping._alone.wait(5)
    assert stopping.is_set()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO()))
    shutil.rmtree(folder)
    assert Stopping(folder).is_set() and ROOT.is_dir()
