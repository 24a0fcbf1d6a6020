"""`eligibility pin`: the fingerprints of a region's versions."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eligibility.cli.app import app
from tests.conftest import ROOT

REGION = ROOT / "tests" / "data" / "region"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    shutil.copytree(REGION, tmp_path / "region")
    return tmp_path / "region"


def pin(place: Path, target: str, *more: str) -> tuple[int, str]:
    args = ["pin", target, "--sources", str(place / "sources"), "--rulesets", str(place / "rulesets"), "--lang", "en", *more]
    done = CliRunner().invoke(app, args)
    return done.exit_code, done.output


def test_a_changed_clause_is_pinned_again(place: Path) -> None:
    folder, text = place / "rulesets" / "toy" / "2022-01-01", place / "sources" / "toy.txt"
    text.write_text(text.read_text("utf-8").replace("八十元", "九十元"), "utf-8")
    before = (folder / "clauses.yaml").read_text("utf-8")
    assert pin(place, str(folder)) == (0, "toy/2022-01-01: 1 entries written\n")
    assert (folder / "clauses.yaml").read_text("utf-8") != before
    assert pin(place, str(folder)) == (0, "toy/2022-01-01: 0 entries written\n")


def test_a_region_without_a_text_is_one_message(place: Path) -> None:
    before = {path: path.read_bytes() for path in place.rglob("clauses.yaml")}
    assert pin(place, "vale") == (1, "vale.txt: there is no such file.\n")
    assert {path: path.read_bytes() for path in place.rglob("clauses.yaml")} == before


def test_a_folder_of_texts_that_is_not_there(place: Path) -> None:
    shutil.rmtree(place / "sources")
    status, said = pin(place, "toy")
    assert (status, said) == (1, "--sources: there is no such folder.\n")


def test_a_scenario_has_no_clauses_of_its_own(place: Path) -> None:
    """A region is pinned whole: the scenario that stands beside its versions is passed over."""
    assert not (place / "rulesets" / "toy" / "all-local-options" / "clauses.yaml").exists()
    assert pin(place, "toy") == (0, "toy/2022-01-01: 0 entries written\ntoy/2023-01-01: 0 entries written\n")
