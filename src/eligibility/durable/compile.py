"""Compile conditions to rules of the live engine: two for each condition, one that proves it and one that refutes it.

Negation is pushed down to single comparisons (negation normal form). A missing property matches neither the
comparison nor its opposite, so that an unknown fact leaves the condition neither proved nor refuted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, assert_never, cast, final

from eligibility._cached import cached_property
from eligibility._dataclass import dataclass
from eligibility.durable.host import (
    MOST_ATOMS,
    MOST_BRANCHES,
    MOST_RULES,
    Host,
    LiveEngineError,
    Pattern,
    atoms_of,
    branches_of,
    host,
    rules_text,
)
from eligibility.logic.algebra import DualRail, OverFacts, Rails
from eligibility.logic.expr import Atom, Compare, Expr, Flag, Linear, Member
from eligibility.logic.operators import DENIED, Operator
from eligibility.logic.split import split
from eligibility.logic.types import Boolean, Choice, Day, Fact, Number

if TYPE_CHECKING:
    from eligibility.logic.kernel import Record

_OPS = {Operator.BELOW: "$lt", Operator.AT_MOST: "$lte", Operator.ABOVE: "$gt", Operator.AT_LEAST: "$gte", Operator.UNEQUAL: "$neq"}

REMEMBERED = 4096
"""How many conclusions a kernel keeps in its cache, for all cases together."""

Match = Pattern | bool
"""The pattern that a message has to match, or a truth that holds for every message."""

Scalar = bool | int | str


def compile_live(conditions: Sequence[Expr], positions: Mapping[str, int]) -> LiveKernel:
    """The live counterpart of `compile_conditions`: the engine infers the same answers.

    Raises:
        LiveEngineMissing: durable_rules is not installed.
        LiveEngineError: a condition is too large for the engine.
    """
    return LiveKernel(live_rules(conditions, positions), host())


@dataclass(frozen=True, slots=True)
class Plain:
    """A property that is the value at a position of the record."""

    position: int

    def __call__(self, record: Record) -> Scalar | None:
        return cast("Scalar | None", record[self.position])


@dataclass(frozen=True, slots=True)
class Sign:
    """A property that is the sign of a sum's exact value: -1, 0 or 1. `positions` has the place of each fact of the sum, by its key."""

    total: Linear
    positions: Mapping[str, int]

    def __call__(self, record: Record) -> Scalar | None:
        value = self.total.value(lambda fact: record[self.positions[fact.key]])
        return None if value is None else (value > 0) - (value < 0)


PropertyReader = Plain | Sign


@dataclass(frozen=True, slots=True)
class Pack:
    """Rules that are registered together, as the engine reads them, and the properties of a message that they use."""

    rules: str
    properties: tuple[tuple[str, PropertyReader], ...]


@dataclass(frozen=True, slots=True)
class LiveRules:
    """Conditions as rules of the live engine: the packs of rules, the truths that are always the same, and the place of each
    condition among the distinct ones. `inner` answers the parts of conditions that were too large for one rule."""

    packs: tuple[Pack, ...]
    fixed: Mapping[int, bool]
    order: tuple[int, ...]
    inner: LiveRules | None


def live_rules(conditions: Sequence[Expr], positions: Mapping[str, int]) -> LiveRules:
    """The rules of conditions; they need no engine yet.

    Raises:
        LiveEngineError: a condition is too large for the engine.
    """
    return _Compiling(positions).rules(conditions)


class LiveKernel:
    """Answers conditions for a record, as a compiled kernel does, by inference in short-lived sessions.

    Raises:
        LiveEngineError: the engine refuses the rules, or fails.
    """

    def __init__(self, rules: LiveRules, engine: Host, remembered: int = REMEMBERED) -> None:
        self._rules = rules
        self._engine = engine
        self._inner = LiveKernel(rules.inner, engine, remembered) if rules.inner else None
        # The conclusions of a set of rules depend only on its message: a new fact runs only the sets that read it.
        self._infer = lru_cache(maxsize=remembered)(lambda name, message: engine.infer(name, dict(message)))

    @property
    def packs(self) -> int:
        """How many sets of rules there are."""
        return len(self._rules.packs)

    @cached_property
    def _packs(self) -> Sequence[tuple[str, Sequence[tuple[str, PropertyReader]]]]:
        """The names of the sets of rules, which are registered when the first record comes, and the properties that they use."""
        return [(self._engine.register(pack.rules), pack.properties) for pack in self._rules.packs]

    def __call__(self, record: Record) -> tuple[bool | None, ...]:
        if self._inner is not None:
            record = [*record, *self._inner(record)]
        truths: dict[int, bool] = dict(self._rules.fixed)
        for pack, properties in self._packs:
            message = tuple((name, value) for name, reader in properties if (value := reader(record)) is not None)
            for rule in self._infer(pack, message):
                index, truth = int(rule[1:]), rule[0] == "T"
                if truths.setdefault(index, truth) is not truth:
                    raise LiveEngineError("a condition was both proved and refuted")
        return tuple(truths.get(index) for index in self._rules.order)


