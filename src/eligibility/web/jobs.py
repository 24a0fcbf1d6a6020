"""Registers that are being screened, each in a process and a folder of its own. Nothing outlives the server.

The folders stand in one that only the user of the server can read. A folder goes when it is deleted, an hour after its run has ended,
and when the server stops, even where it is killed. A register whose run nobody started goes sooner, and gives its place to the next.
"""

from __future__ import annotations

import json
import math
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from eligibility._run_folder import removed_after_death, taken
from eligibility.i18n import Language
from eligibility.views.models.problem import ProblemKind, ProblemModel
from eligibility.web.log import LOGGER
from eligibility.web.problems import Refused
from eligibility.web.run_files import ENDED, LOCK, OUT, PROBLEM, REQUEST, STATE, STOP, ScreenRequest, State, problem_of

KEPT_SECONDS = 3600.0
"""How long a result is kept."""

UNSTARTED_SECONDS = 900.0
"""How long a register waits to be started, since its columns were shown."""

SPARED_SECONDS = 180.0
"""How long of that it keeps its place where all are taken and another register comes."""

MOST = 8
"""How many registers may wait or be kept at once."""

BEGIN_SECONDS = 60.0
"""How long a process may take until it has begun."""

COLUMN_SECONDS = 60.0
"""How long it may take to tell how columns are read."""

_ID = re.compile(r"[A-Za-z0-9_-]{22}")


