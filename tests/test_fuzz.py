"""What fuzzing begins with is no finding, what it makes keeps to its limits, and what it finds is told."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from fuzz import Finding, seeds
from fuzz.__main__ import fuzzed
from fuzz.engines import LONGEST, SLOWEST, changed, watched
from fuzz.targets import TARGETS, Target, linted, refusing, run_http

import eligibility as el
from eligibility.codes import ProblemCode
from eligibility.errors import Problem
from eligibility.i18n import Text
from tests.conftest import ROOT


@pytest.mark.parametrize("name", TARGETS)
def test_no_seed_is_a_finding(name: str) -> None:
    """Each is answered or refused, and the first one is answered: refusals alone would not lead behind the first check."""
    answered = [TARGETS[name].run(data) for data in TARGETS[name].seeds()]
    assert answered[0]
    assert False in answered or name == "parquet"


@pytest.mark.parametrize("number", [number for number, good in enumerate(seeds.HTTP_ROUTES.values()) if good is not None])
def test_a_route_answers_a_seed(number: int) -> None:
    assert run_http(next(data for data in seeds.REQUESTS if data[0] == number))


@pytest.mark.parametrize("number", range(len(seeds.RULESET)))
def test_each_file_of_the_ruleset_is_read(number: int) -> None:
    """As it is it is answered, and what is no YAML is a problem."""
    data = next(data for data in seeds.RULESETS[len(seeds.RULE_FILES) :] if data[0] == number)
    assert TARGETS["rules"].run(data)
    assert linted(data).problems != linted(bytes([number]) + b"[").problems


@pytest.mark.parametrize(
    ("kind", "place", "word", "length", "made"),
    [
        ("insert", 0.5, b"xx", 1, b"abxxcd"),
        ("replace", 0.5, b"x", 1, b"abxd"),
        ("delete", 0.25, b"", 2, b"ad"),
        ("repeat", 0.0, b"", 2, b"ababcd"),
    ],
)
def test_a_change(kind: str, place: float, word: bytes, length: int, made: bytes) -> None:
    assert changed(b"abcd", [(kind, place, word, length)]) == made


def test_an_input_stays_short() -> None:
    assert len(changed(b"a" * LONGEST, [("repeat", 0.0, b"", 200)] * 10)) == LONGEST


def test_what_goes_wrong_comes_out_with_its_input(tmp_path: Path) -> None:
    def broken(data: bytes) -> bool:
        if data:
            raise IndexError(len(data))
        return True

    with pytest.raises(IndexError):
        watched(Target("broken", lambda: [b""], broken), tmp_path / "input")(b"abc")
    assert (tmp_path / "input").read_bytes() == b"abc"


def test_what_computes_too_long_is_found_and_what_waits_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time is that of the process, since other programs may have the machine."""
    computed = iter((0.0, SLOWEST / 2, 0.0, SLOWEST * 2))
    monkeypatch.setattr("fuzz.engines.process_time", lambda: next(computed))
    run = watched(Target("slow", lambda: [b""], bool), tmp_path / "input")
    run(b"a")
    with pytest.raises(Finding, match="40 s for one input"):
        run(b"b")


def test_what_computes_without_end_ends_with_its_input(tmp_path: Path) -> None:
    endless = """
import sys
from pathlib import Path
from fuzz import engines
from fuzz.targets import Target
engines.ENDLESS = 0.2
def run(data):
    while data:
        pass
engines.watched(Target("endless", lambda: [b""], run), Path(sys.argv[1]))(b"abc")
"""
    done = subprocess.run([sys.executable, "-c", endless, tmp_path / "input"], capture_output=True, cwd=ROOT, timeout=300, check=False)
    assert done.returncode == -signal.SIGPROF
    assert (tmp_path / "input").read_bytes() == b"abc"


@pytest.mark.parametrize("said", ["", "a\x1b[2J", "x" * 300_000])
def test_a_refusal_is_looked_at(said: str) -> None:
    """One that says nothing, steers a terminal or never ends is a finding."""

    def refused(data: bytes) -> None:
        raise el.EligibilityError([Problem(ProblemCode.WRONG_VALUE, "", Text(said, said))] if said else [])

    with pytest.raises(Finding):
        refusing(refused)(b"")


def test_a_workbook_is_packed_anew() -> None:
    assert seeds.packed(b"<x/>").startswith(b"PK")
    assert b"xl/worksheets/sheet1.xml" in seeds.packed(b"")


def test_the_command_runs_one_target_for_a_moment() -> None:
    command = [sys.executable, "-m", "fuzz", "receipt", "--seconds", "0.1", "--engine", "hypothesis"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("receipt: nothing found (hypothesis, ")
    wrong = subprocess.run([*command[:3], "recept"], capture_output=True, encoding="utf-8", cwd=ROOT, check=False)
    assert wrong.returncode == 2


def test_a_target_leaves_no_temporary_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where its process was killed."""
    memory = tmp_path / "memory"
    memory.mkdir()
    monkeypatch.setattr("fuzz.__main__.MEMORY", memory)
    monkeypatch.chdir(ROOT)
    assert fuzzed("book", "hypothesis", 0, 1, tmp_path, tmp_path)
    killed = tmp_path / "killed"
    killed.write_text('#!/bin/sh\ntouch "$TMPDIR/left"\nkill -9 $$\n', "utf-8")
    killed.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(killed))
    assert not fuzzed("book", "hypothesis", 0, 1, tmp_path, tmp_path)
    assert list(memory.iterdir()) == []


def test_what_reached_new_branches_is_kept(tmp_path: Path) -> None:
    pytest.importorskip("atheris")
    command = [sys.executable, "-m", "fuzz", "expression", "--seconds", "1", "--engine", "atheris", "--corpus", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"expression: nothing found \(atheris, [1-9]\d* inputs\)\n", done.stdout)
    kept = [path.name for path in (tmp_path / "expression").iterdir()]
    assert len(kept) > len([name for name in kept if name.startswith("seed-")])
