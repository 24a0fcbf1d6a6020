"""From a folder of YAML to a ruleset: every problem of every file at once, each at its line and column."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from eligibility.errors import RuleProblem, RulesetError
from eligibility.logic.expr import Const, Expr, Linear, supports_of
from eligibility.logic.parse import parse, parse_number
from eligibility.logic.scope import ExpressionError
from eligibility.rules import files
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
    Note,
    Origin,
    Period,
    PlanNotice,
    Route,
    Ruleset,
    Said,
    Support,
)
from eligibility.rules.scope import RuleScope
from eligibility.rules.shaped import Shape, shaped
from eligibility.rules.source import Path_, Source, read_source
from eligibility.text import Text, nearest

RESERVED = ("ruleset.yaml", "definitions.yaml", "figures.yaml", "clauses.yaml", "unencoded.yaml")


@dataclass(slots=True)
class Loaded:
    """A ruleset with what lint needs beside it: the files' places, and the names that rules use."""

    ruleset: Ruleset
    head: tuple[Source, Path_]
    used: set[str]
    places: Mapping[tuple[str, str], tuple[Source, Path_]] = field(repr=False)

    def place(self, kind: str, name: str) -> tuple[Source, Path_]:
        """Where a support, route (`support.route`), definition or figure is written."""
        return self.places[kind, name]


def load_folder(folder: Path, root: Path) -> Loaded:
    """The version in a folder; `root` holds supports.yaml and the national definitions.

    Raises:
        RulesetError: listing everything that is wrong in the version's files.
    """
    loader = _Loader(folder, root)
    loaded = loader.load()
    if loader.problems or loaded is None:
        raise RulesetError(loader.problems)
    return loaded


