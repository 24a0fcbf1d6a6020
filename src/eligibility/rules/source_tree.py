"""The content of one version's files before elaboration: shapes, places and plain data.

A complete version is read as it is. An amendment is read as changes, which `eligibility.rules.amend` applies.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import Generic, TypeVar

from eligibility._dataclass import dataclass
from eligibility.codes import RuleCheck
from eligibility.errors import RuleProblem
from eligibility.i18n import Text
from eligibility.rules import yaml_schema
from eligibility.rules.folders import base_of, layers
from eligibility.rules.located_yaml import Path_, Reading, Source, read_source
from eligibility.rules.validation import ShapeT, shaped

S = TypeVar("S")
SUPPORTS = "supports"
"""The key of the supports in a file of an area, which may be left out."""
RESERVED = ("ruleset.yaml", "definitions.yaml", "figures.yaml", "clauses.yaml", "unencoded.yaml")


@dataclass(frozen=True, slots=True)
class Entry(Generic[S]):
    """One parsed item: its shape, its place, its plain data, and the document whose clauses it cites."""

    shape: S
    source: Source
    at: Path_
    raw: Mapping[str, object]
    document: str = ""


@dataclass(frozen=True, slots=True)
class WrittenSupport:
    """A parsed support. An amendment may have written parts of it in other files: `routes` and `parts` hold places by name."""

    shape: yaml_schema.SupportShape
    area: str
    source: Source
    at: Path_
    raw: Mapping[str, object]
    routes: Mapping[str, tuple[Source, Path_, str]]
    parts: Mapping[str, tuple[Source, Path_]]

    def part(self, name: str) -> tuple[Source, Path_]:
        """The place of a key of the support."""
        source, at = self.parts.get(name, (self.source, self.at))
        return source, (*at, name)

    def by(self, kind: str, name: str) -> tuple[Source, Path_]:
        """The place of a key of what the support says for one kind of subject; "key" is the place of the kind itself."""
        source, at = self.parts.get(f"by.{kind}.{name}", (self.source, self.at))
        return source, (*at, "by", kind, name)


@dataclass(slots=True)
class Written:
    """The parsed files of one version. `adopted`: local options taken as adopted. `amendments`: their documents, in order."""

    folder: Path
    head: Entry[yaml_schema.RulesetFile]
    supports: dict[str, WrittenSupport]
    definitions: dict[str, Entry[yaml_schema.DefinitionShape]]
    figures: dict[str, Entry[yaml_schema.FigureShape]]
    adopted: frozenset[str] = frozenset()
    amendments: tuple[yaml_schema.DocumentShape, ...] = ()
    standards: Mapping[str, Entry[yaml_schema.StandardShape]] = field(default_factory=dict)
    conflicts: tuple[Entry[yaml_schema.PlanConflictShape], ...] = ()


@dataclass(slots=True)
class WrittenChanges:
    """The parsed files of an amendment."""

    folder: Path
    head: Entry[yaml_schema.AmendmentFile]
    supports: list[tuple[str, Entry[yaml_schema.SupportChangeShape]]]
    definitions: dict[str, Entry[yaml_schema.DefinitionShape]]
    figures: dict[str, Entry[yaml_schema.FigureShape]]


@dataclass(slots=True)
class SourceReader:
    """Reads files into shapes and collects `problems`. Messages name files relative to `root`, or to the folder below it; the files
    of a version that is not under them, or not written as under them, by region, version and name. `read` reads each file."""

    root: Path
    problems: list[RuleProblem] = field(default_factory=list)
    read: Reading = read_source

    @property
    def base(self) -> Path:
        """The folder that holds the national rules."""
        return base_of(self.root)

    def supports(self) -> Source | None:
        """The list of all supports: that of the folder below `root`, with those that `root` adds; None if one cannot be read."""
        listed, *added = [self.source(layer / "supports.yaml") for layer in reversed(layers(self.root)) if self._lists(layer)]
        for own in added:
            self._add(own, listed)
        self.problems += listed.problems
        return None if any(one.problems for one in (listed, *added)) else listed

    def _lists(self, layer: Path) -> bool:
        return layer == self.base or (layer / "supports.yaml").is_file()

    def _add(self, own: Source, listed: Source) -> None:
        """Add a list of supports to another one, which is to have none of them."""
        known, there = shaped(own, yaml_schema.SupportsFile), shaped(listed, yaml_schema.SupportsFile)
        for name in known.supports if known else ():
            if there and name in there.supports:
                said = Text(f"{name} 已在随附的项目清单里", f"{name} stands in the shipped list of supports")
                mend = Text("删去这一行，或另起名称", "take it out, or choose another name")
                own.problems.append(own.problem(RuleCheck.SUPPORT_TWICE, ("supports", name, "key"), said, mend))
        self.problems += own.problems
        if not own.problems and there:
            listed.data = {"supports": {**listed.mapping(("supports",)), **own.mapping(("supports",))}}

    def file(self, path: Path, shape: type[ShapeT], *, wrap: str = "") -> tuple[ShapeT, Source] | None:
        """Read a file as a shape; None if it does not fit."""
        source = self.source(path, wrap=wrap)
        parsed = shaped(source, shape)
        if parsed is None:
            self.problems += source.problems
            return None
        return parsed, source

    def source(self, path: Path, *, wrap: str = "") -> Source:
        """Read a file's data. A list at the top level is put under the key `wrap`."""
        under = next((layer for layer in layers(self.root) if path.is_relative_to(layer)), None)
        named = path.relative_to(under) if under else Path(*path.resolve().parts[-3:])
        source = self.read(path, named.as_posix())
        if wrap and isinstance(source.data, list):
            source.data = {wrap: source.data}
            source.prefix = (wrap,)
        return source

    def version(self, folder: Path) -> Written | WrittenChanges | None:
        """Read the files of a version's folder; None if they cannot be read."""
        self.problems += self._not_read(folder)
        source = self.source(folder / "ruleset.yaml")
        if isinstance(source.data, dict) and "amends" in source.data:
            return self._changes(folder, source)
        head = shaped(source, yaml_schema.RulesetFile)
        if head is None:
            self.problems += source.problems
            return None
        document = head.document.number or head.document.title
        return Written(
            folder,
            Entry(head, source, (), source.mapping(), document),
            dict(self._supports(folder, document)),
            self._definitions(folder, document),
            self._figures(folder, document),
            standards=own_standards(head, source),
            conflicts=own_conflicts(head, source, document),
        )

    def _not_read(self, folder: Path) -> Iterator[RuleProblem]:
        """Files that look like those of a version and would silently be passed over."""
        for path in sorted([*folder.glob("*"), *folder.glob("*/*")]):
            inside = path.relative_to(folder)
            name, stem = f"{folder.parent.name}/{folder.name}/{inside.as_posix()}", path.with_suffix(".yaml").name
            if path.suffix.lower() in {".yml", ".yaml"} and path.suffix != ".yaml" and path.is_file():
                message = Text(f"{path.name} 不会被读取", f"{path.name} is not read")
                yield Source(name).problem(RuleCheck.WRONG_FILE, (), message, Text(f"改名为 {stem}", f"name it {stem}"))
            elif path.suffix == ".yaml" and len(inside.parts) > 1 and inside.parts[0] != "cases":
                message = Text(f"{inside.parts[0]} 文件夹里的文件不会被读取", f"the files in the folder {inside.parts[0]} are not read")
                yield Source(name).problem(RuleCheck.WRONG_FILE, (), message, Text("案例放在 cases 里", "cases stand in the folder cases"))

    def _changes(self, folder: Path, source: Source) -> WrittenChanges | None:
        head = shaped(source, yaml_schema.AmendmentFile)
        if head is None:
            self.problems += source.problems
            return None
        document = (head.document.number or head.document.title) if head.document else ""
        supports = [
            (path.stem, Entry(shape, found, ("supports", index), found.mapping(("supports", index)), document))
            for path in _area_files(folder)
            if (read := self.file(path, yaml_schema.ChangesFile, wrap=SUPPORTS))
            for found in (_of_document(read[1], document),)
            for index, shape in enumerate(read[0].supports)
        ]
        head_entry = Entry(head, source, (), source.mapping(), document)
        return WrittenChanges(folder, head_entry, supports, self._definitions(folder, document), self._figures(folder, document))

    def _supports(self, folder: Path, document: str) -> Iterator[tuple[str, WrittenSupport]]:
        seen: set[str] = set()
        for path in _area_files(folder):
            found = self.file(path, yaml_schema.AreaFile, wrap=SUPPORTS)
            for index, shape in enumerate(found[0].supports if found else ()):
                assert found is not None
                source, at = _of_document(found[1], document), ("supports", index)
                if shape.support in seen:
                    self.problems.append(twice(source, at, shape.support))
                seen.add(shape.support)
                routes = {name: (source, (*at, "routes", name), document) for name in shape.routes}
                yield shape.support, WrittenSupport(shape, path.stem, source, at, source.mapping(at), routes, {})

    def _definitions(self, folder: Path, document: str) -> dict[str, Entry[yaml_schema.DefinitionShape]]:
        return self.definitions(folder / "definitions.yaml", document) if (folder / "definitions.yaml").exists() else {}

    def definitions(self, path: Path, document: str = "") -> dict[str, Entry[yaml_schema.DefinitionShape]]:
        """Read the definitions of a file, by name."""
        found = self.file(path, yaml_schema.DefinitionsFile)
        if found is None:
            return {}
        shapes, source = found[0].definitions, found[1]
        return {name: _entry(shape, source, ("definitions", name), document) for name, shape in shapes.items()}

    def _figures(self, folder: Path, document: str) -> dict[str, Entry[yaml_schema.FigureShape]]:
        found = self.file(folder / "figures.yaml", yaml_schema.FiguresFile) if (folder / "figures.yaml").exists() else None
        if found is None:
            return {}
        shapes, source = found[0].figures, found[1]
        return {name: _entry(shape, source, ("figures", name), document) for name, shape in shapes.items()}


