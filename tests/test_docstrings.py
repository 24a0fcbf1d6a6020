"""Docstrings that say which errors a function raises."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "src" / "eligibility"

Function = ast.FunctionDef | ast.AsyncFunctionDef

NOT_PROMISED = {"AssertionError", "typer.Exit"}
"""Raised to end a command, or where the code itself is wrong: no caller handles these."""

OF_PYTHON = {("__getattr__", "AttributeError"), ("__bool__", "TypeError")}
"""What Python itself expects these methods to raise."""


def test_every_public_function_says_which_errors_it_raises() -> None:
    silent = [
        f"{path.relative_to(PACKAGE)}:{function.lineno} {function.name}: {', '.join(raised)}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if not any(part.startswith("_") and not part.startswith("__") for part in path.relative_to(PACKAGE).parts)
        for function in _public(ast.parse(path.read_text("utf-8")))
        if (raised := sorted(set(_raised(function)))) and "Raises:" not in (ast.get_docstring(function) or "Raises:")
    ]
    assert not silent, "no Raises: section:\n" + "\n".join(silent)


def test_errors_of_nested_functions_do_not_count() -> None:
    (function,) = _public(ast.parse("def f():\n    def g():\n        raise ValueError()\n    raise KeyError()"))
    assert list(_raised(function)) == ["KeyError"]


def _public(node: ast.Module | ast.ClassDef) -> Iterator[Function]:
    """The functions and methods whose name, and whose class, does not start with an underscore, or that Python itself calls."""
    for child in node.body:
        hidden = isinstance(child, Function | ast.ClassDef) and child.name.startswith("_") and not child.name.startswith("__")
        if isinstance(child, Function) and not hidden:
            yield child
        elif isinstance(child, ast.ClassDef) and not hidden:
            yield from _public(child)


def _raised(function: Function) -> Iterator[str]:
    """The errors that a function's own body makes and raises, by name."""
    open_nodes: list[ast.AST] = [*function.body]
    while open_nodes:
        node = open_nodes.pop()
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            name = ast.unparse(node.exc.func)
            if name not in NOT_PROMISED and (function.name, name) not in OF_PYTHON:
                yield name
        if not isinstance(node, Function | ast.Lambda | ast.ClassDef) and not _tells_errors(node):
            open_nodes += ast.iter_child_nodes(node)


def _tells_errors(node: ast.AST) -> bool:
    """Whether a block prints the errors raised in it and ends the command: its caller never sees them."""
    return isinstance(node, ast.With) and any(ast.unparse(item.context_expr).startswith("mending(") for item in node.items)
