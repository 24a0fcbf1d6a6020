"""`eligibility rulesets`: which rules there are, and `rulesets show`: what they say."""

from __future__ import annotations

from typing import Annotated

import typer

from eligibility.cli.options import AsOf, Lang, LangOption, Root, Version, given_day, given_root, mending, region_or_folder
from eligibility.facts.profile import Profile
from eligibility.rules.folders import version_folder
from eligibility.rules.version_lookup import load_ruleset, names, regions


def rulesets(context: typer.Context, root: Root = None, lang: LangOption = Lang.ZH) -> None:
    """The regions and versions that there are, one line each: status, period, supports, routes, and the ledger of clauses."""
    if context.invoked_subcommand is not None:
        return
    with mending(lang):
        from eligibility.views.ruleset_summary import summary_of

        base = given_root(root)
        for region in regions(base):
            for name in names(base, region):
                print(summary_of(version_folder(base, region, name), load_ruleset(region, name, root=base)).text(lang.language))


def show(
    region: Annotated[str, typer.Argument(help="A region, or the folder of a version.")],
    support: Annotated[str | None, typer.Argument(help="One support; otherwise all.")] = None,
    version: Version = None,
    as_of: AsOf = None,
    root: Root = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """The rules as a person reads them: who, by which route, under which clause, with figures and exclusions."""
    with mending(lang):
        from eligibility.views.rule import worded

        day = given_day(as_of, Profile())
        base = given_root(root)
        ruleset = load_ruleset(region_or_folder(region, base), version, as_of=None if version else day, root=base)
        chosen = ruleset.supports[ruleset.known_support(support)].parts if support else ruleset.parts
        print("\n\n".join(worded(one, ruleset, lang.language).text() for one in chosen))


SUBCOMMANDS = (show,)
