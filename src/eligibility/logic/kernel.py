"""Conditions compiled to one plain Python function over a record.

The function computes every distinct condition once, in strong Kleene logic with `None` for unknown. It returns the
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
from eligibility.logic.expr import Atom, Compare, Expr, Flag, Member, walk
from eligibility.logic.generated import define
from eligibility.logic.types import Choice, Fact, FactValue

Record = Sequence[FactValue | None]
"""The values of one subject by position: bool, int, Decimal, word, ordinal of a day, or None for unknown."""

Kernel = Callable[[Record], tuple[bool | None, ...]]


SHARED = 3
"""An atom that this many conditions read is computed once, before them. Others are computed in place, if they are reached."""


def compile_conditions(conditions: Sequence[Expr], positions: Mapping[str, int]) -> Kernel:
    """One function that answers all conditions for a record with the layout `positions` (fact key to position).

    Conditions hold facts only: required supports and counts of members have been replaced by facts before.

    Raises:
        KeyError: a condition reads a fact that has no position.
        UnresolvedError: a condition holds more than facts.
    """
    writer = _Writer(positions, conditions)
    results = [writer(condition) for condition in conditions]
    answer = f"    return ({', '.join(results)}{',' if results else ''})"
    source = "\n".join(["def kernel(r):", *(f"    {line}" for line in [*writer.facts.values(), *writer.lines]), answer])
    return cast("Kernel", define("kernel", source, writer.constants, "<rules>"))


@final
class _Writer(Memoised[str], OverFacts[str]):
    """Writes the code for the truth of a condition: a local name, a literal, or a short expression.

    A conjunction first tries Python's own `and`, which stops at the first part that does not hold. The later parts are
    read only if that part is unknown. A disjunction does the same with `or`.
    """

    def __init__(self, positions: Mapping[str, int], conditions: Sequence[Expr]) -> None:
        super().__init__()
        self.positions = positions
        self.facts: dict[str, str] = {}
        self.lines: list[str] = []
        self.constants: dict[str, object] = {}
        self._locals: dict[str, str] = {}
        self._uses = Counter(node for condition in dict.fromkeys(conditions) for node in walk(condition))

    def __call__(self, expr: Expr) -> str:
        code = super().__call__(expr)
        return self._locals.get(code, code)

    def const(self, value: bool) -> str:
        return str(value)

    def atom(self, expr: Atom) -> str:
        match expr:
            case Flag(fact):
                return self._fact(fact)
            case Member(fact, values):
                return self._shared(expr, f"{self._table(fact, values)}[{self._fact(fact)}]")
            case Compare():
                return self._shared(expr, self._compare(expr))
        assert_never(expr)

    def negation(self, arg: str) -> str:
        inner = self._local(arg)
        return self._assign(f"None if {inner} is None else not {inner}")

    def all_of(self, args: Iterable[str]) -> str:
        return self._joined(list(args), "and")

    def any_of(self, args: Iterable[str]) -> str:
        return self._joined(list(args), "or")

    def _local(self, code: str) -> str:
        """A local name for a truth. The same code gets the same name from now on."""
        if code.isidentifier():
            return code
        name = self._locals[code] = self._assign(code)
        return name

    def _joined(self, parts: list[str], word: str) -> str:
        """Python's own join. After an unknown part, a later part may still decide: a false one for `and`. An `or` that
        ends with a false part is unknown if an earlier part is."""
        name = self._assign(f" {word} ".join(parts))
        if word == "and":
            later = " or ".join(f"{part} is False" for part in parts[1:])
            self.lines.append(f"if {name} is None and ({later}): {name} = False")
        else:
            before = " or ".join(f"{part} is None" for part in parts[:-1])
            self.lines.append(f"if {name} is False and ({before}): {name} = None")
        return name

    def _shared(self, expr: Atom, code: str) -> str:
        return self._assign(code) if self._uses[expr] >= SHARED else f"({code})"

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
        name = f"f{self.positions[fact.key]}"
        self.facts[name] = f"{name} = r[{self.positions[fact.key]}]"
        return name

    def _assign(self, code: str) -> str:
        name = f"t{len(self.lines)}"
        self.lines.append(f"{name} = {code}")
        return name
