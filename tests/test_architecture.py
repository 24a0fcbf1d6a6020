"""The order of the packages, read from their imports: a lower one never imports a higher one, and no files import in a circle.

Every import counts: at the top of a file, inside a function, and for the type checker alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.conftest import ROOT

LAYERS = (
    (
        *("i18n", "codes", "errors", "limits"),
        *("_identity", "_json", "_cached", "_dataclass", "_draft", "_findings", "_notebook", "_optional", "_atomic_write", "_fonts"),
        *("_run_folder", "_version", "_renamed", "_yaml"),
    ),
    ("logic",),
    ("_built",),
    ("facts",),
    ("rules",),
    ("book",),
    ("decide",),
    ("durable", "bulk"),
    ("prebuilt",),
    ("verify", "authoring"),
    ("guidance",),
    ("views",),
    ("card", "register"),
    ("web", "office", "mcp", "site", "lsp"),
    ("cli",),
)
"""The packages and single modules from the lowest layer up. `eligibility/__init__.py` and `__main__.py` stand above all of them."""


Graph = Mapping[str, frozenset[str]]


def modules(source: Path) -> dict[str, Path]:
    """Every module of a tree by its dotted name."""
    found = {}
    for path in source.rglob("*.py"):
        parts = path.relative_to(source).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Everything that a file imports, as a module and a name in it (empty where the module itself is imported)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module is not None and node.level == 0, "imports name their module in full"
            yield from ((node.module, alias.name) for alias in node.names)


def graph_of(source: Path) -> Graph:
    """Which module of a tree imports which other one of it."""
    known = modules(source)
    graph = {}
    for name, path in known.items():
        found = imported(ast.parse(path.read_text("utf-8")))
        named = {f"{module}.{part}" if f"{module}.{part}" in known else module for module, part in found}
        graph[name] = frozenset(named & known.keys() - {name})
    return graph


def climbs(graph: Graph) -> set[tuple[str, str]]:
    """The imports of a higher layer, or of the whole library."""
    layers = {package: layer for layer, packages in enumerate(LAYERS) for package in packages}

    def layer(module: str) -> int:
        return layers[module.split(".")[1]] if "." in module and module != "eligibility.__main__" else len(LAYERS)

    return {(module, other) for module, others in graph.items() for other in others if layer(other) > layer(module)}


def circles(graph: Graph) -> set[frozenset[str]]:
    """The groups of files of which each reaches each other one by imports."""
    reached = {module: reach(graph, module) for module in graph}
    return {frozenset(other for other in reached[module] if module in reached[other]) for module in graph if module in reached[module]}


def reach(graph: Graph, start: str) -> set[str]:
    """Everything that a module imports, at any distance."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        more = graph[waiting.pop()] - seen
        seen |= more
        waiting += more
    return seen


@pytest.fixture(scope="module")
def graph() -> Graph:
    return graph_of(ROOT / "src")


def test_every_package_has_its_layer(graph: Graph) -> None:
    packages = {module.split(".")[1] for module in graph if "." in module} - {"__main__"}
    assert packages == {package for layer in LAYERS for package in layer}


def test_contributors_read_the_same_order() -> None:
    """Of the lowest layer they are told two modules; private ones are left out."""
    house = (ROOT / "CONTRIBUTING.md").read_text("utf-8").split("## How the house is laid out")[1]
    told = [line for line in house.splitlines() if line.startswith("    ")]
    order = [[name.strip() for name in layer.split(",")] for layer in " ".join(told).split("<")]
    layers = [[name for name in layer if not name.startswith("_")] for layer in LAYERS[1:]]
    assert order[0] == ["i18n", "errors"]
    assert order[1:] == [layer for layer in layers if layer]


def test_nothing_is_imported_from_above(graph: Graph) -> None:
    assert climbs(graph) == set()


def test_no_files_import_each_other_in_a_circle(graph: Graph) -> None:
    assert not circles(graph)


def test_only_views_and_commands_ask_the_solver(graph: Graph) -> None:
    """No text of a lower layer waits for a proof."""
    asking = {module.split(".")[1] for module, others in graph.items() if any(other.startswith("eligibility.verify") for other in others)}
    assert asking == {"verify", "views", "cli"}


def test_a_view_knows_no_terminal() -> None:
    """Nothing is printed, styled or asked where something is worded and arranged."""
    for path in (ROOT / "src" / "eligibility" / "views").glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        assert not {module.split(".")[0] for module, _ in imported(tree)} & {"sys", "rich", "typer"}, path.name
        called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
        assert not called & {"print", "input"}, path.name


def test_a_climb_and_a_circle_are_found(tmp_path: Path) -> None:
    """Also where they hide in a function, behind a package, or from the interpreter."""
    house = {
        "logic/__init__.py": "",
        "logic/kernel.py": "def f():\n    from eligibility.facts import told\n",
        "facts/__init__.py": "from eligibility.facts.told import word\n",
        "facts/told.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from eligibility.facts import other\n",
        "facts/other.py": "import eligibility.facts.told\n",
        "rules/load.py": "from eligibility import Text\n",
        "__init__.py": "from eligibility.rules.load import Text\n",
    }
    for name, text in house.items():
        path = tmp_path / "eligibility" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    found = graph_of(tmp_path)
    assert climbs(found) == {("eligibility.logic.kernel", "eligibility.facts.told"), ("eligibility.rules.load", "eligibility")}
    assert circles(found) == {
        frozenset({"eligibility.facts.told", "eligibility.facts.other"}),
        frozenset({"eligibility", "eligibility.rules.load"}),
    }
