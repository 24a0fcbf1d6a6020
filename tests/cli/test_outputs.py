"""What the command line prints, call by call, compared with a file for each call.

The calls read a made-up region in `tests/data/region` and never a shipped ruleset. `pytest tests/cli/test_outputs.py
--update-outputs` writes the files anew; their difference in git then shows what a change does to the output.
"""

from __future__ import annotations

import copy
import inspect
import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Annotated, get_args, get_origin

import pytest

import eligibility as el
from eligibility._version import __version__
from eligibility.cli.app import COMMANDS
from tests.cli.command_line import called
from tests.cli.output_calls import CALLS, Call
from tests.conftest import ROOT

OUTPUTS = Path(__file__).with_name("outputs")
REGION = ROOT / "tests" / "data" / "region"
TEXTS = {".csv", ".json", ".md", ".yaml", ".html"}
"""The suffixes of written files whose text is compared; of others only the name is."""

FORMS = {"Format": "--format", "Lang": "--lang", "Dialect": "--dialect"}
"""The options about form and language, by their types."""

VOLATILE = (
    (re.compile(r"\b(?:[0-9a-f]{64}|(?=[0-9]*[a-f])[0-9a-f]{12})\b"), "HASH"),
    (re.compile(rf"(?<=[\" ]){re.escape(__version__)}\b"), "VERSION"),
    (re.compile(r"\d+\.\d(?=秒| s$)", re.MULTILINE), "TIME"),
)
"""What differs from run to run or from release to release, and what stands for it in the files."""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the region, as the working directory of a call."""
    copied = tmp_path / "region"
    shutil.copytree(REGION, copied)
    for name, text in receipts().items():
        (copied / name).write_text(text, "utf-8")
    monkeypatch.chdir(copied)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr("eligibility.cli.screen.LINE_SECONDS", 1e9)
    for name in ("ELIGIBILITY_LANG", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    return copied


@cache
def receipts() -> dict[str, str]:
    """Decisions to replay: one that stands, one of the version before, and one of rules that no version has any more."""
    root, now = REGION / "rulesets", date(2024, 6, 1)
    body, family = (el.read_profile_file(REGION / name) for name in ("body.json", "family.json"))
    first, last = (el.load_ruleset("toy", name, root=root) for name in ("2022-01-01", "2023-01-01"))
    before = el.decide(family, first, as_of=now).as_json()
    before["receipt"]["version"] = last.name
    gone = copy.deepcopy(before)
    gone["receipt"] |= {"ruleset": "0" * 64, "rules": {**gone["receipt"]["rules"], "relief": "0" * 64}}
    made = {"receipt.json": el.decide(body, last, as_of=now).as_json(), "before.json": before, "gone.json": gone}
    return {name: json.dumps(data) for name, data in made.items()}


def said(call: Call, place: Path) -> str:
    """Everything that a call does: its status, what it prints, and the files that it writes or changes."""
    before = files(place)
    done = called(tuple(call.args), call.stdin.encode())
    printed = [text.decode() for text in (done.stdout, done.stderr)]
    parts = [f"$ {call.text}", f"-- status {done.returncode}"]
    parts += [f"-- {name}\n{text}" for name, text in zip(("stdout", "stderr"), printed, strict=True) if text]
    parts += [f"-- {name}\n{text}" for name, text in files(place).items() if before.get(name) != text]
    return settled("\n".join(part.removesuffix("\n") for part in parts) + "\n", place)


def files(folder: Path) -> dict[str, str]:
    """The text of every file, by its name from the folder; binary files are there without their content."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8-sig") if path.suffix in TEXTS else "(binary)" for path in found}


def settled(text: str, place: Path) -> str:
    """The text without what differs from run to run."""
    text = text.replace(str(place), "PLACE")
    for pattern, stand_in in VOLATILE:
        text = pattern.sub(stand_in, text)
    return text


@pytest.mark.parametrize("name", CALLS)
def test_output(name: str, place: Path, request: pytest.FixtureRequest) -> None:
    """The call says what its file says."""
    found, file = said(CALLS[name], place), OUTPUTS / f"{name}.txt"
    assert "internal error" not in found
    if request.config.getoption("--update-outputs"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(found, "utf-8")
    assert file.is_file(), "no file holds what this call says: run with --update-outputs and read what it writes"
    assert found == file.read_text("utf-8"), "the output differs: if it is meant to, run with --update-outputs and read the difference"


def test_every_file_has_its_call(request: pytest.FixtureRequest) -> None:
    """No file is left of a call that is gone; `--update-outputs` removes it."""
    left = set(OUTPUTS.rglob("*.txt")) - {OUTPUTS / f"{name}.txt" for name in CALLS}
    if request.config.getoption("--update-outputs"):
        for path in left:
            path.unlink()
        return
    assert not left


def offered(command: str) -> Iterator[tuple[str, str]]:
    """Each option of a command about form and language, with a value that it lists: `("--format", "json")`."""
    for option in inspect.signature(getattr(import_module(f"eligibility.cli.{command}"), command), eval_str=True).parameters.values():
        kind = get_args(option.annotation)[0] if get_origin(option.annotation) is Annotated else None
        if isinstance(kind, type) and issubclass(kind, StrEnum) and kind.__name__ in FORMS:
            yield from ((FORMS[kind.__name__], value.value) for value in kind)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_called_in_every_language_and_format(command: str) -> None:
    """What a command offers is called once at least; what is not given is the default, a table in Chinese."""
    calls = [call.args for call in CALLS.values() if call.args[0] == command]
    assert calls
    for option, value in offered(command):
        default = value in {"zh", "table", "duckdb"}
        called = any(option in args and args[args.index(option) + 1] == value for args in calls)
        assert called or (default and any(option not in args for args in calls)), (option, value)


def test_what_is_volatile_is_told_from_what_is_not(place: Path) -> None:
    hash_ = "c0ba6dfd7e80"
    text = f'"{hash_ * 5}abcd" | {hash_} | "engine": "{__version__}" 用时1.0秒 in 12.5 s\n{place}/family.json 990001199001 12.5 sold'
    assert settled(text, place) == '"HASH" | HASH | "engine": "VERSION" 用时TIME秒 in TIME s\nPLACE/family.json 990001199001 12.5 sold'
