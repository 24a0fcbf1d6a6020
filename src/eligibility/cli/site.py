"""`eligibility site`: the rules as a folder of pages that opens from a disk."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eligibility._optional import require_package
from eligibility.cli.options import Lang, LangOption, Root, given_root, mending
from eligibility.i18n import Text


def site(
    out: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="The folder to write: new, empty, or an earlier one.")],
    prove: Annotated[bool, typer.Option("--prove", help="Prove for every household what each change does; this can take minutes.")] = False,
    rulesets: Root = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """Write the rules as pages: supports in prose with clauses, cases and what opens what, the ledger, changes; with a search."""
    with mending(lang):
        require_package("jinja2", "site")
        if prove:
            require_package("z3", "verify")
        from eligibility.site.build import build

        count = build(out, given_root(rulesets), prove=prove)
        print(Text(f"写出{count}个文件，打开 {out / 'index.html'}", f"{count} files written; open {out / 'index.html'}")[lang.language])
