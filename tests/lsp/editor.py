"""An editor as the server meets one: a client of the protocol that starts it and speaks over standard input and output."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from tests.conftest import ROOT

PATIENCE = 60
"""Seconds to wait for what is to come; a machine under load is slow."""


class Editor:
    """Open files, what the server said of each, and the requests that an editor makes."""

    def __init__(self, client: LanguageClient) -> None:
        self.client = client
        self.said: dict[Path, list[types.Diagnostic]] = {}
        self.shown: list[str] = []
        self.refreshed = 0
        self._news = asyncio.Condition()
        self._numbers: dict[Path, int] = {}

        @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        async def published(params: types.PublishDiagnosticsParams) -> None:
            async with self._news:
                self.said[Path(params.uri.removeprefix("file://"))] = list(params.diagnostics)
                self._news.notify_all()

        @client.feature(types.WORKSPACE_CODE_LENS_REFRESH)
        async def refresh(_: None) -> None:
            async with self._news:
                self.refreshed += 1
                self._news.notify_all()

        @client.feature(types.WINDOW_SHOW_DOCUMENT)
        async def show(params: types.ShowDocumentParams) -> types.ShowDocumentResult:
            self.shown.append(f"{Path(params.uri).name}:{params.selection.start.line + 1 if params.selection else 0}")
            return types.ShowDocumentResult(True)

    def open(self, path: Path, text: str | None = None) -> None:
        item = types.TextDocumentItem(path.as_uri(), "yaml", 0, path.read_text("utf-8") if text is None else text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, path: Path, text: str) -> None:
        """Type a whole text."""
        self._numbers[path] = self._numbers.get(path, 0) + 1
        document = types.VersionedTextDocumentIdentifier(self._numbers[path], path.as_uri())
        whole = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [whole]))

    def save(self, path: Path) -> None:
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(self.document(path)))

    def close(self, path: Path) -> None:
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(self.document(path)))

    @staticmethod
    def document(path: Path) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(path.as_uri())

    async def until(self, true: Callable[[], Any]) -> Any:
        """Wait until something is so that news of the server can make so."""
        async with self._news:
            return await asyncio.wait_for(self._news.wait_for(true), PATIENCE)

    def codes(self, path: Path) -> list[str]:
        """The checks that fail in a file."""
        return sorted(str(one.code) for one in self.said.get(path, []))


@asynccontextmanager
async def editor(*arguments: str, capabilities: types.ClientCapabilities | None = None, options: Any = None) -> AsyncIterator[Editor]:
    """An editor whose server runs, and is ended with it."""
    client = LanguageClient("test", "1")
    source = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    command = "from eligibility.cli import main; main()"
    await client.start_io(sys.executable, "-c", command, "lsp", *arguments, env={**os.environ, "PYTHONPATH": source})
    made = Editor(client)
    await client.initialize_async(types.InitializeParams(capabilities or types.ClientCapabilities(), initialization_options=options))
    client.initialized(types.InitializedParams())
    try:
        yield made
    finally:
        await client.shutdown_async(None)
        client.exit(None)
        await client.stop()
