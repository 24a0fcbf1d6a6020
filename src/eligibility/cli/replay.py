"""`eligibility replay`: whether an answer that was once given still stands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eligibility.cli.options import Lang, LangOption, ProfilePath, Root, given_profile, given_root, mending


def replay(
    receipt: Annotated[Path, typer.Argument(metavar="RECEIPT", help="A receipt, or the JSON of the decision it stands in.")],
    profile: ProfilePath,
    lang: LangOption = Lang.ZH,
    rulesets: Root = None,
) -> None:
    """Whether today's files still give the answer of a receipt, and otherwise which change made it another; status 1 then."""
    with mending(lang):
        from eligibility.views import replay as views

        found = views.replay(receipt, given_profile(profile), root=given_root(rulesets))
        for line in found.lines(lang.language):
            print(line)
        if not found.stands:
            raise typer.Exit(1)
