"""What a term means to an engine: one walk over the kinds of term, and one method for each.

An engine is a subclass of `TermAlgebra`. A new kind of term in `terms` gets a case and an abstract method here. The type
checker then names every engine that does not implement it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Generic, TypeVar, assert_never

from eligibility.logic.terms import (
    CaseWhen,
    Column,
    Comparison,
    Divided,
    Every,
    Higher,
    Known,
    Lower,
    Negation,
    Number,
    OneOf,
    Ordinal,
    Product,
    Shifted,
    Some,
    Sum,
    Tally,
    Term,
    TruthLiteral,
    Whole,
    Years,
)

T = TypeVar("T")


class TermAlgebra(ABC, Generic[T]):
    """Turns a term into a `T`, from the inside out. An engine that needs to see a part before it is turned gets the term itself."""

    def __call__(self, term: Term) -> T:
        """What the term means."""
        match term:
            case Column(name):
                return self.column(name)
            case TruthLiteral(value):
                return self.truth(value)
            case Whole(value):
                return self.whole(value)
            case Negation(Known(arg)):
                return self.unknown(arg)
            case Negation(arg):
                return self.negation(self(arg))
            case Known(arg):
                return self.known(arg)
            case Every(args):
                return self.every(map(self, args))
            case Some(args):
                return self.some(map(self, args))
            case OneOf():
                return self.one_of(term)
            case Ordinal(arg):
                return self.ordinal(arg)
            case Comparison():
                return self.comparison(term)
            case CaseWhen():
                return self.case(term)
            case Years(arg):
                return self.years(arg)
            case Tally():
                return self.tally(term)
            case Sum() | Product() | Lower() | Higher() | Divided() | Shifted():
                return self.number(term)
        assert_never(term)

    @abstractmethod
    def column(self, name: str) -> T:
        """The value of a column."""

    @abstractmethod
    def truth(self, value: bool | None) -> T:
        """The same truth, or the same unknown value, in every row."""

    @abstractmethod
    def whole(self, value: int) -> T:
        """The same whole number in every row."""

    @abstractmethod
    def negation(self, arg: T) -> T:
        """Not."""

    @abstractmethod
    def known(self, arg: Term) -> T:
        """Whether a value is known."""

    def unknown(self, arg: Term) -> T:
        """Whether a value is not known. By default this is the negation; an engine that has a word for it overrides it."""
        return self.negation(self(Known(arg)))

    @abstractmethod
    def every(self, args: Iterable[T]) -> T:
        """Kleene's and."""

    @abstractmethod
    def some(self, args: Iterable[T]) -> T:
        """Kleene's or."""

    @abstractmethod
    def one_of(self, term: OneOf) -> T:
        """The value of a choice is in a set of values."""

    @abstractmethod
    def ordinal(self, day: Column) -> T:
        """A day by its proleptic ordinal."""

    @abstractmethod
    def comparison(self, term: Comparison) -> T:
        """A sum compared with a whole number."""

    @abstractmethod
    def case(self, term: CaseWhen) -> T:
        """The value of the first branch that holds."""

    @abstractmethod
    def years(self, day: Column) -> T:
        """The full years from a day to the as-of date."""

    @abstractmethod
    def tally(self, term: Tally) -> T:
        """The number of the household's rows in which a truth holds."""

    def number(self, term: Number) -> T:
        """A whole number that is worked out from others. Only engines that work out amounts have it.

        Raises:
            TypeError: the engine works out none.
        """
        raise TypeError(f"this engine works out no amounts: {type(term).__name__}")


class MemoisedTerms(TermAlgebra[T]):
    """An engine that turns equal terms only once."""

    def __init__(self) -> None:
        self._made: dict[Term, T] = {}

    def __call__(self, term: Term) -> T:
        made = self._made.get(term)
        if made is None:
            made = self._made[term] = super().__call__(term)
        return made
