"""Conditions compiled to one plain Python function over a record.

The function computes every distinct condition at most once, in strong Kleene logic with `None` for unknown. It returns the
truths in the order of the conditions. Its generated source holds only positions, exact constants and Python's own
comparisons.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import assert_never, cast, final

from eligibility.logic.algebra import Memoised, OverFacts
from eligibility.logic.expr import Atom, Compare, Expr, Flag, Member, children, walk
from eligibility.logic.generated import define
from eligibility.logic.types import Choice, Fact, FactValue

Record = Sequence[FactValue | None]
"""The values of one subject, one for every position: bool, int, Decimal, word, ordinal of a day, or None for unknown."""

Kernel = Callable[[Record], tuple[bool | None, ...]]


def compile_conditions(conditions: Sequence[Expr], positions: Mapping[str, int]) -> Kernel:
    """One function that answers all conditions for a record with the layout `positions` (fact key to position).

    Conditions hold facts only: required supports and counts of members have been replaced by facts before.

    Raises:
        KeyError: a condition reads a fact that has no position.
        UnresolvedError: a condition holds more than facts.
    """
    writer = _Writer(positions, conditions)
    results = [writer(condition) for condition in conditions]
    answer = f"return ({', '.join(results)}{',' if results else ''})"
    source = "\n".join(["def kernel(r):", *(f"    {line}" for line in [*writer.read(), *writer.lines, answer])])
    return cast("Kernel", define("kernel", source, writer.constants, "<rules>"))


LONGEST = 200
"""How many characters an expression may have before it is computed on a line of its own."""


@final
class _Writer(Memoised[str], OverFacts[str]):
    """Writes the code for the truth of a condition: a local name, a literal, or an expression in parentheses.

    A condition that only one other reads is written where it is read: it is computed only if it is reached.
    """

    def __init__(self, positions: Mapping[str, int], conditions: Sequence[Expr]) -> None:
        super().__init__()
        self.positions = positions
        self.facts: dict[int, str] = {}
        self.lines: list[str] = []
        self.constants: dict[str, object] = {}
        self._locals = 0
        nodes = dict.fromkeys(node for condition in conditions for node in walk(condition))
        self._readers = Counter([*conditions, *(part for node in nodes for part in children(node))])

    def __call__(self, expr: Expr) -> str:
        code = self._made.get(expr)
        if code is None:
            code = super().__call__(expr)
            if code[0] == "(" and (self._readers[expr] > 1 or len(code) > LONGEST):
                code = self._made[expr] = self._assign(code)
        return code

    def read(self) -> list[str]:
        """The lines that take the facts out of a record: all at once if most are read."""
        if 2 * len(self.facts) > len(self.positions):
            return [f"{''.join(self.facts.get(position, '_') + ', ' for position in range(len(self.positions)))} = r"]
        return [f"{name} = r[{position}]" for position, name in self.facts.items()]

    def const(self, value: bool) -> str:
        return str(value)

    def atom(self, expr: Atom) -> str:
        match expr:
            case Flag(fact):
                return self._fact(fact)
            case Member(fact, values):
                return f"({self._table(fact, values)}[{self._fact(fact)}])"
            case Compare():
                return f"({self._compare(expr)})"
        assert_never(expr)

    def negation(self, arg: str) -> str:
        name, test = self._named(arg)
        return f"(not {name} if {test} is not None else None)"

    def all_of(self, args: Iterable[str]) -> str:
        return self._joined(list(args), "and")

    def any_of(self, args: Iterable[str]) -> str:
        return self._joined(list(args), "or")

    def _joined(self, parts: list[str], word: str) -> str:
        """Python's own join, which stops at the first part that decides. After an unknown part a later one may still decide;
        otherwise the whole is unknown."""
        parts.sort(key=lambda part: part[0] == "(")
        rest = parts.pop()
        while parts:
            if len(rest) > LONGEST:
                rest = self._assign(rest)
            name, test = self._named(parts.pop())
            rest = f"({name} {word} {rest} if {test} is not None else {rest} {word} None)"
        return rest

    def _named(self, code: str) -> tuple[str, str]:
        """A local name for a truth, and how it is read for the first time."""
        if code[0] != "(":
            return code, code
        name = self._local()
        return name, f"({name} := {code})"

    def _table(self, fact: Fact, values: frozenset[str | int]) -> str:
        """Membership as a look-up that also maps unknown to unknown."""
        assert isinstance(fact.type, Choice)
        table: dict[str | int | None, bool | None] = {value: value in values for value in fact.type.values}
        return self._constant({None: None, **table})

    def _compare(self, expr: Compare) -> str:
        terms = expr.sum.terms
        names = [self._fact(fact) for fact, _ in terms]
        unknown = " or ".join(f"{name} is None" for name in names)
        if len(terms) == 1 and terms[0][1] == 1:
            return f"None if {unknown} else {names[0]} {expr.op} {self._exact(-expr.sum.constant)}"
        products = [name if factor == 1 else f"{self._exact(factor)} * {name}" for name, (_, factor) in zip(names, terms, strict=True)]
        total = " + ".join([*products, *([self._exact(expr.sum.constant)] if expr.sum.constant else [])])
        return f"None if {unknown} else {total} {expr.op} 0"

    def _exact(self, number: Decimal | Fraction) -> str:
        return f"({int(number)})" if number == int(number) else self._constant(number)

    def _constant(self, value: object) -> str:
        for name, known in self.constants.items():
            if type(known) is type(value) and known == value:
                return name
        name = f"k{len(self.constants)}"
        self.constants[name] = value
        return name

    def _fact(self, fact: Fact) -> str:
        position = self.positions[fact.key]
        return self.facts.setdefault(position, f"f{position}")

    def _assign(self, code: str) -> str:
        name = self._local()
        self.lines.append(f"{name} = {code}")
        return name

    def _local(self) -> str:
        self._locals += 1
        return f"t{self._locals}"
