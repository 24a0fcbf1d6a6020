"""`eligibility rulesets`: which rules there are, and `rulesets show`: what they say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eligibility.cli.options import AsOf, Lang, LangOption, Root, Version, given_day, given_root, mending, region_or_folder
from eligibility.facts.profile import Profile
from eligibility.rules.folders import version_folder
from eligibility.rules.version_lookup import find, load_ruleset, names, regions

if TYPE_CHECKING:
    from eligibility.rules.load import Loaded


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
    yaml: Annotated[
        bool,
        typer.Option("--yaml", help="As the files write it, with words, figures, clauses and cases; without SUPPORT, the files."),
    ] = False,
    root: Root = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """The rules as a person reads them: who, by which route, under which clause, with figures and exclusions."""
    with mending(lang):
        from eligibility.views.rule import worded

        day = given_day(as_of, Profile())
        base = given_root(root)
        named, on = region_or_folder(region, base), None if version else day
        if yaml:
            for piece in _written(find(named, version, as_of=on, root=base), support, base):
                print(piece)
            return
        ruleset = load_ruleset(named, version, as_of=on, root=base)
        chosen = ruleset.supports[ruleset.known_support(support)].parts if support else ruleset.parts
        print("\n\n".join(worded(one, ruleset, lang.language).text() for one in chosen))


def _written(loaded: Loaded, support: str | None, root: Path) -> Iterator[str]:
    """What the files write of a support; without one, the paths of the files."""
    from eligibility.rules.excerpts import excerpts, files

    if support is None:
        return map(str, files(loaded, root))
    return (f"{one.text}\n" for one in excerpts(loaded, loaded.ruleset.known_support(support), root))


SUBCOMMANDS = (show,)
