"""Fingerprints: only they are written, and a file is whole whatever happens."""

from __future__ import annotations

from pathlib import Path

import pytest

import eligibility as el
from eligibility.rules.lint import lint
from eligibility.rules.pin import pin_folder
from tests.conftest import Toy, support

CLAUSES = """# The clauses of the plan.
clauses:
  一: {starts: "一、现金"}
  二: {starts: "二、其他", heading: true}
  二1: {starts: "1. 卡", hash: HASH}
"""
TEXT = "一、现金。每月一百元。\n二、其他\n1. 卡。发卡。\n"


@pytest.fixture
def plan(toy: Toy, tmp_path: Path) -> tuple[Path, Path]:
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "toy.txt").write_text(TEXT, "utf-8")
    return toy(support("certified"), clauses=CLAUSES.replace("HASH", "a" * 64)), sources


def test_every_clause_gets_its_fingerprint_and_nothing_else_changes(plan: tuple[Path, Path]) -> None:
    folder, sources = plan
    path = folder / "clauses.yaml"
    assert pin_folder(folder, sources) == 3
    written = path.read_text("utf-8").splitlines()
    assert written[:2] == CLAUSES.splitlines()[:2]
    assert [line.partition(", hash: ")[0] for line in written[2:]] == [
        '  一: {starts: "一、现金"', '  二: {starts: "二、其他"', '  二1: {starts: "1. 卡"',
    ]  # fmt: skip
    assert written[3].endswith(", heading: true}")
    assert not [problem for problem in lint(folder, folder.parents[1], sources).problems if problem.check == "clause_changed"]


def test_pinning_again_changes_nothing(plan: tuple[Path, Path]) -> None:
    folder, sources = plan
    pin_folder(folder, sources)
    before = (folder / "clauses.yaml").read_bytes()
    assert pin_folder(folder, sources) == 0
    assert (folder / "clauses.yaml").read_bytes() == before


def test_a_changed_word_changes_the_fingerprint_of_its_clause_alone(plan: tuple[Path, Path]) -> None:
    folder, sources = plan
    pin_folder(folder, sources)
    before = (folder / "clauses.yaml").read_text("utf-8").splitlines()
    (sources / "toy.txt").write_text(TEXT.replace("发卡", "不发卡"), "utf-8")
    assert pin_folder(folder, sources) == 1
    after = (folder / "clauses.yaml").read_text("utf-8").splitlines()
    assert [index for index, (one, other) in enumerate(zip(before, after, strict=True)) if one != other] == [4]


@pytest.mark.parametrize("gone", ["clauses.yaml", "toy.txt"])
def test_what_is_missing_is_named(plan: tuple[Path, Path], gone: str) -> None:
    folder, sources = plan
    (folder / gone if gone == "clauses.yaml" else sources / gone).unlink()
    with pytest.raises(el.EligibilityError, match=f"{gone}: there is no such file"):
        pin_folder(folder, sources)


def test_a_ledger_with_mistakes_is_left_alone(plan: tuple[Path, Path]) -> None:
    folder, sources = plan
    path = folder / "clauses.yaml"
    path.write_text("clauses:\n  一: {strats: x}\n", "utf-8")
    with pytest.raises(el.RulesetError, match="strats"):
        pin_folder(folder, sources)
    assert path.read_text("utf-8") == "clauses:\n  一: {strats: x}\n"
