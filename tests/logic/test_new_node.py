"""A kind of node or term that is added to a language does not type-check until every engine has an answer for it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from tests.logic.test_algebra import ENGINES, SOURCE, TERM_ENGINES

pytest.importorskip("mypy")

NODES = """
@dataclass(frozen=True, slots=True)
class Near:
    fact: Fact


@dataclass(frozen=True, slots=True)
class Parity:
    args: tuple[Expr, ...]


Atom = """
CASE = """
            case Parity(args):
                return self.parity(map(self, args))
            case Has():"""
METHOD = """
    @abstractmethod
    def parity(self, args: Iterable[T]) -> T: ...

    def named(self, expr: Named, body: Callable[[], T])"""

TERM = """
@dataclass(frozen=True, slots=True)
class Parity:
    args: tuple[Term, ...]


Term = """
TERM_CASE = """
            case Parity(args):
                return self.parity(map(self, args))
            case OneOf():"""
TERM_METHOD = """
    @abstractmethod
    def parity(self, args: Iterable[T]) -> T: ...

    @abstractmethod
    def some("""

ADDED = [
    ("logic/expr.py", "\nAtom = ", NODES),
    ("logic/expr.py", "Flag | Member | Compare\n", "Flag | Member | Compare | Near\n"),
    ("logic/expr.py", "| Quantity | Has\n", "| Quantity | Has | Parity\n"),
    ("logic/terms.py", "\nTerm = ", TERM),
    ("logic/terms.py", "| Tally | Number\n", "| Tally | Number | Parity\n"),
]
ANSWERED = [
    ("logic/algebra.py", "Or, Quantity\n", "Or, Quantity, Near, Parity\n"),
    ("logic/algebra.py", "case Flag() | Member() | Compare():", "case Flag() | Member() | Compare() | Near():"),
    ("logic/algebra.py", "\n            case Has():", CASE),
    ("logic/algebra.py", "\n    def named(self, expr: Named, body: Callable[[], T])", METHOD),
    ("logic/term_algebra.py", "    Years,\n", "    Years,\n    Parity,\n"),
    ("logic/term_algebra.py", "\n            case OneOf():", TERM_CASE),
    ("logic/term_algebra.py", "\n    @abstractmethod\n    def some(", TERM_METHOD),
]

WALKS = {"logic/expr.py", "logic/split.py", "logic/terms.py"}
"""Beside the algebras these take expressions and terms apart."""
LOOKS = {
    *("logic/expr.py", "logic/cell_decomposition.py", "logic/kernel.py", "logic/proof.py", "logic/relevance.py", "logic/split.py"),
    *("logic/lowering.py", "decide/patterns.py", "durable/compile.py", "rules/prose.py", "verify/dual_rail.py"),
    *("guidance/cliff.py", "guidance/implicants.py", "guidance/prospects.py"),
}
"""Where atoms are looked into."""


def change(folder: Path, edits: list[tuple[str, str, str]]) -> None:
    for name, old, new in edits:
        path = folder / "eligibility" / name
        text = path.read_text("utf-8")
        assert text.count(old) == 1, old
        path.write_text(text.replace(old, new), "utf-8")


def errors(folder: Path, *checked: str) -> list[tuple[str, str]]:
    """The file and the message of every error that the type checker finds."""
    alone = ["--no-site-packages", "--ignore-missing-imports"]
    command = [sys.executable, "-m", "mypy", "--strict", *alone, "--cache-dir", "cache", *checked]
    result = subprocess.run(command, cwd=folder, env={**os.environ, "MYPYPATH": str(folder)}, capture_output=True, text=True, check=False)
    found = re.findall(r"^(.*?):\d+: error: (.*)$", result.stdout, re.MULTILINE)
    return [(Path(path).as_posix().removeprefix("eligibility/"), message) for path, message in found]


def unanswered(found: list[tuple[str, str]], node: str) -> set[str]:
    """The files in which a match leaves a kind of node out."""
    return {path for path, message in found if "assert_never" in message and node in message}


def test_every_engine_needs_an_answer(tmp_path: Path) -> None:
    """First the walk itself is named; once it has a case, every engine is, and for an atom every place that looks into atoms."""
    copytree(SOURCE, tmp_path / "eligibility", ignore=ignore_patterns("__pycache__"))
    change(tmp_path, ADDED)
    walks = unanswered(errors(tmp_path, "-m", "eligibility.logic.algebra", "-m", "eligibility.logic.term_algebra"), "Parity")
    assert {"logic/algebra.py", "logic/term_algebra.py"} <= walks
    change(tmp_path, ANSWERED)
    found = errors(tmp_path, "-p", "eligibility")
    lacking = [re.match(r"Final class eligibility\.(.*) has abstract attributes \"parity\"", message) for _, message in found]
    assert {one[1] for one in lacking if one} == ENGINES | TERM_ENGINES
    assert unanswered(found, "Parity") == WALKS
    assert unanswered(found, "Near") == LOOKS
