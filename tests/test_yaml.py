"""The quick reader of YAML reads what the plain one reads."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from eligibility import _yaml
from tests.conftest import ROOT

FILES = sorted((ROOT / "src" / "eligibility").rglob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_of_its_own(path: Path) -> None:
    assert _yaml.read_own(path.read_text("utf-8")) == yaml.safe_load(path.read_text("utf-8"))


def test_there_are_such_files() -> None:
    assert {"labels.yaml", "help_zh.yaml"} <= {path.name for path in FILES}


def test_it_makes_no_objects() -> None:
    with pytest.raises(yaml.YAMLError):
        yaml.load("!!python/name:os.system", Loader=_yaml.LOADER)
