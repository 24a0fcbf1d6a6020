"""When versions are looked at: once for many keys, and never with an old text."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from eligibility.lsp.checking import Checking
from eligibility.lsp.project import Project, Superseded
from tests.conftest import Toy, support
from tests.loops import run


@pytest.fixture
def folder(toy: Toy) -> Path:
    return toy(support("certified"))


class Watched(Project):
    """A project that keeps the texts that it looked at, and lets something happen meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.looked: list[str] = []
        self.given_up = 0
        self.meanwhile: Callable[[], None] | None = None

    def check(self, folder: Path, alive: Callable[[], bool] = lambda: True) -> None:
        self.looked.append(self.texts.unsaved[folder / "allowances.yaml"])
        if self.meanwhile is not None:
            self.meanwhile()
        try:
            super().check(folder, alive)
        except Superseded:
            self.given_up += 1
            raise


def test_fifty_edits_in_a_second_leave_one_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eligibility.lsp.checking.IDLE", 60)
    project = Watched()
    path = folder / "allowances.yaml"

    async def type_on() -> None:
        told = asyncio.Event()
        checking = Checking(project, lambda _: told.set())
        for number in range(50):
            project.edit(path, f"{support('certified')}# {number}\n")
            checking.edited(path)
            await asyncio.sleep(0.02 if number % 10 else 0)
        await asyncio.wait_for(told.wait(), 30)
        checking.stop()

    run(type_on())
    assert project.looked[-1].endswith("# 49\n")
    assert len(project.looked) <= 3, "a slow machine may rest between two keys"


def test_a_newer_text_ends_what_was_begun(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an older text gave is not told."""
    monkeypatch.setattr("eligibility.lsp.checking.IDLE", 60)
    monkeypatch.setattr("eligibility.lsp.checking.REST", 0)
    project = Watched()
    path = folder / "allowances.yaml"
    project.edit(path, support("certifed"))
    told: list[list[str]] = []

    async def type_on() -> None:
        loop, done = asyncio.get_running_loop(), asyncio.Event()

        async def newer() -> None:
            project.edit(path, support("certified"))
            checking.edited(path)

        def meanwhile() -> None:
            project.meanwhile = None
            asyncio.run_coroutine_threadsafe(newer(), loop).result(30)

        def hear(_: Path) -> None:
            told.append([one.code for one in project.findings(folder)])
            done.set()

        checking = Checking(project, hear)
        project.meanwhile = meanwhile
        checking.edited(path)
        await asyncio.wait_for(done.wait(), 30)
        checking.stop()

    run(type_on())
    assert (told, project.given_up) == ([[]], 1)


def test_nothing_is_told_of_a_version_that_was_closed_meanwhile(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eligibility.lsp.checking.REST", 0)
    monkeypatch.setattr("eligibility.lsp.checking.IDLE", 0)
    project, path = Watched(), folder / "allowances.yaml"
    project.edit(path, support("certifed"))
    told: list[Path] = []

    async def close_it() -> None:
        loop, done = asyncio.get_running_loop(), asyncio.Event()

        async def closing() -> None:
            assert not project.close(path)
            checking.closed(path)
            done.set()

        project.meanwhile = lambda: asyncio.run_coroutine_threadsafe(closing(), loop).result(30)
        checking = Checking(project, told.append)
        checking.edited(path)
        await asyncio.wait_for(done.wait(), 30)
        await asyncio.sleep(0.3)
        checking.stop()

    run(close_it())
    assert (told, project.given_up, project.shown()) == ([], 1, {})


@pytest.mark.parametrize(("saved", "whole", "proved"), [(False, False, False), (True, True, True)])
def test_what_all_versions_read_is_looked_at_wholly_after_saving_alone(folder: Path, saved: bool, whole: bool, proved: bool) -> None:
    """And the solver is asked after saving alone."""
    project, shared = Asked(), folder.parents[1] / "supports.yaml"
    project.edit(shared, shared.read_text("utf-8"))

    async def rest() -> None:
        done = asyncio.Event()
        wanted = {"check", *(["whole"] if whole else []), *(["prove"] if proved else [])}
        checking = Checking(project, lambda _: done.set() if wanted <= set(project.asked) else None)
        checking.rested(shared, saved=saved)
        await asyncio.wait_for(done.wait(), 30)
        await asyncio.sleep(0.1)
        checking.stop()

    run(rest())
    assert ("whole" in project.asked, "prove" in project.asked) == (whole, proved)


class Asked(Project):
    """A project that keeps what was asked of it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def check(self, folder: Path, alive: Callable[[], bool] = lambda: True) -> None:
        super().check(folder, alive)
        self.asked.append("check")

    def check_whole(self, folder: Path, alive: Callable[[], bool] = lambda: True) -> None:
        super().check_whole(folder, alive)
        self.asked.append("whole")

    def prove(self, folder: Path, alive: Callable[[], bool] = lambda: True) -> None:
        super().prove(folder, alive)
        self.asked.append("prove")
