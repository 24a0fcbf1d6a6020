"""`python -m benchmarks NAME`; without a name, every part in short, each figure beside its bar; with `--quick`, at its smallest."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module

BENCHMARKS = ("agreement", "interview", "memory", "nation", "register", "screen", "serve", "single", "spark")

IN_SHORT = (
    ("single",),
    ("register", "--threads", "1,2", "--rounds", "1", "1e6"),
    ("nation", "2e5", "--smaller", "1e5"),
    ("screen", "one-home", "10k-all-xlsx", "100k-xlsx-told"),
    ("serve", "--requests", "2000"),
    ("interview", "50"),
    ("agreement", "--answers", "100000"),
    ("spark", "1e5", "2e5"),
    ("memory", "300"),
)
"""What is run without a name: twenty minutes on two cores. The sizes that bars speak of are named to each part."""

QUICK = (
    ("single",),
    ("register", "--threads", "1,2", "--rounds", "1", "1e5"),
    ("nation", "5e4", "--smaller", "2e4"),
    ("screen", "2k-all-xlsx"),
    ("serve", "--seconds", "3", "--requests", "200"),
    ("interview", "5"),
    ("agreement", "--answers", "20000"),
    ("spark", "2e4", "4e4"),
    ("memory", "50", "2000"),
)
"""The same with so little that it only shows that every part runs, and about how far it is from its bar."""


def main() -> int:
    if sys.argv[1:] in ([], ["--quick"]):
        return max(map(run, QUICK if sys.argv[1:] else IN_SHORT))
    name = sys.argv[1]
    if name not in BENCHMARKS:
        print(f"usage: python -m benchmarks [--quick | {{{','.join(BENCHMARKS)}}}]", file=sys.stderr)
        return 2
    import_module(f"benchmarks.{name}").main()
    return 0


def run(part: Sequence[str]) -> int:
    """One part in a process of its own, under its name."""
    print(f"\n== {' '.join(part)}", flush=True)
    return subprocess.run([sys.executable, "-m", "benchmarks", *part], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
