"""`python -m benchmarks NAME`."""

from __future__ import annotations

import sys

from benchmarks import interview, single

BENCHMARKS = {"single": single.main, "interview": interview.main}


def main() -> int:
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in BENCHMARKS:
        print(f"usage: python -m benchmarks {{{','.join(BENCHMARKS)}}}", file=sys.stderr)
        return 2
    BENCHMARKS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main())
