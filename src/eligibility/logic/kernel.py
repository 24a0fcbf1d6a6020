"""Conditions compiled to one plain Python function over a record.

The function computes every distinct condition once, in strong Kleene logic with `None` for unknown, and returns
the truths in the order in which the conditions were given. It is made of generated source that holds only
positions, exact constants and Python's own comparisons.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from eligibility.logic.expr import And, Compare, Const, Expr, Flag, Member, Named, Not, Or
from eligibility.logic.types import Fact

Record = Sequence[object]
"""The values of one subject by position: bool, int, Decimal, word, ordinal of a day, or None for unknown."""

Kernel = Callable[[Record], tuple[bool | None, ...]]


def compile_conditions(conditions: Sequence[Expr], positions: Mapping[str, int]) -> Kernel:
    """One function that answers all conditions for a record laid out by `positions` (fact key to position).

    Conditions hold facts only: what depends on other supports or on members has been put in as a fact before.

    Raises:
        KeyError: a condition reads a fact that has no position.
    """
    writer = _Writer(positions)
    results = [writer.truth(condition) for condition in conditions]
    source = "\n".join(
        ["def kernel(r):", *(f"    {line}" for line in writer.lines), f"    return ({', '.join(results)}{',' if results else ''})"]
    )
    namespace: dict[str, object] = dict(writer.constants)
    exec(compile(source, "<rules>", "exec"), namespace)  # noqa: S102 - our own generated source, no rule text in it
    return namespace["kernel"]  # type: ignore[return-value]


class _Writer:
    def __init__(self, positions: Mapping[str, int]) -> None:
        self.positions = positions
        self.lines: list[str] = []
        self.constants: dict[str, object] = {}
        self._facts: dict[str, str] = {}
        self._truths: dict[Expr, str] = {}

    def truth(self, expr: Expr) -> str:
        """The local name (or literal) that holds the truth of the expression; written once."""
        known = self._truths.get(expr)
        if known is None:
            known = self._write(expr)
            self._truths[expr] = known
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
                inner = self.truth(arg)
                return self._assign(f"None if {inner} is None else not {inner}")
            case And(args):
                return self._joined([self.truth(arg) for arg in args], "and", "False")
            case Or(args):
                return self._joined([self.truth(arg) for arg in args], "or", "True")
            case Member(fact, values):
                return self._member(fact, values)
            case Compare():
                return self._compare(expr)
        raise TypeError(f"{type(expr).__name__} cannot be compiled: put it in as a fact first")

    def _joined(self, names: list[str], word: str, decides: str) -> str:
        joined = f" {word} ".join(names)
        found = " or ".join(f"{name} is {decides}" for name in names)
        if word == "and":
            return self._assign(f"True if {joined} else False if {found} else None")
        open_ = " or ".join(f"{name} is None" for name in names)
        return self._assign(f"True if {joined} else None if {open_} else False")

    def _member(self, fact: Fact, values: frozenset[str | int]) -> str:
        value = self._fact(fact)
        if len(values) == 1:
            return self._assign(f"None if {value} is None else {value} == {next(iter(values))!r}")
        return self._assign(f"None if {value} is None else {value} in {self._constant(values)}")

    def _compare(self, expr: Compare) -> str:
        terms = expr.sum.terms
        names = [self._fact(fact) for fact, _ in terms]
        unknown = " or ".join(f"{name} is None" for name in names)
        if len(terms) == 1 and terms[0][1] == 1:
            return self._assign(f"None if {unknown} else {names[0]} {expr.op} {self._exact(-expr.sum.constant)}")
        products = [name if factor == 1 else f"{self._exact(factor)} * {name}" for name, (_, factor) in zip(names, terms, strict=True)]
        total = " + ".join([*products, *([self._exact(expr.sum.constant)] if expr.sum.constant else [])])
        return self._assign(f"None if {unknown} else {total} {expr.op} 0")

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
        name = self._facts.get(fact.key)
        if name is None:
            name = self._facts[fact.key] = f"f{len(self._facts)}"
            self.lines.append(f"{name} = r[{self.positions[fact.key]}]")
        return name

    def _assign(self, code: str) -> str:
        name = f"t{len(self._truths)}_{len(self.lines)}"
        self.lines.append(f"{name} = {code}")
        return name
