"""`python -m benchmarks NAME`; without a name, every part in short, each figure beside its bar."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

BENCHMARKS = ("agreement", "interview", "memory", "nation", "register", "screen", "serve", "single", "spark")

IN_SHORT = (
    ("single",),
    ("register", "--threads", "1,2", "--rounds", "1", "1e6"),
    ("nation", "2e5", "--smaller", "1e5"),
    ("screen", "10k-all-xlsx", "100k-xlsx-told"),
    ("serve", "--requests", "2000"),
    ("memory", "300"),
)
"""What is run without a name: a quarter of an hour on two cores. The sizes that bars speak of are named to each part."""


def main() -> int:
    if len(sys.argv) == 1:
        return max(subprocess.run([sys.executable, "-m", "benchmarks", *part], check=False).returncode for part in IN_SHORT)
    name = sys.argv[1]
    if name not in BENCHMARKS:
        print(f"usage: python -m benchmarks {{{','.join(BENCHMARKS)}}}", file=sys.stderr)
        return 2
    import_module(f"benchmarks.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
