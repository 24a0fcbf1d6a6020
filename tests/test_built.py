"""What a part holds, and when it is used."""

from __future__ import annotations

import os
import pickle
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from eligibility import _built
from eligibility.i18n import Text
from eligibility.logic.expr import And, Flag, Not
from eligibility.logic.kernel import compile_conditions
from eligibility.logic.types import Boolean, Fact

A, B = (Flag(Fact(name, Boolean())) for name in "ab")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(_built, "FOLDER", tmp_path)
    return tmp_path


def test_values_and_functions_come_back_as_they_were(folder: Path) -> None:
    condition = And((A, Not(B)))
    kernel = compile_conditions([condition, B], {"a": 0, "b": 1})
    things = {"rule": condition, "plain": {"day": date(2024, 2, 29), "sum": Decimal("0.10"), "words": frozenset("xy")}, "kernel": [kernel]}
    _built.write(folder, "part", "made of this", things)
    found = _built.read("part", "made of this")
    assert {name: thing() for name, thing in found.items() if name != "kernel"} == {name: things[name] for name in ("rule", "plain")}
    (again,) = found["kernel"]()  # type: ignore[misc]
    for record in ([True, False], [True, None], [False, None], [None, True]):
        assert again(record) == kernel(record)


def test_entries_are_read_when_they_are_first_looked_into(folder: Path) -> None:
    plain = {"a": 1, "b": {"c": [2]}}
    _built.write(folder, "part", "", {"plain": plain})
    entries = _built.Entries(_built.read("part", "")["plain"])
    assert "_read" not in vars(entries)
    assert entries == plain and dict(entries) == plain and len(entries) == 2 and entries.get("z") is None
    again = pickle.loads(pickle.dumps(entries))
    assert type(again) is dict and again == plain


def test_a_part_made_from_other_files_or_that_is_not_there_is_none(folder: Path) -> None:
    _built.write(folder, "part", "made of this", {"text": Text("甲", "a")})
    assert _built.read("part", "made of that") == {}
    assert _built.read("other", "made of this") == {}


def test_a_part_that_is_not_as_it_was_written_is_none(folder: Path) -> None:
    """Cut off anywhere, with one bit turned, or without its functions: nothing of it is read."""
    _built.write(folder, "part", "", {"text": Text("甲", "a"), "plain": {"sum": 720}})
    path = folder / "part.pickle"
    whole = path.read_bytes()
    assert _built.read("part", "").keys() == {"text", "plain"}
    for at in range(len(whole)):
        path.write_bytes(whole[:at])
        assert _built.read("part", "") == {}
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert _built.read("part", "") == {}
    path.write_bytes(whole)
    (folder / "part.py").unlink()
    assert _built.read("part", "") == {}


def test_the_fingerprint_is_that_of_names_and_content(tmp_path: Path) -> None:
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text("x: 1\n", "utf-8")
    alone = _built.fingerprint([first], tmp_path)
    assert alone == _built.fingerprint([first, second], tmp_path), "a file that is not there"
    second.write_text("", "utf-8")
    both = _built.fingerprint([first, second], tmp_path)
    first.rename(tmp_path / "c.yaml")
    assert len({alone, both, _built.fingerprint([tmp_path / "c.yaml"], tmp_path)}) == 3


def test_a_function_that_was_not_generated_is_not_written(folder: Path) -> None:
    with pytest.raises(_built.NotBuilt, match="fingerprint"):
        _built.write(folder, "part", "", {"function": _built.fingerprint})


@pytest.mark.parametrize("value", [os.system, Path("/"), _built.fingerprint, pytest.raises])
def test_only_values_of_plain_classes_are_read(folder: Path, value: object) -> None:
    """A part that names a function, or a class of another library, is refused before anything is called."""
    _built.write(folder, "part", "", {})
    content = pickle.dumps(("", {"thing": pickle.dumps(value)}))
    (folder / "part.pickle").write_bytes(_built._seal(content) + b"\n" + content)
    with pytest.raises(_built.NotBuilt):
        _built.read("part", "")["thing"]()
