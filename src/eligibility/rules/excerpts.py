"""How the files write one support: its title, itself, the words and figures it uses, the clauses it cites, its cases; all as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from eligibility._dataclass import dataclass
from eligibility._json import listed, mapping
from eligibility.rules.clauses import citing
from eligibility.rules.folders import layers
from eligibility.rules.load import Loaded
from eligibility.rules.located_yaml import Path_, Source, read_source
from eligibility.rules.ruleset_diff import words_used

Piece = tuple[Source, Path_]
"""A value of a file by its path."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What one file writes of a support: the file, the first line, and the text from there as it stands."""

    path: Path
    line: int
    written: str

    @property
    def text(self) -> str:
        """The text under a comment that names the file and the line."""
        return f"# {self.path}:{self.line}\n{self.written}"


def excerpts(loaded: Loaded, support: str, root: Path) -> Iterator[Excerpt]:
    """What the files write of a support of a version, file by file: what an amendment leaves alone stands in the files that it amends.

    `root` is the folder of rulesets that the version was loaded with.
    """
    found: dict[str, list[Piece]] = {}
    for source, at in _pieces(loaded, support, root):
        known = found.setdefault(source.name, [])
        if not any((other.name, path) == (source.name, at) for other, path in known):
            known.append((source, at))
    for name, pieces in found.items():
        spans = sorted(_span(source, at) for source, at in pieces)
        text = "\n".join(pieces[0][0].text[start:end] for start, end in spans)
        yield Excerpt(_path(name, loaded, root), pieces[0][0].text.count("\n", 0, spans[0][0]) + 1, text)


def files(loaded: Loaded, root: Path) -> Iterator[Path]:
    """The files that a version is read from: the list of supports, the national rules, then its own and those of what it amends."""
    for layer in reversed(layers(root)):
        yield from (path for path in [layer / "supports.yaml"] if path.is_file())
        yield from sorted((layer / "national" / loaded.ruleset.national.isoformat()).glob("*.yaml"))
    for one in _versions(loaded):
        folder = one.written.folder
        yield from sorted([*folder.glob("*.yaml"), *folder.glob("cases/*.yaml")])


def _versions(loaded: Loaded | None) -> Iterator[Loaded]:
    """A version and those that it amends, the oldest first."""
    if loaded is not None:
        yield from _versions(loaded.base)
        yield loaded


def _pieces(loaded: Loaded, support: str, root: Path) -> Iterator[Piece]:
    for layer in reversed(layers(root)):
        if (layer / "supports.yaml").is_file():
            source = read_source(layer / "supports.yaml", "supports.yaml" if layer == root else f"{layer}/supports.yaml")
            if ("supports", support) in source.nodes:
                yield source, ("supports", support)
    written = loaded.written.supports[support]
    yield written.source, written.at
    yield from ((source, at[:2]) for source, at, _ in written.routes.values())
    yield from written.parts.values()
    words = words_used(loaded.ruleset, support)
    for name, kind in words.items():
        yield loaded.place("figure" if kind == "figures" else "definition", name)
    for one in _versions(loaded):
        yield from _clauses(one, {support, *(f"figures.{name}" if kind == "figures" else name for name, kind in words.items())})
        yield from _cases(one.written.folder, support)


def _clauses(one: Loaded, names: set[str]) -> Iterator[Piece]:
    """The lines of the ledger whose clauses a support cites, or a word or figure that it uses."""
    folder = one.written.folder
    if not (folder / "clauses.yaml").is_file():
        return
    source = read_source(folder / "clauses.yaml", f"{folder.parent.name}/{folder.name}/clauses.yaml")
    for locator, citers in citing(one.ruleset).items():
        if any(_owner(name) in names for name in citers) and ("clauses", locator) in source.nodes:
            yield source, ("clauses", locator)


def _owner(citer: str) -> str:
    """The support, definition or figure (`figures.NAME`) that cites a clause."""
    return citer if citer.startswith("figures.") else re.split("[./@]", citer)[0]


def _cases(folder: Path, support: str) -> Iterator[Piece]:
    for path in sorted(folder.glob("cases/*.yaml")):
        source = read_source(path, f"{folder.parent.name}/{folder.name}/cases/{path.name}")
        for index, case in enumerate(listed(mapping(source.data).get("cases"))):
            if any(str(name).partition("@")[0] == support for name in mapping(mapping(case).get("expect"))):
                yield source, ("cases", index)


def _span(source: Source, at: Path_) -> tuple[int, int]:
    """Where a value begins and ends in the text, in whole lines, without the blank lines and comments behind it."""
    node = source.nodes[at]
    start = source.text.rfind("\n", 0, source.nodes.get((*at, "key"), node).start_mark.index) + 1
    end = node.end_mark.index
    last = source.text.rfind("\n", 0, end) + 1
    if source.text[last:end].strip(" -"):
        after = source.text.find("\n", end)
        end = after if after >= 0 else len(source.text)
    else:
        end = last
    lines = source.text[start:end].rstrip().split("\n")
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return start, start + len("\n".join(lines))


def _path(name: str, loaded: Loaded, root: Path) -> Path:
    """The file of a source, by its name for messages."""
    folders = (*layers(root), *(one.written.folder.parents[1] for one in _versions(loaded)))
    return next((folder / name for folder in folders if (folder / name).is_file()), Path(name))
