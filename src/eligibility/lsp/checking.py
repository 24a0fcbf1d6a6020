"""When versions are looked at: as soon as the typing rests, wholly when it has rested for a while, and after saving."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from eligibility.lsp.project import Project, Superseded

REST = 0.1
"""Seconds after the last key until the texts are looked at."""

IDLE = 1.0
"""Seconds more until everything is looked at."""


class Checking:
    """Looks at versions in a thread of its own, one after the other; the solver has another one. A newer text ends what was begun with
    an older one.

    `told` is called in the loop with the folder of a version, whenever something new is known of it.
    """

    def __init__(self, project: Project, told: Callable[[Path], None]) -> None:
        self.project = project
        self._told = told
        self._numbers: dict[Path, int] = {}
        self._tasks: dict[Path, asyncio.Task[None]] = {}
        self._pool = ThreadPoolExecutor(1)
        self._solving = ThreadPoolExecutor(1)

    def edited(self, path: Path) -> None:
        """A file has another text now."""
        self._begin_all(path, REST, IDLE)

    def rested(self, path: Path, *, saved: bool = False) -> None:
        """A file was opened, closed or, with `saved`, written: nobody types. After saving the solver is asked as well."""
        self._begin_all(path, 0, 0, saved=saved)

    def closed(self, path: Path) -> None:
        """Nothing of a file's versions is open any more: what was begun is ended, and nothing is told of it."""
        for folder in self.project.folders(path):
            self._end(folder)

    def _begin_all(self, path: Path, rest: float, idle: float, *, saved: bool = False) -> None:
        """Look at every version that reads a file. What all of them read is not worth running all their cases before it is saved."""
        whole = saved or self.project.folder(path) is not None
        for folder in self.project.folders(path):
            self._begin(folder, rest, idle if whole else None, prove=saved)

    def stop(self) -> None:
        """End what goes on."""
        for folder in self._tasks:
            self._end(folder)
        for pool in (self._pool, self._solving):
            pool.shutdown(wait=False, cancel_futures=True)

    def _begin(self, folder: Path, rest: float, idle: float | None, *, prove: bool) -> None:
        self._end(folder)
        number = self._numbers[folder]
        self._tasks[folder] = asyncio.get_running_loop().create_task(self._look(folder, number, rest, idle, prove=prove))

    def _end(self, folder: Path) -> None:
        """End what was begun for a version."""
        self._numbers[folder] = self._numbers.get(folder, 0) + 1
        if folder in self._tasks:
            self._tasks[folder].cancel()

    async def _look(self, folder: Path, number: int, rest: float, idle: float | None, *, prove: bool) -> None:
        def alive() -> bool:
            return self._numbers[folder] == number

        loop = asyncio.get_running_loop()
        steps = [(rest, self._pool, self.project.check)]
        steps += [(idle, self._pool, self.project.check_whole)] if idle is not None else []
        steps += [(0.0, self._solving, self.project.prove)] if prove else []
        for wait, pool, step in steps:
            await asyncio.sleep(wait)
            try:
                await loop.run_in_executor(pool, step, folder, alive)
            except Superseded:
                return
            self._told(folder)
