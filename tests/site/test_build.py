"""The folder of the explorer."""

from __future__ import annotations

from pathlib import Path

import pytest

import eligibility as el
from eligibility.site.build import LIST, build
from tests.conftest import Toy, support


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_equal_rules_give_equal_files_and_what_is_gone_goes(toy: Toy, tmp_path: Path) -> None:
    root = toy(support("certified") + support("autism", name="home")).parents[1]
    first, second = tmp_path / "first", tmp_path / "second"
    assert build(first, root) == len(contents(first)) - 1
    build(second, root)
    assert contents(first) == contents(second)
    toy(support("certified"))
    before = set(contents(first))
    build(first, root)
    assert {path.rsplit("/", 1)[1] for path in before - set(contents(first))} == {"home.html"}
    (first / "zh" / "own.html").write_text("mine", "utf-8")
    build(first, root)
    assert (first / "zh" / "own.html").read_text("utf-8") == "mine"


def test_a_folder_of_something_else_is_left_alone(toy: Toy, tmp_path: Path) -> None:
    root = toy(support("certified")).parents[1]
    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("mine", "utf-8")
    with pytest.raises(el.EligibilityError, match="holds other files"):
        build(other, root)
    with pytest.raises(el.EligibilityError, match="is no folder"):
        build(other / "letter.txt", root)
    assert contents(other) == {"letter.txt": b"mine"}


def test_a_list_that_names_files_outside_removes_none(toy: Toy, tmp_path: Path) -> None:
    root = toy(support("certified")).parents[1]
    out, letter = tmp_path / "out", tmp_path / "letter.txt"
    build(out, root)
    letter.write_text("mine", "utf-8")
    with (out / LIST).open("a", encoding="utf-8") as file:
        file.write(f"0  ../letter.txt\n0  {letter}\n")
    build(out, root)
    assert letter.is_file()
