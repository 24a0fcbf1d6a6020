"""`eligibility new`: from a text to a version that lint counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from eligibility.cli.app import app
from tests.authoring.test_skeleton import PLAN


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, "utf-8")
    return path


def called(*args: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(args))
    return done.exit_code, done.output


def test_a_new_version_and_what_to_do_next(text: Path, tmp_path: Path) -> None:
    root = tmp_path / "mine"
    status, said = called("new", "liuhe", "--from", str(text), "--rulesets", str(root), "--lang", "en")
    assert status == 0
    assert said.splitlines() == [
        "liuhe/2026-02-28: 9 clauses, 5 of them to be read",
        "  line 19 is not read as a clause: ① 日间照料",
        "next: keep the text as sources/liuhe.txt, then run",
        f"  eligibility lint liuhe/2026-02-28 --rulesets {root} --sources sources",
    ]
    status, said = called("lint", "liuhe/2026-02-28", "--rulesets", str(root), "--lang", "en")
    assert status == 1
    assert "adcode is still to be written [todo]" in said
    assert "5 clauses are still to be read" not in said, "the root cause comes first: the version cannot be read"


def test_in_chinese(text: Path, tmp_path: Path) -> None:
    status, said = called("new", "liuhe", "--from", str(text), "--rulesets", str(tmp_path / "mine"), "--date", "2026-03-01")
    assert status == 0
    assert said.startswith("liuhe/2026-03-01：9条，其中待读5条\n  原文第19行没有当作一条：① 日间照料\n接着：把原文存为")


def test_what_is_wrong_is_one_message(text: Path, tmp_path: Path) -> None:
    root = str(tmp_path / "mine")
    assert called("new", "liuhe", "--from", str(tmp_path / "none.txt"), "--rulesets", root, "--lang", "en") == (
        1,
        "--from: there is no such file.\n",
    )
    assert called("new", "liuhe", "--from", str(text), "--rulesets", root, "--date", "2026-02-30", "--lang", "en") == (
        1,
        "--date: is not a date that exists; write 2024-06-01.\n",
    )
