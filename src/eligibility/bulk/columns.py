"""The kinds of columns in a register, independent of any engine's types."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Literal

from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem, first_of, unknown_name
from eligibility.facts.derived import given_columns
from eligibility.facts.key import FactKey
from eligibility.facts.vocabulary import BY_NAME, LOCAL_OPTIONS, OTHER_BENEFITS, fact_of, facts
from eligibility.logic.types import Boolean, Choice, Day, Fact, Number
from eligibility.rules.ruleset import Ruleset

ColumnKind = Literal["truth", "number", "money", "word", "day"]

FACT_PREFIXES = ("person.", "household.", "locality.")
"""How the names of columns of facts begin."""
RULESET_SETS = ("person.receives.", "person.recognised.", "locality.options.")


def fact_in(key: str) -> Fact | None:
    """The fact that a column holds; None where there is none of that name."""
    return fact_of(key) if FactKey.of(key).set_key in BY_NAME else facts().get(key)


def known_columns(ruleset: Ruleset) -> frozenset[str]:
    """The names of all columns of facts under a ruleset."""
    sets = {
        "person.receives.": (*ruleset.catalogue, *OTHER_BENEFITS),
        "person.recognised.": tuple(ruleset.catalogue),
        "locality.options.": (*ruleset.options, *LOCAL_OPTIONS),
        "locality.standards.": tuple(ruleset.standards),
        **{f"{group}.": (*ruleset.catalogue, *OTHER_BENEFITS) for group in BY_NAME if group.startswith("person.")},
    }
    named = {f"{prefix}{name}" for prefix, members in sets.items() for name in members}
    return frozenset(named | {key for key in facts() if kind_of(key)} | given_columns())


def kind_of(key: str) -> ColumnKind | None:
    """The kind of a fact's column; None where no engine reads a column of that name."""
    if key.startswith(RULESET_SETS):
        return "truth"
    fact = fact_in(key)
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


def check_columns(names: Iterable[str], ruleset: Ruleset) -> None:
    """Refuse a column that looks like a fact's and is none, which would otherwise be ignored: its facts would be unknown.

    Raises:
        EligibilityError: naming each, with the nearest name of a column.
    """
    known = ruleset.once(known_columns)
    wrong = [name for name in names if name != "household" and _is_of_fact(name) and name not in known]
    if wrong:
        raise EligibilityError(first_of(_unknown(name, known) for name in wrong))


def _unknown(name: str, known: frozenset[str]) -> Problem:
    return unknown_name(ProblemCode.UNKNOWN_COLUMN, "columns", name, known if "." in name else {*known, "household"})


def _is_of_fact(name: str) -> bool:
    """Whether a column is named as those of facts or the key are, in small letters or not, of one or of several: `Persons.grade`."""
    head, point, _ = unicodedata.normalize("NFKC", name).partition(".")
    return f"{head.strip().casefold().removesuffix('s')}{point}" in (*FACT_PREFIXES, "household")
