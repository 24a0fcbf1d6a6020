"""Conditions compiled to one plain Python function over a record.

The function computes every distinct condition once, in strong Kleene logic with `None` for unknown, and returns
the truths in the order in which the conditions were given. It is made of generated source that holds only
positions, exact constants and Python's own comparisons.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from eligibility.logic.expr import And, Compare, Const, Expr, Flag, Member, Named, Not, Or, walk
from eligibility.logic.types import Choice, Fact

Record = Sequence[object]
"""The values of one subject by position: bool, int, Decimal, word, ordinal of a day, or None for unknown."""

Kernel = Callable[[Record], tuple[bool | None, ...]]


SHARED = 3
"""An atom that so many conditions read is computed once, before them; others are computed where they stand, if at all."""


def compile_conditions(conditions: Sequence[Expr], positions: Mapping[str, int]) -> Kernel:
    """One function that answers all conditions for a record laid out by `positions` (fact key to position).

    Conditions hold facts only: what depends on other supports or on members has been put in as a fact before.

    Raises:
        KeyError: a condition reads a fact that has no position.
    """
    writer = _Writer(positions, conditions)
    results = [writer.truth(condition) for condition in conditions]
    answer = f"    return ({', '.join(results)}{',' if results else ''})"
    source = "\n".join(["def kernel(r):", *(f"    {line}" for line in [*writer.facts.values(), *writer.lines]), answer])
    namespace: dict[str, object] = dict(writer.constants)
    exec(compile(source, "<rules>", "exec"), namespace)  # noqa: S102 - our own generated source, no rule text in it
    return namespace["kernel"]  # type: ignore[return-value]


class _Writer:
    """Writes each distinct condition once.

    A conjunction is first tried with Python's own `and`, which stops at the first part that does not hold; only where
    that part is unknown do the later ones have to be looked at. So is a disjunction with `or`.
    """

    def __init__(self, positions: Mapping[str, int], conditions: Sequence[Expr]) -> None:
        self.positions = positions
        self.facts: dict[str, str] = {}
        self.lines: list[str] = []
        self.constants: dict[str, object] = {}
        self._truths: dict[Expr, str] = {}
        self._uses = Counter(node for condition in dict.fromkeys(conditions) for node in walk(condition))

    def truth(self, expr: Expr) -> str:
        """The code that gives the truth of the expression: a local name, a literal, or a short expression."""
        known = self._truths.get(expr)
        if known is None:
            known = self._truths[expr] = self._write(expr)
        return known

    def _write(self, expr: Expr) -> str:
        match expr:
            case Const(value):
                return str(value)
            case Flag(fact):
                return self._fact(fact)
            case Named(body=body):
                return self.truth(body)
            case Not(arg):
                inner = self._local(arg)
                return self._assign(f"None if {inner} is None else not {inner}")
            case And(args):
                return self._joined([self.truth(arg) for arg in args], "and")
            case Or(args):
                return self._joined([self.truth(arg) for arg in args], "or")
            case Member(fact, values):
                return self._atom(expr, f"{self._table(fact, values)}[{self._fact(fact)}]")
            case Compare():
                return self._atom(expr, self._compare(expr))
        raise TypeError(f"{type(expr).__name__} cannot be compiled: put it in as a fact first")

    def _local(self, expr: Expr) -> str:
        """The truth in a local name."""
        code = self.truth(expr)
        if not code.isidentifier():
            code = self._truths[expr] = self._assign(code)
        return code

    def _joined(self, parts: list[str], word: str) -> str:
        """Python's own join; where an unknown part came first, a later one may still decide: for `and` one that is
        false; and for `or`, whose last part is false, one that is unknown."""
        name = self._assign(f" {word} ".join(parts))
        if word == "and":
            later = " or ".join(f"{part} is False" for part in parts[1:])
            self.lines.append(f"if {name} is None and ({later}): {name} = False")
        else:
            before = " or ".join(f"{part} is None" for part in parts[:-1])
            self.lines.append(f"if {name} is False and ({before}): {name} = None")
        return name

    def _atom(self, expr: Expr, code: str) -> str:
        return self._assign(code) if self._uses[expr] >= SHARED else f"({code})"

    def _table(self, fact: Fact, values: frozenset[str | int]) -> str:
        """Membership as a look-up, which knows the unknown too."""
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
        name = f"f{self.positions[fact.key]}"
        self.facts[name] = f"{name} = r[{self.positions[fact.key]}]"
        return name

    def _assign(self, code: str) -> str:
        name = f"t{len(self.lines)}"
        self.lines.append(f"{name} = {code}")
        return name