class _Compiling:
    """Writes conditions as rules."""

    def __init__(self, positions: Mapping[str, int]) -> None:
        self._given = positions
        self._positions = dict(positions)
        self._patterns = _Patterns(self._positions)
        self._parts: dict[Expr, Fact] = {}

    def rules(self, conditions: Sequence[Expr]) -> LiveRules:
        fitting = [self._fitting(condition) for condition in conditions]
        inner = live_rules(list(self._parts), self._given) if self._parts else None
        places = {condition: index for index, condition in enumerate(dict.fromkeys(fitting))}
        rules = [self._rules(index, condition) for condition, index in places.items()]
        fixed = {index: found for index, found in enumerate(rules) if isinstance(found, bool)}
        packs = self._packed([found for found in rules if isinstance(found, dict)])
        return LiveRules(tuple(packs), fixed, tuple(places[condition] for condition in fitting), inner)

    # -- conditions too large for one rule

    def _fitting(self, condition: Expr) -> Expr:
        """The condition itself, or where it is too large for one rule, a condition in which facts stand for its parts."""
        try:
            return split(condition, self._fits, self._part)
        except ValueError:
            raise LiveEngineError("a condition is too large for the engine") from None

    def _fits(self, condition: Expr) -> bool:
        rails = self._patterns(condition)
        known = [pattern for pattern in (rails.proved, rails.refuted) if isinstance(pattern, dict)]
        atoms = {repr(atom) for pattern in known for atom in atoms_of(pattern)}
        return len(atoms) <= MOST_ATOMS and all(branches_of(pattern) <= MOST_BRANCHES for pattern in known)

    def _part(self, expr: Expr) -> Fact:
        """The fact that stands for a part. It is answered before the conditions that read it."""
        if expr not in self._parts:
            fact = self._parts[expr] = Fact(f"part.{len(self._parts)}", Boolean())
            self._positions[fact.key] = len(self._positions)
        return self._parts[expr]

    # -- rules

    def _rules(self, index: int, condition: Expr) -> dict[str, Pattern] | bool:
        """The two rules of a condition, or its truth where that is always the same."""
        rails = self._patterns(condition)
        if isinstance(rails.proved, bool):
            return rails.proved
        if isinstance(rails.refuted, bool):
            return not rails.refuted
        return {f"T{index}": rails.proved, f"F{index}": rails.refuted}

    def _packed(self, rules: Sequence[Mapping[str, Pattern]]) -> list[Pack]:
        packs: list[Pack] = []
        batch: dict[str, Pattern] = {}
        atoms: set[str] = set()
        for pair in rules:
            more = {repr(atom) for pattern in pair.values() for atom in atoms_of(pattern)}
            if batch and (len(batch) + len(pair) > MOST_RULES or len(atoms | more) > MOST_ATOMS):
                packs.append(self._pack(batch))
                batch, atoms = {}, set()
            batch.update(pair)
            atoms |= more
        return [*packs, self._pack(batch)] if batch else packs

    def _pack(self, rules: Mapping[str, Pattern]) -> Pack:
        used = {name for pattern in rules.values() for atom in atoms_of(pattern) for name in _properties(atom)}
        return Pack(rules_text(rules), tuple((name, self._patterns.readers[name]) for name in sorted(used)))


@final
class _Patterns(DualRail[Match], OverFacts[Rails[Match]]):
    """For each condition, a pattern that matches exactly the messages that prove it, and one for those that refute it.

    `readers` holds the properties that the patterns made so far use, and how each is read from a record.
    """

    def __init__(self, positions: Mapping[str, int]) -> None:
        self.readers: dict[str, PropertyReader] = {}
        self._positions = positions
        self._signs: dict[Linear, str] = {}

    def const(self, value: bool) -> Rails[Match]:
        return Rails(value, not value)

    def atom(self, expr: Atom) -> Rails[Match]:
        match expr:
            case Flag(fact):
                name = self._plain(fact)
                return Rails({name: True}, {name: False})
            case Member(fact, values):
                return self._member(fact, values)
            case Compare(op=op):
                name, bound = self._compared(expr)
                return Rails(_comparison(name, op, bound), _comparison(name, DENIED[op], bound))
        assert_never(expr)

    def conjunction(self, args: list[Match]) -> Match:
        return _joined(args, "$and")

    def disjunction(self, args: list[Match]) -> Match:
        return _joined(args, "$or")

    def _member(self, fact: Fact, values: frozenset[str | int]) -> Rails[Match]:
        assert isinstance(fact.type, Choice)
        name = self._plain(fact)
        inside: list[Match] = [{name: value} for value in fact.type.values if value in values]
        outside: list[Match] = [{name: value} for value in fact.type.values if value not in values]
        return Rails(_joined(inside, "$or"), _joined(outside, "$or"))

    def _plain(self, fact: Fact) -> str:
        position = self._positions[fact.key]
        name = f"f{position}"
        self.readers[name] = Plain(position)
        return name

    def _compared(self, expr: Compare) -> tuple[str, int]:
        """The property to compare and its bound: a single whole number directly, any other sum by the sign of its exact value.

        The right side is never another property: such a comparison fails with error 303 where that property is missing.
        """
        total = expr.sum
        (fact, factor), *more = total.terms
        if not more and factor == 1 and _whole(fact) and total.constant == int(total.constant):
            return self._plain(fact), -int(total.constant)
        name = self._signs.setdefault(total, f"c{len(self._signs)}")
        self.readers[name] = Sign(total, {fact.key: self._positions[fact.key] for fact, _ in total.terms})
        return name, 0


def _whole(fact: Fact) -> bool:
    return isinstance(fact.type, Day) or (isinstance(fact.type, Number) and fact.type.integral)


def _comparison(name: str, op: Operator, bound: int) -> Pattern:
    return {name: bound} if op == Operator.EQUAL else {_OPS[op]: {name: bound}}


def _joined(parts: Sequence[Match], word: Literal["$and", "$or"]) -> Match:
    stop = word == "$or"
    if stop in [part for part in parts if isinstance(part, bool)]:
        return stop
    kept = [part for part in parts if not isinstance(part, bool)]
    if not kept:
        return not stop
    return kept[0] if len(kept) == 1 else {word: kept}


def _properties(atom: Pattern) -> list[str]:
    (key, value), *_ = atom.items()
    return list(value) if isinstance(value, Mapping) else [key]
