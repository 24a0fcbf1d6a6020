"""A compiled ruleset: stages of conditions, ordered so that a support comes after those that it depends on.

Each stage answers the supports of one kind of subject in one generated function. A support that another one requires by
`has.` is answered in an earlier stage, and its answer is put into the records of the subjects that read it. A route that
depends on other supports is answered twice: *now*, counting only the supports already received, and *then*, treating every
support that can be granted as granted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, cast, final

from eligibility._cached import cached_property
from eligibility._dataclass import dataclass
from eligibility.decide.truths import Place, TruthValue
from eligibility.facts.flatten import RecordValue
from eligibility.facts.record import OPEN_SETS, set_and_member
from eligibility.facts.vocabulary import SUBJECT_KINDS, SubjectKind, facts, support_fact
from eligibility.logic.algebra import Rewriting
from eligibility.logic.expr import FALSE, Expr, Flag, Has, Or, Quantity, disjunction, facts_in, supports_of, walk
from eligibility.logic.operators import Operator
from eligibility.logic.types import Boolean, Fact, FactValue
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.support import SupportPart

if TYPE_CHECKING:
    from eligibility.logic.kernel import Kernel


@dataclass(frozen=True, slots=True)
class Stage:
    """Supports of one kind of subject that are answered together.

    `supports` tells where the conditions of each lie: the routes now, the routes then and the exclusions. The kernel answers
    each `distinct` condition once; `order` has for each of `conditions` its place among these.
    """

    entity: SubjectKind
    conditions: tuple[Expr, ...]
    distinct: tuple[Expr, ...]
    order: tuple[int, ...]
    kernel: Kernel
    supports: tuple[tuple[str, slice, slice, int], ...]


FilledRecord = list[FactValue | None]
"""A record whose counts and required supports are still to be filled in."""


class Layout(dict[str, int]):
    """The positions of the facts in a record, by key."""

    def record(self, values: Mapping[str, RecordValue]) -> FilledRecord:
        """The record of a subject's flat values. Members of open sets (`person.receives.X`) are looked up in the set."""
        record: list[RecordValue | None] = [None] * len(self)
        place = self.get
        for key, value in values.items():
            position = place(key)
            if position is not None:
                record[position] = value
        for group, members in self._sets:
            chosen = values.get(group)
            if isinstance(chosen, frozenset):
                for position, member in members:
                    record[position] = member in chosen
        return cast("FilledRecord", record)

    @cached_property
    def _sets(self) -> list[tuple[str, list[tuple[int, str]]]]:
        sets: dict[str, list[tuple[int, str]]] = {}
        for key, position in self.items():
            if key.startswith(OPEN_SETS):
                group, member = set_and_member(key)
                sets.setdefault(group, []).append((position, member))
        return list(sets.items())


@dataclass(frozen=True, slots=True)
class HeldPart:
    """The part of a required support for one kind of subject, and where its truths lie among the answers of a stage's kernel: of
    the routes now or then, of the routes then, and of the exclusions."""

    kind: SubjectKind
    stage: int
    either: tuple[int, ...]
    then: tuple[int, ...]
    unless: int

    def granted(self, answers: Sequence[TruthValue]) -> TruthValue:
        """Whether it is granted by the answers for a subject of its kind, as `Raw.granted` says."""
        if answers[self.unless] is True:
            return False
        for at in self.either:
            if answers[at] is True:
                return True
        for at in self.then:
            if answers[at] is None:
                return None
        return False


@dataclass(frozen=True, slots=True)
class Handed:
    """A support whose answers are put into the records of those who require it: its parts for those who may hold it, and the place
    of its answer in a person's and in a household's record; None where none reads it."""

    support: str
    parts: tuple[HeldPart, ...]
    person: int | None
    household: int | None


@dataclass(frozen=True, slots=True)
class Counted:
    """A quantity that is put into the records: the position of its body, the household's fact that states it if there is one, and
    its own position in a person's and in a household's record; None where none reads it."""

    quantity: Quantity
    body: int
    stated: str | None
    person: int | None
    household: int | None


@dataclass(frozen=True, slots=True)
class Program:
    """All stages, the layout of each kind's record, and the quantities over members.

    `bodies` are the conditions that members are counted by, `counted` the quantities that some record holds. `places` tells
    where the truths of each part of a support lie. `handed` lists for each stage the supports whose answers are put into the
    records after it.
    """

    stages: tuple[Stage, ...]
    places: Mapping[str, tuple[Place, ...]]
    layouts: Mapping[SubjectKind, Layout]
    quantities: Mapping[Quantity, str]
    bodies: tuple[Expr, ...]
    counted: tuple[Counted, ...]
    count: Kernel
    demanded: frozenset[str]
    handed: tuple[tuple[Handed, ...], ...]


