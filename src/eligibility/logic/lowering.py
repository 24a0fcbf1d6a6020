"""Conditions over facts as terms: the same meaning in the language of columns."""

from __future__ import annotations

from abc import ABC, abstractmethod
from fractions import Fraction
from math import lcm

from eligibility.logic.expr import And, Compare, Const, Expr, Flag, Linear, Member, Named, Not, Or
from eligibility.logic.terms import Column, Literal, Ordinal, Term, comparison, every, negation, one_of, some
from eligibility.logic.types import Choice, Day, Fact


class FactLowering(ABC):
    """Conditions over facts alone: what counts members or asks for other supports is put in as a fact before."""

    @abstractmethod
    def fact(self, fact: Fact) -> Term:
        """The term of a fact."""

    def truth(self, expr: Expr) -> Term:
        """The term of a condition.

        Raises:
            TypeError: the condition counts members or asks for another support.
        """
        match expr:
            case Const(value):
                return Literal(value)
            case Flag(fact):
                return self.fact(fact)
            case Named(body=body):
                return self.truth(body)
            case Not(arg):
                return negation(self.truth(arg))
            case And(args):
                return every(map(self.truth, args))
            case Or(args):
                return some(map(self.truth, args))
            case Member(fact, values):
                assert isinstance(fact.type, Choice)
                return one_of(self.fact(fact), [value for value in fact.type.values if value in values])
            case Compare(total, op):
                return self.compared(total, op)
        raise TypeError(f"{type(expr).__name__} cannot be lowered: put it in as a fact first")

    def compared(self, total: Linear, op: str) -> Term:
        """A sum compared with zero, both sides times what makes every factor whole."""
        factors = [(fact, Fraction(factor)) for fact, factor in total.terms]
        constant = Fraction(total.constant)
        scale = lcm(constant.denominator, *(factor.denominator for _, factor in factors))
        parts = [(self._number(fact), int(factor * scale)) for fact, factor in factors]
        return comparison(parts, op, int(-constant * scale))

    def _number(self, fact: Fact) -> Term:
        term = self.fact(fact)
        return Ordinal(term) if isinstance(fact.type, Day) and isinstance(term, Column) else term
