"""Turn written supports into typed ones. A support whose routes are for several kinds of subject becomes several parts with one id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from eligibility.codes import RuleCheck
from eligibility.errors import meant
from eligibility.facts.vocabulary import SubjectKind
from eligibility.i18n import Text
from eligibility.logic.expr import Expr, supports_of
from eligibility.rules import yaml_schema
from eligibility.rules.amount_reader import AmountReader, rounded
from eligibility.rules.labels import SUBJECT_LABELS
from eligibility.rules.located_yaml import Path_, Source
from eligibility.rules.names import Names
from eligibility.rules.ruleset import Origin
from eligibility.rules.source_tree import WrittenSupport
from eligibility.rules.support import Benefit, Compliance, Deadline, Inside, Note, Paid, Route, Statement, Support, SupportPart

T = TypeVar("T")
CITE = Text("补上 cite: [...]", "add cite: [...]")


class SupportInterpreter:
    """Turns the parsed supports of one version into typed ones. Problems are collected by the names."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def supports(self, written: Mapping[str, WrittenSupport]) -> dict[str, Support]:
        """Every support without problems."""
        found = {name: self._support(one) for name, one in written.items()}
        supports = {name: support for name, support in found.items() if support}
        for support in supports.values():
            self._held_by_nobody(support, supports)
        return supports

    def _support(self, written: WrittenSupport) -> Support | None:
        shape, source, at = written.shape, written.source, written.at
        entry = self.names.catalogue.get(shape.support)
        self.names.places["support", shape.support] = (source, at)
        if entry is None:
            self.names.unknown_support(source, (*at, "support"), shape.support)
            return None
        if entry.area != written.area:
            message = Text(f"{shape.support} 属于 {entry.area}", f"{shape.support} belongs to {entry.area}")
            mend = Text(f"移到 {entry.area}.yaml", f"move it to {entry.area}.yaml")
            self.names.problem(source, RuleCheck.WRONG_FILE, (*at, "support"), message, mend)
        self._kinds_without_route(written)
        parts = [_PartInterpreter(self.names, written, kind).part() for kind in kinds_of(shape)]
        if None in parts:
            return None
        return Support(shape.support, entry.area, entry.title, tuple(part for part in parts if part))

    def _kinds_without_route(self, written: WrittenSupport) -> None:
        """Kinds of subject that a support names but has no route for."""
        kinds, name = kinds_of(written.shape), written.shape.support
        own = [] if written.shape.for_ in kinds else [(written.shape.for_, written.part("for"))]
        for kind, (source, at) in [*own, *((kind, written.by(kind, "key")) for kind in written.shape.by if kind not in kinds)]:
            label = SUBJECT_LABELS[kind]
            message = Text(f"{name} 没有给{label.zh}的途径", f"{name} has no route for {label.en}s")
            mend = Text(f"给途径写 for: {kind}，或删去", f"write for: {kind} in a route, or take it out")
            self.names.problem(source, RuleCheck.KIND_WITHOUT_ROUTE, at, message, mend)

    def _held_by_nobody(self, support: Support, supports: Mapping[str, Support]) -> None:
        """Routes that depend on a support which only organisations have: `has.` reads persons and households."""
        for route in support.routes:
            for name in sorted(name for name in supports_of(route.when) if name in supports and not supports[name].held):
                source, at = self.names.places["route", f"{support.id}.{route.name}"]
                message = Text(f"has.{name}：{name} 只给单位", f"has.{name}: only organisations have {name}")
                mend = Text("写个人或家庭的项目，或写事实", "name a support of persons or households, or write a fact")
                self.names.problem(source, RuleCheck.OTHER_KIND, (*at, "when"), message, mend)


def kinds_of(shape: yaml_schema.SupportShape) -> tuple[SubjectKind, ...]:
    """The kinds of subject that a support has routes for, its own kind first."""
    kinds = dict.fromkeys(route.for_ or shape.for_ for route in shape.routes.values())
    return tuple(sorted(kinds, key=lambda kind: kind != shape.for_))


