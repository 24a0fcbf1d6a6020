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


def run(*args: str, stdin: str | bytes | None = None, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from eligibility.cli import main; main()", *args]
    given = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        command,
        input=given,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "200", **env},
        timeout=60,
    )
    assert b"Traceback" not in done.stderr
    assert b"internal error" not in done.stderr
    said = [line for line in done.stderr.decode().splitlines() if "durable_rules" not in line]
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), "".join(f"{line}\n" for line in said))


def answered(*args: str, **more: str) -> str:
    done = run(*args, **more)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout
