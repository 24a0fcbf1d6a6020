"""Nothing is typed as `Any` where the type checker could know better, and no check of it is switched off unseen."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

from tests.conftest import ROOT

SOURCE = ROOT / "src" / "eligibility"

ANYTHING = {"facts/profile.py": (1, "pydantic's settings for one method differ from version to version")}
"""The files in which `Any` stands, how often, and why nothing better can stand there."""


def places(text: str) -> Iterator[ast.expr]:
    """Where `Any` is used as a type: by its name, by its module, under another name, in a text."""
    tree = ast.parse(text)
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in {"typing", "typing_extensions"}
        for alias in node.names
        if alias.name == "Any"
    }
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) if name in names:
                yield node
            case ast.Attribute(attr="Any"):
                yield node
            case ast.Constant(value=str(quoted)) if _is_type(quoted, names):
                yield node


def _is_type(text: str, names: set[str]) -> bool:
    """Whether a text is an annotation that uses one of the names."""
    try:
        found = {node.id for node in ast.walk(ast.parse(text, mode="eval")) if isinstance(node, ast.Name)}
    except SyntaxError:
        return False
    return bool(found & names)


def test_any_stands_only_where_nothing_better_can() -> None:
    found = Counter(path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py") for _ in places(path.read_text("utf-8")))
    assert found == {name: count for name, (count, _) in ANYTHING.items()}


def test_every_line_is_checked() -> None:
    unchecked = [path.name for path in SOURCE.rglob("*.py") if re.search(r"#\s*(?:type:\s*ignore|mypy:)", path.read_text("utf-8"))]
    assert not unchecked


def test_any_is_found_under_every_name() -> None:
    """Its own name, another one, its module's, a quoted one; a sentence with the word is none."""
    text = (
        '"""Any word of a sentence."""\nimport typing\nfrom typing import Any as Whatever\n'
        "a: Whatever\nb: typing.Any\nc: list['Whatever | None']\nd: 'dict[str, Whatever]'\n"
    )
    assert sorted(node.lineno for node in places(text)) == [4, 5, 6, 7]
