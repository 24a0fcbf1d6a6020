"""`eligibility serve`: the office's own server, with pages for caseworkers and families and an API for programs."""

from __future__ import annotations

import os
import socket
import sys
import threading
import webbrowser
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eligibility._optional import require_package
from eligibility.cli.listening import address_text, check_free, listen
from eligibility.cli.options import BookOption, Lang, LangOption, Root, mending
from eligibility.i18n import Text

if TYPE_CHECKING:
    from eligibility.web.settings import Settings


def serve(
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="The address to listen on; otherwise this computer alone is served.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8770,
    open_: Annotated[bool, typer.Option("--open", help="Open the first page in the browser.")] = False,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many processes answer: one a core is enough.")] = 1,
    public: Annotated[bool, typer.Option("--public", help="Serve everybody, with pages for families and rules alone.")] = False,
    token_file: Annotated[
        Path | None, typer.Option("--token-file", metavar="FILE", help="A file with the token that every user must give.")
    ] = None,
    allow_origin: Annotated[
        list[str] | None, typer.Option("--allow-origin", metavar="URL", help="A site whose pages may call the API (may be repeated).")
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Read rules again when their files change, for authors.")] = False,
    lang: LangOption = Lang.ZH,
    book: BookOption = None,
    rulesets: Root = None,
) -> None:
    """Start the office's own server: pages for caseworkers and families, and an API for other programs."""
    with mending(lang):
        require_package("fastapi", "web")
        require_package("uvicorn", "web")
        require_package("python_multipart", "web")
        from eligibility.web.jobs import private_folder
        from eligibility.web.settings import Settings

        settings = Settings(
            host=host,
            port=port,
            public=public,
            token_file=token_file,
            rulesets=rulesets,
            book=book,
            watch=watch,
            allow_origin=tuple(allow_origin or ()),
        )
        settings.check()
        check_free(host, port)
        with private_folder(None) as folder:
            _run(replace(settings, folder=folder), workers, lang, opened=open_)


def _run(settings: Settings, workers: int, lang: Lang, *, opened: bool) -> None:
    """Serve until the user stops it."""
    from eligibility.web.app import ENVIRONMENT, create_app

    address = address_text(settings.host, settings.port)
    print(Text(f"正在启动：{address}　按 Ctrl+C 停下", f"starting: {address}  Ctrl+C stops it")[lang.language], file=sys.stderr, flush=True)
    if opened:
        threading.Thread(target=_open, args=(settings, address), daemon=True).start()
    app = create_app(settings)
    os.environ[ENVIRONMENT] = settings.as_text()
    listen(app if workers == 1 else "eligibility.web.app:served", settings.host, settings.port, workers=workers)


def _open(settings: Settings, address: str) -> None:
    """Open the browser once the server answers."""
    for _ in range(600):
        with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as tried:
            tried.settimeout(0.1)
            if tried.connect_ex((settings.host, settings.port)) == 0:
                webbrowser.open(address)
                return
        threading.Event().wait(0.1)
