"""The command line run in this process, or where the process itself matters in one of its own."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from eligibility.cli import main
from tests.conftest import ROOT

EXAMPLES = ROOT / "examples"
FAMILY = str(EXAMPLES / "rural_family.json")
BODY = str(EXAMPLES / "public_institution.json")


PROGRAM = "from eligibility.cli import main; main()"


def called(args: tuple[str, ...], stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The command line with arguments, in this process: its status, and what it prints."""
    streams = [io.TextIOWrapper(io.BytesIO(given), encoding="utf-8") for given in (stdin, b"", b"")]
    status: object = 0
    with patch.multiple(sys, stdin=streams[0], stdout=streams[1], stderr=streams[2], argv=["eligibility", *args]):
        try:
            main()
        except SystemExit as left:
            status = left.code
    printed = [_written(stream) for stream in streams[1:]]
    return subprocess.CompletedProcess(list(args), status if isinstance(status, int) else int(status is not None), *printed)


def _written(stream: io.TextIOWrapper) -> bytes:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue()


def run(*args: str, stdin: str | bytes | None = None, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """The command line with arguments, in this process."""
    given = stdin.encode() if isinstance(stdin, str) else stdin or b""
    with patch.dict(os.environ, {"COLUMNS": "200", **env}), _inside(cwd):
        return _read(called(args, given))


def run_apart(
    *args: str, program: str = PROGRAM, stdin: str | None = None, cwd: Path | None = None, **env: str
) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, or another program with its arguments."""
    variables = {**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "200", **env}
    command = [sys.executable, "-c", program, *args]
    given = stdin.encode() if stdin is not None else None
    return _read(subprocess.run(command, input=given, capture_output=True, cwd=cwd, env=variables, timeout=300, check=False))


def _read(done: subprocess.CompletedProcess[bytes]) -> subprocess.CompletedProcess[str]:
    assert b"Traceback" not in done.stderr
    assert b"internal error" not in done.stderr
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


@contextmanager
def _inside(folder: Path | None) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder or before)
    try:
        yield
    finally:
        os.chdir(before)


def answered(*args: str, stdin: str | bytes | None = None, cwd: Path | None = None, **env: str) -> str:
    """What the command line prints where all goes well."""
    done = run(*args, stdin=stdin, cwd=cwd, **env)
    assert (done.returncode, done.stderr) == (0, ""), f"{' '.join(args)}: status {done.returncode}, on stderr:\n{done.stderr}"
    return done.stdout
