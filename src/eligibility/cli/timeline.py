"""`eligibility timeline`: what the coming days change."""

from __future__ import annotations

from typing import Annotated

import typer

from eligibility.cli.options import (
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
    given_region,
    given_root,
    mending,
)
from eligibility.cli.output import put_json


def timeline(
    profile: ProfilePath,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="The first day; otherwise the profile's as_of, otherwise today.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="The last day; otherwise a year after the first.")] = None,
    region: Region = None,
    version: Version = None,
    lang: LangOption = Lang.ZH,
    format_: FormatOption = Format.TABLE,
    book: BookOption = None,
    rulesets: Root = None,
) -> None:
    """The days ahead on which supports open, close or need a new application because time passes."""
    with mending(lang):
        from eligibility.guidance import timeline as ahead

        given, base = given_profile(profile), given_root(rulesets)
        first = given_day(from_, given, "--from")
        last = given_day(until, given, "--until") if until is not None else ahead.a_year_after(first)
        found = ahead.timeline(
            given, given_region(given, region, base), first, last, version=version, root=base, book=given_book(book, base)
        )
        if format_ is Format.JSON:
            put_json(found.as_json())
            return
        from eligibility.cli import render
        from eligibility.views.guidance import timeline_report

        render.show(timeline_report(found, lang.language), markdown_=format_ is Format.MARKDOWN)
