"""Conditions lowered to rules of the live engine: two for each, one that proves it and one that refutes it.

Negation is pushed down to single comparisons (negation normal form). A property that is missing matches neither the
comparison nor its opposite, so that an unknown fact leaves a condition neither proved nor refuted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import cast

from eligibility.durable.host import MOST_ATOMS, MOST_BRANCHES, MOST_RULES, Host, LiveEngineError, Pattern, atoms_of, branches_of, host
from eligibility.logic.expr import And, Compare, Const, Expr, Flag, Member, Named, Not, Or
from eligibility.logic.kernel import Record
from eligibility.logic.types import Boolean, Choice, Day, Fact, Number

_OPS = {"<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte", "!=": "$neq"}
_OPPOSITE = {"<": ">=", "<=": ">", "==": "!=", "!=": "==", ">": "<=", ">=": "<"}

GROUP = 16
"""How many parts of a condition that is too large stay together."""

REMEMBERED = 4096
"""How many conclusions of its sets of rules a kernel keeps, for all cases together."""

Scalar = bool | int | str
Reader = Callable[[Record], Scalar | None]


def compile_live(conditions: Sequence[Expr], positions: Mapping[str, int]) -> LiveKernel:
    """The live counterpart of `compile_conditions`: the same answers, inferred by the engine."""
    return LiveKernel(conditions, positions, host())


@dataclass(frozen=True, slots=True)
class _Pack:
    """Rules registered together, and the properties that their message needs."""

    name: str
    properties: tuple[tuple[str, Reader], ...]


class LiveKernel:
    """Answers conditions for a record, as a compiled kernel does, by inference in transient sessions."""

    def __init__(self, conditions: Sequence[Expr], positions: Mapping[str, int], engine: Host, remembered: int = REMEMBERED) -> None:
        self._engine = engine
        self._positions = dict(positions)
        self._readers: dict[str, Reader] = {}
        self._names: dict[Compare, str] = {}
        self._parts: dict[Expr, Fact] = {}
        fitting = [self._fitting(condition) for condition in conditions]
        self._inner = LiveKernel(list(self._parts), positions, engine, remembered) if self._parts else None
        distinct = list(dict.fromkeys(fitting))
        rules = {condition: self._rules(index, condition) for index, condition in enumerate(distinct)}
        self._fixed = {index: found for index, condition in enumerate(distinct) if isinstance(found := rules[condition], bool)}
        self._order = [distinct.index(condition) for condition in fitting]
        # What a set of rules concludes depends on its message alone: a fact told anew runs only the sets that read it.
        self._infer = lru_cache(maxsize=remembered)(lambda name, message: engine.infer(name, dict(message)))
        self._packs = tuple(self._packed([found for found in rules.values() if isinstance(found, dict)]))

    @property
    def packs(self) -> int:
        """How many sets of rules are registered."""
        return len(self._packs)

    def __call__(self, record: Record) -> tuple[bool | None, ...]:
        if self._inner is not None:
            record = [*record, *self._inner(record)]
        truths: dict[int, bool] = dict(self._fixed)
        for pack in self._packs:
            message = tuple((name, value) for name, reader in pack.properties if (value := reader(record)) is not None)
            for rule in self._infer(pack.name, message):
                index, truth = int(rule[1:]), rule[0] == "T"
                if truths.setdefault(index, truth) is not truth:
                    raise LiveEngineError("a condition was both proved and refuted")
        return tuple(truths.get(index) for index in self._order)

    # -- conditions too large for one rule

    def _fitting(self, condition: Expr) -> Expr:
        """The condition, or where it is too large for one rule, the same with its parts as facts of their own."""
        patterns = [self._pattern(condition, positive) for positive in (True, False)]
        known = [pattern for pattern in patterns if isinstance(pattern, dict)]
        atoms = {repr(atom) for pattern in known for atom in atoms_of(pattern)}
        if len(atoms) <= MOST_ATOMS and all(branches_of(pattern) <= MOST_BRANCHES for pattern in known):
            return condition
        match condition:
            case Named(body=body):
                return self._fitting(body)
            case Not(arg):
                return Not(self._fitting(arg))
            case And(args) | Or(args):
                join = type(condition)
                groups = [join(args[start : start + GROUP]) for start in range(0, len(args), GROUP)] if len(args) > GROUP else args
                return self._fitting(join(tuple(self._part(group) for group in groups)))
        raise LiveEngineError("a condition is too large for the engine")

    def _part(self, expr: Expr) -> Expr:
        """A part as a fact, answered before the conditions that read it."""
        if isinstance(expr, Not):
            return Not(self._part(expr.arg))
        if not isinstance(expr, And | Or | Named):
            return expr
        if expr not in self._parts:
            fact = self._parts[expr] = Fact(f"part.{len(self._parts)}", Boolean())
            self._positions[fact.key] = len(self._positions)
        return Flag(self._parts[expr])

    # -- rules

    def _rules(self, index: int, condition: Expr) -> dict[str, Pattern] | bool:
        """The two rules of a condition, or the truth that it always has."""
        proves, refutes = self._pattern(condition, True), self._pattern(condition, False)
        if isinstance(proves, bool):
            return proves
        if isinstance(refutes, bool):
            return not refutes
        return {f"T{index}": proves, f"F{index}": refutes}

    def _packed(self, rules: Sequence[Mapping[str, Pattern]]) -> list[_Pack]:
        packs: list[_Pack] = []
        batch: dict[str, Pattern] = {}
        atoms: set[str] = set()
        for pair in rules:
            more = {repr(atom) for pattern in pair.values() for atom in atoms_of(pattern)}
            if batch and (len(batch) + len(pair) > MOST_RULES or len(atoms | more) > MOST_ATOMS):
                packs.append(self._registered(batch))
                batch, atoms = {}, set()
            batch.update(pair)
            atoms |= more
        return [*packs, self._registered(batch)] if batch else packs

    def _registered(self, rules: Mapping[str, Pattern]) -> _Pack:
        used = {name for pattern in rules.values() for atom in atoms_of(pattern) for name in _properties(atom)}
        return _Pack(self._engine.register(rules), tuple((name, self._readers[name]) for name in sorted(used)))

    # -- patterns

    def _pattern(self, expr: Expr, positive: bool) -> Pattern | bool:
        """What matches exactly the messages that prove the expression (or, not positive, refute it)."""
        match expr:
            case Const(value):
                return value is positive
            case Named(body=body):
                return self._pattern(body, positive)
            case Not(arg):
                return self._pattern(arg, not positive)
            case And(args):
                return _joined([self._pattern(arg, positive) for arg in args], "$and" if positive else "$or")
            case Or(args):
                return _joined([self._pattern(arg, positive) for arg in args], "$or" if positive else "$and")
            case Flag(fact):
                return {self._plain(fact): positive}
            case Member(fact, values):
                return self._member(fact, values, positive)
            case Compare(op=op):
                return _compared(self._number(expr), op if positive else _OPPOSITE[op], self._bound(expr))
        raise LiveEngineError(f"{type(expr).__name__} cannot be lowered: put it in as a fact first")

    def _member(self, fact: Fact, values: frozenset[str | int], positive: bool) -> Pattern | bool:
        assert isinstance(fact.type, Choice)
        chosen = [value for value in fact.type.values if (value in values) is positive]
        name = self._plain(fact)
        return _joined([{name: value} for value in chosen], "$or") if chosen else False

    def _plain(self, fact: Fact) -> str:
        position = self._positions[fact.key]
        name = f"f{position}"
        self._readers[name] = lambda record: cast("Scalar | None", record[position])
        return name

    def _number(self, expr: Compare) -> str:
        """The property to compare: a whole number as it is, anything else by the sign of its exact sum.

        A comparison whose right side is another property would fail with error 303 where that one is missing.
        """
        (fact, factor), *more = expr.sum.terms
        if not more and factor == 1 and _whole(fact) and expr.sum.constant == int(expr.sum.constant):
            return self._plain(fact)
        key = Compare(expr.sum, "sign")
        name = self._names.setdefault(key, f"c{len(self._names)}")
        self._readers[name] = self._sign(expr)
        return name

    def _bound(self, expr: Compare) -> int:
        return 0 if self._names.get(Compare(expr.sum, "sign")) else -int(expr.sum.constant)

    def _sign(self, expr: Compare) -> Reader:
        terms = [(self._positions[fact.key], factor) for fact, factor in expr.sum.terms]
        constant = Decimal(expr.sum.constant)  # type: ignore[arg-type]

        def sign(record: Record) -> int | None:
            total = constant
            for position, factor in terms:
                value = record[position]
                if value is None:
                    return None
                total += factor * value  # type: ignore[operator]
            return (total > 0) - (total < 0)

        return sign


def _whole(fact: Fact) -> bool:
    return isinstance(fact.type, Day) or (isinstance(fact.type, Number) and fact.type.integral)


def _compared(name: str, op: str, bound: int) -> Pattern:
    return {name: bound} if op == "==" else {_OPS[op]: {name: bound}}


def _joined(parts: Sequence[Pattern | bool], word: str) -> Pattern | bool:
    stop = word == "$or"
    if stop in [part for part in parts if isinstance(part, bool)]:
        return stop
    kept = [part for part in parts if not isinstance(part, bool)]
    if not kept:
        return not stop
    return kept[0] if len(kept) == 1 else {word: kept}


def _properties(atom: Pattern) -> list[str]:
    (key, value), *_ = atom.items()
    return list(value) if key.startswith("$") else [key]