@contextmanager
def private_folder(parent: Path | None) -> Iterator[Path]:
    """A folder that only its user can read, gone at the end and also where the process is killed."""
    folder = Path(tempfile.mkdtemp(prefix="eligibility-", dir=parent))
    try:
        with removed_after_death(folder):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Jobs:
    """The registers of a server. With a `folder` they are shared by all its processes, and the folder is its maker's to remove."""

    def __init__(self, folder: Path | None = None) -> None:
        self._given = folder
        self._folder = folder
        self._own = ExitStack()
        self._making = threading.Lock()
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def new(self) -> tuple[str, Path]:
        """The id and the folder of a new run. It takes the place of the register that has waited longest to be started, where it must.

        Raises:
            Refused: too many are there already.
        """
        base = self._base()
        self.sweep()
        if sum(1 for _ in base.glob("*/")) >= MOST and not self._taken_over(base):
            raise Refused(ProblemKind.BUSY, headers={"Retry-After": "60"})
        name = secrets.token_urlsafe(16)
        (base / name).mkdir(0o700)
        return name, base / name

    def start(self, name: str, request: ScreenRequest) -> None:
        """Start the run of a folder that has a register."""
        folder = self._base() / name
        request.write(folder)
        State("waiting").write(folder)
        self._running[name] = subprocess.Popen(
            [sys.executable, "-m", "eligibility.web.screening", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def keep_waiting(self, name: str) -> None:
        """Let a register that was sent wait to be started, from now on.

        Raises:
            Refused: it is not there any more.
        """
        folder = self._base() / name
        if not _ID.fullmatch(name) or not folder.is_dir():
            raise Refused(ProblemKind.JOB_NOT_FOUND)
        if not _started(folder):
            State("stopped").write(folder)

    def unstarted(self, name: str) -> bool:
        """Whether a register that was sent still waits to be started.

        Raises:
            Refused: it is not there any more.
        """
        return not _started(self.folder(name))

    def wait(self, name: str, seconds: float = COLUMN_SECONDS) -> None:
        """Wait until a run has ended.

        Raises:
            Refused: it takes too long.
        """
        try:
            self._running[name].wait(seconds)
        except subprocess.TimeoutExpired:
            raise Refused(ProblemKind.BUSY) from None

    def folder(self, name: str) -> Path:
        """The folder of a run.

        Raises:
            Refused: there is none.
        """
        folder = self._base() / name
        if not _ID.fullmatch(name) or not (folder / STATE).is_file():
            raise Refused(ProblemKind.JOB_NOT_FOUND)
        return folder

    def state(self, name: str) -> State:
        """How far a run has come.

        Raises:
            Refused: there is no such run.
        """
        folder = self.folder(name)
        state = State.read(folder)
        if state.step not in ENDED and self._died(name, folder):
            state = State.read(folder)
            if state.step not in ENDED:
                state = replace(state, step="failed", place="the process ended")
                state.write(folder)
        if state.place:
            LOGGER.error("a register: %s", state.place)
        return state

    def problem(self, name: str, language: Language) -> ProblemModel:
        """Why a run failed."""
        path = self.folder(name) / PROBLEM
        return ProblemModel.model_validate(json.loads(path.read_text("utf-8"))[language]) if path.is_file() else problem_of(None, language)

    def files(self, name: str) -> list[Path]:
        """The files that a run has written, the answers first; none before its end."""
        folder = self.folder(name)
        found = folder / OUT
        if State.read(folder).step != "done" or not found.is_dir():
            return []
        return sorted(found.iterdir(), key=lambda path: (path.stem != "answers", path.name))

    def file(self, name: str, file: str) -> Path:
        """A file that a run has written, by its name.

        Raises:
            Refused: there is none of that name.
        """
        for path in self.files(name):
            if path.name == file:
                return path
        raise Refused(ProblemKind.NOT_FOUND)

    def delete(self, name: str) -> None:
        """Stop a run, and remove all that it had and wrote.

        Raises:
            Refused: there is no such run.
        """
        self._remove(name, self.folder(name))

    def discard(self, name: str) -> None:
        """Remove the folder of a run that was not started, or is not needed any more."""
        self._remove(name, self._base() / name)

    def sweep(self, now: float | None = None) -> None:
        """Remove what ended an hour ago, and what nobody started in a quarter of one."""
        if self._folder is None:
            return
        for folder in self._folder.glob("*/"):
            try:
                state = folder / STATE
                since = (state if state.exists() else folder).stat().st_mtime
                ended = not state.exists() or State.read(folder).step in ENDED
            except (OSError, ValueError):
                continue
            if ended and (now or time.time()) - since >= (KEPT_SECONDS if _started(folder) else UNSTARTED_SECONDS):
                self._remove(folder.name, folder)

    def close(self) -> None:
        """Stop all runs of this process, and remove the folder where it is its own."""
        for name in list(self._running):
            self.discard(name)
        with self._making:
            self._folder = self._given
            self._own.close()

    # -- internals

    def _base(self) -> Path:
        with self._making:
            if self._folder is None:
                self._folder = self._own.enter_context(private_folder(None))
            return self._folder

    def _taken_over(self, base: Path) -> bool:
        """Remove the register that has waited longest to be started, and longer than it is spared; whether there was one."""
        waiting = {folder: _since(folder) for folder in base.glob("*/") if (folder / STATE).exists() and not _started(folder)}
        first = min(waiting, key=lambda folder: waiting[folder], default=base)
        if time.time() - waiting.get(first, math.inf) < SPARED_SECONDS:
            return False
        self._remove(first.name, first)
        return True

    def _remove(self, name: str, folder: Path) -> None:
        if folder.is_dir():
            (folder / STOP).touch()
        process = self._running.pop(name, None)
        if process is not None:
            with process:
                assert process.stdin is not None
                process.stdin.close()
                try:
                    process.wait(2)
                except subprocess.TimeoutExpired:
                    process.kill()
        shutil.rmtree(folder, ignore_errors=True)

    def _died(self, name: str, folder: Path) -> bool:
        """Whether the process of a run has ended, however it ended, or never began."""
        process = self._running.get(name)
        if process is not None:
            return process.poll() is not None
        try:
            with (folder / LOCK).open("r+b") as lock:
                return taken(lock)
        except FileNotFoundError:
            return time.time() - (folder / STATE).stat().st_mtime > BEGIN_SECONDS


def _since(folder: Path) -> float:
    """When a run last told how far it has come; never, where it is gone meanwhile."""
    try:
        return (folder / STATE).stat().st_mtime
    except OSError:
        return math.inf


def _started(folder: Path) -> bool:
    """Whether a run of a folder's register was asked for."""
    return (folder / REQUEST).is_file()
