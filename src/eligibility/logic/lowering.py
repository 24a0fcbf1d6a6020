"""Conditions over facts as terms: the same meaning in the language of columns."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from decimal import Decimal
from typing import assert_never

from eligibility.logic.algebra import Memoised, OverFacts
from eligibility.logic.expr import Atom, Compare, Flag, Linear, Member
from eligibility.logic.operators import Operator
from eligibility.logic.terms import Column, Ordinal, Term, TruthLiteral, comparison, every, negation, one_of, some
from eligibility.logic.types import Choice, Day, Fact


class FactLowering(Memoised[Term], OverFacts[Term]):
    """Turns conditions on facts into terms. The subclass gives the term of each fact."""

    @abstractmethod
    def fact(self, fact: Fact) -> Term:
        """The term of a fact."""

    def constant(self, fact: Fact) -> object:
        """The constant value, the same in every record, of a fact that has no column; None if there is none."""
        del fact
        return None

    def const(self, value: bool) -> Term:
        return TruthLiteral(value)

    def atom(self, expr: Atom) -> Term:
        match expr:
            case Flag(fact):
                return self.fact(fact)
            case Member(fact, values):
                return self._member(fact, values)
            case Compare(total, op):
                return self._compare(total, op)
        assert_never(expr)

    def negation(self, arg: Term) -> Term:
        return negation(arg)

    def all_of(self, args: Iterable[Term]) -> Term:
        return every(args)

    def any_of(self, args: Iterable[Term]) -> Term:
        return some(args)

    def _member(self, fact: Fact, values: frozenset[str | int]) -> Term:
        assert isinstance(fact.type, Choice)
        constant = self.constant(fact)
        if constant is not None:
            return TruthLiteral(constant in values)
        return one_of(self.fact(fact), [value for value in fact.type.values if value in values])

    def _compare(self, total: Linear, op: Operator) -> Term:
        factors, constant = total.reduced(self._number).whole()
        return comparison([(self._part(fact), factor) for fact, factor in factors], op, -constant)

    def _number(self, fact: Fact) -> int | Decimal | None:
        constant = self.constant(fact)
        if constant is not None and not isinstance(constant, int | Decimal):
            raise TypeError(f"{fact.key}: a number beside a register is a whole number or a Decimal, so that it is exact")
        return constant

    def _part(self, fact: Fact) -> Term:
        term = self.fact(fact)
        return Ordinal(term) if isinstance(fact.type, Day) and isinstance(term, Column) else term
