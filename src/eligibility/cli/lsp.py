"""`eligibility lsp`: help for authors of rules in their editor."""

from __future__ import annotations

from eligibility._optional import require_package
from eligibility.cli.options import Lang, LangOption, Root, given_root, mending


def lsp(lang: LangOption = Lang.ZH, rulesets: Root = None) -> None:
    """Serve an editor in which rules are written, over standard input and output (Language Server Protocol)."""
    with mending(lang):
        require_package("pygls", "lsp")
        from eligibility.lsp.project import Project
        from eligibility.lsp.server import server

        server(Project(given_root(rulesets).absolute() if rulesets else None), lang.language).start_io()
