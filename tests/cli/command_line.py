"""The command line run as its user runs it: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

EXAMPLES = ROOT / "examples"
FAMILY = str(EXAMPLES / "rural_family.json")
BODY = str(EXAMPLES / "public_institution.json")


PROGRAM = "from eligibility.cli import main; main()"


def run(
    *args: str, stdin: str | bytes | None = None, cwd: Path | None = None, program: str = PROGRAM, **env: str
) -> subprocess.CompletedProcess[str]:
    """The command line with arguments, or another program with them."""
    given = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [sys.executable, "-c", program, *args],
        input=given,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "200", **env},
        timeout=300,
    )
    assert b"Traceback" not in done.stderr
    assert b"internal error" not in done.stderr
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def answered(*args: str, **more: str) -> str:
    """What the command line prints where all goes well."""
    done = run(*args, **more)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout
