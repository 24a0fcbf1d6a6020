"""`python -m fuzz [TARGET ...] [--seconds N]`: each target in a process of its own, since a library below may end the process.

Exit status 1 where anything was found; the input of each finding is kept in a file that is named.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from fuzz import HANGS
from fuzz.targets import TARGETS

GRACE = HANGS + 120
"""Seconds that a process may take beyond its time, for loading, for an input that hangs, and for shrinking."""


MEMORY = Path("/dev/shm")
"""Where a target's temporary files stand, on systems that have such a place. They go with the target, however it ends."""

STATISTIC = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
"""How atheris says how many inputs it tried."""


def fuzzed(name: str, engine: str, seconds: float, seed: int, folder: Path, corpus: Path) -> bool:
    """Fuzz one target; whether nothing was found."""
    current = folder / f"{name}.input"
    command = [sys.executable, "-m", "fuzz.engines", engine, name, str(seconds), str(seed), str(current), str(corpus / name)]
    with tempfile.TemporaryDirectory(prefix="fuzz-", dir=MEMORY if MEMORY.is_dir() else None) as work:
        try:
            done = subprocess.run(command, capture_output=True, timeout=seconds + GRACE, check=False, env={**os.environ, "TMPDIR": work})
        except subprocess.TimeoutExpired:
            print(f"{name}: hangs on {current}")
            return False
    if done.returncode == 0:
        counted = STATISTIC.search(done.stderr.decode(errors="replace"))
        said = f"{counted[1]} inputs" if counted else done.stdout.decode(errors="replace").strip()
        print(f"{name}: nothing found ({engine}, {said})", flush=True)
        return True
    how = f"killed by signal {-done.returncode}" if done.returncode < 0 else f"status {done.returncode}"
    print(f"{name}: FOUND, {how}; the input is in {current}")
    said = (done.stdout + done.stderr).decode(errors="replace").splitlines()
    print("\n".join(line for line in said if not line.startswith("INFO:"))[-6000:], flush=True)
    return False


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}; otherwise all")
    parser.add_argument("--seconds", type=float, default=20, help="for each target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", choices=("atheris", "hypothesis"), help="otherwise atheris where it is installed")
    parser.add_argument(
        "--corpus", type=Path, help="a folder that keeps what reached new branches, from which the next run goes on (atheris)"
    )
    given = parser.parse_args()
    unknown = [name for name in given.targets if name not in TARGETS]
    if unknown:
        parser.error(f"no such target: {', '.join(unknown)}")
    engine = given.engine or ("atheris" if find_spec("atheris") else "hypothesis")
    folder = Path(tempfile.mkdtemp(prefix="fuzz-findings-"))
    corpus = given.corpus or folder / "corpus"
    clean = [fuzzed(name, engine, given.seconds, given.seed, folder, corpus) for name in given.targets or TARGETS]
    if all(clean):
        shutil.rmtree(folder)
    return 0 if all(clean) else 1


if __name__ == "__main__":
    sys.exit(main())
