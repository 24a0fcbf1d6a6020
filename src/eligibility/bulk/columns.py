"""The kinds of columns in a register, independent of any engine's types."""

from __future__ import annotations

from typing import Literal

from eligibility.facts.key import FactKey
from eligibility.facts.vocabulary import BY_NAME, fact_of, facts
from eligibility.logic.types import Boolean, Choice, Day, Number

ColumnKind = Literal["truth", "number", "money", "word", "day"]

RULESET_SETS = ("person.receives.", "person.recognised.", "locality.options.")


def kind_of(key: str) -> ColumnKind | None:
    """The kind of a fact's column; None where no engine reads a column of that name."""
    if key.startswith(RULESET_SETS):
        return "truth"
    fact = fact_of(key) if FactKey.of(key).set_key in BY_NAME else facts().get(key)
    if fact is None or fact.entity not in {"person", "household", "locality"} or FactKey.of(key).is_years:
        return None
    match fact.type:
        case Boolean():
            return "truth"
        case Choice(values=values):
            return "number" if isinstance(values[0], int) else "word"
        case Day():
            return "day"
        case Number(integral=integral):
            return "number" if integral else "money"
