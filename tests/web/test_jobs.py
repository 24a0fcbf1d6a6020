"""The folders of registers: private, few, and gone in time."""

from __future__ import annotations

import os
import stat
import time
from datetime import date
from pathlib import Path

import pytest

from eligibility.views.models.problem import ProblemKind
from eligibility.web import jobs as module
from eligibility.web.jobs import KEPT_SECONDS, SPARED_SECONDS, UNSTARTED_SECONDS, Jobs, private_folder
from eligibility.web.problems import Refused
from eligibility.web.run_files import LOCK, OUT, STATE, ScreenRequest, State


def ended_job(jobs: Jobs, step: str = "done") -> tuple[str, Path]:
    name, folder = jobs.new()
    ScreenRequest("zhangye", "2022-04-15", date(2024, 6, 1)).write(folder)
    State(step).write(folder)  # type: ignore[arg-type]
    (folder / OUT).mkdir()
    (folder / OUT / "answers.csv").write_bytes(b"x")
    return name, folder


def test_a_private_folder_is_gone_at_the_end(tmp_path: Path) -> None:
    with private_folder(tmp_path) as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        (folder / "a").write_bytes(b"x")
    assert list(tmp_path.iterdir()) == []


def test_results_go_after_an_hour(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path)
    name, folder = ended_job(jobs)
    jobs.sweep(time.time() + KEPT_SECONDS - 60)
    assert [path.name for path in jobs.files(name)] == ["answers.csv"]
    jobs.sweep(time.time() + KEPT_SECONDS + 60)
    assert not folder.exists()


def test_so_many_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    jobs = Jobs(tmp_path)
    ended_job(jobs), ended_job(jobs)
    with pytest.raises(Refused) as caught:
        jobs.new()
    assert caught.value.kind is ProblemKind.BUSY


def uploaded(jobs: Jobs, seconds: float) -> tuple[str, Path]:
    """A register whose columns were shown so long ago, and that nobody started."""
    name, folder = jobs.new()
    (folder / "register.csv").write_bytes(b"x")
    jobs.keep_waiting(name)
    os.utime(folder / STATE, (time.time() - seconds,) * 2)
    return name, folder


def test_a_register_that_nobody_starts_goes_sooner(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path)
    name, folder = uploaded(jobs, UNSTARTED_SECONDS - 60)
    jobs.sweep()
    assert folder.is_dir()
    jobs.keep_waiting(name)
    jobs.sweep(time.time() + UNSTARTED_SECONDS - 60)
    assert folder.is_dir()
    jobs.sweep(time.time() + UNSTARTED_SECONDS + 60)
    assert not folder.exists()
    for gone in (name, "x", "../x"):
        with pytest.raises(Refused) as caught:
            jobs.keep_waiting(gone)
        assert caught.value.kind is ProblemKind.JOB_NOT_FOUND


def test_the_next_register_takes_the_place_of_one_that_nobody_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the one that has waited longest; of none that is being sent, has just been shown, runs or has ended."""
    monkeypatch.setattr(module, "MOST", 5)
    jobs = Jobs(tmp_path)
    _, running = ended_job(jobs, "deciding")
    _, sending = jobs.new()
    _, fresh = uploaded(jobs, 0)
    _, later = uploaded(jobs, SPARED_SECONDS + 60)
    _, first = uploaded(jobs, SPARED_SECONDS + 120)
    jobs.new()
    assert not first.exists() and later.is_dir()
    jobs.new()
    assert not later.exists()
    with pytest.raises(Refused):
        jobs.new()
    assert running.is_dir() and sending.is_dir() and fresh.is_dir()


def test_a_run_whose_process_is_gone_has_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where another process of the server asks: it sees that nobody holds the lock, or that nothing ever began."""
    jobs = Jobs(tmp_path)
    name, folder = ended_job(jobs, "deciding")
    State("deciding", 3, 9).write(folder)
    assert jobs.state(name).step == "deciding"
    (folder / LOCK).touch()
    failed = jobs.state(name)
    assert (failed.step, failed.done, failed.total) == ("failed", 3, 9)
    assert jobs.problem(name, "en").code is ProblemKind.INTERNAL and jobs.files(name) == []
    other, _ = ended_job(jobs, "waiting")
    monkeypatch.setattr(module, "BEGIN_SECONDS", -1.0)
    assert jobs.state(other).step == "failed"


def test_a_process_that_cannot_begin(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path)
    name, folder = jobs.new()
    jobs.start(name, ScreenRequest("nowhere", "2022-01-01", date(2024, 6, 1)))
    jobs.wait(name)
    assert jobs.state(name).step == "failed"
    jobs.close()
    assert not folder.exists()


def test_without_a_folder_of_others_there_is_an_own_one() -> None:
    jobs = Jobs()
    _, folder = ended_job(jobs)
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    jobs.close()
    assert not folder.parent.exists()
    _, another = ended_job(jobs)
    assert another.parent != folder.parent and another.is_dir()
    jobs.close()