def program_of(ruleset: Ruleset) -> Program:
    """The compiled form of a ruleset, made once."""
    return ruleset.once(_compile)


def receipt(entity: SubjectKind, support: str) -> Expr:
    """The condition that a subject of a kind receives a support: the person itself, or any member of the household.

    Dibao and tekun have facts of their own, which count as received.
    """
    known = facts()
    if entity == "organisation":
        return FALSE
    if support == "dibao":
        return Flag(known["household.dibao"])
    own = Flag(known["person.tekun"] if support == "tekun" else support_fact("receives", support))
    return Quantity(own, Operator.AT_LEAST, 1) if entity == "household" else own


def received_by(entity: SubjectKind, support: str, ruleset: Ruleset) -> Expr:
    """The condition that a support is received, as `has.` asks: where the household can hold it, a person asks for any member."""
    of_household = entity == "person" and ruleset.part(support, "household") is not None
    return receipt("household" if of_household else entity, support)


def granted_fact(support: str) -> Fact:
    """The fact that tells in a record whether a support can be granted."""
    return Fact(f"granted.{support}", Boolean())


def _compile(ruleset: Ruleset) -> Program:
    from eligibility.logic.kernel import compile_conditions

    quantities = {quantity: f"quantity.{index}" for index, quantity in enumerate(_quantities(ruleset))}
    bodies = tuple(dict.fromkeys(quantity.body for quantity in quantities))
    stages = [(entity, list(group)) for entity, group in _groups(ruleset.parts)]
    conditions = [[_conditions(part, ruleset, quantities) for part in group] for _, group in stages]
    layouts = {entity: _layout(entity, stages, conditions, bodies) for entity in SUBJECT_KINDS}
    compiled = tuple(_stage(entity, group, truths, layouts[entity]) for (entity, group), truths in zip(stages, conditions, strict=True))
    demanded = frozenset(_demanded(ruleset))
    return Program(
        compiled,
        _places(compiled),
        layouts,
        quantities,
        bodies,
        tuple(_counted(quantities, bodies, layouts)),
        compile_conditions(bodies, layouts["person"]),
        demanded,
        _handed(compiled, demanded, ruleset, layouts),
    )


def _places(stages: Sequence[Stage]) -> dict[str, tuple[Place, ...]]:
    """Where the parts of each support lie. A support comes after those that it depends on, by the last part that `has.` reads."""
    found: dict[str, tuple[Place, ...]] = {}
    for index, stage in enumerate(stages):
        for support, now, then, unless in stage.supports:
            before = found.get(support, ()) if stage.entity == "organisation" else found.pop(support, ())
            found[support] = (*before, (index, now, then, unless))
    return found


def _counted(quantities: Mapping[Quantity, str], bodies: Sequence[Expr], layouts: Mapping[SubjectKind, Layout]) -> Iterable[Counted]:
    for quantity, key in quantities.items():
        person, household = layouts["person"].get(key), layouts["household"].get(key)
        if person is not None or household is not None:
            stated = quantity.stated.key if quantity.stated else None
            yield Counted(quantity, bodies.index(quantity.body), stated, person, household)


def _handed(
    stages: Sequence[Stage], demanded: frozenset[str], ruleset: Ruleset, layouts: Mapping[SubjectKind, Layout]
) -> tuple[tuple[Handed, ...], ...]:
    parts: dict[str, list[HeldPart]] = {}
    for index, stage in enumerate(stages):
        for name, now, then, unless in stage.supports if stage.entity != "organisation" else ():
            either = tuple(dict.fromkeys(stage.order[now] + stage.order[then]))
            parts.setdefault(name, []).append(HeldPart(stage.entity, index, either, stage.order[then], stage.order[unless]))

    def handed(support: str) -> Handed:
        key = granted_fact(support).key
        own = {part.kind: part for part in parts[support]}
        held = tuple(own[part.entity] for part in ruleset.held(support))
        return Handed(support, held, layouts["person"].get(key), layouts["household"].get(key))

    return tuple(
        tuple(handed(name) for name, *_ in stage.supports if name in demanded and name in parts and parts[name][-1].stage == at)
        for at, stage in enumerate(stages)
    )


def _quantities(ruleset: Ruleset) -> Iterable[Quantity]:
    found: dict[Quantity, None] = {}
    demanded = _demanded(ruleset)
    kinds: tuple[SubjectKind, ...] = ("person", "household")
    asked = [received_by(entity, name, ruleset) for name in sorted(demanded) for entity in kinds]
    for expr in [*ruleset.conditions(), *ruleset.cores(), *asked]:
        for node in walk(expr, members=False):
            if isinstance(node, Quantity):
                found[node] = None
    return found


