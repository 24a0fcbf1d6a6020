"""Which conditions of a support matter to which lines of a register: those that the line's own facts leave open.

Where a whole is decided whatever the members of the household are (dibao is received; the household is not rural), nothing that it is
made of matters, and so no member either: households that differ in nothing else are one case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import and_, or_
from typing import TypeVar, final

import polars as pl

from eligibility.bulk.flat_records import FlatRecords
from eligibility.decide.compiled import received_by
from eligibility.decide.run import compared
from eligibility.facts.vocabulary import SUBJECT_KINDS, SubjectKind
from eligibility.logic.algebra import Memoised
from eligibility.logic.expr import Atom, Const, Expr, Has, Quantity, children, undenied, walk
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.support import PartKey, SupportPart

Whole = Expr | SupportPart
"""A condition, or a support for one kind of subject: whether it may be granted."""

_Key = tuple[Expr | PartKey, SubjectKind]


class Mattering:
    """What matters to some lines, as it is told: `conditions` over facts alone, the truths of larger `wholes`, and what is `asked` of every
    one of the household's members, each with the lines to which it matters.

    The records hold the truths of the conditions over facts alone.
    """

    def __init__(self, ruleset: Ruleset, records: FlatRecords, lines: pl.DataFrame) -> None:
        self._ruleset = ruleset
        self._records = records
        self._lines = lines
        self._truths: dict[SubjectKind, _Truths] = {}
        for kind in SUBJECT_KINDS:
            self._truths[kind] = _Truths(ruleset, records, lines, kind, self._truths)
        self._where: dict[_Key, pl.Series] = {}
        self._found: dict[_Key, pl.Series] = {}
        self.everywhere = self._same(True)
        self.conditions: dict[Expr, pl.Series] = {}
        self.members: dict[_Key, pl.Series] = {}
        self.asked: dict[_Key, Whole] = {}

    @property
    def wholes(self) -> list[pl.Series]:
        """The truths of the wholes that are no conditions over facts alone, where they matter."""
        return [pl.select(pl.when(where).then(self._found[key])).to_series() for key, where in self._where.items()]

    def refused(self, whole: Whole) -> pl.Series:
        """Where something that is asked of persons surely does not hold."""
        return (~self._truth(whole, "person")).fill_null(False)

    def tell(self, whole: Whole, kind: SubjectKind, where: pl.Series) -> None:
        """A whole matters to some lines; what it is made of matters to those for which it is open.

        Everything is told, also what matters to no line: what is told, and in which order, is the same for all lines of a register.
        """
        if not isinstance(whole, SupportPart):
            whole = undenied(whole)
            if _over_facts(whole):
                if not isinstance(whole, Const):
                    _add(self.conditions, whole, where)
                return
        key = _key(whole, kind)
        told = key in self._where
        new = where & ~self._where[key] if told else where
        _add(self._where, key, new)
        self._found[key] = self._truth(whole, kind)
        open_ = new & self._found[key].is_null()
        if not told or open_.any():
            self._tell_parts(whole, kind, open_)

    def _tell_parts(self, whole: Whole, kind: SubjectKind, where: pl.Series) -> None:
        if isinstance(whole, Quantity):
            self._ask_members(whole.body, where)
        for part in self._parts(whole, kind):
            if not isinstance(part, SupportPart):
                self.tell(part, kind, where)
            elif _of_members(part, kind):
                self._ask_members(part, where)
            else:
                self.tell(part, part.entity, where)

    def _ask_members(self, whole: Whole, where: pl.Series) -> None:
        self.asked[_key(whole, "person")] = whole
        _add(self.members, _key(whole, "person"), where)

    def _parts(self, whole: Whole, kind: SubjectKind) -> Sequence[Whole]:
        if isinstance(whole, SupportPart):
            return whole.conditions
        if isinstance(whole, Has):
            return _read_by(whole, kind, self._ruleset)
        return children(whole)

    def _truth(self, whole: Whole, kind: SubjectKind) -> pl.Series:
        truths = self._truths[kind]
        return truths.part(whole) if isinstance(whole, SupportPart) else truths(whole)

    def _same(self, truth: bool | None) -> pl.Series:
        return _same(truth, self._lines)


@final
class _Truths(Memoised[pl.Series]):
    """Whether conditions on subjects of one kind hold by a line's own facts, null where that is open; what depends on other members is."""

    def __init__(
        self, ruleset: Ruleset, records: FlatRecords, lines: pl.DataFrame, kind: SubjectKind, others: dict[SubjectKind, _Truths]
    ) -> None:
        super().__init__()
        self._ruleset = ruleset
        self._records = records
        self._lines = lines
        self._kind = kind
        self._others = others
        self._granted: dict[PartKey, pl.Series] = {}

    def __call__(self, expr: Expr) -> pl.Series:
        column = self._records.conditions.get(expr)
        return super().__call__(expr) if column is None else self._lines[column]

    def part(self, part: SupportPart) -> pl.Series:
        """Whether a support may be granted."""
        if part.entity != self._kind:
            return self._others[part.entity].part(part)
        found = self._granted.get(part.key)
        if found is None:
            granted = self.any_of(self(route.when) for route in part.routes)
            found = self._granted[part.key] = granted & ~self.any_of(map(self, part.unless))
        return found

    def const(self, value: bool) -> pl.Series:
        return _same(value, self._lines)

    def atom(self, expr: Atom) -> pl.Series:
        return _same(None, self._lines)

    def negation(self, arg: pl.Series) -> pl.Series:
        return ~arg

    def all_of(self, args: Iterable[pl.Series]) -> pl.Series:
        return reduce(and_, args, _same(True, self._lines))

    def any_of(self, args: Iterable[pl.Series]) -> pl.Series:
        return reduce(or_, args, _same(False, self._lines))

    def has(self, expr: Has) -> pl.Series:
        """What persons may be granted is open for their household."""
        return self.any_of(map(self._read, _read_by(expr, self._kind, self._ruleset)))

    def _read(self, whole: Whole) -> pl.Series:
        if not isinstance(whole, SupportPart):
            return self(whole)
        return _same(None, self._lines) if _of_members(whole, self._kind) else self.part(whole)

    def quantity(self, expr: Quantity) -> pl.Series:
        """A count of members, where the register states whether there are any."""
        stated = expr.stated
        if stated is None or stated.key not in self._records.facts:
            return _same(None, self._lines)
        numbers = self._lines[stated.key]
        truths = {number: bool(compared(int(number), int(number), expr)) for number in numbers.drop_nulls().unique()}
        return numbers.replace_strict(truths, default=None, return_dtype=pl.Boolean) if truths else _same(None, self._lines)


def _same(truth: bool | None, lines: pl.DataFrame) -> pl.Series:
    return pl.repeat(truth, len(lines), dtype=pl.Boolean, eager=True)


def _over_facts(whole: Expr) -> bool:
    return not any(isinstance(node, Has | Quantity) for node in walk(whole))


def _read_by(has: Has, kind: SubjectKind, ruleset: Ruleset) -> list[Whole]:
    """What `has.` reads of a subject: whether the support is received, and whether it may be granted."""
    return [received_by(kind, has.support, ruleset), *ruleset.held(has.support)]


def _of_members(part: SupportPart, kind: SubjectKind) -> bool:
    """Whether what a support gives to persons is asked about for their household."""
    return part.entity == "person" and kind == "household"


def _key(whole: Whole, kind: SubjectKind) -> _Key:
    return (whole.key if isinstance(whole, SupportPart) else whole), kind


Key = TypeVar("Key")


def _add(found: dict[Key, pl.Series], key: Key, where: pl.Series) -> None:
    found[key] = found[key] | where if key in found else where
