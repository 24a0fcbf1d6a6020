"""The installed command: loads the library, and ends quietly when Ctrl-C comes while it still loads.

It stands outside the package, since importing anything inside loads the package first.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; after Ctrl-C the exit status is 130, as shells have it."""
    try:
        from eligibility.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)