class _Loader:
    def __init__(self, folder: Path, root: Path) -> None:
        self.folder = folder
        self.root = root
        self.problems: list[RuleProblem] = []
        self.raw: dict[str, Any] = {}
        self.places: dict[tuple[str, str], tuple[Source, Path_]] = {}
        self.used: set[str] = set()
        self.definitions: dict[str, Definition] = {}
        self.figures: dict[str, Figure] = {}
        self.catalogue: dict[str, Catalogued] = {}
        self.options: dict[str, Text] = {}

    def load(self) -> Loaded | None:
        catalogue = self._file(self.root / "supports.yaml", files.SupportsFile)
        head = self._file(self.folder / "ruleset.yaml", files.RulesetFile)
        if catalogue is None or head is None:
            return None
        self.catalogue = {name: Catalogued(entry.area, _text(entry)) for name, entry in catalogue[0].supports.items()}
        ruleset_file, source = head
        self.options = {name: _text(pair) for name, pair in ruleset_file.options.items()}
        national = self.root / "national" / ruleset_file.national.isoformat()
        if not national.is_dir():
            self.problems.append(
                source.problem("national_missing", ("national",), f"there are no national definitions of {ruleset_file.national}")
            )
            return None
        self._definitions(national / "definitions.yaml", national=True)
        if (self.folder / "figures.yaml").exists():
            self._figures(self.folder / "figures.yaml")
        if (self.folder / "definitions.yaml").exists():
            self._definitions(self.folder / "definitions.yaml", national=False)
        conflicts = self._conflicts(national / "conflicts.yaml")
        supports = self._supports()
        if self.problems:
            return None
        _check_cycles(supports, self._problem_at)
        if self.problems:
            return None
        return Loaded(self._ruleset(ruleset_file, supports, conflicts), (source, ()), self.used, self.places)

    def _ruleset(self, head: files.RulesetFile, supports: dict[str, Support], conflicts: tuple[Conflict, ...]) -> Ruleset:
        document = head.document
        return Ruleset(
            region=head.region,
            version=date.fromisoformat(self.folder.name),
            title=_text(head.titles),
            adcode=head.adcode,
            document=Document(document.title, document.number, document.issued, document.issuer),
            status=head.status,
            period=Period(head.period.from_, head.period.until),
            national=head.national,
            hash=_hash(self.raw),
            supports=supports,
            definitions=self.definitions,
            figures=self.figures,
            conflicts=conflicts,
            notices=tuple(PlanNotice(notice.code, _text(notice)) for notice in head.notices),
            readings=tuple(map(_text, head.readings)),
            options=self.options,
            catalogue=self.catalogue,
        )

    # -- files

    def _file(self, path: Path, shape: type[Shape], *, wrap: str = "") -> tuple[Shape, Source] | None:
        name = path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.name
        source = read_source(path, name)
        if wrap and isinstance(source.data, list):
            source.data = {wrap: source.data}
            source.prefix = (wrap,)
        parsed = shaped(source, shape)
        if parsed is None:
            self.problems += source.problems
            return None
        self.raw[name] = source.data
        return parsed, source

    def _definitions(self, path: Path, *, national: bool) -> None:
        found = self._file(path, files.DefinitionsFile)
        if found is None:
            return
        for name, shape in found[0].definitions.items():
            at = ("definitions", name)
            self.places["definition", name] = (found[1], at)
            if name in self.definitions:
                self._problem(
                    found[1],
                    "definition_twice",
                    at,
                    f"{name} is defined already",
                    "the national definition cannot be replaced: choose another name",
                )
                continue
            if national and shape.source is None:
                self._problem(
                    found[1], "source_missing", at, f"the definition {name} names no source", "add source: {document, locator, seen}"
                )
            if not national and not shape.cite:
                self._problem(found[1], "citation_missing", at, f"the definition {name} names no clause", "add cite: [...]")
            scope = self._scope(shape.for_, depends=shape.for_ == "person")
            body = self._expression(shape.is_, scope, found[1], (*at, "is"))
            if body is not None:
                origin = Origin(shape.source.document, shape.source.locator, shape.source.seen) if shape.source else None
                self.definitions[name] = Definition(name, shape.for_, shape.is_, body, _text(shape), origin, shape.cite, national)

    def _figures(self, path: Path) -> None:
        found = self._file(path, files.FiguresFile)
        for name, shape in found[0].figures.items() if found else ():
            assert found is not None
            self.places["figure", name] = (found[1], ("figures", name))
            self.figures[name] = Figure(name, _amount(shape, shape.value), shape.unit, shape.cite, _text(shape))

    def _conflicts(self, path: Path) -> tuple[Conflict, ...]:
        found = self._file(path, files.ConflictsFile) if path.exists() else None
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
        supports: dict[str, Support] = {}
        for path in sorted(self.folder.glob("*.yaml")):
            if path.name in RESERVED:
                continue
            found = self._file(path, files.AreaFile, wrap="supports")
            for index, shape in enumerate(found[0].supports if found else ()):
                assert found is not None
                support = self._support(shape, found[1], ("supports", index), path.stem)
                if support is None:
                    continue
                if support.id in supports:
                    self._problem(
                        found[1],
                        "support_twice",
                        ("supports", index),
                        f"{support.id} stands here a second time",
                        "give it further routes instead",
                    )
                supports[support.id] = support
        return supports

    # -- supports

    def _support(self, shape: files.SupportShape, source: Source, at: Path_, file_area: str) -> Support | None:
        entry = self.catalogue.get(shape.support)
        self.places["support", shape.support] = (source, at)
        if entry is None:
            self._unknown_support(source, (*at, "support"), shape.support)
            return None
        if entry.area != file_area:
            self._problem(source, "wrong_file", at, f"{shape.support} belongs to {entry.area}", f"move it to {entry.area}.yaml")
        routes = [self._route(shape, name, route, source, (*at, "routes", name)) for name, route in shape.routes.items()]
        scope = self._scope(shape.for_, depends=False)
        unless = [self._expression(text, scope, source, (*at, "unless", index)) for index, text in enumerate(shape.unless)]
        if None in routes or None in unless:
            return None
        return Support(
            id=shape.support,
            area=entry.area,
            entity=shape.for_,
            title=entry.title,
            routes=tuple(route for route in routes if route),
            unless=tuple(expr for expr in unless if expr),
            benefit=self._benefit(shape.benefit, source, (*at, "benefit")),
            subject_to=tuple(map(_text, shape.subject_to)),
            notes=self._notes(shape.notes, shape.for_, source, (*at, "notes")),
            agency=_said(shape.agency) if shape.agency else None,
            papers=tuple(map(_said, shape.papers)),
        )

    def _route(self, support: files.SupportShape, name: str, shape: files.RouteShape, source: Source, at: Path_) -> Route | None:
        self.places["route", f"{support.support}.{name}"] = (source, at)
        if not shape.cite:
            self._problem(source, "citation_missing", at, f"the route {name} names no clause", "add cite: [...]")
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
            agency=_said(shape.agency) if shape.agency else None,
            papers=tuple(map(_said, shape.papers)),
        )

    def _benefit(self, shape: files.BenefitShape, source: Source, at: Path_) -> Benefit:
        if not isinstance(shape.amount, str):
            return Benefit(shape.kind, _amount(shape.amount) if shape.amount else None, shape.unit)
        name = shape.amount.removeprefix("figures.")
        figure = self.figures.get(name)
        if figure is None:
            near = nearest(name, self.figures)
            self._problem(
                source, "unknown_name", (*at, "amount"), f"unknown figure {name!r}", f"did you mean figures.{near}?" if near else ""
            )
            return Benefit(shape.kind, None, shape.unit)
        self.used.add(f"figures.{name}")
        if figure.unit != shape.unit:
            self._problem(source, "unit_mismatch", (*at, "amount"), f"figures.{name} is in {figure.unit}, the benefit in {shape.unit}")
        return Benefit(shape.kind, figure.amount, shape.unit)

    def _notes(self, shapes: Iterable[files.NoteShape], entity: str, source: Source, at: Path_) -> tuple[Note, ...]:
        notes = []
        for index, shape in enumerate(shapes):
            scope = self._scope(entity, depends=False)
            when = self._expression(shape.when, scope, source, (*at, index, "when")) if shape.when else None
            notes.append(Note(_text(shape), when))
        return tuple(notes)

    def _compliance(self, shape: files.ComplianceShape | None, entity: str, source: Source, at: Path_) -> Compliance | None:
        if shape is None:
            return None
        actual = self._number(shape.actual, entity, source, (*at, "actual"))
        required = self._number(shape.required, entity, source, (*at, "required"))
        if actual is None or required is None:
            return None
        if actual[1] and required[1] and actual[1] != required[1]:
            self._problem(source, "unit_mismatch", at, f"actual is in {actual[1]}, required in {required[1]}", "both must have one unit")
        return Compliance(actual[0], required[0])

    # -- expressions

    def _scope(self, entity: str, *, depends: bool) -> RuleScope:
        scope = RuleScope(entity, self.definitions, self.figures, self.catalogue, self.options, depends=depends)
        scope.used = self.used
        return scope

    def _expression(self, text: str, scope: RuleScope, source: Source, at: Path_) -> Expr | None:
        try:
            expr = parse(text, scope)
        except ExpressionError as error:
            self._expression_problem(error, source, at)
            return None
        if isinstance(expr, Const):
            self._problem(
                source, "condition_constant", at, f"the condition is always {str(expr.value).lower()}", "write the fact that decides"
            )
        return expr

    def _number(self, value: object, entity: str, source: Source, at: Path_) -> tuple[Linear, str] | None:
        try:
            return parse_number(str(value), self._scope(entity, depends=False))
        except ExpressionError as error:
            self._expression_problem(error, source, at)
            return None

    def _expression_problem(self, error: ExpressionError, source: Source, at: Path_) -> None:
        one_line = "\n" not in error.text
        caret = " " * error.start + "^" * max(error.end - error.start, 1)
        excerpt = f"{error.text}\n{caret}" if one_line else error.text
        check = "unknown_name" if error.message.startswith("unknown") else "expression"
        self.problems.append(source.problem(check, at, error.message, error.hint, offset=error.start if one_line else 0, excerpt=excerpt))

    def _unknown_support(self, source: Source, at: Path_, name: str) -> None:
        near = nearest(name, self.catalogue)
        self._problem(
            source, "unknown_support", at, f"unknown support {name!r}", f"did you mean {near}?" if near else "add it to supports.yaml"
        )

    def _problem(self, source: Source, check: str, at: Path_, message: str, mend: str = "") -> None:
        self.problems.append(source.problem(check, at, message, mend))

    def _problem_at(self, support: str, check: str, message: str, mend: str) -> None:
        source, at = self.places["support", support]
        self._problem(source, check, at, message, mend)


def _check_cycles(supports: Mapping[str, Support], report: Any) -> None:
    """`has.` must not lead back: what opens what is a partial order."""
    needs = {name: sorted(set().union(*(supports_of(route.when) for route in support.routes))) for name, support in supports.items()}
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            circle = (*path[path.index(name) :], name)
            if min(circle) == name:
                report(name, "dependency_cycle", f"has. leads back to itself: {' -> '.join(circle)}", "take one has. out")
            return
        if name in done:
            return
        for other in needs.get(name, ()):
            visit(other, (*path, name))
        done.add(name)

    for name in sorted(needs):
        done.clear()
        visit(name, ())


def _text(pair: files.Pair) -> Text:
    return Text(pair.zh, pair.en)


def _said(shape: files.SaidShape) -> Said:
    return Said(_text(shape), shape.cite)


def _amount(shape: files.Bounds | files.FigureShape, value: Any = None) -> Amount:
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
    """SHA-256 of the data of all files that make the ruleset, in canonical JSON: order of keys and comments do not count."""
    canonical = json.dumps(raw, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
