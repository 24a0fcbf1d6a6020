"""A file appears whole or stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from eligibility._atomic_write import write_whole


def test_new_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "card.md"
    for content in (b"one", b"two"):
        write_whole(path, content)
        assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_what_was_there_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong before the end leaves the old file and nothing beside it."""
    path = tmp_path / "card.md"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError("full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="full"):
        write_whole(path, b"new")
    assert [(found.name, found.read_bytes()) for found in tmp_path.iterdir()] == [("card.md", b"old")]
