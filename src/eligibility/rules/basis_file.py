"""Read `basis.yaml` of every version of the national rules, for the supports of one ruleset."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

from eligibility.codes import RuleCheck
from eligibility.errors import meant
from eligibility.facts.vocabulary import SubjectKind
from eligibility.i18n import Text
from eligibility.logic.expr import Expr
from eligibility.rules import yaml_schema
from eligibility.rules.basis import Basis, BasisSource, NationalBases, NationalPaid
from eligibility.rules.dependency_order import defined_first
from eligibility.rules.located_yaml import Path_, Source
from eligibility.rules.ruleset import Catalogued, Definition
from eligibility.rules.scope import RuleScope
from eligibility.rules.source_tree import SourceReader
from eligibility.rules.support import Paid, PartKey, Support

LOCAL = "local"
"""The core of a scheme whose terms are local."""

ParseCondition = Callable[[str, RuleScope, Source, Path_], Expr | None]
"""Parses a condition; what is wrong with it becomes a problem at its place."""


class BasisReader:
    """Reads the national bases of the supports of one ruleset. Names in a core mean what they mean in the same national version.

    A core is about the support's own kind of subject; where the terms are local, the basis is that of every kind.

    `known` holds the national definitions that are read already, by version. The names that cores use are added to `used`.
    """

    def __init__(
        self,
        reader: SourceReader,
        parse: ParseCondition,
        catalogue: Mapping[str, Catalogued],
        known: Mapping[date, Mapping[str, Definition]],
        used: set[str],
    ) -> None:
        self.reader = reader
        self.parse = parse
        self.catalogue = catalogue
        self.known = known
        self.used = used

    def read(self, supports: Mapping[str, Support]) -> tuple[NationalBases, ...]:
        """The bases of every national version that has some, in order of time. Entries for other supports are left out."""
        return tuple(self._version(folder, supports) for folder in _folders(self.reader.base / "national"))

    def _version(self, folder: Path, supports: Mapping[str, Support]) -> NationalBases:
        since = date.fromisoformat(folder.name)
        found = self.reader.file(folder / "basis.yaml", yaml_schema.BasisFile)
        if found is None:
            return NationalBases(since, {})
        shapes, source = found[0].basis, found[1]
        definitions = self.known.get(since)
        if definitions is None:
            definitions = self._definitions(folder / "definitions.yaml")
        for name in shapes.keys() - self.catalogue.keys():
            self._unknown_support(source, name)
        entries: dict[PartKey, Basis] = {}
        for name in (name for name in shapes if name in supports):
            entry = self._entry(name, shapes[name], supports[name].kinds[0], definitions, source)
            if entry is not None:
                entries |= {part.key: entry for part in (supports[name].parts if entry.core is None else supports[name].parts[:1])}
        return NationalBases(since, entries)

    def _entry(
        self, name: str, shape: yaml_schema.BasisShape, entity: SubjectKind, definitions: Mapping[str, Definition], source: Source
    ) -> Basis | None:
        sources = tuple(map(_source, shape.sources))
        paid = NationalPaid(Paid(shape.paid.from_, shape.paid.every), _source(shape.paid.source)) if shape.paid else None
        if shape.core == LOCAL:
            return Basis(name, LOCAL, None, sources, paid)
        core = self.parse(shape.core, self._scope(entity, definitions), source, ("basis", name, "core"))
        return Basis(name, shape.core, core, sources, paid) if core is not None else None

    def _definitions(self, path: Path) -> dict[str, Definition]:
        """The definitions of a national version that the ruleset itself does not use."""
        found: dict[str, Definition] = {}
        for name, entry in defined_first(self.reader.definitions(path) if path.exists() else {}):
            shape = entry.shape
            body = self.parse(shape.is_, self._scope(shape.for_, found), entry.source, (*entry.at, "is"))
            if body is not None:
                found[name] = Definition(name, shape.for_, shape.is_, body, Text(shape.zh, shape.en), None, shape.cite, national=True)
        return found

    def _scope(self, entity: SubjectKind, definitions: Mapping[str, Definition]) -> RuleScope:
        scope = RuleScope(entity, definitions, {}, self.catalogue, (), depends=entity == "person")
        scope.used = self.used
        return scope

    def _unknown_support(self, source: Source, name: str) -> None:
        message = Text(f"没有“{name}”这个项目", f"unknown support {name!r}")
        mend = meant(name, self.catalogue, Text("或者把它加进 supports.yaml", "add it to supports.yaml"))
        self.reader.problems.append(source.problem(RuleCheck.UNKNOWN_SUPPORT, ("basis", name, "key"), message, mend))


def _source(shape: yaml_schema.BasisSourceShape) -> BasisSource:
    return BasisSource(shape.document, shape.number, shape.locator, shape.since, shape.until, shape.seen)


def _folders(national: Path) -> Iterator[Path]:
    """The folders of the national versions that have bases, in order of time."""
    for path in sorted(national.glob("*/basis.yaml")):
        try:
            date.fromisoformat(path.parent.name)
        except ValueError:
            continue
        yield path.parent
