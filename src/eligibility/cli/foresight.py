"""The commands that look ahead: what the coming days change, what one fact decides, what would open a support."""

from __future__ import annotations

import json
import re
import sys
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from dateutil.relativedelta import relativedelta

from eligibility.cli.options import (
    AsOf,
    Format,
    Lang,
    LangOption,
    ProfilePath,
    Region,
    Root,
    SubjectId,
    SupportId,
    Version,
    chosen,
    decided,
    given_day,
    given_profile,
    given_region,
    given_root,
    given_ruleset,
    mending,
)  # fmt: skip
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text


def timeline(
    profile: ProfilePath,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="The first day; otherwise the profile's as_of, otherwise today.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="The last day; otherwise a year after the first.")] = None,
    region: Region = None,
    version: Version = None,
    lang: LangOption = Lang.ZH,
    format_: Annotated[Format, typer.Option("--format", help="For a reader, for a program, or Markdown.")] = Format.TABLE,
    rulesets: Root = None,
) -> None:
    """The days ahead on which supports open, close or need a new application because time passes."""
    with mending(lang):
        from eligibility.guidance import timeline as ahead

        given, base = given_profile(profile), given_root(rulesets)
        first = given_day(from_, given, "--from")
        last = given_day(until, given, "--until") if until is not None else first + relativedelta(years=1)
        found = ahead.timeline(given, given_region(given, region, base), first, last, version=version, root=base)
        if format_ is Format.JSON:
            print(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
            return
        from eligibility.cli import render
        from eligibility.cli.ahead import timeline_report

        render.show(timeline_report(found, lang.language), markdown_=format_ is Format.MARKDOWN)


def cliff(
    profile: ProfilePath,
    fact: Annotated[str, typer.Option(metavar="PATH", help="The number, such as household.monthly_income_per_capita or m1.age.")],
    range_: Annotated[str, typer.Option("--range", metavar="LOW:HIGH", help="From where to where, both included.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Draw a picture: .png, .svg or .pdf.")] = None,
    region: Region = None,
    version: Version = None,
    as_of: AsOf = None,
    lang: LangOption = Lang.ZH,
    format_: Annotated[Format, typer.Option("--format", help="For a reader, for a program, or Markdown.")] = Format.TABLE,
    rulesets: Root = None,
) -> None:
    """Supports as a function of one number: where each begins and ends, exactly."""
    with mending(lang):
        from eligibility.guidance import cliff as ranges

        given = given_profile(profile)
        day = given_day(as_of, given)
        found = ranges.cliff(given, given_ruleset(given, region, version, day, rulesets), fact, *_ends(range_), as_of=day)
        if output is not None:
            from eligibility.cli.chart import draw

            if draw(found, output, lang.language) != lang.language:
                print("没有中文字体，图中用英文 (no font with Chinese characters: the picture is in English)", file=sys.stderr)
        if format_ is Format.JSON:
            print(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
            return
        from eligibility.cli import render
        from eligibility.cli.ahead import cliff_report

        render.show(cliff_report(found, lang.language), markdown_=format_ is Format.MARKDOWN)


def remedy(
    profile: ProfilePath,
    support: SupportId,
    subject: SubjectId = None,
    region: Region = None,
    version: Version = None,
    as_of: AsOf = None,
    lang: LangOption = Lang.ZH,
    format_: Annotated[Format, typer.Option("--format", help="For a reader, for a program, or Markdown.")] = Format.TABLE,
    rulesets: Root = None,
) -> None:
    """What would change an answer: the fewest facts whose answer or change would grant a support."""
    with mending(lang):
        from eligibility.guidance.remedy import remedies

        decision = decided(profile, region, version, as_of, rulesets)
        outcomes = chosen(decision, support, subject)
        if format_ is Format.JSON:
            found = {one.subject.id: [way.as_json() for way in remedies(decision, support, one.subject.id)] for one in outcomes}
            print(json.dumps({"support": support, "remedies": found}, ensure_ascii=False, indent=2))
            return
        from eligibility.cli import render
        from eligibility.cli.ahead import remedy_report

        render.show(remedy_report(decision, outcomes, lang.language), markdown_=format_ is Format.MARKDOWN)


def _ends(text: str) -> tuple[Decimal, Decimal]:
    found = re.fullmatch(r"(\d{1,9}(?:\.\d{1,12})?):(\d{1,9}(?:\.\d{1,12})?)", text)
    if found is None:
        raise EligibilityError([Problem(ProblemCode.WRONG_RANGE, "--range", Text("应写作 0:3000", "is written like 0:3000"))])
    return Decimal(found[1]), Decimal(found[2])
