"""A run's folder is its own, and is gone when the run is, however it ended."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from eligibility._run_folder import removed_after_death, taken


def test_a_lock_is_taken_once(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    with file.open("wb") as first, file.open("r+b") as second:
        assert taken(first) and not taken(second)
    with file.open("r+b") as third:
        assert taken(third)


def test_the_folder_of_a_run_that_ends_is_left_to_it(tmp_path: Path) -> None:
    with removed_after_death(tmp_path):
        pass
    assert tmp_path.is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a signal that kills")
def test_the_folder_of_a_run_that_is_killed_is_removed(tmp_path: Path) -> None:
    room = tmp_path / "room"
    room.mkdir()
    program = "import sys, time\nfrom pathlib import Path\nfrom eligibility._run_folder import removed_after_death\n"
    program += "with removed_after_death(Path(sys.argv[1])):\n    print('begun', flush=True)\n    time.sleep(60)\n"
    with subprocess.Popen([sys.executable, "-c", program, str(room)], stdout=subprocess.PIPE) as run:
        assert run.stdout is not None and run.stdout.readline() == b"begun\n"
        run.send_signal(signal.SIGKILL)
    for _ in range(100):
        if not room.exists():
            return
        time.sleep(0.1)
    pytest.fail("the folder is still there")
