"""The installed command: loads the library, and ends quietly when Ctrl-C comes while it still loads.

It stands outside the package, since importing anything inside loads the package first.
"""

from __future__ import annotations

import gc
import sys

MANY = 100_000
"""New objects after which Python looks for cycles to collect. Loading makes many objects that all stay: to look among them again
and again takes a tenth of a short command's time, and finds nothing."""


def main() -> None:
    """Run the command line; after Ctrl-C the exit status is 130, as shells have it."""
    gc.set_threshold(MANY, 20, 50)
    try:
        from eligibility.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)
