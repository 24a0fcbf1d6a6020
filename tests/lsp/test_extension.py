"""The extension of VS Code: its manifest, and the command that it starts, in an editor that is made up."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from eligibility.cli.app import app
from tests.conftest import ROOT

FOLDER = ROOT / "editors" / "vscode"
MANIFEST = json.loads((FOLDER / "package.json").read_text("utf-8"))
SCRIPT = (FOLDER / "extension.js").read_text("utf-8")

CLIENT_OPTIONS = {"documentSelector": [{"scheme": "file", "language": "yaml"}], "initializationOptions": {"suggestAgain": True}}

VSCODE = """
const settings = JSON.parse(process.argv[2]);
let told;
exports.told = (change) => told(change);
exports.workspace = {
  getConfiguration: (section) => ({ get: (name) => settings[`${section}.${name}`] }),
  onDidChangeConfiguration: (heard) => { told = heard; return { dispose() {} }; },
};
"""

CLIENT = """
exports.said = [];
exports.LanguageClient = class {
  constructor(id, name, server, client) { Object.assign(this, { server, client }); }
  async start() { exports.said.push(["start", this.server, this.client]); }
  async stop() { exports.said.push(["stop"]); }
};
"""

RUN = """
const { activate, deactivate } = require("./extension.js");
const { told } = require("vscode");
const { said } = require("vscode-languageclient/node");
(async () => {
  const context = { subscriptions: [] };
  await activate(context);
  await told({ affectsConfiguration: (section) => section === "other" });
  await told({ affectsConfiguration: (section) => section === "eligibility" });
  await deactivate();
  console.log(JSON.stringify(said));
})();
"""


def ran(folder: Path, **given: object) -> list[Any]:
    """What the extension does in an editor with its default settings and the given ones: starts, a changed setting, and its end."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node to run the extension with")
    declared = MANIFEST["contributes"]["configuration"]["properties"]
    settings = {name: one["default"] for name, one in declared.items()} | {f"eligibility.{name}": value for name, value in given.items()}
    for name, text in {"vscode/index": VSCODE, "vscode-languageclient/node": CLIENT}.items():
        path = folder / "node_modules" / f"{name}.js"
        path.parent.mkdir(parents=True)
        path.write_text(text, "utf-8")
    (folder / "extension.js").write_text(SCRIPT, "utf-8")
    (folder / "run.js").write_text(RUN, "utf-8")
    done = subprocess.run([node, "run.js", json.dumps(settings)], cwd=folder, capture_output=True, text=True, check=True, timeout=60)
    found: list[Any] = json.loads(done.stdout)
    return found


def test_the_server_is_started_for_yaml_and_again_when_a_setting_changes(tmp_path: Path) -> None:
    found = ran(tmp_path)
    start = ["start", {"command": "eligibility", "args": ["lsp", "--lang", "zh"]}, CLIENT_OPTIONS]
    assert found == [start, ["stop"], start, ["stop"]]


def test_the_settings_reach_the_command_line(tmp_path: Path) -> None:
    found = ran(tmp_path, command=["python", "-m", "eligibility", "lsp"], language="en", rulesets="/rules")
    assert found[0][1] == {"command": "python", "args": ["-m", "eligibility", "lsp", "--lang", "en", "--rulesets", "/rules"]}


def test_every_setting_that_is_read_is_declared() -> None:
    declared = {name.removeprefix("eligibility.") for name in MANIFEST["contributes"]["configuration"]["properties"]}
    assert set(re.findall(r'settings\.get\("(\w+)"\)', SCRIPT)) == declared


def test_the_manifest_names_what_is_there() -> None:
    assert (FOLDER / MANIFEST["main"]).is_file()
    assert MANIFEST["activationEvents"] == ["workspaceContains:**/ruleset.yaml"]
    assert set(re.findall(r'require\("([\w-]+)', SCRIPT)) == {"vscode", *MANIFEST["dependencies"]}


def test_the_commands_options_are_known() -> None:
    said = CliRunner().invoke(app, ["lsp", "--help", "--lang", "en"]).stdout
    assert all(option in said for option in ("--lang", "--rulesets"))
