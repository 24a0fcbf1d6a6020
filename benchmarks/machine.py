"""What a measurement ran on, and what a process used: seconds, seconds of all cores together, memory."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Used:
    """What one run used: seconds by the clock, seconds of all cores together, and the most memory resident, in MiB."""

    seconds: float
    cpu: float
    mib: int

    @property
    def busy(self) -> float:
        """How many cores were busy on average."""
        return self.cpu / self.seconds


def used(run: Callable[[], object]) -> Used:
    """Run once in this process. The memory is the most that the process has had at all; what its parent had does not count."""
    start, before = time.perf_counter(), time.process_time()
    run()
    return Used(time.perf_counter() - start, time.process_time() - before, peak())


def peak() -> int:
    """The most memory that this process has had resident, in MiB."""
    status = Path("/proc/self/status").read_text("utf-8")
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def said(one: Used) -> None:
    """Tell the process that asked."""
    print(json.dumps(asdict(one)))


def asked(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> Used:
    """What a process of `python -m benchmarks …` says it used, in its last line."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments],
        check=True, stdout=subprocess.PIPE, encoding="utf-8", env={**os.environ, **(environment or {})},
    )  # fmt: skip
    return Used(**json.loads(done.stdout.splitlines()[-1]))


def machine() -> str:
    """Cores, processor, memory, load and versions, in one line."""
    cores = len(os.sched_getaffinity(0))
    model = next((line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    memory = next((int(line.split()[1]) / 2**20 for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0.0)
    return f"{cores} cores ({model}), {memory:.0f} GiB, load {os.getloadavg()[0]:.1f}; Python {platform.python_version()}"


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text("utf-8").splitlines() if file.is_file() else []
