"""`eligibility mcp`: the rules as tools for an assistant."""

from __future__ import annotations

from eligibility._optional import require_package
from eligibility.cli.options import BookOption, Lang, LangOption, Root, given_book, given_root, mending


def mcp(lang: LangOption = Lang.ZH, book: BookOption = None, rulesets: Root = None) -> None:
    """Serve the rules to an assistant, over standard input and output (Model Context Protocol)."""
    with mending(lang):
        require_package("mcp", "mcp")
        from eligibility.mcp.server import server
        from eligibility.mcp.tools import Tools
        from eligibility.rules.library import Library

        server(Tools(Library(given_root(rulesets)), given_book(book, rulesets))).run("stdio")
