"""`eligibility replay`: whether an answer that was once given still stands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eligibility.cli.options import (
    BookOption,
    Format,
    FormatOption,
    Lang,
    LangOption,
    ProfilePath,
    Root,
    given_book,
    given_profile,
    given_root,
    mending,
)
from eligibility.cli.output import put_json


def replay(
    receipt: Annotated[Path, typer.Argument(metavar="RECEIPT", help="A receipt, or the JSON of the decision it stands in.")],
    profile: ProfilePath,
    lang: LangOption = Lang.ZH,
    format_: FormatOption = Format.TABLE,
    book: BookOption = None,
    rulesets: Root = None,
) -> None:
    """Whether today's files still give the answer of a receipt, and otherwise which change of the rules changed it (status 1)."""
    with mending(lang):
        from eligibility.views import replay as views

        found = views.replay(receipt, given_profile(profile), root=given_root(rulesets), book=given_book(book, rulesets))
        if format_ is Format.JSON:
            put_json(found.as_json(lang.language))
        else:
            for line in found.lines(lang.language, markdown=format_ is Format.MARKDOWN):
                print(line)
        if not found.stands:
            raise typer.Exit(1)
