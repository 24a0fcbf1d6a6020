"""The mutants of a version: every small mistake in every condition of its supports and definitions."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import final

from eligibility.facts.vocabulary import SubjectKind
from eligibility.logic.algebra import Rewriting
from eligibility.logic.amount import reads_facts
from eligibility.logic.expr import FALSE, Const, Expr, Has, Member, Named, Quantity, facts_in, walk
from eligibility.logic.faults import ExpressionError
from eligibility.logic.parse import parse
from eligibility.logic.scope import Scope
from eligibility.logic.types import Choice, Fact
from eligibility.rules.amounts import stated, static
from eligibility.rules.folders import base_of
from eligibility.rules.implications import guarded
from eligibility.rules.load import Loaded
from eligibility.rules.located_yaml import Path_, Source
from eligibility.rules.ruleset import Definition, Implication, Ruleset
from eligibility.rules.scope import scope_of
from eligibility.rules.support import Note, PartKey, Route, Support, SupportPart
from eligibility.verify.mutation.edits import Edit, MutationOperator, Value, edits_of

SMALL = 5
"""A choice with at most this many values gets each of them added; a larger one those that the plan names for the same fact."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as it is written: of a route, an exclusion (`unless`) or a definition, with its place in the files.

    `support` is empty for a definition, `route` for all but a route. `index` counts the exclusions of the part for `kind`.
    """

    support: str
    route: str
    definition: str
    kind: SubjectKind
    index: int
    text: str
    cite: tuple[str, ...]
    source: Source = field(repr=False)
    at: Path_
    scope: Scope = field(repr=False)

    @property
    def owner(self) -> str:
        """The support or definition."""
        return self.support or self.definition


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mistake in one condition, and what the condition then means. None: the loader would refuse the text."""

    condition: Condition
    edit: Edit
    expr: Expr | None
    hash: str


def conditions_of(loaded: Loaded, supports: Collection[str]) -> Iterator[Condition]:
    """The conditions of some supports, and those of the definitions that these use, as far as the version answers for them.

    An amendment does not answer for what it leaves alone, nor a folder without national rules for the national definitions: these
    conditions are judged where they are written.
    """
    ruleset, used = loaded.ruleset, set[str]()
    for part in ruleset.parts:
        if part.id in supports:
            yield from _of_part(loaded, part)
            used |= _defined(part)
    for definition in ruleset.definitions.values():
        if definition.name in used and not _judged_elsewhere(loaded, definition):
            source, at = loaded.place("definition", definition.name)
            scope = scope_of(ruleset, definition.entity, depends=definition.entity == "person")
            yield Condition("", "", definition.name, definition.entity, 0, definition.text, definition.cite, source, (*at, "is"), scope)


def _defined(part: SupportPart) -> set[str]:
    """The definitions by which a part decides."""
    return {node.name for expr in part.conditions for node in walk(expr) if isinstance(node, Named)}


def _judged_elsewhere(loaded: Loaded, definition: Definition) -> bool:
    root, before = loaded.written.folder.parents[1], loaded.before
    if definition.national and base_of(root) != root:
        return True
    same = before is not None and before.definitions.get(definition.name) == definition
    return same and before is not None and any(definition.name in _defined(part) for part in before.parts)


def part_before(loaded: Loaded, part: SupportPart) -> tuple[SupportPart | None, Mapping[str, Route]]:
    """What an amended version says in place of a part, and of each of its routes; None and nothing in a version of its own."""
    found = loaded.before.part(*part.key) if loaded.before else None
    return found, {route.name: route for route in found.routes} if found else {}


def _of_part(loaded: Loaded, part: SupportPart) -> Iterator[Condition]:
    scope = scope_of(loaded.ruleset, part.entity, depends=part.entity != "organisation")
    before, routes = part_before(loaded, part)
    for route in part.routes:
        if route.name in routes and routes[route.name].when == route.when:
            continue
        source, at = loaded.place("route", f"{part.id}.{route.name}")
        yield Condition(part.id, route.name, "", part.entity, 0, route.text, route.cite, source, (*at, "when"), scope)
    scope = scope_of(loaded.ruleset, part.entity, depends=False)
    for index, excluded in enumerate(part.unless):
        if before is not None and excluded in before.unless:
            continue
        source, at = loaded.place("unless", f"{part.id}.{part.entity}")
        yield Condition(part.id, "", "", part.entity, index, str(source.value((*at, index))), (), source, (*at, index), scope)


