"""Which persons of a register are alike: all that a support's conditions can tell of them agrees.

Conditions that are decided tell their truth alone, whatever their parts are; only those that are open tell the truths of their
parts, down to single facts. An open comparison (an income below a standard that is unknown) also tells what
the known values leave of it. Where such comparisons set bounds to one unknown number, only the order of the bounds matters, and how
they stand to the lowest value that the number can have: between two bounds there is always a further value. So a thousand
different incomes beside an unknown standard are one case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from itertools import combinations
from math import lcm
from operator import add, and_, or_

import polars as pl

from eligibility.bulk.flat_records import FlatRecords
from eligibility.facts.flatten import RecordValue
from eligibility.logic.expr import Compare, Expr, atoms_in, children, facts_of, undenied
from eligibility.logic.types import Fact, Number


@dataclass(frozen=True, slots=True)
class _Form:
    """An exact sum over known columns: columns with their factors, and a constant."""

    factors: tuple[tuple[str, Fraction], ...]
    constant: Fraction

    def less(self, other: _Form) -> _Form:
        """The difference of two sums."""
        left = dict(self.factors)
        for key, factor in other.factors:
            left[key] = left.get(key, Fraction(0)) - factor
        return _Form(tuple((key, factor) for key, factor in left.items() if factor), self.constant - other.constant)


class Alike:
    """Keys of persons for the conditions that one support reads: `own` about the subject, `members` about every member.

    The conditions are over facts alone, and the records hold the truths of their parts (`parts_of`).
    """

    def __init__(self, records: FlatRecords, constants: Mapping[str, RecordValue], own: Iterable[Expr], members: Iterable[Expr]) -> None:
        self._records = records
        self._constants = constants
        self._members = tuple(dict.fromkeys(map(undenied, members)))
        self._own = tuple(dict.fromkeys([*map(undenied, own), *self._members]))
        self._of_members = frozenset(atom for condition in self._members for atom in atoms_in(condition))
        comparisons = [atom for atom in parts_of(self._own) if isinstance(atom, Compare)]
        numbers = dict.fromkeys(fact for atom in comparisons for fact in facts_of(atom))
        self._bounded = {fact: bounds for fact in numbers if (bounds := self._bounds(fact, comparisons))}

    def subjects(self, lines: pl.DataFrame, more: Sequence[pl.Expr] = ()) -> pl.Series:
        """The keys of the persons of some lines whom an answer is about, with further columns that tell such persons apart."""
        return self.keys(lines, _everywhere(self._own, lines), more)

    def others(self, lines: pl.DataFrame) -> pl.Series:
        """The keys of the persons of some lines as other members of a household."""
        return self.keys(lines, _everywhere(self._members, lines))

    def keys(self, lines: pl.DataFrame, conditions: Mapping[Expr, pl.Series], more: Sequence[pl.Expr | pl.Series] = ()) -> pl.Series:
        """The keys of the persons of some lines for some of the conditions, each with the lines to which it matters."""
        where = self._where(lines, conditions)
        marks = {part: f"where.{number}" for number, part in enumerate(where)}
        columns = [column for part, mark in marks.items() for column in self._columns(part, pl.col(mark))]
        for fact in dict.fromkeys(fact for part in where for fact in facts_of(part) if fact in self._bounded):
            matters = reduce(or_, (pl.col(mark) for part, mark in marks.items() if fact in facts_of(part)))
            columns += [pl.when(matters).then(sign) for sign in self._order(fact)]
        told = lines.with_columns(found.alias(marks[part]) for part, found in where.items())
        further = [pl.lit(one) if isinstance(one, pl.Series) else one for one in more]
        return told.with_columns(_key([*columns, *further]))["key"]

    def _where(self, lines: pl.DataFrame, conditions: Mapping[Expr, pl.Series]) -> dict[Expr, pl.Series]:
        """For every condition and part of one, the lines where it tells something: a part does where a whole that does is open."""
        nowhere = pl.repeat(False, len(lines), dtype=pl.Boolean, eager=True)
        found = dict.fromkeys(parts_of(conditions), nowhere) | dict(conditions)
        for whole in found:
            column = self._records.conditions.get(whole)
            open_ = found[whole] & lines[column].is_null() if column is not None else found[whole]
            for part in _joined(whole):
                found[part] = found[part] | open_
        return found

    def _columns(self, part: Expr, where: pl.Expr) -> list[pl.Expr]:
        """The truth of a part; where it is an open comparison, the known values that it leaves to matter."""
        column, facts = self._records.conditions.get(part), facts_of(part)
        columns: list[pl.Expr] = [] if column is None else [pl.when(where).then(pl.col(column))]
        known = [fact.key for fact in facts if fact.key in self._records.facts]
        if len(facts) > 1 and known:
            open_ = where & pl.col(column).is_null() if column is not None else where
            ordered = [self._alone(fact) for fact in facts if fact in self._bounded]
            matters = open_ & ~reduce(or_, ordered) if ordered else open_
            columns += [pl.when(matters).then(pl.col(key)) for key in known]
        return columns

    # -- bounds on one unknown number

    def _bounds(self, fact: Fact, comparisons: Iterable[Compare]) -> dict[_Form, None]:
        """What the comparisons compare an unknown number with; none where more than the order of these could matter.

        Whole numbers and days have gaps. What another member's own facts say of a number that all share would have to be ordered
        among the members. And every other fact of the comparisons has to be known somewhere.
        """
        mine = [atom for atom in comparisons if fact in facts_of(atom)]
        tied = [other for atom in mine for other in facts_of(atom) if other != fact]
        shared = fact.entity != "person" and any(
            other.entity == "person" for atom in mine if atom in self._of_members for other in facts_of(atom)
        )
        dense = isinstance(fact.type, Number) and not fact.type.integral
        if not tied or not dense or shared or not all(map(self._told, tied)):
            return {}
        low = fact.type.low if isinstance(fact.type, Number) else None
        return dict.fromkeys([_Form((), Fraction(low or 0)), *(self._bound(fact, atom) for atom in mine)])

    def _told(self, fact: Fact) -> bool:
        return fact.key in self._records.facts or fact.key in self._constants

    def _bound(self, fact: Fact, atom: Compare) -> _Form:
        """The value of a number at which a comparison changes."""
        factor = Fraction(dict(atom.sum.terms)[fact])
        constant = -Fraction(atom.sum.constant) / factor
        factors: list[tuple[str, Fraction]] = []
        for other, times in atom.sum.terms:
            if other == fact:
                continue
            if other.key in self._records.facts:
                factors.append((other.key, -Fraction(times) / factor))
            else:
                value = self._constants[other.key]
                assert isinstance(value, int | Decimal), f"{other.key} is no number"
                constant -= Fraction(times) * Fraction(value) / factor
        return _Form(tuple(factors), constant)

    def _alone(self, fact: Fact) -> pl.Expr:
        """Whether a number is unknown, and everything that it is compared with is known."""
        unknown = pl.col(fact.key).is_null() if fact.key in self._records.facts else pl.lit(fact.key not in self._constants)
        others = dict.fromkeys(key for bound in self._bounded[fact] for key, _ in bound.factors)
        return reduce(and_, (pl.col(key).is_not_null() for key in others), unknown)

    def _order(self, fact: Fact) -> list[pl.Expr]:
        """How each two bounds on a number stand to each other, exactly, where it is the only unknown one among them."""
        alone = self._alone(fact)
        apart = [one.less(other) for one, other in combinations(self._bounded[fact], 2)]
        return [pl.when(alone).then(self._sign(form)) for form in apart if form.factors]

    def _sign(self, form: _Form) -> pl.Expr:
        """The sign of a sum, in whole numbers: every column times the power of ten that makes it whole."""
        schema = self._records.table.schema
        scaled = {key: factor / 10 ** (kind.scale if isinstance(kind := schema[key], pl.Decimal) else 0) for key, factor in form.factors}
        scale = lcm(form.constant.denominator, *(factor.denominator for factor in scaled.values()))
        parts = [pl.col(key).to_physical().cast(pl.Int128) * int(factor * scale) for key, factor in scaled.items()]
        total = reduce(add, parts) + int(form.constant * scale)
        return (total > 0).cast(pl.Int8) - (total < 0).cast(pl.Int8)


def _everywhere(conditions: Iterable[Expr], lines: pl.DataFrame) -> dict[Expr, pl.Series]:
    return dict.fromkeys(conditions, pl.repeat(True, len(lines), dtype=pl.Boolean, eager=True))


def parts_of(conditions: Iterable[Expr]) -> dict[Expr, None]:
    """The joins and atoms of conditions over facts alone, each once and after every join that it is part of."""
    heights: dict[Expr, int] = {}

    def height(part: Expr) -> int:
        if part not in heights:
            heights[part] = 1 + max(map(height, _joined(part)), default=0)
        return heights[part]

    for condition in conditions:
        height(undenied(condition))
    return dict.fromkeys(sorted(heights, key=lambda part: -heights[part]))


def _joined(part: Expr) -> Iterable[Expr]:
    """The parts of a join; none of an atom."""
    return map(undenied, children(part))


def _key(columns: Sequence[pl.Expr]) -> pl.Expr:
    """One text that tells the values of some columns."""
    if not columns:
        return pl.lit("").alias("key")
    texts = [column.cast(pl.String).fill_null("?") for column in columns]
    return pl.concat_str(texts, separator="\x1f").alias("key")
