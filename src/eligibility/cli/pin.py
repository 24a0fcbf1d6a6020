"""`eligibility pin`: the fingerprints of the clauses."""

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
    """Write the fingerprint of every clause into clauses.yaml, after the text was read."""
    with mending(lang):
        from eligibility.rules.pin import pin_folder

        for folder, _ in given_folders(target, root):
            changed = pin_folder(folder, given_sources(sources) or sources)
            version = f"{folder.parent.name}/{folder.name}"
            print(Text(f"{version}：写入{changed}个指纹", f"{version}: {changed} fingerprints written")[lang.language])
