"""The command line: `eligibility check PROFILE.json` and its companions."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; every mistake of the user is one clear message and a status, never a traceback."""
    from eligibility.cli.app import app
    from eligibility.cli.encoding import readable

    for stream in (sys.stdout, sys.stderr):
        readable(stream)
    try:
        app(prog_name="eligibility")
    except Exception as error:
        place = error.__traceback__
        while place is not None and place.tb_next is not None:
            place = place.tb_next
        detail = f": {error}" if type(error).__name__ in {"DerivationMismatch", "LiveEngineError"} else ""
        where = f"{place.tb_frame.f_globals.get('__name__', '?')}:{place.tb_lineno}" if place else "?"
        print(f"internal error: {type(error).__name__} at {where}{detail}; nothing was written. Please report this line.", file=sys.stderr)
        sys.exit(1)
