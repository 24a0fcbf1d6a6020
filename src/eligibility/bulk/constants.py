"""The facts that are the same in every row of a register, checked as its columns are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from eligibility.bulk.columns import fact_in, known_columns
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem, WrongArgument, first_of, not_of_type, unknown_name
from eligibility.facts.flatten import RecordValue
from eligibility.facts.vocabulary import CEILINGS
from eligibility.i18n import Text
from eligibility.logic.types import Boolean, Choice, Day, Number
from eligibility.rules.ruleset import Ruleset

Constants = Mapping[str, RecordValue | None]

NAME = "constants"
MAPPING = Text("由名称到值的映射", "a mapping of keys to values")
TRUTH = Text("True 或 False", "True or False")
WHOLE = Text("整数", "a whole number")
EXACT = Text("整数或 Decimal", "a whole number or a Decimal, so that it is exact")
DAY = Text("日期，如 date(2024, 6, 1)", "a day, such as date(2024, 6, 1)")
"""What the values of facts must be."""


def checked_constants(constants: Constants | None, ruleset: Ruleset) -> dict[str, RecordValue | None]:
    """The constants, each checked to be a value of its fact. A day may be a date, and becomes its ordinal.

    Raises:
        EligibilityError: there is no such fact, or it has no such value.
        WrongArgument: they are no mapping, or a value is of another type than its fact.
    """
    given: object = {} if constants is None else constants
    if not isinstance(given, Mapping):
        raise WrongArgument([not_of_type(ProblemCode.WRONG_TYPE, NAME, MAPPING, given)])
    known = ruleset.once(known_columns)
    unknown = [unknown_name(ProblemCode.UNKNOWN_COLUMN, NAME, str(key), known) for key in given if key not in known]
    if unknown:
        raise EligibilityError(first_of(unknown))
    wrong = [problem for key, value in given.items() if value is not None for problem in _wrong(key, value)]
    if wrong:
        raise WrongArgument(first_of(wrong))
    return {key: value.toordinal() if isinstance(value, date) else value for key, value in given.items()}


def _wrong(key: str, value: object) -> Iterator[Problem]:
    fact = fact_in(key)
    match fact.type if fact else Boolean():
        case Boolean():
            yield from _of_type(key, value, isinstance(value, bool), TRUTH)
        case Choice(values=values):
            if value not in values or isinstance(value, bool):
                listed = [str(one) for one in values]
                said = Text(f"应为以下之一：{'、'.join(listed)}", f"must be one of: {', '.join(listed)}")
                yield Problem(ProblemCode.UNKNOWN_VALUE, key, said)
        case Day():
            yield from _of_type(key, value, _is_whole(value) or (isinstance(value, date) and not isinstance(value, datetime)), DAY)
        case Number(integral=integral, low=low):
            number, high = _number(value), CEILINGS.get(key)
            fits = number is not None and (not integral or number.denominator == 1)
            yield from _of_type(key, value, fits, WHOLE if integral else EXACT)
            if number is not None and low is not None and number < low:
                yield Problem(ProblemCode.BELOW_MINIMUM, key, Text(f"不能小于{low}", f"must be {low} or more"))
            if number is not None and high is not None and number > high:
                yield Problem(ProblemCode.ABOVE_MAXIMUM, key, Text(f"不能大于{high}", f"must be {high} or less"))


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: object) -> Fraction | None:
    """The number that a value is, exactly; None where it is none, or a float."""
    exact = _is_whole(value) or isinstance(value, Fraction) or (isinstance(value, Decimal) and value.is_finite())
    return Fraction(value) if exact and isinstance(value, int | Fraction | Decimal) else None


def _of_type(key: str, value: object, fits: bool, wanted: Text) -> Iterator[Problem]:
    if not fits:
        yield not_of_type(ProblemCode.WRONG_TYPE, key, wanted, value)
