"""`roster`: an office's list from the command line."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from eligibility.cli.app import app
from tests.office.months import member, paid, person, write_month


def test_a_list_is_written(tmp_path: Path) -> None:
    """What names people needs the option that says so, and the message names it."""
    file = str(write_month(tmp_path, [person(0)], [member(0)], [paid(0)], month="2024-05"))
    out = str(tmp_path / "list.xlsx")
    refused = CliRunner().invoke(app, ["roster", file, "--form", "payment", "-o", out, "--lang", "en"])
    assert refused.exit_code == 1 and "--ids" in refused.output and not Path(out).exists()
    done = CliRunner().invoke(app, ["roster", file, "--form", "payment", "-o", out, "--ids", "--by", "bank", "--lang", "en"])
    assert done.exit_code == 0 and "written: list.xlsx" in done.output and Path(out).exists()