class _PartInterpreter:
    """Turns what a support says for one kind of subject into a part. What `by` does not give for the kind is the support's own."""

    def __init__(self, names: Names, written: WrittenSupport, kind: SubjectKind) -> None:
        self.names = names
        self.written = written
        self.shape = written.shape
        self.kind = kind

    def part(self) -> SupportPart | None:
        """The part; None if a condition has a problem."""
        shapes = {name: route for name, route in self.shape.routes.items() if (route.for_ or self.shape.for_) == self.kind}
        routes = [self._route(name, route, *self.written.routes[name]) for name, route in shapes.items()]
        self._one_unit([route for route in routes if route])
        unless = self._unless()
        if None in routes or None in unless:
            return None
        entry = self.names.catalogue[self.shape.support]
        return SupportPart(
            id=self.shape.support,
            area=entry.area,
            entity=self.kind,
            title=entry.title,
            routes=tuple(route for route in routes if route),
            unless=tuple(expr for expr in unless if expr),
            benefit=self._own_benefit(),
            subject_to=tuple(map(as_text, self._given("subject_to", lambda shape: shape.subject_to)[0])),
            notes=self._notes(*self._given("notes", lambda shape: shape.notes)),
            agency=self._agency(),
            papers=self._papers(),
            combine=self.shape.combine,
            paid=Paid(self.shape.paid.from_, self.shape.paid.every) if self.shape.paid else None,
            unasked=entry.unasked,
            public=entry.public,
        )

    def _one_unit(self, routes: Iterable[Route]) -> None:
        """Routes of one support state their amounts in one unit: amounts of different units are never joined."""
        own = self._given("benefit", lambda shape: shape.benefit)[0] or self.shape.benefit
        first = own.unit if own.amount is not None else None
        for route in routes:
            benefit = route.benefit
            if benefit is None or benefit.formula is None:
                continue
            if first is not None and benefit.unit != first:
                name, (source, at, _) = self.shape.support, self.written.routes[route.name]
                message = Text(f"{name} 的途径有的按 {first}，有的按 {benefit.unit}", f"routes of {name} give {first} and {benefit.unit}")
                mend = Text("改成同一单位，或分成两个项目", "write one unit, or two supports")
                self.names.problem(source, RuleCheck.AMOUNT_UNIT, (*at, "benefit", "unit"), message, mend)
            first = first or benefit.unit

    def _given(self, key: str, read: Callable[[yaml_schema.SupportShape | yaml_schema.KindShape], T]) -> tuple[T, Source, Path_]:
        """What the support says under a key for this kind of subject, with its place."""
        by = self.shape.by.get(self.kind)
        if by is None or key not in by.model_fields_set:
            return read(self.shape), *self.written.part(key)
        return read(by), *self.written.by(self.kind, key)

    def _own_benefit(self) -> Benefit:
        benefit, source, at = self._given("benefit", lambda shape: shape.benefit)
        return self._benefit(benefit or self.shape.benefit, source, at)

    def _own_mend(self, key: str) -> Text | None:
        """What to do where a condition that is said for the support's own kind does not fit this kind."""
        if self.kind == self.shape.for_:
            return None
        return Text(f"在 by 下为 {self.kind} 另写 {key}", f"give {key} of its own to {self.kind} under by")

    def _unless(self) -> list[Expr | None]:
        texts, source, at = self._given("unless", lambda shape: shape.unless)
        self.names.places["unless", f"{self.shape.support}.{self.kind}"] = (source, at)
        scope, mend = self.names.scope(self.kind, depends=False), self._own_mend("unless")
        return [self.names.expression(text, scope, source, (*at, index), mend) for index, text in enumerate(texts)]

    def _agency(self) -> Statement | None:
        agency, source, _ = self._given("agency", lambda shape: shape.agency)
        return _said(agency, source) if agency else None

    def _papers(self) -> tuple[Statement, ...]:
        papers, source, _ = self._given("papers", lambda shape: shape.papers)
        return tuple(_said(paper, source) for paper in papers)

    def _route(self, name: str, shape: yaml_schema.RouteShape, source: Source, at: Path_, document: str) -> Route | None:
        self.names.places["route", f"{self.shape.support}.{name}"] = (source, at)
        if not shape.cite:
            message = Text(f"途径 {name} 没有引用条款", f"the route {name} names no clause")
            self.names.problem(source, RuleCheck.CITATION_MISSING, at, message, CITE)
        scope = self.names.scope(self.kind, depends=self.kind != "organisation")
        when = self.names.expression(shape.when, scope, source, (*at, "when"))
        if when is None:
            return None
        return Route(
            name=name,
            text=shape.when,
            when=self.names.guarded(when),
            modality=shape.modality,
            cite=shape.cite,
            benefit=self._benefit(shape.benefit, source, (*at, "benefit")) if shape.benefit else None,
            subject_to=tuple(map(as_text, shape.subject_to)),
            notes=self._notes(shape.notes, source, (*at, "notes")),
            compliance=self._compliance(shape.compliance, source, (*at, "compliance")),
            deadline=Deadline(shape.deadline.warn_from, shape.deadline.breach_from) if shape.deadline else None,
            document=document,
            agency=_said(shape.agency, source) if shape.agency else None,
            papers=tuple(_said(paper, source) for paper in shape.papers),
            inside=self._inside(shape.inside, source, (*at, "inside")) if shape.inside else None,
        )

    def _inside(self, shape: yaml_schema.InsideShape, source: Source, at: Path_) -> Inside:
        known = [name for name, route in self.shape.routes.items() if (route.for_ or self.shape.for_) == self.kind]
        if shape.route not in known:
            support, kind = self.shape.support, SUBJECT_LABELS[self.kind]
            several = shape.route in self.shape.routes
            message = Text(f"{support} 没有“{shape.route}”这条途径", f"{support} has no route {shape.route!r}")
            if several:
                message = Text(f"{shape.route} 不是给{kind.zh}的途径", f"{shape.route} is no route for {kind.en}s")
            self.names.problem(source, RuleCheck.UNKNOWN_ROUTE, (*at, "route"), message, meant(shape.route, known))
        return Inside(shape.route, as_text(shape))

    def _benefit(self, shape: yaml_schema.BenefitShape, source: Source, at: Path_) -> Benefit:
        formula = None
        if shape.amount is not None:
            reader = AmountReader(self.names, self.kind, source)
            formula = reader.amount(shape.amount, shape.unit or "", (*at, "amount"))
        if formula is not None and shape.round is not None:
            formula = rounded(formula, shape.round)
        return Benefit(shape.kind, formula, shape.unit, shape.extent)

    def _notes(self, shapes: Iterable[yaml_schema.NoteShape], source: Source, at: Path_) -> tuple[Note, ...]:
        return tuple(self._note(shape, source, (*at, index)) for index, shape in enumerate(shapes))

    def _note(self, shape: yaml_schema.NoteShape, source: Source, at: Path_) -> Note:
        scope, mend = self.names.scope(self.kind, depends=False), self._own_mend("notes")
        when = self.names.expression(shape.when, scope, source, (*at, "when"), mend) if shape.when else None
        return Note(as_text(shape), when)

    def _compliance(self, shape: yaml_schema.ComplianceShape | None, source: Source, at: Path_) -> Compliance | None:
        if shape is None:
            return None
        scope = self.names.scope(self.kind, depends=False)
        found = {
            name: self.names.expression(text, scope, source, (*at, name))
            for name, text in (("decided_by", shape.decided_by), ("excused_by", shape.excused_by))
            if text
        }
        if shape.actual is None:
            return Compliance(None, None, **found)
        actual = self.names.number(shape.actual, self.kind, source, (*at, "actual"))
        required = self.names.number(shape.required, self.kind, source, (*at, "required"))
        if actual is None or required is None:
            return None
        if actual[1] and required[1] and actual[1] != required[1]:
            zh = f"actual 的单位是 {actual[1]}，required 的单位是 {required[1]}"
            message = Text(zh, f"actual is in {actual[1]}, required in {required[1]}")
            self.names.problem(source, RuleCheck.UNIT_MISMATCH, at, message, Text("两者的单位要相同", "both must have one unit"))
        return Compliance(actual[0], required[0], **found)


def _said(shape: yaml_schema.SaidShape, source: Source) -> Statement:
    return Statement(as_text(shape), shape.cite, source.document)


def as_origin(shape: yaml_schema.SourceShape) -> Origin:
    """The source of a national rule."""
    return Origin(shape.document, shape.locator, shape.seen)


def as_text(pair: yaml_schema.TextShape) -> Text:
    """The text of a shape."""
    return Text(pair.zh, pair.en)
