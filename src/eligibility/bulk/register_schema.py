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

from collections.abc import Mapping

import polars as pl
from polars.datatypes import DataTypeClass

from eligibility.bulk.columns import ColumnKind, kind_of
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text

PolarsType = pl.DataType | DataTypeClass

MONEY = pl.Decimal(18, 4)
TYPES: Mapping[ColumnKind, PolarsType] = {"truth": pl.Boolean, "number": pl.Int64, "money": MONEY, "word": pl.String, "day": pl.Date}

KEYS: tuple[PolarsType, ...] = (pl.String, pl.Categorical, pl.Enum)
"""Types that hold words. A household's key may also be a whole number."""


def column_type(key: str) -> PolarsType | None:
    """The type of a column; None where no engine reads a fact of that name."""
    if key == "row":
        return pl.Int64
    kind = kind_of(key)
    return TYPES[kind] if kind else None


def fact_columns(schema: Mapping[str, pl.DataType]) -> list[str]:
    """The columns of a register that the engines read.

    Raises:
        EligibilityError: there is no `row`, or a column has a type that cannot hold its fact exactly.
    """
    problems = [] if "row" in schema else [_no_line_numbers()]
    found = [name for name in schema if column_type(name) is not None]
    found += ["household"] if "household" in schema else []
    problems += [_wrong(name, schema[name]) for name in found if not _type_holds(name, schema[name])]
    if problems:
        raise EligibilityError(problems)
    return found


def _type_holds(name: str, given: pl.DataType) -> bool:
    wanted = column_type(name)
    if given == pl.Null:
        return True
    if name == "household":
        return given in KEYS or given.is_integer()
    if wanted == pl.Int64:
        return given.is_integer()
    if wanted == MONEY:
        return given.is_decimal() or given.is_integer()
    if wanted == pl.String:
        return given in KEYS
    return given == wanted


def _no_line_numbers() -> Problem:
    return Problem(ProblemCode.LINE_NUMBERS_MISSING, "row", Text("缺少行号列", "the column of line numbers is missing"))


def _wrong(name: str, given: pl.DataType) -> Problem:
    wanted = pl.String if name == "household" else column_type(name)
    kind = given.base_type()  # the categories of an Enum may be names
    said = Text(f"列的类型应为 {wanted}，而不是 {kind}", f"is a column of {kind}; it must be {wanted}")
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
