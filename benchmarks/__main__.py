"""`python -m benchmarks NAME`."""

from __future__ import annotations

import sys
from importlib import import_module

BENCHMARKS = ("agreement", "interview", "nation", "register", "screen", "single")


def main() -> int:
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in BENCHMARKS:
        print(f"usage: python -m benchmarks {{{','.join(BENCHMARKS)}}}", file=sys.stderr)
        return 2
    import_module(f"benchmarks.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
