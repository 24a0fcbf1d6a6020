"""Two versions of a small region; the later one brings deaf people in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Toy, amendment, one, support

BASE = support("certified and severe") + support("certified", name="card")

WIDER = '- support: cash\n  routes:\n    deaf: {when: "certified and grade_hearing in {3, 4}", modality: mandatory, cite: [二]}'

DEAF = one(certified=True, disabilities=[{"category": "hearing", "grade": 3}])


@pytest.fixture
def two(toy: Toy, tmp_path: Path) -> tuple[Path, Path, Path]:
    """A version, its amendment, and the profile of somebody whom it brings in."""
    base = toy(BASE)
    profile = tmp_path / "profile.json"
    profile.write_text(json.dumps(DEAF), "utf-8")
    return base, amendment(base, "2023-01-01", "effects: {cash: wider}", allowances=WIDER), profile
