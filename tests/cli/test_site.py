"""`eligibility site`: a folder that opens from a disk."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from eligibility.cli.app import app
from tests.conftest import Toy, support


def test_it_says_what_to_open(toy: Toy, tmp_path: Path) -> None:
    root = toy(support("certified")).parents[1]
    done = CliRunner().invoke(app, ["site", "-o", str(tmp_path / "out"), "--rulesets", str(root), "--lang", "en"])
    assert done.exit_code == 0
    count = len([path for path in (tmp_path / "out").rglob("*") if path.is_file()]) - 1
    assert done.stdout == f"{count} files written; open {tmp_path / 'out' / 'index.html'}\n"
    assert (tmp_path / "out" / "zh" / "toy" / "2022-01-01" / "cash.html").is_file()
