"""Terms compiled to one plain Python function over the columns of one record.

The function computes every distinct part once, with `None` for unknown. Its generated source holds only positions,
constants and Python's own comparisons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import cast, final

from eligibility.logic.generated import define
from eligibility.logic.term_algebra import MemoisedTerms
from eligibility.logic.terms import CaseWhen, Column, Comparison, OneOf, Tally, Term
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
    results = [writer(term) for term in terms]
    answer = f"    return ({', '.join(results)}{',' if results else ''})"
    source = "\n".join(["def derive(get, years, tallies):", *(f"    {line}" for line in writer.lines), answer])
    return cast("TermKernel", define("derive", source, writer.constants, "<derived facts>"))


@final
class _Writer(MemoisedTerms[str]):
    """Writes each distinct term once. What it gives is a local name or a literal."""

    def __init__(self, names: Mapping[str, Term], tallies: Sequence[Tally]) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.constants: dict[str, object] = {}
        self._names = names
        self._tallies = {tally: f"tallies[{index}]" for index, tally in enumerate(tallies)}

    def column(self, name: str) -> str:
        return self(self._names[name]) if name in self._names else self._assign(f"get({name!r})")

    def truth(self, value: bool | None) -> str:
        return str(value)

    def whole(self, value: int) -> str:
        """By name: other terms ask whether it `is None`, which Python warns of after a literal."""
        return self._constant(value)

    def negation(self, arg: str) -> str:
        return self._assign(f"None if {arg} is None else not {arg}")

    def known(self, arg: Term) -> str:
        return self._assign(f"{self(arg)} is not None")

    def every(self, args: Iterable[str]) -> str:
        return self._joined(args, "False", "True")

    def some(self, args: Iterable[str]) -> str:
        return self._joined(args, "True", "False")

    def one_of(self, term: OneOf) -> str:
        inner = self(term.arg)
        return self._assign(f"None if {inner} is None else {inner} in {self._constant(frozenset(term.values))}")

    def ordinal(self, day: Column) -> str:
        return self(day)

    def comparison(self, term: Comparison) -> str:
        parts = [(self(part), factor) for part, factor in term.parts]
        unknown = " or ".join(f"{name} is None" for name, _ in parts)
        total = " + ".join(name if factor == 1 else f"{factor} * {name}" for name, factor in parts)
        return self._assign(f"None if {unknown} else {total} {term.op} {term.bound}")

    def case(self, term: CaseWhen) -> str:
        chain = "".join(f"{self(value)} if {self(test)} is True else " for test, value in term.branches)
        return self._assign(f"{chain}{self(term.default)}")

    def years(self, day: Column) -> str:
        inner = self(day)
        return self._assign(f"None if {inner} is None else years({inner})")

    def tally(self, term: Tally) -> str:
        return self._assign(self._tallies[term])

    def _joined(self, args: Iterable[str], one: str, none: str) -> str:
        """A part equal to `one` decides; otherwise an unknown part makes the whole unknown."""
        parts = list(args)
        found, unknown = (" or ".join(f"{part} is {word}" for part in parts) for word in (one, "None"))
        return self._assign(f"{one} if {found} else None if {unknown} else {none}")

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
