"""The server under the Language Server Protocol: positions and names of files turned into the protocol's own, and back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path
from pygls.workspace.position_codec import ServerTextPosition, ServerTextRange

from eligibility._version import __version__
from eligibility.errors import Span
from eligibility.i18n import Language
from eligibility.lsp.checking import Checking
from eligibility.lsp.completion import Proposal, proposals
from eligibility.lsp.fixes import fix_of
from eligibility.lsp.hover import card_at
from eligibility.lsp.keys import Keys
from eligibility.lsp.lenses import Lens, lenses
from eligibility.lsp.navigation import Entry, Found, Navigation, Refused, outline
from eligibility.lsp.project import Finding, Project
from eligibility.lsp.symbols import Symbol, SymbolKind

SOURCE = "eligibility"
"""What diagnostics are from."""

SHOW = "eligibility.show"
"""The command by which a line above a support leads to a case."""

_ITEMS: Mapping[str, types.CompletionItemKind] = {
    "name": types.CompletionItemKind.Variable,
    "set": types.CompletionItemKind.Module,
    "value": types.CompletionItemKind.EnumMember,
    "word": types.CompletionItemKind.Keyword,
    "key": types.CompletionItemKind.Property,
    "support": types.CompletionItemKind.Class,
    "route": types.CompletionItemKind.Method,
    "clause": types.CompletionItemKind.Reference,
}

_SYMBOLS: Mapping[SymbolKind, types.SymbolKind] = {
    "support": types.SymbolKind.Class,
    "route": types.SymbolKind.Method,
    "definition": types.SymbolKind.Function,
    "figure": types.SymbolKind.Number,
    "option": types.SymbolKind.Boolean,
    "standard": types.SymbolKind.Number,
    "clause": types.SymbolKind.Key,
}


class RulesServer(LanguageServer):
    """A language server for the files of rulesets, in one language."""

    def __init__(self, project: Project, language: Language) -> None:
        super().__init__("eligibility", __version__)
        self.project = project
        self.language = language
        self.keys = Keys(language)
        self.checking = Checking(project, lambda _: self._news())
        self.suggests_again = False
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
            self.checking.rested(path)
        else:
            self.checking.closed(path)
        self.publish()
        self._uris.pop(path, None)

    def publish(self) -> None:
        """Tell the editor what is to be mended now, and clear the files in which nothing is any more."""
        found = self.project.shown()
        for path in sorted(self._told | found.keys()):
            listed = [self._diagnostic(one) for one in found.get(path, [])]
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(self.uri(path), listed))
        self._told = set(found)

    def _news(self) -> None:
        """Something new is known of a version."""
        self.publish()
        asked = self.client_capabilities.workspace
        if asked is not None and asked.code_lens is not None and asked.code_lens.refresh_support:
            self.workspace_code_lens_refresh(None)

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

    def offset(self, path: Path, position: types.Position) -> int:
        """The place in a file's text that the editor means."""
        lines = self._lines(path)
        found = self.workspace.position_codec.position_from_client_units(lines, types.Position(position.line, position.character))
        return sum(len(line) for line in lines[: found.line]) + found.character

    def span(self, path: Path, start: int, end: int) -> Span:
        """The lines and columns of a piece of a file's text."""
        text = self.project.texts.text(path) or ""
        places = ((text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)) for index in (start, end))
        return Span(*next(places), *next(places))

    def location(self, found: Found) -> types.Location:
        """The address and range of a place."""
        return types.Location(self.uri(found.path), self.range(found.path, found.span))

    # -- answers

    def completed(self, path: Path, position: types.Position) -> list[types.CompletionItem]:
        """What can be inserted at a position."""
        offset = self.offset(path, position)
        return [self._item(one, path, offset) for one in proposals(self.project, path, offset, self.keys)]

    def _item(self, one: Proposal, path: Path, offset: int) -> types.CompletionItem:
        edit = types.TextEdit(self.range(path, self.span(path, one.start, offset)), one.insert)
        return types.CompletionItem(
            one.label,
            kind=_ITEMS[one.what],
            detail=one.title or None,
            sort_text=f"{one.sort}{one.label}",
            filter_text=f"{one.label} {one.title}",
            text_edit=edit,
            command=_AGAIN if one.what == "set" and self.suggests_again else None,
        )

    def hovered(self, path: Path, position: types.Position) -> types.Hover | None:
        """What is said of the word at a position."""
        card = card_at(self.project, path, self.offset(path, position), self.keys)
        if card is None:
            return None
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, card.text), self.range(path, card.span))

    def symbol(self, path: Path, position: types.Position) -> tuple[Navigation, Symbol, types.Range] | None:
        """The symbol at a position, the files to look for it in, and its own place."""
        navigation = Navigation(self.project, path)
        found = navigation.symbol_at(self.offset(path, position))
        return (navigation, found.symbol, self.range(path, found.span)) if found else None

    def renamed(self, path: Path, position: types.Position, name: str) -> types.WorkspaceEdit | None:
        """The edits that call a symbol otherwise.

        Raises:
            JsonRpcInvalidParams: it cannot be called so.
        """
        found = self.symbol(path, position)
        if found is None:
            return None
        edits: dict[str, list[types.TextEdit]] = {}
        try:
            for one in found[0].renamed(found[1], name):
                edits.setdefault(self.uri(one.path), []).append(types.TextEdit(self.range(one.path, one.span), name))
        except Refused as refused:
            raise JsonRpcInvalidParams(refused.said[self.language]) from None
        return types.WorkspaceEdit(changes=edits)

    def fixes(self, path: Path, place: types.Range) -> list[types.CodeAction]:
        """What mends what is wrong on the lines of a place."""
        text = self.project.texts.text(path) or ""
        found = [(one, fix_of(one, text)) for one in self.project.shown().get(path, ())]
        return [
            types.CodeAction(
                fix.title[self.language],
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[self._diagnostic(one)],
                is_preferred=True,
                edit=types.WorkspaceEdit({self.uri(path): [types.TextEdit(self.range(path, fix.span), fix.word)]}),
            )
            for one, fix in found
            if fix is not None and place.start.line <= fix.span.line - 1 <= place.end.line
        ]

    def lens(self, path: Path, one: Lens) -> types.CodeLens:
        """A line above a support. One that leads somewhere asks the editor to go there."""
        title = one.title[self.language]
        command = types.Command(title, "")
        if one.path is not None:
            command = types.Command(title, SHOW, arguments=[self.uri(one.path), one.line])
        return types.CodeLens(self.range(path, one.span), command)

    def entry(self, path: Path, one: Entry) -> types.DocumentSymbol:
        """What a file defines, as the editor lists it."""
        place = self.range(path, one.span)
        inside = [self.entry(path, each) for each in one.inside]
        return types.DocumentSymbol(
            one.symbol.word, _SYMBOLS[one.symbol.kind], place, place, detail=one.title or None, children=inside or None
        )

    def _lines(self, path: Path) -> list[str]:
        """The lines of a file with their ends, as they are counted in rulesets."""
        return [f"{line}\n" for line in (self.project.texts.text(path) or "").split("\n")]


