"""Terms compiled to one plain Python function over the columns of one record.

The function computes every distinct part once, with `None` for unknown. Where it only matters whether a part holds, as in
the test of a case, Python's own two-valued logic decides it. The generated source holds only positions, constants and
Python's own comparisons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import cast, final

from eligibility.logic.generated import define
from eligibility.logic.term_algebra import MemoisedTerms
from eligibility.logic.terms import CaseWhen, Column, Comparison, Every, Known, Negation, OneOf, Some, Tally, Term
from eligibility.logic.types import FactValue

ColumnValue = FactValue | None
"""The value of a column; None if it is unknown."""

Derived = tuple[dict[str, FactValue], tuple[ColumnValue, ...], tuple[ColumnValue, ...]]
"""The known derived facts by key, the values that are counted, and for each term of which only that matters, whether it holds."""

DerivingKernel = Callable[[Callable[[str], object], Callable[[int], int], Sequence[int]], Derived]
"""Its arguments: a function from a column's name to its value, one from a day's ordinal to the full years since, the tallies."""


def compile_derivation(
    derived: Mapping[str, Term], counted: Sequence[Term], holding: Sequence[Term], *, names: Mapping[str, Term], tallies: Sequence[Tally]
) -> DerivingKernel:
    """One function for the derived facts of one record, for truths to be counted, and for terms of which it only matters whether
    they hold: of these a false one may be answered by None, and an unknown one by False.

    `names` are columns that are not in the record but are terms themselves; each may read earlier ones. `tallies` are
    the counts over members, in the order in which they are passed to the function.

    Raises:
        KeyError: a term counts members and is not in `tallies`.
    """
    writer = _Writer(names, tallies)
    for key, term in derived.items():
        writer.collect(key, term)
    return cast("DerivingKernel", writer.defined(f"found, {_tuple(map(writer, counted))}, {_tuple(map(writer.holds, holding))}"))


def _tuple(parts: Iterable[str]) -> str:
    return f"({''.join(f'{part}, ' for part in parts)})"


@final
class _Writer(MemoisedTerms[str]):
    """Writes each distinct term once. What it gives is a local name or a literal."""

    def __init__(self, names: Mapping[str, Term], tallies: Sequence[Tally]) -> None:
        super().__init__()
        self._columns: dict[str, str] = {}
        self._lines: list[str] = []
        self._constants: dict[str, object] = {}
        self._names = names
        self._tallies = {tally: f"tallies[{index}]" for index, tally in enumerate(tallies)}

    def defined(self, answer: str) -> object:
        """The function that returns an answer written by this writer."""
        lines = [f"{_tuple(self._columns.values())} = map(get, columns)", "found = {}", *self._lines, f"return {answer}"]
        source = "\n".join(["def derive(get, years, tallies):", *(f"    {line}" for line in lines)])
        return define("derive", source, {**self._constants, "columns": tuple(self._columns)}, "<derived facts>")

    def collect(self, key: str, term: Term) -> None:
        """Collect the value of a term by a key, if it is known."""
        self._lines.append(f"if {self(term)} is not None: found[{self._constant(key)}] = {self(term)}")

    def holds(self, term: Term) -> str:
        """Whether a truth is true, in Python's own logic: unknown is as good as false. What decides first ends it."""
        match term:
            case Every(args):
                return f"({' and '.join(map(self.holds, args))})"
            case Some(args):
                return f"({' or '.join(map(self.holds, args))})"
            case OneOf(arg, values):
                return f"{self(arg)} in {self._constant(frozenset(values))}"
            case Comparison():
                return f"({' and '.join([*(f'{name} is not None' for name in self._open(term)), self._compared(term)])})"
            case Known(arg):
                return f"{self(arg)} is not None"
            case Negation(Known(arg)):
                return f"{self(arg)} is None"
            case Negation(arg):
                return f"{self(arg)} is False"
        return self(term)

    def column(self, name: str) -> str:
        return self(self._names[name]) if name in self._names else self._columns.setdefault(name, f"c{len(self._columns)}")

    def truth(self, value: bool | None) -> str:
        return str(value)

    def whole(self, value: int) -> str:
        """By name: other terms ask whether it `is None`, which Python warns of after a literal."""
        return self._constant(value)

    def negation(self, arg: str) -> str:
        return self._assign(f"None if {arg} is None else not {arg}")

    def known(self, arg: Term) -> str:
        return self._assign(f"{self(arg)} is not None")

    def unknown(self, arg: Term) -> str:
        return self._assign(f"{self(arg)} is None")

    def every(self, args: Iterable[str]) -> str:
        """Python's own `and` stops at the first part that does not hold. If that is unknown, a later part may still be false."""
        parts = list(args)
        name = self._assign(" and ".join(parts))
        self._amend(f"{name} is None and ({' or '.join(f'{part} is False' for part in parts[1:])})", f"{name} = False")
        return name

    def some(self, args: Iterable[str]) -> str:
        """Python's own `or`. If it ends with a false part, an earlier one may be unknown."""
        parts = list(args)
        name = self._assign(" or ".join(parts))
        self._amend(f"{name} is False and ({' or '.join(f'{part} is None' for part in parts[:-1])})", f"{name} = None")
        return name

    def one_of(self, term: OneOf) -> str:
        inner = self(term.arg)
        return self._assign(f"None if {inner} is None else {inner} in {self._constant(frozenset(term.values))}")

    def ordinal(self, day: Column) -> str:
        return self(day)

    def comparison(self, term: Comparison) -> str:
        unknown = " or ".join(f"{name} is None" for name in self._open(term))
        return self._assign(f"None if {unknown} else {self._compared(term)}" if unknown else self._compared(term))

    def case(self, term: CaseWhen) -> str:
        chain = "".join(f"{self(value)} if {self.holds(test)} else " for test, value in term.branches)
        return self._assign(f"{chain}{self(term.default)}")

    def years(self, day: Column) -> str:
        inner = self(day)
        return self._assign(f"None if {inner} is None else years({inner})")

    def tally(self, term: Tally) -> str:
        return self._assign(self._tallies[term])

    def _open(self, term: Comparison) -> list[str]:
        """The parts that may be unknown."""
        return [self(part) for part, _ in term.parts if not isinstance(part, Tally)]

    def _compared(self, term: Comparison) -> str:
        total = " + ".join(self(part) if factor == 1 else f"{factor} * {self(part)}" for part, factor in term.parts)
        return f"{total.replace('+ -1 * ', '- ')} {term.op} {term.bound}"

    def _constant(self, value: object) -> str:
        for name, known in self._constants.items():
            if known == value:
                return name
        name = f"k{len(self._constants)}"
        self._constants[name] = value
        return name

    def _assign(self, code: str) -> str:
        name = f"t{len(self._lines)}"
        self._lines.append(f"{name} = {code}")
        return name

    def _amend(self, condition: str, line: str) -> None:
        self._lines.append(f"if {condition}: {line}")
