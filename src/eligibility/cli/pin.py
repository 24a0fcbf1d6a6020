"""`eligibility pin`: the fingerprints of the clauses, and what cites them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eligibility.cli.options import Lang, LangOption, Root, given_folders, given_sources, mending
from eligibility.i18n import Text


def pin(
    target: Annotated[str, typer.Argument(metavar="REGION", help="A region or a version's folder.")],
    sources: Annotated[Path, typer.Option(metavar="DIR", help="The folder of the plans' texts, REGION.txt.")],
    root: Root = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """Write the fingerprint of every clause, and what cites it, into clauses.yaml, after the text was read."""
    with mending(lang):
        from eligibility.rules.pin import pin_folder
        from eligibility.rules.version_lookup import find

        for folder, base in given_folders(target, root):
            if find(folder, root=base).ruleset.scenario is not None and not (folder / "clauses.yaml").exists():
                continue
            changed = pin_folder(folder, given_sources(sources) or sources, base)
            version = f"{folder.parent.name}/{folder.name}"
            print(Text(f"{version}：写入{changed}条", f"{version}: {changed} entries written")[lang.language])