def _of_document(source: Source, document: str) -> Source:
    source.document = document
    return source


def twice(source: Source, at: Path_, support: str) -> RuleProblem:
    """The problem of a support that is written twice in one version."""
    said = Text(f"{support} 在这里是第二次出现", f"{support} stands here a second time")
    return source.problem(RuleCheck.SUPPORT_TWICE, at, said, Text("改为给它增加途径", "give it further routes instead"))


def own_standards(head: yaml_schema.RulesetFile | yaml_schema.AmendmentFile, source: Source) -> dict[str, Entry[yaml_schema.StandardShape]]:
    """The standards that a version declares itself, by name."""
    return {name: _entry(shape, source, ("standards", name), "") for name, shape in head.standards.items()}


def own_conflicts(
    head: yaml_schema.RulesetFile | yaml_schema.AmendmentFile, source: Source, document: str
) -> tuple[Entry[yaml_schema.PlanConflictShape], ...]:
    """The pairs of supports that a version itself lets nobody have together."""
    return tuple(_entry(shape, source, ("conflicts", index), document) for index, shape in enumerate(head.conflicts))


def _entry(shape: S, source: Source, at: Path_, document: str) -> Entry[S]:
    return Entry(shape, source, at, source.mapping(at), document)


def _area_files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*.yaml")) if path.name not in RESERVED]
