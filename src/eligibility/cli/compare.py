"""`eligibility compare`: one household under several plans."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from eligibility.cli.options import (
    AsOf,
    Format,
    FormatOption,
    Lang,
    LangOption,
    ProfilePath,
    Root,
    given_day,
    given_profile,
    given_root,
    mending,
    region_or_folder,
)
from eligibility.rules.version_lookup import load_ruleset, regions

if TYPE_CHECKING:
    from eligibility.views.regions import RegionTable


def compare(
    profile: ProfilePath,
    regions_: Annotated[str, typer.Option("--regions", metavar="A,B,...", help="Regions to compare; otherwise all.")] = "",
    as_of: AsOf = None,
    lang: LangOption = Lang.ZH,
    format_: FormatOption = Format.TABLE,
    rulesets: Root = None,
) -> None:
    """The same household under several plans side by side, what differs first."""
    with mending(lang):
        from eligibility.views import regions as views

        given, base = given_profile(profile), given_root(rulesets)
        day = given_day(as_of, given)
        named = [name.strip() for name in re.split("[,，]", regions_) if name.strip()] or regions(base)
        places = [region_or_folder(name, base) for name in named]
        found = views.compare(given, {str(place): load_ruleset(place, as_of=day, root=base) for place in places}, as_of=day)
        if format_ is Format.JSON:
            print(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
            return
        table = views.table_of(found, lang.language)
        if format_ is Format.MARKDOWN:
            print(table.markdown())
        else:
            _print(table)


def _print(content: RegionTable) -> None:
    """The table as wide as the terminal, and 160 columns elsewhere."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in content.head:
        table.add_column(name)
    for row in content.body:
        table.add_row(*row)
    print(content.title)
    for notice in content.notices:
        print(f"! {notice}")
    Console(file=sys.stdout, width=None if sys.stdout.isatty() else 160, highlight=False).print(table)
