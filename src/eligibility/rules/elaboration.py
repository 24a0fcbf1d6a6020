"""Turn parsed files into a typed `Ruleset`. All problems of all files are reported at once, with line and column."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from eligibility.codes import RuleCheck
from eligibility.errors import RuleProblem, meant
from eligibility.facts.vocabulary import LOCAL_OPTIONS, SUBJECT_KINDS, SubjectKind
from eligibility.i18n import Text
from eligibility.logic.amount import Formula
from eligibility.rules import yaml_schema
from eligibility.rules.amount_reader import AmountReader
from eligibility.rules.basis import NationalBases
from eligibility.rules.basis_file import BasisReader
from eligibility.rules.dependency_order import check_cycles, defined_first, defined_in_circles
from eligibility.rules.folders import beside
from eligibility.rules.implied import ImpliedReader
from eligibility.rules.located_yaml import Path_, Source
from eligibility.rules.names import Names
from eligibility.rules.ruleset import (
    Catalogued,
    Conflict,
    Definition,
    Document,
    Figure,
    LocalStandard,
    Origin,
    Period,
    PlanNotice,
    Ruleset,
    conflict_name,
)
from eligibility.rules.source_tree import Entry, SourceReader, Written, WrittenChanges
from eligibility.rules.support import Support
from eligibility.rules.support_elaboration import CITE, SupportInterpreter, as_origin, as_text
from eligibility.rules.validation import ShapeT, shaped


class Interpreter:
    """Turns parsed files into a ruleset. `changes` is the last amendment applied; None for a complete version."""

    def __init__(self, written: Written, reader: SourceReader, changes: WrittenChanges | None) -> None:
        self.written = written
        self.reader = reader
        self.changes = changes
        self.problems = reader.problems
        self.raw: dict[str, object] = {}
        self.names = Names(reader.problems, written.adopted)
        self.bases: tuple[NationalBases, ...] = ()

    def ruleset(self) -> Ruleset | None:
        """The ruleset; None if there are problems, which are then in the reader's `problems`."""
        head = self.written.head
        if not self._catalogue():
            return None
        self.names.options = {name: as_text(pair) for name, pair in head.shape.options.items()}
        self._adopt()
        national = self.reader.base / "national" / head.shape.national.isoformat()
        if not national.is_dir():
            day = head.shape.national
            message = Text(f"没有 {day} 的国家层面定义", f"there are no national definitions of {day}")
            self.names.problem(head.source, RuleCheck.NATIONAL_MISSING, ("national",), message)
            return None
        shared = self.reader.definitions(national / "definitions.yaml")
        self._definitions(shared, national=True)
        self._implications(national / "implies.yaml")
        standards = self._standards(national / "standards.yaml")
        self._figures()
        self._definitions(self.written.definitions, national=False)
        conflicts = self._conflicts(national / "conflicts.yaml")
        supports = SupportInterpreter(self.names).supports(self.written.supports)
        if self.problems:
            return None
        self._cycles(supports)
        self.bases = self._bases(supports, head.shape.national)
        if self.problems:
            return None
        self.raw |= {
            "head": {key: value for key, value in head.raw.items() if key != "titles"},
            "national": {name: entry.raw for name, entry in shared.items()},
            "definitions": {name: entry.raw for name, entry in self.written.definitions.items()},
            "figures": {name: entry.raw for name, entry in self.written.figures.items()},
            "supports": {name: entry.raw for name, entry in self.written.supports.items()},
            "adopted": sorted(self.names.adopted),
            **self._read_standards(standards),
        }
        return self._ruleset(head.shape, supports, conflicts)

    def _bases(self, supports: Mapping[str, Support], national: date) -> tuple[NationalBases, ...]:
        shared = {name: definition for name, definition in self.names.definitions.items() if definition.national}
        return BasisReader(self.reader, self.names.expression, self.names.catalogue, {national: shared}, self.names.used).read(supports)

    def _ruleset(self, head: yaml_schema.RulesetFile, supports: dict[str, Support], conflicts: tuple[Conflict, ...]) -> Ruleset:
        changes = self.changes.head.shape if self.changes else None
        effects = changes.declared() if changes else {}
        scenario = self.changes.folder.name if self.changes and not self.changes.head.shape.enacted else None
        titles = changes.titles if changes and changes.titles and scenario else None
        return Ruleset(
            region=head.region,
            version=self._date(),
            title=Text(f"{head.titles.zh} · {titles.zh}", f"{head.titles.en} · {titles.en}") if titles else as_text(head.titles),
            adcode=head.adcode,
            document=_document(head.document),
            status=head.status,
            period=Period(head.period.from_, head.period.until),
            national=head.national,
            hash=_hash(self.raw),
            raw=self.raw,
            supports=supports,
            definitions=self.names.definitions,
            figures=self.names.figures,
            conflicts=conflicts,
            notices=tuple(PlanNotice(notice.code, as_text(notice)) for notice in head.notices),
            readings=tuple(map(as_text, head.readings)),
            options=self.names.options,
            catalogue=self.names.catalogue,
            implications=self.names.implications,
            standards=self.names.standards,
            amends=changes.amends if changes else None,
            scenario=scenario,
            effects={name: one.who for name, one in effects.items()},
            money_effects={name: one.money for name, one in effects.items() if one.money},
            amendments=tuple(map(_document, self.written.amendments)),
            removed_by=changes.remove.cite if changes else (),
            bases=self.bases,
        )

    def _date(self) -> date:
        """The day from which the version applies. A scenario has the date of the version that it amends."""
        folder = self.written.folder
        while True:
            try:
                return date.fromisoformat(folder.name)
            except ValueError:
                amends = str(self.reader.source(folder / "ruleset.yaml").mapping()["amends"])
                folder = beside(folder, amends, self.reader.root)

    def _adopt(self) -> None:
        if self.changes is None:
            return
        wanted, known = self.changes.head.shape.adopts, {*LOCAL_OPTIONS, *self.names.options}
        if wanted == "all":
            wanted = tuple(sorted(known))
        for index, name in enumerate(wanted):
            if name not in known:
                message = Text(f"没有“{name}”这项当地可选政策", f"there is no local option {name!r}")
                self.names.problem(self.changes.head.source, RuleCheck.UNKNOWN_NAME, ("adopts", index), message, meant(name, known))
        self.written.adopted = self.names.adopted = self.names.adopted | frozenset(wanted)

    # -- files

    def _catalogue(self) -> bool:
        """Read the list of all supports; False if it cannot be read."""
        listed = self.reader.supports()
        found = shaped(listed, yaml_schema.SupportsFile) if listed else None
        if listed is None or found is None:
            self.problems += listed.problems if listed else ()
            return False
        self.raw["supports.yaml"] = listed.data
        listed_titles = found.supports.items()
        self.names.catalogue = {name: Catalogued(entry.area, as_text(entry), entry.unasked, entry.public) for name, entry in listed_titles}
        return True

    def _shared(self, path: Path, shape: type[ShapeT]) -> tuple[ShapeT, Source] | None:
        """Read a file that all regions share."""
        found = self.reader.file(path, shape)
        if found is not None:
            self.raw[path.name] = found[1].data
        return found

    def _definitions(self, entries: Mapping[str, Entry[yaml_schema.DefinitionShape]], *, national: bool) -> None:
        for circle in defined_in_circles(entries):
            entry, way = entries[circle[0]], " -> ".join(circle)
            message = Text(f"定义绕回了自身：{way}", f"the definition leads back to itself: {way}")
            mend = Text("从中去掉一处引用", "take one of the names out")
            self.names.problem(entry.source, RuleCheck.DEPENDENCY_CYCLE, (*entry.at, "is"), message, mend)
            self.names.unread |= set(circle)
        for name, entry in defined_first(entries):
            if name in self.names.unread:
                continue
            shape, source, at = entry.shape, entry.source, entry.at
            self.names.places["definition", name] = (source, at)
            if name in self.names.definitions:
                mend = Text("国家层面的定义不能替换，请另起名称", "the national definition cannot be replaced: choose another name")
                self.names.problem(source, RuleCheck.DEFINITION_TWICE, at, Text(f"{name} 已经定义过", f"{name} is defined already"), mend)
                continue
            if national and shape.source is None:
                message = Text(f"定义 {name} 没有写出处", f"the definition {name} names no source")
                add = "source: {document, locator, seen}"
                self.names.problem(source, RuleCheck.SOURCE_MISSING, at, message, Text(f"补上 {add}", f"add {add}"))
            if not national and not shape.cite:
                message = Text(f"定义 {name} 没有引用条款", f"the definition {name} names no clause")
                self.names.problem(source, RuleCheck.CITATION_MISSING, at, message, CITE)
            scope = self.names.scope(shape.for_, depends=shape.for_ == "person")
            body = self.names.expression(shape.is_, scope, source, (*at, "is"))
            if body is None:
                self.names.unread.add(name)
            else:
                origin = as_origin(shape.source) if shape.source else None
                self.names.definitions[name] = Definition(
                    *(name, shape.for_, shape.is_, body, as_text(shape), origin, shape.cite, national, entry.document),
                    lacks=as_text(shape.lacks) if shape.lacks else None,
                )

    def _figures(self) -> None:
        for name, entry in self.written.figures.items():
            shape = entry.shape
            self.names.places["figure", name] = (entry.source, entry.at)
            formulas = self._formulas(shape, entry.source, entry.at)
            if not formulas:
                self.names.unread.add(f"figures.{name}")
            else:
                self.names.figures[name] = Figure(name, formulas, shape.unit, shape.cite, as_text(shape), entry.document)

    def _formulas(self, shape: yaml_schema.FigureShape, source: Source, at: Path_) -> dict[SubjectKind, Formula]:
        """A figure's formula for each kind of subject that has the facts it reads. What is wrong for all is told as for the first."""
        amount, under = shape.is_, (*at, "is")
        if amount is None:
            under = at
            given = {name: getattr(shape, name) for name in ("exactly", "at_least", "at_most", "between")}
            amount = yaml_schema.Bounds.model_validate(given if shape.value is None else {"exactly": shape.value})
        found: dict[SubjectKind, Formula] = {}
        first: list[RuleProblem] = []
        before = len(self.problems)
        for kind in SUBJECT_KINDS:
            formula = AmountReader(self.names, kind, source).amount(amount, shape.unit, under)
            if formula is not None:
                found[kind] = formula
            first = first or self.problems[before:]
            del self.problems[before:]
        self.problems += [] if found else first
        return found

    def _standards(self, path: Path) -> tuple[yaml_schema.StandardsFile, Source] | None:
        found = self.reader.file(path, yaml_schema.StandardsFile) if path.exists() else None
        for name, shape in (found[0].standards if found else {}).items():
            self.names.standards[name] = LocalStandard(name, shape.unit, as_text(shape))
        for name, own in self.written.standards.items():
            if name in self.names.standards:
                message = Text(f"全国已有标准“{name}”", f"there is a national standard {name!r}")
                mend = Text("删去这一行就能用它；意思不同的，另起名称", "take it out to use that one, or choose another name")
                self.names.problem(own.source, RuleCheck.STANDARD_TWICE, (*own.at, "key"), message, mend)
            else:
                self.names.standards[name] = LocalStandard(name, own.shape.unit, as_text(own.shape))
        return found

    def _read_standards(self, found: tuple[yaml_schema.StandardsFile, Source] | None) -> Mapping[str, object]:
        """The declared standards that a rule reads: only these belong to its meaning."""
        declared = found[1].mapping(("standards",)) if found else {}
        read = {name: raw for name, raw in declared.items() if f"standards.{name}" in self.names.used}
        return {"standards": read} if read else {}

    def _conflicts(self, path: Path) -> tuple[Conflict, ...]:
        found = self._shared(path, yaml_schema.ConflictsFile) if path.exists() else None
        conflicts = []
        for index, shape in enumerate(found[0].conflicts if found else ()):
            assert found is not None
            self._pair(shape, found[1], ("conflicts", index))
            conflicts.append(_conflict(shape, as_origin(shape.source)))
        told = {frozenset(conflict.pair) for conflict in conflicts}
        for own in self.written.conflicts:
            pair = frozenset(own.shape.between)
            self._pair(own.shape, own.source, own.at)
            if pair in told:
                message = Text("这两项不能同时享受，前面已经写明", "that these two exclude each other is said already")
                mend = Text("删去这一条：全国的和本规划的只写一次", "take it out: a pair is said once, nationally or by the plan")
                self.names.problem(own.source, RuleCheck.CONFLICT_TWICE, (*own.at, "between"), message, mend)
            told.add(pair)
            self.names.places["conflict", conflict_name(own.shape.between)] = (own.source, own.at)
            conflicts.append(_conflict(own.shape, Origin(own.document, "、".join(own.shape.cite), True), own.shape.cite, own.document))
        return tuple(conflicts)

    def _pair(self, shape: yaml_schema.PairShape, source: Source, at: Path_) -> None:
        scope = self.names.scope("person", depends=False)
        for index, name in enumerate(shape.between):
            if scope.meaning(f"receives.{name}") is None:
                self.names.unknown_support(source, (*at, "between", index), name)

    def _implications(self, path: Path) -> None:
        found = self._shared(path, yaml_schema.ImpliesFile) if path.exists() else None
        if found is not None:
            self.names.implications = ImpliedReader(found[1], self.names).implications(found[0].implies)

    # -- supports

    def _cycles(self, supports: Mapping[str, Support]) -> None:
        for circle in check_cycles(supports):
            source, at = self.names.places["support", circle[0]]
            way = " -> ".join(circle)
            message = Text(f"has. 绕回了自身：{way}", f"has. leads back to itself: {way}")
            mend = Text("从中去掉一个 has. 条件", "take one has. out")
            self.names.problem(source, RuleCheck.DEPENDENCY_CYCLE, (*at, "support"), message, mend)


def _conflict(shape: yaml_schema.PairShape, origin: Origin, cite: tuple[str, ...] = (), document: str = "") -> Conflict:
    return Conflict(shape.between, as_text(shape.reason), shape.better, origin, shape.choose == "higher", cite, document)


def _document(shape: yaml_schema.DocumentShape) -> Document:
    return Document(shape.title, shape.number, shape.issued, shape.issuer)


def _hash(raw: Mapping[str, object]) -> str:
    """SHA-256 of the data of all the ruleset's files, in canonical JSON: the order of keys and comments do not matter."""
    canonical = json.dumps(raw, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
