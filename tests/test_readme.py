"""Both READMEs: the output that they show is the command's real output, and their commands are the same."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from tests.cli.command_line import called
from tests.conftest import ROOT

SHOWN = 40
"""How many lines of the output a README shows at most."""


def blocks(path: Path, kind: str) -> dict[str, str]:
    """The fenced blocks that follow a marker `<!-- kind: name -->`."""
    found = re.findall(rf"<!-- {kind}: (.+?) -->\n```\w+\n(.*?)```", path.read_text("utf-8"), re.DOTALL)
    return dict(found)


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_shown_output_is_real(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set UPDATE_README=1 to write the present output into the files."""
    path = ROOT / name
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    for command, shown in blocks(path, "output").items():
        done = called(tuple(command.split()))
        assert done.returncode == 0, done.stderr.decode()
        lines = done.stdout.decode().rstrip().splitlines()
        real = "\n".join([*lines[:SHOWN], *(["..."] if len(lines) > SHOWN else [])]) + "\n"
        if os.environ.get("UPDATE_README"):
            path.write_text(path.read_text("utf-8").replace(f"```text\n{shown}```", f"```text\n{real}```"), "utf-8")
            continue
        assert shown == real


def test_both_have_the_same_commands() -> None:
    english, chinese = (blocks(ROOT / name, "command") for name in ("README.md", "README.zh-CN.md"))
    assert english == chinese
    assert english.keys() == {"run", "screen", "test"}


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_library_call_for_a_register_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the first persons of the example."""
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "locality.json").write_bytes((ROOT / "examples" / "locality.json").read_bytes())
    lines = (ROOT / "examples" / "register.csv").read_text("utf-8-sig").splitlines(keepends=True)
    (tmp_path / "examples" / "register.csv").write_text("".join(lines[:30]), "utf-8")
    monkeypatch.chdir(tmp_path)
    exec(blocks(ROOT / name, "python")["screen"], {})  # noqa: S102
    assert (tmp_path / "result.csv").is_file() and (tmp_path / "result.summary.json").is_file()
