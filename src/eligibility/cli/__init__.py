"""The command line: `eligibility check PROFILE.json` and its companions."""

from __future__ import annotations

import os
import signal
import sys

INTERRUPTED = 130
"""The exit status after Ctrl-C, as shells have it: 128 and the number of the signal."""


def main() -> None:
    """Run the command line; every mistake of the user is one clear message and a status, never a traceback."""
    try:
        sys.exit(_run())
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _ended(number: int, _: object) -> None:
    """End as after any error, so that everything temporary is cleared away. What a library says while it is torn down helps nobody."""
    sys.unraisablehook = lambda _: None
    sys.exit(128 + number)


def _run() -> int | str | None:
    """The exit status of a call; what was printed has been written."""
    from eligibility.cli import output
    from eligibility.cli.encoding import forgiving, readable

    signal.signal(signal.SIGTERM, _ended)
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 - it lives as long as the process
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - it lives as long as the process
    if sys.stdout is None:
        output.told(output.CLOSED)
        return 1
    for stream in (sys.stdout, sys.stderr):
        readable(stream)
    forgiving(sys.stdin)
    status = _called()
    return status if output.flushed() else 1


def _called() -> int | str | None:
    """Call the command; the exit status that it leaves with."""
    from eligibility.cli import output
    from eligibility.cli.app import app

    try:
        app(prog_name="eligibility")
    except SystemExit as left:
        return left.code
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:  # a panic in a library of Rust is no Exception
        if isinstance(error, OSError):
            output.told(output.lost(error) if error.filename is None else output.unusable(error))
        else:
            print(_internal(error), file=sys.stderr)
        return 1
    return 0


def _internal(error: BaseException) -> str:
    """A mistake of the program: its kind and place, and nothing of what was given."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    detail = f": {error}" if type(error).__name__ in {"DerivationMismatch", "LiveEngineError"} else ""
    where = f"{place.tb_frame.f_globals.get('__name__', '?')}:{place.tb_lineno}" if place else "?"
    return f"internal error: {type(error).__name__} at {where}{detail}; nothing was written. Please report this line."
