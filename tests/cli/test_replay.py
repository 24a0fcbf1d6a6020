"""`eligibility replay`: whether an answer still stands, and the change that made it another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command_line import run
from tests.cli.conftest import BASE, DEAF
from tests.conftest import DAY, Toy, decide, one, support

RULES = support("certified and needs.rehab and needs.surgery") + support("certified", name="card")


@pytest.fixture
def kept(toy: Toy, tmp_path: Path) -> tuple[Path, Path, Path]:
    """A version's folder, a profile and the decision made of it, in files."""
    folder = toy(RULES)
    profile, decision = tmp_path / "profile.json", tmp_path / "decision.json"
    profile.write_text(json.dumps(one(certified=True)), "utf-8")
    decision.write_text(decide(folder, one(certified=True), DAY).to_json(), "utf-8")
    return folder, profile, decision


def test_replay_says_whether_the_answer_stands(kept: tuple[Path, Path, Path]) -> None:
    folder, profile, decision = kept
    arguments = ("replay", str(decision), str(profile), "--rulesets", str(folder.parents[1]), "--lang", "en")
    assert (run(*arguments).returncode, run(*arguments).stdout) == (0, "the answer is the same\n")
    rules = folder / "allowances.yaml"
    rules.write_text(RULES.replace("certified and", "tekun and"), "utf-8")
    done = run(*arguments)
    assert (done.returncode, done.stdout.splitlines()) == (1, ["the rules were changed since", "the answer is another"])


def test_replay_with_another_profile(kept: tuple[Path, Path, Path]) -> None:
    folder, profile, decision = kept
    profile.write_text(json.dumps(one(certified=False)), "utf-8")
    done = run("replay", str(decision), str(profile), "--rulesets", str(folder.parents[1]), "--lang", "en")
    assert (done.returncode, done.stdout.splitlines()) == (1, ["the profile is not the receipt's", "the answer is another"])


def test_replay_names_the_amendment(two: tuple[Path, Path, Path], tmp_path: Path) -> None:
    """The rules of the receipt are still there under another name: the clause that changed the answer is named."""
    base, later, profile = two
    decision = tmp_path / "decision.json"
    data = json.loads(decide(base, DEAF, DAY).to_json())
    data["receipt"]["version"] = later.name
    decision.write_text(json.dumps(data), "utf-8")
    done = run("replay", str(decision), str(profile), "--rulesets", str(base.parents[1]), "--lang", "en")
    assert done.returncode == 1
    assert "the receipt's rules are those of toy/2022-01-01" in done.stdout
    assert "  m1 Cash [cash]: does not apply → applies now\n    [deaf] 玩政发2号 二\n" in done.stdout


def test_replay_names_the_rule_that_was_edited(two: tuple[Path, Path, Path], tmp_path: Path) -> None:
    """The files were changed in place: the answers that are another, and whose own rule, or one behind it, was changed."""
    base, _, profile = two
    decision, receipt = tmp_path / "decision.json", tmp_path / "receipt.json"
    made = decide(base, DEAF, DAY)
    decision.write_text(made.to_json(), "utf-8")
    receipt.write_text(json.dumps(made.receipt.as_json()), "utf-8")
    (base / "allowances.yaml").write_text(BASE.replace("certified and severe", "certified"), "utf-8")
    (base.with_name("2023-01-01") / "ruleset.yaml").unlink()
    root = ("--rulesets", str(base.parents[1]), "--lang", "en")
    done = run("replay", str(decision), str(profile), *root)
    assert "  m1 Cash [cash]: does not apply → applies now\n    its own rule was changed (routes main)\n" in done.stdout
    assert "changed rule: cash\n" in run("replay", str(receipt), str(profile), *root).stdout