def _demanded(ruleset: Ruleset) -> set[str]:
    """The supports that some route or national core depends on."""
    return set().union(*(part.demands for part in ruleset.parts), *map(supports_of, ruleset.cores()))


def core_conditions(core: Expr, entity: SubjectKind, ruleset: Ruleset) -> tuple[Expr, Expr]:
    """A national core over facts alone, now and then: counting the supports received, and also those that can be granted."""
    quantities = program_of(ruleset).quantities
    now, then = (_Resolving(entity, ruleset, quantities, derived=derived) for derived in (False, True))
    return now(core), then(core)


def tier_condition(when: Expr, entity: SubjectKind, ruleset: Ruleset, counted: Mapping[Quantity, str] | None = None) -> Expr:
    """The condition of an amount's tier over facts alone. `counted` names counts that the ruleset itself does not read."""
    return _Resolving(entity, ruleset, {**program_of(ruleset).quantities, **(counted or {})}, derived=True)(when)


def conditions_now(part: SupportPart, ruleset: Ruleset) -> Expr:
    """The condition that some route of a support holds as things are, over facts alone: only supports that are received count."""
    return disjunction(list(_conditions(part, ruleset, program_of(ruleset).quantities).now))


def _groups(parts: Sequence[SupportPart]) -> Iterable[tuple[SubjectKind, Sequence[SupportPart]]]:
    """The parts of supports grouped by kind of subject, ordered so that a required support comes before the one that requires it."""
    waiting = {part.key: part for part in parts}
    demands = {part.key: part.demands for part in parts}
    while waiting:
        left = {name for name, kind in waiting if kind != "organisation"}
        ready = [part for key, part in waiting.items() if not demands[key] & left]
        entity = ready[0].entity
        group = [part for part in ready if part.entity == entity]
        yield entity, group
        for part in group:
            del waiting[part.key]


@dataclass(frozen=True, slots=True)
class _Conditions:
    now: tuple[Expr, ...]
    then: tuple[Expr, ...]
    unless: Expr


def _conditions(part: SupportPart, ruleset: Ruleset, quantities: Mapping[Quantity, str]) -> _Conditions:
    now = _Resolving(part.entity, ruleset, quantities, derived=False)
    then = _Resolving(part.entity, ruleset, quantities, derived=True)
    return _Conditions(
        tuple(now(route.when) for route in part.routes),
        tuple(then(route.when) for route in part.routes),
        now(disjunction(list(part.unless))),
    )


@final
class _Resolving(Rewriting):
    """Rewrites conditions over facts alone: counts and required supports become facts of the record.

    With `derived`, a required support also counts where it can be granted, not only where it is received.
    """

    def __init__(self, entity: SubjectKind, ruleset: Ruleset, quantities: Mapping[Quantity, str], *, derived: bool) -> None:
        self.entity = entity
        self.ruleset = ruleset
        self.quantities = quantities
        self.derived = derived

    def has(self, expr: Has) -> Expr:
        holds = self(received_by(self.entity, expr.support, self.ruleset))
        if self.derived and self.ruleset.held(expr.support):
            return Or((holds, Flag(granted_fact(expr.support))))
        return holds

    def quantity(self, expr: Quantity) -> Expr:
        return Flag(Fact(self.quantities[expr], Boolean()))


def _layout(
    entity: SubjectKind,
    stages: Sequence[tuple[SubjectKind, list[SupportPart]]],
    conditions: Sequence[Sequence[_Conditions]],
    bodies: Iterable[Expr],
) -> Layout:
    used = [
        expr
        for (kind, _), group in zip(stages, conditions, strict=True)
        if kind == entity
        for truths in group
        for expr in (*truths.now, *truths.then, truths.unless)
    ]
    if entity == "person":
        used += bodies
    keys = dict.fromkeys(fact.key for expr in used for fact in facts_in(expr))
    return Layout((key, index) for index, key in enumerate(keys))


def _stage(entity: SubjectKind, group: Sequence[SupportPart], conditions: Sequence[_Conditions], layout: Mapping[str, int]) -> Stage:
    from eligibility.logic.kernel import compile_conditions

    flat: list[Expr] = []
    places = []
    for part, truths in zip(group, conditions, strict=True):
        start, middle = len(flat), len(flat) + len(truths.now)
        flat += [*truths.now, *truths.then, truths.unless]
        places.append((part.id, slice(start, middle), slice(middle, middle + len(truths.then)), len(flat) - 1))
    distinct = {condition: index for index, condition in enumerate(dict.fromkeys(flat))}
    order = tuple(distinct[condition] for condition in flat)
    return Stage(entity, tuple(flat), tuple(distinct), order, compile_conditions(list(distinct), layout), tuple(places))