_AGAIN = types.Command("", "editor.action.triggerSuggest")
"""After the name of a set its members are proposed: a command of VS Code, given where its extension asks for it (`suggestAgain`)."""


def path_of(uri: str) -> Path:
    """The file of an address."""
    return Path(to_fs_path(uri) or uri)


def server(project: Project, language: Language) -> RulesServer:
    """The server of a project, with everything that it answers."""
    made = RulesServer(project, language)

    @made.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        options = params.initialization_options
        made.suggests_again = isinstance(options, Mapping) and options.get("suggestAgain") is True

    @made.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        made.opened(params.text_document.uri, params.text_document.text)
        made.checking.rested(path_of(params.text_document.uri))

    @made.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        made.opened(uri, made.workspace.get_text_document(uri).source)
        made.checking.edited(path_of(uri))

    @made.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        made.checking.rested(path_of(params.text_document.uri), saved=True)

    @made.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        made.closed(params.text_document.uri)

    @made.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=[".", "{", "'", "[", " "]))
    def completion(params: types.CompletionParams) -> list[types.CompletionItem]:
        return made.completed(path_of(params.text_document.uri), params.position)

    @made.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        return made.hovered(path_of(params.text_document.uri), params.position)

    @made.feature(types.TEXT_DOCUMENT_DEFINITION)
    def definition(params: types.DefinitionParams) -> list[types.Location]:
        found = made.symbol(path_of(params.text_document.uri), params.position)
        return [made.location(one) for one in found[0].definition(found[1])] if found else []

    @made.feature(types.TEXT_DOCUMENT_REFERENCES)
    def references(params: types.ReferenceParams) -> list[types.Location]:
        found = made.symbol(path_of(params.text_document.uri), params.position)
        places = found[0].found(found[1]) if found else ()
        return [made.location(one) for one in places if params.context.include_declaration or not one.defines]

    @made.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepare_rename(params: types.PrepareRenameParams) -> types.Range | None:
        found = made.symbol(path_of(params.text_document.uri), params.position)
        return found[2] if found else None

    @made.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    def rename(params: types.RenameParams) -> types.WorkspaceEdit | None:
        return made.renamed(path_of(params.text_document.uri), params.position, params.new_name)

    @made.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def document_symbol(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        path = path_of(params.text_document.uri)
        return [made.entry(path, one) for one in outline(made.project, path)]

    @made.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix]))
    def code_action(params: types.CodeActionParams) -> list[types.CodeAction]:
        return made.fixes(path_of(params.text_document.uri), params.range)

    @made.feature(types.TEXT_DOCUMENT_CODE_LENS)
    def code_lens(params: types.CodeLensParams) -> list[types.CodeLens]:
        path = path_of(params.text_document.uri)
        return [made.lens(path, one) for one in lenses(made.project, path)]

    @made.command(SHOW)
    async def show(uri: str, line: int) -> None:
        place = types.Range(types.Position(line - 1, 0), types.Position(line - 1, 0))
        await made.window_show_document_async(types.ShowDocumentParams(uri, take_focus=True, selection=place))

    @made.feature(types.SHUTDOWN)
    def shutdown(_: None) -> None:
        made.checking.stop()

    return made
