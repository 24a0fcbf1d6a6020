"""Tests stand where a reader looks for them: `src/eligibility/ROOM/MODULE.py` is tested in `tests/ROOM/test_MODULE.py`."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.conftest import LONGEST, ROOT

SOURCE, TESTS = ROOT / "src" / "eligibility", ROOT / "tests"


def declarative(module: ast.Module) -> bool:
    """Whether a module only declares: no function in it does more than return, assign or refuse to be overridden."""
    return not any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and decides(node) for node in ast.walk(module))


def decides(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> bool:
    """Whether a function chooses, repeats or calls anything."""
    kinds = (ast.If, ast.IfExp, ast.For, ast.While, ast.Match, ast.Try, ast.With, ast.comprehension, ast.BoolOp, ast.Compare, ast.Call)
    body = function.body if isinstance(function.body, list) else [function.body]
    return any(isinstance(node, kinds) for part in body for node in ast.walk(part))


def mirror(module: Path) -> Path:
    """The file of a module's tests. The underscore of a private module is left out."""
    inside = module.relative_to(SOURCE)
    return TESTS / inside.with_name(f"test_{module.name.removeprefix('_')}")


def named(module: Path) -> str:
    return module.relative_to(SOURCE).with_suffix("").as_posix()


MODULES = {
    named(path): path
    for path in sorted(SOURCE.rglob("*.py"))
    if path.name != "__init__.py" and not declarative(ast.parse(path.read_text("utf-8")))
}


@pytest.mark.parametrize("name", sorted(MODULES))
def test_every_module_has_its_tests(name: str) -> None:
    assert mirror(MODULES[name]).is_file(), f"{mirror(MODULES[name]).relative_to(ROOT)} is missing"


@pytest.mark.parametrize("name", LONGEST)
def test_the_files_that_begin_are_there(name: str) -> None:
    assert (TESTS / name).is_file()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("X = 1\n", True),
        ("class Word(StrEnum):\n    A = 'a'\n", True),
        ("class Error(Exception):\n    def __str__(self):\n        return self.text\n", True),
        ("Rule = tuple(len(word) for word in WORDS)\n", True),
        ("def f(x):\n    return x if x else 1\n", False),
        ("class Model:\n    def whole(self):\n        return [part for part in self.parts]\n", False),
        ("key = sorted(WORDS, key=lambda word: word < 'm')\n", False),
    ],
)
def test_what_only_declares_is_told_by_its_content(text: str, found: bool) -> None:
    assert declarative(ast.parse(text)) is found
