"""The folder of one run, which the run locks and which is removed when it ends, however it ends."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_REMOVE = "import shutil, sys; sys.stdin.buffer.read(); shutil.rmtree(sys.argv[1], ignore_errors=True)"
"""Waits for the end of what it reads, which the system closes when the run ends, however it ends."""
_OWN_GROUP = 0x200
"""What Windows calls a process of its own group, which is not ended with the run."""


@contextmanager
def removed_after_death(room: Path) -> Iterator[None]:
    """A small process beside the run that removes its folder where the run is killed and cannot do so itself.

    Where no such process can be started, the next run removes it.
    """
    windows = sys.platform == "win32"
    try:
        beside = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _REMOVE, str(room.absolute())],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=not windows,
            creationflags=_OWN_GROUP if windows else 0,
        )
    except OSError:
        yield
        return
    try:
        yield
    finally:
        beside.kill()
        with beside:
            pass


def taken(lock: BinaryIO) -> bool:
    """Take the lock of an open file, if no other run has it. The system gives it back when the process ends, however it ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
