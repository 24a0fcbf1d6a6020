"""`eligibility sql`, for offices with a database of their own: the rules as one query."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from eligibility._optional import require_package
from eligibility.book.areas import wider
from eligibility.book.book import Book
from eligibility.book.bound import LocalBook
from eligibility.book.entries import Rate
from eligibility.book.fill import BookInUse, constant_days, content_hash, open_book
from eligibility.cli.options import (
    AsOf,
    BookOption,
    Lang,
    LangOption,
    Root,
    Version,
    given_book,
    given_day,
    given_profile,
    given_ruleset,
    mending,
    unknown,
)
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.facts.flatten import locality_values
from eligibility.facts.profile import Profile
from eligibility.i18n import Text
from eligibility.rules.ruleset import Ruleset

MOST_PLACES = 5
WRITTEN = frozenset({"standards", "options", "rates"})
"""The rooms of a local book that a query holds."""


class Dialect(StrEnum):
    """The database that the query is for."""

    DUCKDB = "duckdb"
    POSTGRES = "postgres"
    SPARK = "spark"


def sql(
    region: Annotated[str | None, typer.Option(help="Region, or the folder of a version.")] = None,
    dialect: Annotated[Dialect, typer.Option(help="The database's SQL.")] = Dialect.DUCKDB,
    table: Annotated[str, typer.Option(help="The table of persons: a name, or schema.name.")] = "register",
    columns: Annotated[
        str | None, typer.Option(metavar="NAME,…", help="The columns that the table has; what the others would say is unknown.")
    ] = None,
    support: Annotated[list[str] | None, typer.Option(metavar="ID", help="Only this support; may be given again.")] = None,
    locality: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A profile's JSON whose locality (standards, options) holds for every row.")
    ] = None,
    adcode: Annotated[
        str | None, typer.Option(metavar="CODE", help="The area code of the place, for the local book; otherwise the locality's.")
    ] = None,
    complete: Annotated[bool, typer.Option("--complete-households", help="Everyone of a household is in the table.")] = False,
    amounts: Annotated[bool, typer.Option("--amounts", help="Also both ends of what is given, where the rules state it.")] = False,
    create: Annotated[bool, typer.Option("--create", help="Print the table that the query reads instead.")] = False,
    version: Version = None,
    as_of: AsOf = None,
    lang: LangOption = Lang.ZH,
    book: BookOption = None,
    rulesets: Root = None,
) -> None:
    """The rules as one SQL query over a table of persons, to be run inside the office's own database."""
    with mending(lang):
        require_package("sqlglot", "sql")
        from eligibility.bulk.lower import columns_read
        from eligibility.bulk.sql import create_table, query
        from eligibility.register.options import check_answerable

        profile = _placed(given_profile(locality) if locality else Profile(), adcode)
        day = given_day(as_of, profile)
        ruleset = given_ruleset(profile, region, version, day, rulesets)
        _check_table(table)
        wanted = [ruleset.support_id(name) for name in support or ()]
        check_answerable(wanted, ruleset, "--support")
        known = given_book(book, rulesets)
        if known is not None and profile.locality.adcode is None:
            _check_one_place(known, ruleset)
        in_use, profile = open_book(known, _in_place(profile, ruleset), ruleset, day) if known else (None, profile)
        constants, local = locality_values(profile), in_use.local if in_use else None
        given = [name for name in _columns(columns, ruleset, columns_read(ruleset, local), local) if name not in constants]
        asked = query(
            ruleset,
            given,
            day,
            constants,
            complete=complete,
            table=table,
            supports=wanted or None,
            language=lang.language,
            amounts=amounts,
            local=local,
        )
        print(
            create_table(asked.columns, table).sql(dialect.value, pretty=True) + ";"
            if create
            else _headed(asked.text(dialect.value), ruleset, day.isoformat(), in_use)
        )


def _placed(profile: Profile, adcode: str | None) -> Profile:
    """The profile with the area code of `--adcode`.

    Raises:
        EligibilityError: that is no area code.
    """
    if adcode is None:
        return profile
    if not re.fullmatch(r"[0-9]{6}", adcode):
        said = Text("应为六位数字，如 620702", "is six digits, such as 620702")
        raise EligibilityError([Problem(ProblemCode.WRONG_AREA_CODE, "--adcode", said)])
    return profile.model_copy(update={"locality": profile.locality.model_copy(update={"adcode": adcode})})


def _check_one_place(book: Book, ruleset: Ruleset) -> None:
    """One query has the rates of one place: where the book also has those of places inside it, it is said which is meant.

    Raises:
        EligibilityError: the book has files of places inside the ruleset's.
    """
    place = ruleset.adcode
    inside = [area for area in book.areas if area != place and place in wider(area)]
    if inside:
        named = f"{', '.join(inside[:MOST_PLACES])}{' ...' if len(inside) > MOST_PLACES else ''}"
        said = Text(f"没有写，而标准册里另有 {named}", f"is not given, and the book also has {named}")
        mend = Text(
            f"一条查询只用一个地方的标准：写明县区，或写明 {place}，各处分别生成。",
            f"One query has the rates of one place: name the county, or {place} itself, and write a query for each.",
        )
        raise EligibilityError([Problem(ProblemCode.WRONG_AREA_CODE, "--adcode", said, mend)])


def _in_place(profile: Profile, ruleset: Ruleset) -> Profile:
    """The profile with an area for the local book: its own, otherwise the ruleset's."""
    adcode = profile.locality.adcode or ruleset.adcode
    return profile.model_copy(update={"locality": profile.locality.model_copy(update={"adcode": adcode})})


def _headed(text: str, ruleset: Ruleset, day: str, in_use: BookInUse | None) -> str:
    """The query under a comment that names the ruleset, its hash and the day, and what it takes from the local book."""
    by_book = f" | {_of_book(in_use)}" if in_use else ""
    return f"/* {ruleset.region} {ruleset.version} | {ruleset.document.name} | {ruleset.hash[:12]} | as of {day}{by_book} */\n{text};"


def _of_book(in_use: BookInUse) -> str:
    """The area, the hash of the entries that are written into the query, and the days on which they are these."""
    day = in_use.local.day
    heads = [entry.head for entry in in_use.filled.used]
    heads += [one.head for layer in in_use.local.layers for one in layer.entries if isinstance(one, Rate) and one.head.in_force(day)]
    first, last = constant_days(in_use, WRITTEN)
    days = f"{first or '...'} to {last or '...'}"
    named = [head.key if head.area == in_use.local.area else f"{head.key} of {head.area}" for head in heads]
    return f"book {in_use.local.area} {content_hash(heads)[:8]} ({', '.join(named) or 'nothing'}; {days})"


def _check_table(table: str) -> None:
    if not re.fullmatch(r"[^\W\d]\w*(\.[^\W\d]\w*){0,2}", table):
        raise EligibilityError([Problem(ProblemCode.WRONG_TABLE_NAME, "--table", Text("不是表名", "is not the name of a table"))])


def _columns(listed: str | None, ruleset: Ruleset, readable: tuple[str, ...], local: LocalBook | None) -> list[str]:
    """The columns of the table as the register frame names them."""
    from eligibility.bulk.sql import frame_names, sql_name

    if listed is None:
        return list(readable)
    names = [name.strip() for name in listed.split(",") if name.strip()]
    found = frame_names(ruleset, names, local)
    wrong = [name for name in names if name not in found]
    if wrong:
        known = [sql_name(name) for name in readable]
        raise EligibilityError([unknown(ProblemCode.UNKNOWN_COLUMN, "--columns", name, known) for name in wrong])
    return ["row", *(name for name in found.values() if name != "row")]
