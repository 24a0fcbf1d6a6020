"""The register frame: the columns that the bulk engines read.

One row for each person. Every column is optional except `row`. An absent column is unknown in every row, and NULL is
unknown. Other columns are ignored.

- `row` Int64: the row number in the register.
- `household` String (or a whole number): an opaque key. NULL: the row is a household of its own, and whether anyone
  else lives there is unknown.
- `person.ENTRY`, `household.ENTRY`, `locality.ENTRY` for every scalar of the vocabulary: Boolean; Int64 for whole
  numbers; Decimal(18, 4) for money; String for choices; Date for days. A household's and a locality's columns hold the
  same value in every row of a household.
- one Boolean for each member of a set: `person.needs.rehab`, `person.receives.SUPPORT`, `person.recognised.SUPPORT`,
  `locality.options.OPTION`. A need that is unknown is none where `person.needs_complete` holds.
- one column for each name of an entry that holds several: Decimal(18, 4) `person.costs.SUPPORT`, `person.amounts.SUPPORT`
  and `locality.standards.NAME`, Date `person.applied_on.SUPPORT`.
- grades as single columns: `person.grade` and `person.grade_mental` … Int64, 0 (none) to 4.

The engines derive the rest as for a profile: age and years from days, expired certificates, and household facts that
follow from the members. A household is complete, so that no further member can exist, only in two cases: as many rows have
its key as `household.size` says; or the size is unknown and the caller says that households with a key are complete.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

import polars as pl
from polars.datatypes import DataTypeClass

from eligibility.bulk.columns import ColumnKind, kind_of
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem, first_of, unknown_name
from eligibility.facts.derived import given_columns
from eligibility.facts.vocabulary import BY_NAME, LOCAL_OPTIONS, OTHER_BENEFITS, facts
from eligibility.i18n import Text
from eligibility.rules.ruleset import Ruleset

PolarsType = pl.DataType | DataTypeClass

FACT_PREFIXES = ("person.", "household.", "locality.")
"""How the names of columns of facts begin."""

MONEY = pl.Decimal(18, 4)
TYPES: Mapping[ColumnKind, PolarsType] = {"truth": pl.Boolean, "number": pl.Int64, "money": MONEY, "word": pl.String, "day": pl.Date}


def column_type(key: str) -> PolarsType | None:
    """The type of a column; None where no engine reads a fact of that name."""
    if key == "row":
        return pl.Int64
    kind = kind_of(key)
    return TYPES[kind] if kind else None


def check_columns(names: Iterable[str], ruleset: Ruleset) -> None:
    """Refuse a column that looks like a fact's and is none, which would otherwise be ignored: its facts would be unknown.

    Raises:
        EligibilityError: naming each, with the nearest name of a column.
    """
    sets = {
        "person.receives.": (*ruleset.catalogue, *OTHER_BENEFITS),
        "person.recognised.": tuple(ruleset.catalogue),
        "locality.options.": (*ruleset.options, *LOCAL_OPTIONS),
        "locality.standards.": tuple(ruleset.standards),
        **{f"{group}.": (*ruleset.catalogue, *OTHER_BENEFITS) for group in BY_NAME if group.startswith("person.")},
    }
    known = {key for key in facts() if kind_of(key)} | given_columns()
    known |= {f"{prefix}{name}" for prefix, members in sets.items() for name in members}
    wrong = [name for name in names if _is_of_fact(name) and name not in known]
    if wrong:
        raise EligibilityError(first_of(unknown_name(ProblemCode.UNKNOWN_COLUMN, "columns", name, known) for name in wrong))


def _is_of_fact(name: str) -> bool:
    """Whether a column is named as those of facts are, in small letters or not, of one or of several: `Persons.grade`."""
    head, point, _ = unicodedata.normalize("NFKC", name).partition(".")
    return f"{head.strip().casefold().removesuffix('s')}{point}" in FACT_PREFIXES


def fact_columns(schema: Mapping[str, pl.DataType]) -> list[str]:
    """The columns of a register that the engines read.

    Raises:
        EligibilityError: there is no `row`, or a column has a type that cannot hold its fact exactly.
    """
    problems = [] if "row" in schema else [_no_line_numbers()]
    found = [name for name in schema if column_type(name) is not None]
    problems += [_wrong(name, schema[name]) for name in found if not _type_holds(name, schema[name])]
    if problems:
        raise EligibilityError(problems)
    return [*found, *(["household"] if "household" in schema else [])]


def _type_holds(name: str, given: pl.DataType) -> bool:
    wanted = column_type(name)
    if given == pl.Null:
        return True
    if wanted == pl.Int64:
        return given.is_integer()
    if wanted == MONEY:
        return given.is_decimal() or given.is_integer()
    if wanted == pl.String:
        return given in (pl.String, pl.Categorical, pl.Enum)
    return given == wanted


def _no_line_numbers() -> Problem:
    return Problem(ProblemCode.LINE_NUMBERS_MISSING, "row", Text("缺少行号列", "the column of line numbers is missing"))


def _wrong(name: str, given: pl.DataType) -> Problem:
    wanted = column_type(name)
    said = Text(f"列的类型应为 {wanted}，而不是 {given}", f"is a column of {given}; it must be {wanted}")
    return Problem(ProblemCode.WRONG_COLUMN_TYPE, name, said)


def conformed(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The register with only the columns that the engines read, in the types that they expect."""
    schema = frame.collect_schema()
    columns = fact_columns(schema)
    return frame.select(_cast(name, schema[name]) for name in columns)


def _cast(name: str, given: pl.DataType) -> pl.Expr:
    wanted = column_type(name)
    column = pl.col(name)
    if wanted is None or given == wanted or (wanted == MONEY and given.is_decimal()):
        return column
    return column.cast(wanted)
