"""Which persons of a register are alike: all that a support's conditions can tell of them agrees.

Conditions that are decided tell their truth alone. An open comparison (an income below a standard that is unknown) also tells what
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
from eligibility.logic.expr import Atom, Compare, facts_of
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
    """Keys of persons for the conditions that one support reads: `own` about the subject, `members` about every member."""

    def __init__(self, records: FlatRecords, constants: Mapping[str, RecordValue], own: Iterable[Atom], members: Iterable[Atom]) -> None:
        self._records = records
        self._constants = constants
        self._members = tuple(members)
        self._own = tuple(dict.fromkeys([*own, *self._members]))
        comparisons = [atom for atom in self._own if isinstance(atom, Compare)]
        numbers = dict.fromkeys(fact for atom in comparisons for fact in facts_of(atom))
        self._bounded = {fact: bounds for fact in numbers if (bounds := self._bounds(fact, comparisons))}

    def subjects(self, more: Sequence[pl.Expr] = ()) -> pl.Expr:
        """The key of a person whom an answer is about, with further columns that tell such persons apart."""
        return _key([*self._columns(self._own), *more])

    def others(self) -> pl.Expr:
        """The key of another member of the household."""
        return _key(self._columns(self._members))

    def _columns(self, atoms: Sequence[Atom]) -> list[pl.Expr]:
        """The truth of every condition; where it is open, the known values that it leaves to matter, and the order of bounds."""
        columns: list[pl.Expr] = []
        for atom in atoms:
            column = self._records.conditions.get(atom)
            if column is not None:
                columns.append(pl.col(column))
            facts = facts_of(atom)
            known = [fact.key for fact in facts if fact.key in self._records.facts]
            if len(facts) > 1 and known:
                open_ = pl.col(column).is_null() if column is not None else pl.lit(True)
                ordered = [self._alone(fact) for fact in facts if fact in self._bounded]
                matters = open_ & ~reduce(or_, ordered) if ordered else open_
                columns += [pl.when(matters).then(pl.col(key)) for key in known]
        mine = dict.fromkeys(fact for atom in atoms for fact in facts_of(atom))
        return columns + [sign for fact in mine if fact in self._bounded for sign in self._order(fact)]

    # -- bounds on one unknown number

    def _bounds(self, fact: Fact, comparisons: Iterable[Compare]) -> dict[_Form, None]:
        """What the comparisons compare an unknown number with; none where more than the order of these could matter.

        Whole numbers and days have gaps. What another member's own facts say of a number that all share would have to be ordered
        among the members. And every other fact of the comparisons has to be known somewhere.
        """
        mine = [atom for atom in comparisons if fact in facts_of(atom)]
        tied = [other for atom in mine for other in facts_of(atom) if other != fact]
        shared = fact.entity != "person" and any(
            other.entity == "person" for atom in mine if atom in self._members for other in facts_of(atom)
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


def _key(columns: Sequence[pl.Expr]) -> pl.Expr:
    """One text that tells the values of some columns."""
    if not columns:
        return pl.lit("").alias("key")
    texts = [column.cast(pl.String).fill_null("?") for column in columns]
    return pl.concat_str(texts, separator="\x1f").alias("key")
