"""`eligibility compare`: one household under several plans."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from eligibility.cli.options import (
    AsOf,
    BookOption,
    Format,
    FormatOption,
    Lang,
    LangOption,
    ProfilePath,
    Root,
    given_book,
    given_day,
    given_profile,
    given_root,
    mending,
    region_or_folder,
)
from eligibility.cli.output import put_json
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text
from eligibility.rules.version_lookup import load_ruleset, regions


def compare(
    profile: ProfilePath,
    regions_: Annotated[str, typer.Option("--regions", metavar="A,B,...", help="Regions to compare; otherwise all.")] = "",
    as_of: AsOf = None,
    lang: LangOption = Lang.ZH,
    format_: FormatOption = Format.TABLE,
    book: BookOption = None,
    rulesets: Root = None,
) -> None:
    """The same household under several plans: what it gains, loses and has on other terms in each."""
    with mending(lang):
        from eligibility.cli import render
        from eligibility.views import regions as views

        given, base = given_profile(profile), given_root(rulesets)
        day = given_day(as_of, given)
        named = [name.strip() for name in re.split("[,，]", regions_) if name.strip()] or regions(base)
        places = [region_or_folder(name, base) for name in named]
        if len(set(places)) < len(places):
            said = Text("同一个地区写了两次，要写不同的地区", "names one region twice: name different ones")
            raise EligibilityError([Problem(ProblemCode.WRONG_VALUE, "--regions", said)])
        plans = {str(place): load_ruleset(place, as_of=day, root=base) for place in places}
        found = views.compare(given, plans, as_of=day, book=given_book(book, rulesets))
        if format_ is Format.JSON:
            put_json(found.as_json())
            return
        render.show(views.comparison_report(found, lang.language), markdown_=format_ is Format.MARKDOWN)
