"""`eligibility verify`: what is asked of every household."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.command_line import run
from tests.cli.conftest import BASE, WIDER
from tests.conftest import Toy, amendment


def test_verify_prints_what_was_asked(two: tuple[Path, Path, Path], tmp_path: Path) -> None:
    """A line a version, the time of all, remarks on demand, and boundary cases in a folder of their own."""
    cases = tmp_path / "cases"
    done = run("verify", "toy", "--rulesets", str(two[0].parents[1]), "--remarks", "--cases", str(cases), "--jobs", "1", "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("toy/2022-01-01: ")
    assert lines[0].endswith("questions answered, 0 problems")
    assert "    every certified person has card" in lines
    assert "    cash: wider" in lines
    assert (cases / "toy" / "2022-01-01" / "bounds.yaml").is_file()


def test_verify_refutes_a_wrong_declaration(toy: Toy, tmp_path: Path) -> None:
    """The witness is a profile: `check` reads it, and the two versions answer it as the message says."""
    base = toy(BASE)
    folder = amendment(base, "2023-01-01", "effects: {cash: same}", allowances=WIDER)
    done = run("verify", str(folder), "--lang", "en")
    assert done.returncode == 1
    assert "toy/2023-01-01/ruleset.yaml:3:17: cash is declared same, but from 2022-01-01 to 2023-01-01 some households gain" in done.stderr
    witness = next(line.strip() for line in done.stderr.splitlines() if line.strip().startswith("{"))
    profile = tmp_path / "witness.json"
    profile.write_text(witness, "utf-8")
    told = [
        json.loads(run("check", str(profile), "--region", str(where), "--format", "json").stdout)["outcomes"][0] for where in (base, folder)
    ]
    assert told[0]["status"] != told[1]["status"]
