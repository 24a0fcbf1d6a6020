"""Turn parsed files into a typed `Ruleset`. All problems of all files are reported at once, with line and column."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from eligibility.codes import RuleCheck
from eligibility.errors import meant
from eligibility.facts.vocabulary import LOCAL_OPTIONS, SubjectKind
from eligibility.i18n import Text
from eligibility.logic.expr import Const, Expr, Linear
from eligibility.logic.faults import ExpressionError, Fault
from eligibility.logic.parse import parse, parse_number
from eligibility.rules import yaml_schema
from eligibility.rules.basis import NationalBases
from eligibility.rules.basis_file import BasisReader
from eligibility.rules.dependency_order import check_cycles, defined_first
from eligibility.rules.expression_words import fault_words
from eligibility.rules.located_yaml import Path_, Source
from eligibility.rules.ruleset import (
    Amount,
    Benefit,
    Catalogued,
    Compliance,
    Conflict,
    Deadline,
    Definition,
    Document,
    Figure,
    Inside,
    Note,
    Origin,
    Period,
    PlanNotice,
    Route,
    Ruleset,
    Statement,
    Support,
)
from eligibility.rules.scope import RuleScope
from eligibility.rules.source_tree import Entry, SourceReader, Written, WrittenChanges, WrittenSupport
from eligibility.rules.validation import ShapeT

_CITE = Text("补上 cite: [...]", "add cite: [...]")


class Interpreter:
    """Turns parsed files into a ruleset. `changes` is the last amendment applied; None for a complete version."""

    def __init__(self, written: Written, reader: SourceReader, changes: WrittenChanges | None) -> None:
        self.written = written
        self.reader = reader
        self.changes = changes
        self.problems = reader.problems
        self.raw: dict[str, Any] = {}
        self.places: dict[tuple[str, str], tuple[Source, Path_]] = {}
        self.used: set[str] = set()
        self.definitions: dict[str, Definition] = {}
        self.figures: dict[str, Figure] = {}
        self.catalogue: dict[str, Catalogued] = {}
        self.options: dict[str, Text] = {}
        self.bases: tuple[NationalBases, ...] = ()
        self.adopted: frozenset[str] = written.adopted

    def ruleset(self) -> Ruleset | None:
        """The ruleset; None if there are problems, which are then in the reader's `problems`."""
        head = self.written.head
        catalogue = self._shared("supports.yaml", yaml_schema.SupportsFile)
        if catalogue is None:
            return None
        self.catalogue = {name: Catalogued(entry.area, _text(entry)) for name, entry in catalogue[0].supports.items()}
        self.options = {name: _text(pair) for name, pair in head.shape.options.items()}
        self._adopt()
        national = self.reader.root / "national" / head.shape.national.isoformat()
        if not national.is_dir():
            day = head.shape.national
            message = Text(f"没有 {day} 的国家层面定义", f"there are no national definitions of {day}")
            self._problem(head.source, RuleCheck.NATIONAL_MISSING, ("national",), message)
            return None
        shared = self.reader.definitions(national / "definitions.yaml")
        self._definitions(shared, national=True)
        self._figures()
        self._definitions(self.written.definitions, national=False)
        conflicts = self._conflicts(national / "conflicts.yaml")
        supports = self._supports()
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
            "adopted": sorted(self.adopted),
        }
        return self._ruleset(head.shape, supports, conflicts)

    def _bases(self, supports: Mapping[str, Support], national: date) -> tuple[NationalBases, ...]:
        shared = {name: definition for name, definition in self.definitions.items() if definition.national}
        return BasisReader(self.reader, self._expression, self.catalogue, {national: shared}, self.used).read(supports)

    def _ruleset(self, head: yaml_schema.RulesetFile, supports: dict[str, Support], conflicts: tuple[Conflict, ...]) -> Ruleset:
        changes = self.changes.head.shape if self.changes else None
        scenario = self.changes.folder.name if self.changes and not self.changes.head.shape.enacted else None
        titles = changes.titles if changes and changes.titles and scenario else None
        return Ruleset(
            region=head.region,
            version=self._date(),
            title=Text(f"{head.titles.zh} · {titles.zh}", f"{head.titles.en} · {titles.en}") if titles else _text(head.titles),
            adcode=head.adcode,
            document=_document(head.document),
            status=head.status,
            period=Period(head.period.from_, head.period.until),
            national=head.national,
            hash=_hash(self.raw),
            raw=self.raw,
            supports=supports,
            definitions=self.definitions,
            figures=self.figures,
            conflicts=conflicts,
            notices=tuple(PlanNotice(notice.code, _text(notice)) for notice in head.notices),
            readings=tuple(map(_text, head.readings)),
            options=self.options,
            catalogue=self.catalogue,
            amends=changes.amends if changes else None,
            scenario=scenario,
            effects=changes.effects if changes else {},
            amendments=tuple(map(_document, self.written.amendments)),
            bases=self.bases,
        )

    def _date(self) -> date:
        """The day from which the version applies. A scenario has the date of the version that it amends."""
        folder = self.written.folder
        while True:
            try:
                return date.fromisoformat(folder.name)
            except ValueError:
                folder = folder.parent / str(self.reader.source(folder / "ruleset.yaml").data["amends"])

    def _adopt(self) -> None:
        if self.changes is None:
            return
        wanted, known = self.changes.head.shape.adopts, {*LOCAL_OPTIONS, *self.options}
        if wanted == "all":
            wanted = tuple(sorted(known))
        for index, name in enumerate(wanted):
            if name not in known:
                message = Text(f"没有“{name}”这项当地可选政策", f"there is no local option {name!r}")
                self._problem(self.changes.head.source, RuleCheck.UNKNOWN_NAME, ("adopts", index), message, meant(name, known))
        self.written.adopted = self.adopted = self.adopted | frozenset(wanted)

    # -- files

    def _shared(self, name: str, shape: type[ShapeT]) -> tuple[ShapeT, Source] | None:
        """Read a file that all regions share."""
        found = self.reader.file(self.reader.root / name, shape)
        if found is not None:
            self.raw[Path(name).name] = found[1].data
        return found

    def _definitions(self, entries: Mapping[str, Entry[yaml_schema.DefinitionShape]], *, national: bool) -> None:
        for name, entry in defined_first(entries):
            shape, source, at = entry.shape, entry.source, entry.at
            self.places["definition", name] = (source, at)
            if name in self.definitions:
                mend = Text("国家层面的定义不能替换，请另起名称", "the national definition cannot be replaced: choose another name")
                self._problem(source, RuleCheck.DEFINITION_TWICE, at, Text(f"{name} 已经定义过", f"{name} is defined already"), mend)
                continue
            if national and shape.source is None:
                message = Text(f"定义 {name} 没有写出处", f"the definition {name} names no source")
                add = "source: {document, locator, seen}"
                self._problem(source, RuleCheck.SOURCE_MISSING, at, message, Text(f"补上 {add}", f"add {add}"))
            if not national and not shape.cite:
                message = Text(f"定义 {name} 没有引用条款", f"the definition {name} names no clause")
                self._problem(source, RuleCheck.CITATION_MISSING, at, message, _CITE)
            scope = self._scope(shape.for_, depends=shape.for_ == "person")
            body = self._expression(shape.is_, scope, source, (*at, "is"))
            if body is not None:
                origin = Origin(shape.source.document, shape.source.locator, shape.source.seen) if shape.source else None
                self.definitions[name] = Definition(
                    name, shape.for_, shape.is_, body, _text(shape), origin, shape.cite, national, entry.document
                )

    def _figures(self) -> None:
        for name, entry in self.written.figures.items():
            shape = entry.shape
            self.places["figure", name] = (entry.source, entry.at)
            self.figures[name] = Figure(name, _amount(shape, shape.value), shape.unit, shape.cite, _text(shape), entry.document)

    def _conflicts(self, path: Path) -> tuple[Conflict, ...]:
        found = self._shared(path.relative_to(self.reader.root).as_posix(), yaml_schema.ConflictsFile) if path.exists() else None
        conflicts = []
        for index, shape in enumerate(found[0].conflicts if found else ()):
            assert found is not None
            scope = self._scope("person", depends=False)
            for name in (*shape.between, *([shape.better] if shape.better else [])):
                if scope.meaning(f"receives.{name}") is None:
                    self._unknown_support(found[1], ("conflicts", index, "between"), name)
            origin = Origin(shape.source.document, shape.source.locator, shape.source.seen)
            conflicts.append(Conflict(shape.between, _text(shape.reason), shape.better, origin))
        return tuple(conflicts)

    def _supports(self) -> dict[str, Support]:
        found = {name: self._support(written) for name, written in self.written.supports.items()}
        return {name: support for name, support in found.items() if support}

    # -- supports

    def _support(self, written: WrittenSupport) -> Support | None:
        shape, source, at = written.shape, written.source, written.at
        entry = self.catalogue.get(shape.support)
        self.places["support", shape.support] = (source, at)
        if entry is None:
            self._unknown_support(source, (*at, "support"), shape.support)
            return None
        if entry.area != written.area:
            message = Text(f"{shape.support} 属于 {entry.area}", f"{shape.support} belongs to {entry.area}")
            mend = Text(f"移到 {entry.area}.yaml", f"move it to {entry.area}.yaml")
            self._problem(source, RuleCheck.WRONG_FILE, (*at, "support"), message, mend)
        routes = [self._route(shape, name, route, *written.routes[name]) for name, route in shape.routes.items()]
        scope = self._scope(shape.for_, depends=False)
        origin, place = written.part("unless")
        unless = [self._expression(text, scope, origin, (*place, index)) for index, text in enumerate(shape.unless)]
        if None in routes or None in unless:
            return None
        return Support(
            id=shape.support,
            area=entry.area,
            entity=shape.for_,
            title=entry.title,
            routes=tuple(route for route in routes if route),
            unless=tuple(expr for expr in unless if expr),
            benefit=self._benefit(shape.benefit, *written.part("benefit")),
            subject_to=tuple(map(_text, shape.subject_to)),
            notes=self._notes(shape.notes, shape.for_, *written.part("notes")),
            agency=_said(shape.agency, written.part("agency")[0]) if shape.agency else None,
            papers=tuple(_said(paper, written.part("papers")[0]) for paper in shape.papers),
        )

    def _route(
        self, support: yaml_schema.SupportShape, name: str, shape: yaml_schema.RouteShape, source: Source, at: Path_, document: str
    ) -> Route | None:
        self.places["route", f"{support.support}.{name}"] = (source, at)
        if not shape.cite:
            message = Text(f"途径 {name} 没有引用条款", f"the route {name} names no clause")
            self._problem(source, RuleCheck.CITATION_MISSING, at, message, _CITE)
        when = self._expression(shape.when, self._scope(support.for_, depends=True), source, (*at, "when"))
        if when is None:
            return None
        return Route(
            name=name,
            text=shape.when,
            when=when,
            modality=shape.modality,
            cite=shape.cite,
            benefit=self._benefit(shape.benefit, source, (*at, "benefit")) if shape.benefit else None,
            subject_to=tuple(map(_text, shape.subject_to)),
            notes=self._notes(shape.notes, support.for_, source, (*at, "notes")),
            compliance=self._compliance(shape.compliance, support.for_, source, (*at, "compliance")),
            deadline=Deadline(shape.deadline.warn_from, shape.deadline.breach_from) if shape.deadline else None,
            document=document,
            agency=_said(shape.agency, source) if shape.agency else None,
            papers=tuple(_said(paper, source) for paper in shape.papers),
            inside=self._inside(shape.inside, support, source, (*at, "inside")) if shape.inside else None,
        )

    def _inside(self, shape: yaml_schema.InsideShape, support: yaml_schema.SupportShape, source: Source, at: Path_) -> Inside:
        if shape.route not in support.routes:
            message = Text(f"{support.support} 没有“{shape.route}”这条途径", f"{support.support} has no route {shape.route!r}")
            self._problem(source, RuleCheck.UNKNOWN_ROUTE, (*at, "route"), message, meant(shape.route, support.routes))
        return Inside(shape.route, _text(shape))

    def _benefit(self, shape: yaml_schema.BenefitShape, source: Source, at: Path_) -> Benefit:
        if not isinstance(shape.amount, str):
            return Benefit(shape.kind, _amount(shape.amount) if shape.amount else None, shape.unit)
        name = shape.amount.removeprefix("figures.")
        figure = self.figures.get(name)
        if figure is None:
            message = Text(f"没有“{name}”这个数额", f"unknown figure {name!r}")
            mend = meant(shape.amount, [f"figures.{known}" for known in self.figures])
            self._problem(source, RuleCheck.UNKNOWN_NAME, (*at, "amount"), message, mend)
            return Benefit(shape.kind, None, shape.unit)
        self.used.add(f"figures.{name}")
        if figure.unit != shape.unit:
            zh = f"figures.{name} 的单位是 {figure.unit}，待遇的单位是 {shape.unit or '空'}"
            message = Text(zh, f"figures.{name} is in {figure.unit}, the benefit in {shape.unit}")
            self._problem(source, RuleCheck.UNIT_MISMATCH, (*at, "amount"), message)
        return Benefit(shape.kind, figure.amount, shape.unit)

    def _notes(self, shapes: Iterable[yaml_schema.NoteShape], entity: SubjectKind, source: Source, at: Path_) -> tuple[Note, ...]:
        notes = []
        for index, shape in enumerate(shapes):
            scope = self._scope(entity, depends=False)
            when = self._expression(shape.when, scope, source, (*at, index, "when")) if shape.when else None
            notes.append(Note(_text(shape), when))
        return tuple(notes)

    def _compliance(self, shape: yaml_schema.ComplianceShape | None, entity: SubjectKind, source: Source, at: Path_) -> Compliance | None:
        if shape is None:
            return None
        actual = self._number(shape.actual, entity, source, (*at, "actual"))
        required = self._number(shape.required, entity, source, (*at, "required"))
        if actual is None or required is None:
            return None
        if actual[1] and required[1] and actual[1] != required[1]:
            zh = f"actual 的单位是 {actual[1]}，required 的单位是 {required[1]}"
            message = Text(zh, f"actual is in {actual[1]}, required in {required[1]}")
            self._problem(source, RuleCheck.UNIT_MISMATCH, at, message, Text("两者的单位要相同", "both must have one unit"))
        return Compliance(actual[0], required[0])

    # -- expressions

    def _scope(self, entity: SubjectKind, *, depends: bool) -> RuleScope:
        scope = RuleScope(entity, self.definitions, self.figures, self.catalogue, self.options, depends=depends, adopted=self.adopted)
        scope.used = self.used
        return scope

    def _expression(self, text: str, scope: RuleScope, source: Source, at: Path_) -> Expr | None:
        try:
            expr = parse(text, scope)
        except ExpressionError as error:
            self._expression_problem(error, source, at)
            return None
        if isinstance(expr, Const):
            message = Text(f"条件总是{'成立' if expr.value else '不成立'}", f"the condition is always {str(expr.value).lower()}")
            mend = Text("写上起决定作用的事实", "write the fact that decides")
            self._problem(source, RuleCheck.CONDITION_CONSTANT, at, message, mend)
        return expr

    def _number(self, value: object, entity: SubjectKind, source: Source, at: Path_) -> tuple[Linear, str] | None:
        try:
            return parse_number(str(value), self._scope(entity, depends=False))
        except ExpressionError as error:
            self._expression_problem(error, source, at)
            return None

    def _expression_problem(self, error: ExpressionError, source: Source, at: Path_) -> None:
        one_line = "\n" not in error.text
        caret = " " * error.start + "^" * max(error.end - error.start, 1)
        excerpt = f"{error.text}\n{caret}" if one_line else error.text
        unknown = error.fault in {Fault.UNKNOWN_NAME, Fault.UNKNOWN_SUPPORT}
        check = RuleCheck.UNKNOWN_NAME if unknown else RuleCheck.EXPRESSION
        self.problems.append(source.problem(check, at, *fault_words(error), part=(error.start, error.end), excerpt=excerpt))

    def _unknown_support(self, source: Source, at: Path_, name: str) -> None:
        message = Text(f"没有“{name}”这个项目", f"unknown support {name!r}")
        mend = meant(name, self.catalogue, Text("或者把它加进 supports.yaml", "add it to supports.yaml"))
        self._problem(source, RuleCheck.UNKNOWN_SUPPORT, at, message, mend)

    def _cycles(self, supports: Mapping[str, Support]) -> None:
        for circle in check_cycles(supports):
            source, at = self.places["support", circle[0]]
            way = " -> ".join(circle)
            message = Text(f"has. 绕回了自身：{way}", f"has. leads back to itself: {way}")
            mend = Text("从中去掉一个 has. 条件", "take one has. out")
            self._problem(source, RuleCheck.DEPENDENCY_CYCLE, (*at, "support"), message, mend)

    def _problem(self, source: Source, check: RuleCheck, at: Path_, message: Text, mend: Text | None = None) -> None:
        self.problems.append(source.problem(check, at, message, mend))


def _document(shape: yaml_schema.DocumentShape) -> Document:
    return Document(shape.title, shape.number, shape.issued, shape.issuer)


def _said(shape: yaml_schema.SaidShape, source: Source) -> Statement:
    return Statement(_text(shape), shape.cite, source.document)


def _text(pair: yaml_schema.TextShape) -> Text:
    return Text(pair.zh, pair.en)


def _amount(shape: yaml_schema.Bounds | yaml_schema.FigureShape, value: Any = None) -> Amount:
    if value is not None:
        return Amount("exactly", value)
    if shape.exactly is not None:
        return Amount("exactly", shape.exactly)
    if shape.at_least is not None:
        return Amount("at_least", shape.at_least)
    if shape.at_most is not None:
        return Amount("at_most", shape.at_most)
    assert shape.between is not None
    return Amount("between", *shape.between)


def _hash(raw: Mapping[str, Any]) -> str:
    """SHA-256 of the data of all the ruleset's files, in canonical JSON: the order of keys and comments do not matter."""
    canonical = json.dumps(raw, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
