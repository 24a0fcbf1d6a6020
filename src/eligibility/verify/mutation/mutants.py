"""The mutants of a version: every small mistake in every condition of its supports and definitions."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import final

from eligibility.logic.algebra import Rewriting
from eligibility.logic.expr import FALSE, Const, Expr, Has, Member, Named, Quantity, facts_in, walk
from eligibility.logic.faults import ExpressionError
from eligibility.logic.parse import parse
from eligibility.logic.scope import Scope
from eligibility.logic.types import Choice, Fact
from eligibility.rules.load import Loaded
from eligibility.rules.located_yaml import Path_, Source
from eligibility.rules.ruleset import Definition, Note, Route, Ruleset, Support
from eligibility.rules.scope import scope_of
from eligibility.verify.mutation.edits import Edit, Operator, Value, edits_of

SMALL = 5
"""A choice with at most this many values gets each of them added; a larger one those that the plan names for the same fact."""

UNLESS = "unless"
"""Stands for the route where an exclusion is mutated."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as it is written: of a route, an exclusion (`unless`) or a definition, with its place in the files.

    `support` is empty for a definition, `route` for all but a route. `index` counts the exclusions of a support.
    """

    support: str
    route: str
    definition: str
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
    """The conditions of some supports, and those of the definitions that these use."""
    ruleset = loaded.ruleset
    for name in supports:
        yield from _of_support(loaded, ruleset.supports[name])
    used = {node.name for name in supports for expr in _exprs(ruleset.supports[name]) for node in walk(expr) if isinstance(node, Named)}
    for definition in ruleset.definitions.values():
        if definition.name in used:
            source, at = loaded.place("definition", definition.name)
            scope = scope_of(ruleset, definition.entity, depends=definition.entity == "person")
            yield Condition("", "", definition.name, 0, definition.text, definition.cite, source, (*at, "is"), scope)


def _of_support(loaded: Loaded, support: Support) -> Iterator[Condition]:
    scope = scope_of(loaded.ruleset, support.entity, depends=True)
    for route in support.routes:
        source, at = loaded.place("route", f"{support.id}.{route.name}")
        yield Condition(support.id, route.name, "", 0, route.text, route.cite, source, (*at, "when"), scope)
    written = loaded.written.supports[support.id]
    source, at = written.part(UNLESS)
    scope = scope_of(loaded.ruleset, support.entity, depends=False)
    for index, text in enumerate(written.shape.unless):
        yield Condition(support.id, "", "", index, text, (), source, (*at, index), scope)


def _exprs(support: Support) -> list[Expr]:
    return [*(route.when for route in support.routes), *support.unless]


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
            operator = Operator.ROUTE_DROPPED if condition.route else Operator.EXCLUSION_DROPPED
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
        return [*texts, *(str(self.ruleset.figures[name].amount) for name in figures)]


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
    replaced = condition.definition and edit.operator is Operator.DEFINITION_REPLACED
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


def users(ruleset: Ruleset, condition: Condition) -> Sequence[str]:
    """The supports whose rule a mutant of the condition changes."""
    return (condition.support,) if condition.support else ruleset.once(_uses)[condition.definition]


def _uses(ruleset: Ruleset) -> Mapping[str, list[str]]:
    """For each definition the supports that use it, directly or through another one."""
    found: dict[str, list[str]] = {name: [] for name in ruleset.definitions}
    for support in ruleset.supports.values():
        for name in _names(support) & ruleset.definitions.keys():
            found[name].append(support.id)
    return found


def _names(support: Support) -> set[str]:
    """The names that the conditions of a support use, those of its notes included."""
    notes = [*support.notes, *(note for route in support.routes for note in route.notes)]
    exprs = [*_exprs(support), *(note.when for note in notes if note.when is not None)]
    return {node.name for expr in exprs for node in walk(expr) if isinstance(node, Named)}


def mutated(ruleset: Ruleset, mutant: Mutant) -> Ruleset:
    """The ruleset with the mistake in it."""
    assert mutant.expr is not None
    condition = mutant.condition
    if condition.definition:
        return _redefined(ruleset, condition.definition, mutant.expr)
    support = _with(ruleset.supports[condition.support], condition, mutant.expr)
    return replace(ruleset, supports={**ruleset.supports, support.id: support})


def _with(support: Support, condition: Condition, expr: Expr) -> Support:
    if condition.route:
        routes = tuple(replace(route, when=expr) if route.name == condition.route else route for route in support.routes)
        return replace(support, routes=routes)
    unless = [*support.unless[: condition.index], expr, *support.unless[condition.index + 1 :]]
    return replace(support, unless=tuple(unless))


def _redefined(ruleset: Ruleset, name: str, body: Expr) -> Ruleset:
    """The ruleset with another meaning of a definition, wherever it is used."""
    rewrite = _Redefining(name, body)
    definitions = {one.name: replace(one, body=body if one.name == name else rewrite(one.body)) for one in ruleset.definitions.values()}
    changed = {user: _rewritten(ruleset.supports[user], rewrite) for user in ruleset.once(_uses)[name]}
    return replace(ruleset, definitions=definitions, supports={**ruleset.supports, **changed})


def _rewritten(support: Support, rewrite: _Redefining) -> Support:
    def notes(found: tuple[Note, ...]) -> tuple[Note, ...]:
        return tuple(replace(note, when=rewrite(note.when)) if note.when is not None else note for note in found)

    def route(found: Route) -> Route:
        return replace(found, when=rewrite(found.when), notes=notes(found.notes))

    return replace(
        support, routes=tuple(map(route, support.routes)), unless=tuple(map(rewrite, support.unless)), notes=notes(support.notes)
    )


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
