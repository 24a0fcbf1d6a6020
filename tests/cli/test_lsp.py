"""`eligibility lsp`: what is refused before an editor is served."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eligibility.cli.app import app
from tests.cli.command_line import run_apart


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["lsp", "--rulesets", "nowhere", "--lang", "en"])
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1


def test_without_its_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    monkeypatch.setattr("eligibility._optional.import_module", missing)
    done = CliRunner().invoke(app, ["lsp", "--lang", "en"])
    assert (done.exit_code, done.stderr) == (1, "pygls: is not installed. Run: pip install 'eligibility[lsp]'\n")


def test_told_to_end_it_ends_without_a_word() -> None:
    """The server closes standard output itself when the editor says `exit`."""
    talk = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}},
        {"jsonrpc": "2.0", "id": 2, "method": "shutdown"},
        {"jsonrpc": "2.0", "method": "exit"},
    ]
    texts = [json.dumps(message) for message in talk]
    done = run_apart("lsp", stdin="".join(f"Content-Length: {len(text)}\r\n\r\n{text}" for text in texts))
    assert (done.returncode, done.stderr) == (0, "")
    assert '"id": 2' in done.stdout
