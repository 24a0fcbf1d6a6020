"""`eligibility mcp`: the rules as tools for an assistant."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eligibility._optional import require_package
from eligibility.cli.listening import address_text, check_free, listen
from eligibility.cli.options import BookOption, Lang, LangOption, Root, given_book, given_root, mending
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

HOST, PORT = "127.0.0.1", 8771


def mcp(
    http: Annotated[bool, typer.Option("--http", help="Serve over HTTP, at /mcp, and not over standard input and output.")] = False,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="The address to listen on; otherwise this computer alone is served.")] = HOST,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = PORT,
    token_file: Annotated[
        Path | None, typer.Option("--token-file", metavar="FILE", help="A file with the token that every user must give.")
    ] = None,
    lang: LangOption = Lang.ZH,
    book: BookOption = None,
    rulesets: Root = None,
) -> None:
    """Serve the rules to an assistant, over standard input and output (Model Context Protocol)."""
    with mending(lang):
        if not http and (host, port, token_file) != (HOST, PORT, None):
            said = Text("只用于 --http", "are for --http alone")
            raise EligibilityError([Problem(ProblemCode.WRONG_VALUE, "--host --port --token-file", said)])
        require_package("mcp", "mcp")
        from eligibility.mcp.server import server
        from eligibility.mcp.tools import Tools
        from eligibility.rules.library import Library

        made = server(Tools(Library(given_root(rulesets)), given_book(book, rulesets)))
        if http:
            _over_http(made, host, port, token_file, lang)
        else:
            made.run("stdio")


def _over_http(made: MCPServer, host: str, port: int, token_file: Path | None, lang: Lang) -> None:
    """Serve over HTTP, to this computer alone or to those who have the token, under what holds for `eligibility serve`."""
    require_package("uvicorn", "mcp")
    from eligibility.mcp.server import PATH, over_http
    from eligibility.web.access import Access
    from eligibility.web.safety import Safety
    from eligibility.web.settings import Settings

    settings = Settings(host=host, port=port, token_file=token_file)
    settings.check()
    check_free(host, port)
    address = f"{address_text(host, port).rstrip('/')}{PATH}"
    print(Text(f"正在启动：{address}　按 Ctrl+C 停下", f"starting: {address}  Ctrl+C stops it")[lang.language], file=sys.stderr, flush=True)
    listen(Safety(over_http(made), Access(settings)), host, port)
