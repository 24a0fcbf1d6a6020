"""`eligibility cliff`: at which values of one number supports begin and end, as a report and as a picture."""

from __future__ import annotations

import re
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eligibility.cli.options import (
    AsOf,
    BookOption,
    Format,
    FormatOption,
    Lang,
    LangOption,
    ProfilePath,
    Region,
    Root,
    Version,
    given_book,
    given_day,
    given_profile,
    given_ruleset,
    mending,
)
from eligibility.cli.output import put_json
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Language, Text
from eligibility.limits import MONEY_DIGITS

if TYPE_CHECKING:
    from eligibility.guidance.cliff import Cliff
    from eligibility.views.cliff_chart import Kind

SUFFIXES: dict[str, Kind] = {".png": "png", ".svg": "svg", ".pdf": "pdf"}


def cliff(
    profile: ProfilePath,
    fact: Annotated[str, typer.Option(metavar="PATH", help="The number, by title or path, after whom it is about: 3.age.")],
    range_: Annotated[str, typer.Option("--range", metavar="LOW:HIGH", help="From where to where, both included.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Draw a picture: .png, .svg or .pdf.")] = None,
    region: Region = None,
    version: Version = None,
    as_of: AsOf = None,
    lang: LangOption = Lang.ZH,
    format_: FormatOption = Format.TABLE,
    book: BookOption = None,
    rulesets: Root = None,
) -> None:
    """Supports as a function of one number: where each begins and ends, exactly."""
    with mending(lang):
        from eligibility.guidance import cliff as ranges
        from eligibility.rules.implications import situation_of
        from eligibility.views.subjects import with_owner

        given = given_profile(profile)
        day = given_day(as_of, given)
        ruleset = given_ruleset(given, region, version, day, rulesets)
        number = with_owner(situation_of(given, ruleset, day), fact)
        found = ranges.cliff(given, ruleset, number, *_ends(range_), as_of=day, book=given_book(book, rulesets))
        if output is not None:
            _draw(found, output, lang.language)
        if format_ is Format.JSON:
            put_json(found.as_json())
            return
        from eligibility.cli import render
        from eligibility.views.guidance import cliff_report

        render.show(cliff_report(found, lang.language), markdown_=format_ is Format.MARKDOWN)


def _draw(found: Cliff, output: Path, language: Language) -> None:
    """The picture in its file, of the kind that the suffix names."""
    from eligibility._atomic_write import unwritable, write_whole
    from eligibility._fonts import NO_FONT
    from eligibility.views.cliff_chart import drawn

    kind = SUFFIXES.get(output.suffix.lower())
    if kind is None:
        known = ", ".join(SUFFIXES)
        said = Text(f"文件名应以 {'、'.join(SUFFIXES)} 之一结尾", f"must end in one of {known}")
        raise EligibilityError([Problem(ProblemCode.UNKNOWN_FORMAT, output.name, said)])
    picture = drawn(found, kind, language)
    try:
        write_whole(output, picture.content, private=True)
    except OSError as error:
        raise unwritable(output.name, error) from None
    if picture.language != language:
        print(NO_FONT[language], file=sys.stderr)


def _ends(text: str) -> tuple[Decimal, Decimal]:
    number = rf"\d{{1,9}}(?:\.\d{{1,{MONEY_DIGITS}}})?"
    found = re.fullmatch(f"({number}):({number})", text, re.ASCII)
    if found is None:
        raise EligibilityError([Problem(ProblemCode.WRONG_RANGE, "--range", Text("应写作 0:3000", "is written like 0:3000"))])
    return Decimal(found[1]), Decimal(found[2])
