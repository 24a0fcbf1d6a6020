"""Which conditions of a support matter to which lines of a register: those that the line's own facts leave open.

Where a whole is decided whatever the members of the household are (dibao is received; the household is not rural), nothing that it is
made of matters, and so no member either: households that differ in nothing else are one case.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_, or_
from typing import TypeVar

import polars as pl

from eligibility.bulk.flat_records import FlatRecords
from eligibility.decide.compiled import received_by
from eligibility.decide.run import compared
from eligibility.facts.vocabulary import SubjectKind
from eligibility.logic.expr import And, Const, Expr, Has, Named, Not, Or, Quantity, children, undenied, walk
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
        self._truths: dict[_Key, pl.Series] = {}
        self._where: dict[_Key, pl.Series] = {}
        self.everywhere = self._same(True)
        self.conditions: dict[Expr, pl.Series] = {}
        self.members: dict[_Key, pl.Series] = {}
        self.asked: dict[_Key, Whole] = {}

    @property
    def wholes(self) -> list[pl.Series]:
        """The truths of the wholes that are no conditions over facts alone, where they matter."""
        return [pl.select(pl.when(where).then(self._truths[key])).to_series() for key, where in self._where.items()]

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
        open_ = new & self._truth(whole, kind).is_null()
        if not told or open_.any():
            self._tell_parts(whole, kind, open_)

    def _tell_parts(self, whole: Whole, kind: SubjectKind, where: pl.Series) -> None:
        if isinstance(whole, Quantity):
            self._of_members(whole.body, where)
        for part in self._parts(whole, kind):
            if not isinstance(part, SupportPart):
                self.tell(part, kind, where)
            elif _of_members(part, kind):
                self._of_members(part, where)
            else:
                self.tell(part, part.entity, where)

    def _of_members(self, whole: Whole, where: pl.Series) -> None:
        self.asked[_key(whole, "person")] = whole
        _add(self.members, _key(whole, "person"), where)

    def _parts(self, whole: Whole, kind: SubjectKind) -> Sequence[Whole]:
        if isinstance(whole, SupportPart):
            return [*(route.when for route in whole.routes), *whole.unless]
        if isinstance(whole, Has):
            return [received_by(kind, whole.support, self._ruleset), *self._ruleset.held(whole.support)]
        return children(whole)

    # -- truths by a line's own facts

    def _truth(self, whole: Whole, kind: SubjectKind) -> pl.Series:
        """Whether a whole holds, null where that is open; what depends on other members is."""
        key = _key(whole, kind)
        found = self._truths.get(key)
        if found is None:
            found = self._truths[key] = self._worked_out(whole, kind)
        return found

    def _worked_out(self, whole: Whole, kind: SubjectKind) -> pl.Series:
        match whole:
            case SupportPart():
                granted = self._any([self._truth(route.when, whole.entity) for route in whole.routes])
                return granted & ~self._any([self._truth(condition, whole.entity) for condition in whole.unless])
            case Const(value):
                return self._same(value)
            case Named(body=body):
                return self._truth(body, kind)
            case Not(arg):
                return ~self._truth(arg, kind)
            case Quantity():
                return self._stated(whole)
            case Has():
                return self._any([self._held(part, kind) for part in self._parts(whole, kind)])
            case And(args) | Or(args) if not _over_facts(whole):
                join = and_ if isinstance(whole, And) else or_
                return reduce(join, [self._truth(arg, kind) for arg in args])
        column = self._records.conditions.get(whole)
        return self._same(None) if column is None else self._lines[column]

    def _held(self, part: Whole, kind: SubjectKind) -> pl.Series:
        """Whether what `has.` reads holds; what persons may be granted is open for their household."""
        if not isinstance(part, SupportPart):
            return self._truth(part, kind)
        return self._same(None) if _of_members(part, kind) else self._truth(part, part.entity)

    def _stated(self, quantity: Quantity) -> pl.Series:
        """A count of members, where the register states whether there are any."""
        stated = quantity.stated
        if stated is None or stated.key not in self._records.facts:
            return self._same(None)
        numbers = self._lines[stated.key]
        truths = {number: bool(compared(int(number), int(number), quantity)) for number in numbers.drop_nulls().unique()}
        return numbers.replace_strict(truths, default=None, return_dtype=pl.Boolean) if truths else self._same(None)

    def _any(self, truths: Sequence[pl.Series]) -> pl.Series:
        return reduce(or_, truths, self._same(False))

    def _same(self, truth: bool | None) -> pl.Series:
        return pl.repeat(truth, len(self._lines), dtype=pl.Boolean, eager=True)


def _over_facts(whole: Expr) -> bool:
    return not any(isinstance(node, Has | Quantity) for node in walk(whole))


def _of_members(part: SupportPart, kind: SubjectKind) -> bool:
    """Whether what a support gives to persons is asked about for their household."""
    return part.entity == "person" and kind == "household"


def _key(whole: Whole, kind: SubjectKind) -> _Key:
    return (whole.key if isinstance(whole, SupportPart) else whole), kind


Key = TypeVar("Key")


def _add(found: dict[Key, pl.Series], key: Key, where: pl.Series) -> None:
    found[key] = found[key] | where if key in found else where