class Mutating:
    """Makes the mutants of the conditions of one version."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.neighbours = neighbours(ruleset.definitions)
        self._named = _named_values(ruleset)

    def mutants(self, condition: Condition) -> Iterator[Mutant]:
        """Every mutant of a condition. An edit that changes nothing of the meaning is none."""
        original = parse(condition.text, condition.scope)
        words = self._words(condition, original)
        for edit in self._edits(condition):
            expr = _parsed(edit, condition)
            if expr != original:
                yield Mutant(condition, edit, expr, _hash(edit, words))

    def _edits(self, condition: Condition) -> Iterator[Edit]:
        if condition.support:
            operator = MutationOperator.ROUTE_DROPPED if condition.route else MutationOperator.EXCLUSION_DROPPED
            yield Edit(operator, (), 0, len(condition.text.rstrip()), None)
        others = self.neighbours
        if condition.definition:
            others = {name: [one for one in near if one != condition.definition] for name, near in others.items()}
        yield from edits_of(condition.text, condition.scope, self._values, others)

    def _values(self, fact: Fact) -> Sequence[Value]:
        assert isinstance(fact.type, Choice)
        values = fact.type.values
        return values if len(values) <= SMALL else [value for value in values if value in self._named[fact.key]]

    def _words(self, condition: Condition, original: Expr) -> list[str]:
        """What a condition says: its text, and those of the definitions and figures that it uses."""
        names = sorted({node.name for node in walk(original) if isinstance(node, Named)} & self.ruleset.definitions.keys())
        texts = [condition.text, *(self.ruleset.definitions[name].text for name in names)]
        figures = sorted(set(_FIGURE.findall(" ".join(texts))) & self.ruleset.figures.keys())
        return [condition.kind, *texts, *(self._figure(name) for name in figures)]

    def _figure(self, name: str) -> str:
        formula = self.ruleset.figures[name].formula
        return str(formula if reads_facts(formula) else stated(static(formula)))


def _hash(edit: Edit, words: list[str]) -> str:
    """The first eight digits of a hash of what is mutated: the place, the change and the words."""
    said = "\n".join([f"{edit.start}-{edit.end} {edit.said.en}", *words])
    return hashlib.sha256(said.encode()).hexdigest()[:8]


_FIGURE = re.compile(r"figures\.([a-z0-9_]+)")


def _parsed(edit: Edit, condition: Condition) -> Expr | None:
    """What the text with the mistake means; None where the loader would refuse it."""
    if edit.text is None:
        return FALSE
    try:
        expr = parse(edit.text, condition.scope)
    except ExpressionError:
        return None
    replaced = condition.definition and edit.operator is MutationOperator.DEFINITION_REPLACED
    itself = replaced and any(isinstance(node, Named) and node.name == condition.definition for node in walk(expr))
    return None if isinstance(expr, Const) or itself else expr


def neighbours(definitions: Mapping[str, Definition]) -> Mapping[str, Sequence[str]]:
    """Every definition with those that it is easily mistaken for: about the same kind of subject, and reading one of the same facts."""
    read = {name: (one.entity, {fact.key for fact in facts_in(one.body)}) for name, one in definitions.items()}
    return {
        name: [other for other, (kind, keys) in read.items() if other != name and kind == entity and keys & own]
        for name, (entity, own) in read.items()
    }


def _named_values(ruleset: Ruleset) -> Mapping[str, set[Value]]:
    """The values of each choice that some condition of the plan names."""
    found: dict[str, set[Value]] = defaultdict(set)
    for expr in ruleset.conditions():
        for node in walk(expr):
            if isinstance(node, Member):
                found[node.fact.key] |= node.values
    return found


def users(ruleset: Ruleset, condition: Condition) -> Sequence[PartKey]:
    """The parts of supports whose rule a mutant of the condition changes."""
    return ((condition.support, condition.kind),) if condition.support else ruleset.once(_uses)[condition.definition]


def changed_parts(before: Ruleset, after: Ruleset, mutant: Mutant) -> list[tuple[SupportPart, SupportPart]]:
    """The parts whose rule a mutant changes, before and after."""
    found = [(before.part(*key), after.part(*key)) for key in users(before, mutant.condition)]
    return [(old, new) for old, new in found if old is not None and new is not None and old != new]


def _uses(ruleset: Ruleset) -> Mapping[str, list[PartKey]]:
    """For each definition the parts of supports that use it, directly or through another one."""
    found: dict[str, list[PartKey]] = {name: [] for name in ruleset.definitions}
    for part in ruleset.parts:
        for name in _names(part) & ruleset.definitions.keys():
            found[name].append(part.key)
    return found


def _names(part: SupportPart) -> set[str]:
    """The names that the conditions of a part use, those of its notes included."""
    notes = [*part.notes, *(note for route in part.routes for note in route.notes)]
    exprs = [*part.conditions, *(note.when for note in notes if note.when is not None)]
    return {node.name for expr in exprs for node in walk(expr) if isinstance(node, Named)}


def mutated(ruleset: Ruleset, mutant: Mutant) -> Ruleset:
    """The ruleset with the mistake in it."""
    assert mutant.expr is not None
    condition, expr = mutant.condition, mutant.expr
    if condition.definition:
        return _redefined(ruleset, condition.definition, expr)
    put = guarded(expr, ruleset.implications.values()) if condition.route else expr
    return _with_parts(ruleset, {condition.support: lambda part: _with(part, condition, put) if part.entity == condition.kind else part})


def _with_parts(ruleset: Ruleset, changes: Mapping[str, Callable[[SupportPart], SupportPart]]) -> Ruleset:
    changed = {name: _with_each(ruleset.supports[name], change) for name, change in changes.items()}
    return replace(ruleset, supports={**ruleset.supports, **changed})


def _with_each(support: Support, change: Callable[[SupportPart], SupportPart]) -> Support:
    return replace(support, parts=tuple(map(change, support.parts)))


def _with(part: SupportPart, condition: Condition, expr: Expr) -> SupportPart:
    if condition.route:
        routes = tuple(replace(route, when=expr) if route.name == condition.route else route for route in part.routes)
        return replace(part, routes=routes)
    return replace(part, unless=(*part.unless[: condition.index], expr, *part.unless[condition.index + 1 :]))


def _redefined(ruleset: Ruleset, name: str, body: Expr) -> Ruleset:
    """The ruleset with another meaning of a definition, wherever it is used."""
    rewrite = _Redefining(name, body)
    definitions = {one.name: replace(one, body=body if one.name == name else rewrite(one.body)) for one in ruleset.definitions.values()}
    laws = ruleset.implications.values()
    using = {support for support, _ in ruleset.once(_uses)[name]}
    changed = _with_parts(ruleset, dict.fromkeys(using, lambda part: _rewritten(part, rewrite, laws)))
    return replace(changed, definitions=definitions)


def _rewritten(part: SupportPart, rewrite: _Redefining, laws: Collection[Implication]) -> SupportPart:
    def notes(found: tuple[Note, ...]) -> tuple[Note, ...]:
        return tuple(replace(note, when=rewrite(note.when)) if note.when is not None else note for note in found)

    def route(found: Route) -> Route:
        return replace(found, when=guarded(rewrite(found.when), laws), notes=notes(found.notes))

    return replace(part, routes=tuple(map(route, part.routes)), unless=tuple(map(rewrite, part.unless)), notes=notes(part.notes))


@final
class _Redefining(Rewriting):
    """Puts another body into a definition, wherever its name is used."""

    def __init__(self, name: str, body: Expr) -> None:
        self.name = name
        self.body = body

    def named(self, expr: Named, body: Callable[[], Expr]) -> Expr:
        if expr.shown is None and expr.name == self.name:
            return Named(expr.name, self.body)
        return super().named(expr, body)

    def has(self, expr: Has) -> Expr:
        return expr

    def quantity(self, expr: Quantity) -> Expr:
        return Quantity(self(expr.body), expr.op, expr.bound, expr.stated)


def part_of(ruleset: Ruleset, supports: Sequence[str]) -> Ruleset:
    """The ruleset with only some supports, those that exclude them, and all that these depend on."""
    pairs = [conflict.pair for conflict in ruleset.conflicts]
    wanted = {*supports, *(other for pair in pairs if {*pair} & {*supports} for other in pair)} & ruleset.supports.keys()
    wanted |= set().union(*(ruleset.behind(name) for name in wanted))
    return replace(ruleset, supports={name: support for name, support in ruleset.supports.items() if name in wanted})
