"""Terms compiled to one plain Python function over the columns of one record.

The function computes every distinct part once, with `None` for unknown. Its generated source holds only positions,
constants and Python's own comparisons.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import assert_never, cast

from eligibility.logic.terms import (
    CaseWhen,
    Column,
    Comparison,
    Every,
    Known,
    Negation,
    OneOf,
    Ordinal,
    Some,
    Tally,
    Term,
    TruthLiteral,
    Whole,
    Years,
)
from eligibility.logic.types import FactValue

ColumnValue = FactValue | None
"""The value of a column; None if it is unknown."""

TermKernel = Callable[[Callable[[str], object], Callable[[int], int], Sequence[int]], tuple[ColumnValue, ...]]
"""Its arguments: a function from a column's name to its value, one from a day's ordinal to the full years since, the tallies."""


def compile_terms(terms: Sequence[Term], *, names: Mapping[str, Term] | None = None, tallies: Sequence[Tally] = ()) -> TermKernel:
    """One function that answers all terms for one record.

    `names` are columns that are not in the record but are terms themselves; each may read earlier ones. `tallies` are
    the counts over members, in the order in which they are passed to the function.

    Raises:
        KeyError: a term counts members and is not in `tallies`.
    """
    writer = _Writer(names or {}, tallies)
    results = [writer.value(term) for term in terms]
    answer = f"    return ({', '.join(results)}{',' if results else ''})"
    source = "\n".join(["def derive(get, years, tallies):", *(f"    {line}" for line in writer.lines), answer])
    namespace: dict[str, object] = dict(writer.constants)
    exec(compile(source, "<derived facts>", "exec"), namespace)  # noqa: S102 - our own generated source
    return cast("TermKernel", namespace["derive"])


class _Writer:
    """Writes each distinct term once, as a local name."""

    def __init__(self, names: Mapping[str, Term], tallies: Sequence[Tally]) -> None:
        self.lines: list[str] = []
        self.constants: dict[str, object] = {}
        self._names = names
        self._tallies = {tally: f"tallies[{index}]" for index, tally in enumerate(tallies)}
        self._written: dict[Term, str] = {}

    def value(self, term: Term) -> str:
        """The code that gives the value of a term: a local name or a literal."""
        known = self._written.get(term)
        if known is None:
            known = self._written[term] = self._write(term)
        return known

    def _write(self, term: Term) -> str:
        match term:
            case Column(name):
                return self.value(self._names[name]) if name in self._names else self._assign(f"get({name!r})")
            case TruthLiteral(value) | Whole(value):
                return str(value)
            case Negation(arg):
                inner = self.value(arg)
                return self._assign(f"None if {inner} is None else not {inner}")
            case Every(args):
                return self._joined(args, "False", "True")
            case Some(args):
                return self._joined(args, "True", "False")
            case OneOf(arg, values):
                inner = self.value(arg)
                return self._assign(f"None if {inner} is None else {inner} in {self._constant(frozenset(values))}")
            case Ordinal(arg):
                return self.value(arg)
            case Comparison():
                return self._compared(term)
            case Known(arg):
                return self._assign(f"{self.value(arg)} is not None")
            case CaseWhen(branches, default):
                chain = "".join(f"{self.value(value)} if {self.value(test)} is True else " for test, value in branches)
                return self._assign(f"{chain}{self.value(default)}")
            case Years(arg):
                day = self.value(arg)
                return self._assign(f"None if {day} is None else years({day})")
            case Tally():
                return self._assign(self._tallies[term])
        assert_never(term)

    def _joined(self, args: Sequence[Term], one: str, none: str) -> str:
        """A part equal to `one` decides; otherwise an unknown part makes the whole unknown."""
        parts = [self.value(arg) for arg in args]
        found, unknown = (" or ".join(f"{part} is {word}" for part in parts) for word in (one, "None"))
        return self._assign(f"{one} if {found} else None if {unknown} else {none}")

    def _compared(self, term: Comparison) -> str:
        parts = [(self.value(part), factor) for part, factor in term.parts]
        unknown = " or ".join(f"{name} is None" for name, _ in parts)
        total = " + ".join(name if factor == 1 else f"{factor} * {name}" for name, factor in parts)
        return self._assign(f"None if {unknown} else {total} {term.op} {term.bound}")

    def _constant(self, value: object) -> str:
        for name, known in self.constants.items():
            if known == value:
                return name
        name = f"k{len(self.constants)}"
        self.constants[name] = value
        return name

    def _assign(self, code: str) -> str:
        name = f"t{len(self.lines)}"
        self.lines.append(f"{name} = {code}")
        return name
