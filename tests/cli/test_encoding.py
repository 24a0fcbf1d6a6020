"""What is printed can be read everywhere: UTF-8 in files, and on any terminal signs that keep their meaning."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from eligibility.cli.encoding import NO_SIGN, STAND_INS, handler
from eligibility.decide import explain
from eligibility.views import report
from tests.cli.command_line import FAMILY, PROGRAM

ENCODINGS = ["gbk", "cp936", "gb18030", "big5", "cp1252", "latin-1", "cp437", "ascii", "utf-8"]


def shown(text: str, encoding: str) -> str:
    return text.encode(encoding, handler(encoding)).decode(encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_signs_keep_apart_and_none_becomes_the_sign_for_unknown(encoding: str) -> None:
    """Law: in every encoding the statuses differ, proved and refuted differ, and only unknown is a question mark."""
    for marks in (report.MARKS, explain.TRUTH_MARKS):
        signs = [shown(mark, encoding) for mark in marks.values()]
        assert len(set(signs)) == len(marks)
        assert [sign == "?" for sign in signs] == [mark == "?" for mark in marks.values()]
    for sign in STAND_INS:
        assert "?" not in shown(sign, encoding)


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("gbk", "√ × ● ◎ ○ → ≤ 张〔2022〕 ￥"),
        ("cp1252", "+ × • ~ o -> <= _[2022] ¥"),
        ("ascii", "+ x * ~ o -> <= _[2022] CNY"),
        ("utf-8", "✓ ✗ ● ◐ ○ → ≤ 张〔2022〕 ¥"),
    ],
)
def test_the_best_sign_that_the_encoding_has(encoding: str, expected: str) -> None:
    assert shown("✓ ✗ ● ◐ ○ → ≤ 张〔2022〕 ¥", encoding) == expected


def test_the_last_stand_in_is_plain() -> None:
    assert all(signs[-1].isascii() for signs in STAND_INS.values())
    assert NO_SIGN.isascii()


def printed(*args: str, **env: str) -> bytes:
    """What the command line writes into a pipe."""
    command = [sys.executable, "-c", PROGRAM, *args]
    return subprocess.run(command, capture_output=True, env={**os.environ, **env}, timeout=300, check=True).stdout


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_files_and_pipes_are_utf_8_whatever_the_system_has(encoding: str, tmp_path: Path) -> None:
    """A decision saved under a Chinese Windows can be replayed."""
    text = printed("explain", FAMILY, "nursing_subsidy", "m2", PYTHONIOENCODING=encoding).decode()
    assert "✗" in text
    decision = tmp_path / "decision.json"
    decision.write_bytes(printed("check", FAMILY, "--format", "json", PYTHONIOENCODING=encoding))
    assert json.loads(decision.read_text("utf-8"))["ruleset"]["region"] == "zhangye"
    assert printed("replay", str(decision), FAMILY, PYTHONIOENCODING=encoding)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("encoding", "lang", "sign"), [("gbk", "zh", "×"), ("ascii", "en", "x")])
def test_a_terminal_gets_signs_that_it_has(encoding: str, lang: str, sign: str) -> None:
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", PROGRAM, "explain", FAMILY, "nursing_subsidy", "m2", "--lang", lang]
    with subprocess.Popen(command, stdout=theirs, env={**os.environ, "PYTHONIOENCODING": encoding}) as process:
        os.close(theirs)
        text = _read(ours).decode(encoding)
    os.close(ours)
    assert process.returncode == 0
    assert f"{sign} " in text
    assert text.count("?") == printed(*command[3:]).decode().count("?")


def _read(terminal: int) -> bytes:
    """All that is written to a pseudo-terminal; Linux tells its end by an error."""
    found = b""
    try:
        while more := os.read(terminal, 65536):
            found += more
    except OSError:
        pass
    return found
