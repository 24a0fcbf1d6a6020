"""What is printed is written, or it is said that it was not."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import eligibility as el
from eligibility.cli import main, output
from eligibility.cli.output import CLOSED, language_of
from eligibility.i18n import Language
from tests.cli.command_line import FAMILY, PROGRAM
from tests.conftest import ROOT

FULL = Path("/dev/full")
CHECK = ("check", FAMILY, "--engine", "kernel")
NOT_UNIX = pytest.mark.skipif(sys.platform == "win32", reason="needs a Unix shell")


def shell(*args: str, into: str, **env: str) -> subprocess.CompletedProcess[str]:
    """The command line in a shell, with its output sent somewhere."""
    line = f'exec "$0" -c "$1" "${{@:2}}" {into}'
    command = ["bash", "-c", line, sys.executable, PROGRAM, *args]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env={**os.environ, **env}, timeout=300)


@NOT_UNIX
@pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("args", [CHECK, (*CHECK, "--format", "json"), ("schema",)], ids=["short", "long", "schema"])
def test_a_full_disk_is_told_once(args: tuple[str, ...]) -> None:
    """Whether the text was held back until the end, or failed on its way."""
    done = shell(*args, into="> /dev/full", ELIGIBILITY_LANG="en")
    said = "standard output cannot be written (No space left on device): the answer is not complete.\n"
    assert (done.returncode, done.stderr) == (1, said)


@NOT_UNIX
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_closed_output_is_told(lang: Language) -> None:
    done = shell(*CHECK, "--lang", lang, into=">&-")
    assert (done.returncode, done.stderr) == (1, CLOSED[lang] + {"zh": "。\n", "en": ".\n"}[lang])


@NOT_UNIX
def test_a_closed_error_output_puts_no_message_into_the_answer() -> None:
    done = shell("check", "nowhere.json", into="2>&-")
    assert (done.returncode, done.stdout) == (1, "")


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh", "cases：不能读写（磁盘只能读，不能写）。\n"), ("en", "cases: cannot be read or written (Read-only file system).\n")],
)
def test_a_file_that_cannot_be_used_is_told_by_its_name(
    lang: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a command has no words of its own for it, whatever the file is for."""

    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(Path("somewhere") / "cases"))

    monkeypatch.setattr("eligibility.cli.app.app", refused)
    monkeypatch.setattr(sys, "argv", ["eligibility", "verify", "--lang", lang])
    with pytest.raises(SystemExit) as ended:
        main()
    assert (ended.value.code, capsys.readouterr().err) == (1, said)


@NOT_UNIX
def test_a_reader_that_has_had_enough_is_no_mistake() -> None:
    done = shell("schema", "facts", into="| head -n 1")
    assert (done.stdout, done.stderr) == ("[\n", "")


@NOT_UNIX
@pytest.mark.parametrize("after", [0.0, 0.1, 0.4])
def test_ctrl_c_leaves_no_traceback(after: float, tmp_path: Path) -> None:
    """Also while the library is still loading: Python itself has started, which the program says by a file."""
    started = tmp_path / "started"
    program = f"import eligibility_command, pathlib; pathlib.Path({str(started)!r}).touch(); eligibility_command.main()"
    command = [sys.executable, "-c", program, "ask", str(tmp_path / "profile.json"), "--region", "zhangye", "--engine", "kernel"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
    while not started.exists():
        time.sleep(0.005)
    time.sleep(after)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=120)
    assert b"Traceback" not in told and b"KeyboardInterrupt" not in told
    assert process.returncode != -signal.SIGINT


@pytest.mark.parametrize(
    ("args", "environment", "language"),
    [
        ((), None, "zh"),
        ((), "en", "en"),
        (("check", "a.json", "--lang", "en"), None, "en"),
        (("check", "--lang=en"), None, "en"),
        (("check", "--lang", "zh"), "en", "zh"),
        (("check", "--lang"), None, "zh"),
        (("check", "--language", "en"), None, "zh"),
    ],
)
def test_the_language_before_arguments_are_read(args: tuple[str, ...], environment: str | None, language: str) -> None:
    assert language_of(args, environment) == language


def test_the_module_is_the_command(tmp_path: Path) -> None:
    """`python -m eligibility`, for those whose path lacks the script."""
    done = subprocess.run(
        [sys.executable, "-m", "eligibility", "--version"], capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, timeout=120
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, f"eligibility {el.__version__}", "")


@pytest.mark.parametrize("length", [0, 1, output.PIECE - 1, output.PIECE, 2 * output.PIECE + 1])
def test_a_long_text_is_printed_in_pieces(length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The JSON of a hundred people has tens of millions of signs: no copy of it is made to print it."""
    pieces = Pieces()
    monkeypatch.setattr("sys.stdout", pieces)
    output.put("字" * length)
    assert "".join(pieces.written) == "字" * length + "\n"
    assert max(map(len, pieces.written)) <= output.PIECE


def test_plain_data_is_printed_while_its_text_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few tokens at a time."""
    monkeypatch.setattr(output, "TOKENS", 4)
    pieces, data = Pieces(), {"rows": [{"title": "护理补贴", "missing": ["m1.age"]}] * 1000}
    monkeypatch.setattr("sys.stdout", pieces)
    output.put_json(data)
    assert "".join(pieces.written) == json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    assert max(map(len, pieces.written)) < 100


class Pieces:
    """An output that remembers what it was given at a time."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def write(self, text: str) -> None:
        self.written.append(text)
