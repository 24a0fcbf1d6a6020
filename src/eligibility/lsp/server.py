"""The server under the Language Server Protocol: positions and names of files turned into the protocol's own, and back."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path
from pygls.workspace.position_codec import ServerTextPosition, ServerTextRange

from eligibility._version import __version__
from eligibility.errors import Span
from eligibility.i18n import Language
from eligibility.lsp.checking import Checking
from eligibility.lsp.project import Finding, Project

SOURCE = "eligibility"
"""What diagnostics are from."""


class RulesServer(LanguageServer):
    """A language server for the files of rulesets, in one language."""

    def __init__(self, project: Project, language: Language) -> None:
        super().__init__("eligibility", __version__)
        self.project = project
        self.language = language
        self.checking = Checking(project, lambda _: self.publish())
        self._uris: dict[Path, str] = {}
        self._told: set[Path] = set()

    def opened(self, uri: str, text: str) -> None:
        """A file was opened, or has another text."""
        path = path_of(uri)
        self._uris[path] = uri
        self.project.edit(path, text)

    def closed(self, uri: str) -> None:
        """A file was closed."""
        path = path_of(uri)
        if self.project.close(path):
            self.checking.saved(path)
        self.publish()
        self._uris.pop(path, None)

    def publish(self) -> None:
        """Tell the editor what is to be mended now, and clear the files in which nothing is any more."""
        found = self.project.shown()
        for path in sorted(self._told | found.keys()):
            listed = [self._diagnostic(one) for one in found.get(path, [])]
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(self.uri(path), listed))
        self._told = set(found)

    def _diagnostic(self, finding: Finding) -> types.Diagnostic:
        said = [text[self.language] for text in (finding.message, finding.mend) if text is not None]
        severity = types.DiagnosticSeverity.Warning if finding.warning else types.DiagnosticSeverity.Error
        place = self.range(finding.path, finding.span)
        return types.Diagnostic(place, "\n".join(said), severity=severity, code=finding.code, source=SOURCE)

    # -- places

    def uri(self, path: Path) -> str:
        """The address of a file, as the editor has it where it is open."""
        return self._uris.get(path) or from_fs_path(str(path)) or path.as_uri()

    def range(self, path: Path, span: Span) -> types.Range:
        """A piece of a file's text, counted as the editor counts."""
        start, end = ServerTextPosition(span.line - 1, span.column - 1), ServerTextPosition(span.end_line - 1, span.end_column - 1)
        return self.workspace.position_codec.range_to_client_units(self._lines(path), ServerTextRange(start, end))

    def _lines(self, path: Path) -> list[str]:
        """The lines of a file with their ends, as they are counted in rulesets."""
        return [f"{line}\n" for line in (self.project.texts.text(path) or "").split("\n")]


def path_of(uri: str) -> Path:
    """The file of an address."""
    return Path(to_fs_path(uri) or uri)


def server(project: Project, language: Language) -> RulesServer:
    """The server of a project, with everything that it answers."""
    made = RulesServer(project, language)

    @made.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        made.opened(params.text_document.uri, params.text_document.text)
        made.checking.saved(path_of(params.text_document.uri))

    @made.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        made.opened(uri, made.workspace.get_text_document(uri).source)
        made.checking.edited(path_of(uri))

    @made.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        made.checking.saved(path_of(params.text_document.uri))

    @made.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        made.closed(params.text_document.uri)

    @made.feature(types.SHUTDOWN)
    def shutdown(_: None) -> None:
        made.checking.stop()

    return made
