"""From a name to where it is defined and used, over all files that can mean it; and what is to be changed to call it otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from eligibility.errors import Span
from eligibility.i18n import Text
from eligibility.lsp.expressions import means_something
from eligibility.lsp.places import kind_of, place_in, source_of, under
from eligibility.lsp.project import CASES, Project
from eligibility.lsp.symbols import Occurrence, Symbol, SymbolKind, Symbols
from eligibility.rules.folders import layers, region_names, version_folder
from eligibility.rules.located_yaml import Source
from eligibility.rules.version_lookup import names
from eligibility.rules.yaml_schema import REGION_ID

_HOMES: Mapping[SymbolKind, tuple[str, ...]] = {
    "support": ("supports",),
    "route": ("area",),
    "definition": ("definitions",),
    "figure": ("figures",),
    "option": ("ruleset",),
    "standard": ("standards", "ruleset"),
    "clause": ("clauses",),
}
"""The kinds of files in which each is defined."""

_LOCATOR = re.compile(r"[^\s,\[\]{}:#&*!|>'\"%@`?-][^,\[\]{}:#'\"\n]*")


@dataclass(frozen=True, slots=True)
class Found:
    """A symbol at a place of a file."""

    path: Path
    span: Span
    defines: bool


class Refused(Exception):
    """A name that cannot be changed as asked. `said` says why."""

    def __init__(self, said: Text) -> None:
        super().__init__(said.en)
        self.said = said


class Navigation:
    """The symbols of the folder of rulesets that a file stands in, with texts that are not saved yet."""

    def __init__(self, project: Project, path: Path) -> None:
        self.project = project
        self.path = path
        folders = project.folders(path)
        self.folder = project.folder(path)
        self.root = project.version(folders[0]).root if folders else path.parent

    def symbol_at(self, offset: int) -> Occurrence | None:
        """The symbol at a position of the file."""
        text, kind = self.project.texts.text(self.path), kind_of(self.path)
        if text is None or kind is None:
            return None
        source = source_of(text, self.path)
        place = place_in(source, offset)
        if place is None:
            return None
        line, column = text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
        found = list(Symbols(source, kind, self._definitions()).at(place.at))
        return next((one for one in found if _holds(one.span, line, column)), None)

    def found(self, symbol: Symbol) -> Iterator[Found]:
        """Every place of a symbol, in the order of the files."""
        return self._found_in(symbol, self._files(symbol))

    def _found_in(self, symbol: Symbol, paths: Iterable[Path]) -> Iterator[Found]:
        definitions = self._definitions()
        for path in paths:
            kind = kind_of(path)
            text = self.project.texts.text(path)
            if kind is None or text is None or symbol.word not in text:
                continue
            for one in Symbols(under(self._source(path)), kind, definitions).all():
                if one.symbol == symbol:
                    yield Found(path, one.span, one.defines)

    def definition(self, symbol: Symbol) -> list[Found]:
        """Where a symbol is defined: in this version first, then in those it amends, then in what all share."""
        found = [one for one in self.found(symbol) if one.defines]
        return sorted(
            found, key=lambda one: (self.folder is None or one.path.parent != self.folder, kind_of(one.path) in _HOMES[symbol.kind])
        )

    def renamed(self, symbol: Symbol, name: str) -> list[Found]:
        """The places to write another name at.

        Raises:
            Refused: the name cannot be used, is taken, or what it stands for is not defined in this folder of rulesets.
        """
        written = _LOCATOR if symbol.kind == "clause" else REGION_ID
        if not written.fullmatch(name):
            raise Refused(
                Text("名称用小写字母、数字和下划线，以字母开头", "a name has small letters, digits and _, and begins with a letter")
            )
        found = list(self.found(symbol))
        if not any(one.defines and kind_of(one.path) in _HOMES[symbol.kind] and one.path.is_relative_to(self.root) for one in found):
            raise Refused(Text(f"{symbol.word} 不在这个规则文件夹里定义", f"{symbol.word} is not defined in this folder of rulesets"))
        owner = symbol.name.rpartition(".")[0]
        other = Symbol(symbol.kind, f"{owner}.{name}" if symbol.kind == "route" else name)
        if any(one.defines for one in (*self.found(other), *self._found_in(other, self._files(symbol)))):
            raise Refused(Text(f"{name} 已经有了", f"there is {name} already"))
        if symbol.kind == "definition" and means_something(name):
            raise Refused(Text(f"{name} 在条件里已经有意思", f"{name} means something in conditions already"))
        return found

    # -- files

    def _source(self, path: Path) -> Source:
        return self.project.texts(path, path.name)

    def _files(self, symbol: Symbol) -> Iterator[Path]:
        """The files that can name a symbol."""
        if symbol.kind == "clause":
            folders = [self.folder] if self.folder else []
        elif self.folder is None or symbol.kind == "support" or symbol.name in self._national(f"{symbol.kind}s"):
            folders = self._every_version()
        else:
            folders = self._family(self.folder)
        for folder in folders:
            yield from sorted(folder.glob("*.yaml"))
            yield from sorted((folder / CASES).glob("*.yaml"))
        if symbol.kind != "clause":
            yield from self._shared()

    def _shared(self) -> Iterator[Path]:
        for layer in layers(self.root):
            yield from (path for path in [layer / "supports.yaml"] if path.is_file())
            yield from sorted((layer / "national").glob("*/*.yaml"))

    def _every_version(self) -> list[Path]:
        return [version_folder(self.root, region, name) for region in sorted(region_names(self.root)) for name in names(self.root, region)]

    def _family(self, folder: Path) -> list[Path]:
        """The versions of a region that are written as changes of one another."""
        versions = sorted(path.parent for path in folder.parent.glob("*/ruleset.yaml"))
        family = {folder}
        bases = {one: folder.parent / self._amends(one) for one in versions}
        while more := {one for one in versions for other in [bases[one]] if (one in family) != (other in family) and other in versions}:
            family |= more | {bases[one] for one in more}
        return [one for one in versions if one in family]

    def _amends(self, folder: Path) -> str:
        node = self._source(folder / "ruleset.yaml").nodes.get(("amends",))
        return node.value if isinstance(node, yaml.ScalarNode) else ""

    def _definitions(self) -> set[str]:
        """The names of the definitions that rules of this version can use."""
        own = (folder / "definitions.yaml" for folder in (self._family(self.folder) if self.folder else self._every_version()))
        return self._national("definitions") | {name for path in own if path.is_file() for name in self._defined(path, "definitions")}

    def _national(self, under: str) -> set[str]:
        """The names of the national definitions, or of the standards that all regions share."""
        shared = (path for path in self._shared() if path.name == f"{under}.yaml")
        return {name for path in shared for name in self._defined(path, under)}

    def _defined(self, path: Path, under: str) -> Iterator[str]:
        for at in self._source(path).nodes:
            if len(at) == 3 and at[0] == under and at[2] == "key":
                yield str(at[1])


def _holds(span: Span, line: int, column: int) -> bool:
    """Whether a position lies in a piece of text, or right behind it."""
    return (span.line, span.column) <= (line, column) <= (span.end_line, span.end_column)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a file defines, with what is defined inside it."""

    symbol: Symbol
    title: str
    span: Span
    inside: tuple[Entry, ...] = ()


def outline(project: Project, path: Path) -> list[Entry]:
    """What a file defines, in its order."""
    text, kind = project.texts.text(path), kind_of(path)
    if text is None or kind is None:
        return []
    source = source_of(text, path)
    found = [one for one in Symbols(source, kind, ()).all() if one.defines]
    routes = [one for one in found if one.symbol.kind == "route"]
    return [
        Entry(
            one.symbol,
            _title(one, source),
            one.span,
            tuple(Entry(route.symbol, "", route.span) for route in routes if route.at[:2] == one.at[:2]) if kind == "area" else (),
        )
        for one in found
        if one.symbol.kind != "route"
    ]


def _title(one: Occurrence, source: Source) -> str:
    """The Chinese title that stands beside a definition, or the first words of a clause."""
    beside = one.at[:-1]
    titles = (source.nodes.get((*beside, key)) for key in ("zh", "starts"))
    return next((node.value for node in titles if isinstance(node, yaml.ScalarNode)), "")
